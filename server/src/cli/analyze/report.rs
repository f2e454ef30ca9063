//! The report for people: who, what it proves, the rows, and what was left out.

use super::{Analyzed, summary};
use crate::typeset::{grouped, right, safe, wrap};
use crate::wording::{self, EXPECTED_TO_BE_SKIPPED};
use engine::model::{AccountCategory, Break, Finding, Located, Money, Risk, RiskBand, Skipped, Statement};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Columns of the page: date, amount, balance, narration.
const AMOUNT: usize = 15;
const BALANCE: usize = 16;
const NARRATION: usize = 34;
/// Width of the text beside a label.
const VALUE: usize = 63;

pub(super) fn write(out: &mut impl Write, analyzed: &Analyzed<'_>) -> io::Result<()> {
    let report = &analyzed.report;
    writeln!(out, "{}", safe(&analyzed.path.display().to_string()))?;
    let bank = match &report.detection.bank {
        Some(bank) => format!("{} ({})", bank.name, bank.id),
        None => "not known to us".to_owned(),
    };
    field(out, "bank", &bank)?;
    field(out, "layout", report.detection.layout.as_deref().unwrap_or("none fits; the table was inferred"))?;
    let count = report.statements.len();
    for (index, statement) in report.statements.iter().enumerate() {
        if count > 1 {
            writeln!(out)?;
            field(out, "statement", &format!("{} of {count} in this file", index + 1))?;
        }
        header(out, statement)?;
        proof(out, statement)?;
        // Once for each account, with its first statement.
        let mut accounts = analyzed.analysis.accounts.iter();
        if let Some(account) = accounts.find(|account| account.ledger.statements.first() == Some(&index)) {
            summary::write(out, account)?;
        }
        rows(out, statement)?;
        left_out(out, &statement.skipped)?;
    }
    let doubts = report
        .diagnostics
        .iter()
        .chain(report.statements.iter().flat_map(|statement| &statement.diagnostics));
    for doubt in doubts {
        field(out, "note", &format!("{} ({})", doubt.message, doubt.code))?;
    }
    for finding in report.findings.iter().chain(&analyzed.entity.findings) {
        found(out, finding)?;
    }
    for missing in report.not_run.iter().chain(&analyzed.entity.not_run) {
        field(out, "did not look", &format!("{}: {}", missing.id, missing.reason))?;
    }
    risk(out, &analyzed.risk)?;
    for drawn in &analyzed.drawn {
        field(out, "evidence", &format!("page {}: {}", drawn.page, safe(&drawn.file.display().to_string())))?;
    }
    Ok(())
}

/// A label and its value, which may run over several lines.
pub(super) fn field(out: &mut impl Write, label: &str, value: &str) -> io::Result<()> {
    for (index, line) in wrap(value, VALUE).iter().enumerate() {
        writeln!(out, "  {:<13}{line}", if index == 0 { label } else { "" })?;
    }
    Ok(())
}

fn header(out: &mut impl Write, statement: &Statement) -> io::Result<()> {
    let printed = |value: Option<&str>| value.unwrap_or("not found").to_owned();
    let value = |field: &Option<Located<String>>| field.as_ref().map(|located| located.value.clone());
    let identity = &statement.identity;
    let account = &statement.account;
    match identity.holders.as_slice() {
        [] | [_] => {
            field(out, "holder", &printed(identity.name.as_ref().map(|name| name.value.as_str())))?;
        }
        several => {
            let names: Vec<&str> = several.iter().map(|holder| holder.value.as_str()).collect();
            field(out, "holders", &names.join("; "))?;
        }
    }
    if let Some(address) = &identity.address {
        field(out, "address", &address.value)?;
    }
    let number = printed(account.number.as_ref().map(|number| number.value.as_str()));
    let mut codes = vec![number];
    let of_account = [
        ("IFSC", &account.ifsc),
        ("MICR", &account.micr),
        ("IBAN", &account.iban),
        ("BIC", &account.bic),
        ("sort code", &account.sort_code),
        ("routing number", &account.routing_number),
        ("customer id", &account.customer_id),
        ("branch", &account.branch),
    ];
    let is_number = |code: &str| account.number.as_ref().is_some_and(|number| number.value == code);
    codes.extend(of_account.into_iter().filter_map(|(label, field)| {
        value(field).filter(|code| !is_number(code)).map(|code| format!("{label} {code}"))
    }));
    codes.push(account.currency.to_string());
    field(out, "account", &codes.join(", "))?;
    let mut kind = match account.category {
        AccountCategory::Individual => "individual".to_owned(),
        AccountCategory::Corporate => "corporate".to_owned(),
    };
    if let Some(reason) = &account.category_reason {
        kind.push_str(&format!(" ({})", reason.value));
    }
    if let Some(product) = &account.product {
        kind.push_str(&format!(", {}", product.value));
    }
    field(out, "kind", &kind)?;
    if let Some(limit) = &account.credit_limit {
        field(out, "limit", &grouped(Money::new(limit.value, account.currency)))?;
    }
    let period = match (statement.period, statement.date_range()) {
        (Some(period), _) => format!("{} to {}", period.from, period.to),
        (None, Some(rows)) => format!("not printed; rows from {} to {}", rows.from, rows.to),
        (None, None) => "not found".to_owned(),
    };
    field(out, "period", &period)
}

fn proof(out: &mut impl Write, statement: &Statement) -> io::Result<()> {
    let proof = &statement.reconciliation;
    let (verdict, meaning) = wording::verdict(proof.verdict);
    writeln!(out)?;
    field(out, "verdict", &format!("{verdict}: {meaning}"))?;
    for gap in &proof.gaps {
        field(out, "gap", gap)?;
    }
    for gap in &proof.breaks {
        broken(out, gap, statement)?;
    }
    let count =
        |debit: bool| statement.transactions.iter().filter(|row| (row.signed_minor() < 0) == debit).count();
    let line = |out: &mut dyn Write, label: &str, amount: Option<String>, note: &str| {
        writeln!(out, "  {label:<13}{}{note}", right(&amount.unwrap_or_else(|| "unknown".to_owned()), 18))
    };
    let derived = if proof.opening_is_printed { "" } else { "  (not printed; derived)" };
    line(out, "opening", proof.opening_balance.map(grouped), derived)?;
    line(out, "credits", Some(grouped(proof.total_credit)), &format!("  rows: {}", count(false)))?;
    let debits = proof.total_debit.with_minor(-proof.total_debit.minor);
    line(out, "debits", Some(grouped(debits)), &format!("  rows: {}", count(true)))?;
    line(out, "closing", proof.closing_balance.map(grouped), "")?;
    writeln!(out)
}

fn broken(out: &mut impl Write, gap: &Break, statement: &Statement) -> io::Result<()> {
    let row = gap.row.and_then(|row| statement.transactions.get(row));
    let place = gap.at.map_or(String::new(), |at| format!("page {}, ", at.page));
    let what = match row {
        Some(row) => format!("{place}row of {}: balance", row.date),
        None => format!("{place}{}", gap.what.replace('_', " ")),
    };
    // Printed counts of rows travel as amounts without a fraction of their own.
    let is_count = gap.what.ends_with("_count");
    let shown = |money: Money| if is_count { money.minor.to_string() } else { grouped(money) };
    field(out, "break", &format!("{what}: expected {}, printed {}", shown(gap.expected), shown(gap.printed)))
}

fn rows(out: &mut impl Write, statement: &Statement) -> io::Result<()> {
    if statement.transactions.is_empty() {
        return writeln!(out, "  no transactions");
    }
    writeln!(out, "  {:<10}{}{}  Narration", "Date", right("Amount", AMOUNT), right("Balance", BALANCE))?;
    for row in &statement.transactions {
        let amount = grouped(row.amount.with_minor(row.signed_minor()));
        let balance = row.balance.map(grouped).unwrap_or_default();
        let lines = wrap(&row.narration, NARRATION);
        for (index, line) in lines.iter().enumerate() {
            let printed = if index == 0 {
                format!("  {}{}{}  {line}", row.date, right(&amount, AMOUNT), right(&balance, BALANCE))
            } else {
                format!("  {:width$}  {line}", "", width = 10 + AMOUNT + BALANCE)
            };
            writeln!(out, "{}", printed.trim_end())?;
        }
    }
    writeln!(out)
}

/// What was left out, counted by reason; lines that might have been rows are shown in full.
fn left_out(out: &mut impl Write, skipped: &[Skipped]) -> io::Result<()> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    let mut doubtful = Vec::new();
    for line in skipped {
        match EXPECTED_TO_BE_SKIPPED.iter().position(|(reason, _)| *reason == line.reason) {
            Some(index) => *counts.entry(index).or_default() += 1,
            None => doubtful.push(line),
        }
    }
    let told: Vec<String> = counts
        .iter()
        .filter_map(|(index, count)| {
            EXPECTED_TO_BE_SKIPPED.get(*index).map(|(_, words)| format!("{count} {words}"))
        })
        .collect();
    if !told.is_empty() {
        field(out, "other lines", &told.join("; "))?;
    }
    for line in doubtful {
        let reason = line.reason.replace('_', " ");
        field(out, "skipped", &format!("page {}, {reason}: {}", line.at.page, line.text))?;
    }
    Ok(())
}

/// The score with what it is made of.
fn risk(out: &mut impl Write, risk: &Risk) -> io::Result<()> {
    let band = match risk.band {
        RiskBand::Low => "low",
        RiskBand::Medium => "medium: somebody should look",
        RiskBand::High => "high: hard to explain innocently",
    };
    let parts: Vec<String> =
        risk.reasons.iter().map(|reason| format!("{} {}", reason.id, reason.points)).collect();
    let parts = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
    let blind = match risk.not_looked.len() {
        0 => String::new(),
        count => format!("; {count} heuristics could not look"),
    };
    field(out, "risk", &format!("{} of 100, {band}{parts}{blind}", risk.score))
}

fn found(out: &mut impl Write, finding: &Finding) -> io::Result<()> {
    let place = finding.at.map_or(String::new(), |at| format!(", page {}", at.page));
    let severity = wording::severity(finding.severity);
    let mut text = format!("{} [{}, {severity}{place}]", finding.summary, finding.id);
    if let (Some(expected), Some(actual)) = (&finding.expected, &finding.actual) {
        text.push_str(&format!(": expected {expected}, found {actual}"));
    }
    field(out, "finding", &text)
}
