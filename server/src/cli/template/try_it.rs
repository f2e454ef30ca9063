//! Reads a statement with a template that is not installed: what it found, row by row, what it left out and why, and the
//! first balance that does not follow.

use super::check::with_template;
use super::words::open;
use super::{Failure, print, text_of};
use crate::templates::Installed;
use crate::typeset::{grouped, right, safe, wrap};
use bank_templates::Template;
use bank_templates::locale::squash;
use engine::ReadErrorKind;
use engine::model::{Report, Statement, Verdict};
use std::path::Path;

pub(super) fn run(
    template: &Path,
    file: &Path,
    password: Option<&str>,
    installed: &Installed,
) -> Result<(), Failure> {
    let shown = template.display().to_string();
    let (templates, parsed) = with_template(&shown, &text_of(template)?, installed)
        .map_err(|faults| Failure::new(faults.join("\n"), "`statera template check` says it all"))?;
    let document = open(file, password)?;
    let missing = headings_not_printed(&document, &parsed);
    match engine::read_by_template(document, &parsed.bank.id, &templates) {
        Ok(report) => print(told(&report)),
        Err(error) if error.kind == ReadErrorKind::NotAStatement => {
            let hint = if missing.is_empty() {
                "all headings are printed, but not on one line or not in this order; `statera template words` shows the page"
                    .to_owned()
            } else {
                format!("headings that are not printed: {}", missing.join(", "))
            };
            Err(Failure::new("no layout of the template fits", hint))
        }
        Err(error) => {
            let message = format!("{}: {} ({})", file.display(), error.message, error.code());
            Err(Failure::new(message, error.hint))
        }
    }
}

/// Headings of columns that must be there, none of whose spellings is on any page.
fn headings_not_printed(document: &pdf::Document, template: &Template) -> Vec<String> {
    let printed: Vec<String> =
        document.pages.iter().flat_map(|page| page.lines()).map(|line| squash(&line.text())).collect();
    // A heading of several lines is sought word by word.
    let is_printed = |heading: &String| {
        heading.split_whitespace().map(squash).all(|word| printed.iter().any(|line| line.contains(&word)))
    };
    let columns = template
        .layout
        .iter()
        .flat_map(|layout| layout.table.columns.iter().map(move |column| (layout, column)));
    columns
        .filter(|(_, column)| !column.optional && !column.heading.0.iter().any(is_printed))
        .map(|(layout, column)| format!("{:?} of layout {:?}", column.heading.0.join("\" or \""), layout.id))
        .collect()
}

fn told(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    let bank = report.detection.bank.as_ref().map_or("none", |bank| bank.id.as_str());
    lines.push(format!("bank       {bank}"));
    lines.push(format!("layout     {}", report.detection.layout.as_deref().unwrap_or("none fits")));
    for evidence in &report.detection.evidence {
        lines.push(format!("evidence   {}", safe(&evidence.what)));
    }
    for (place, statement) in report.statements.iter().enumerate() {
        if report.statements.len() > 1 {
            lines.push(format!("statement  {} of {}", place + 1, report.statements.len()));
        }
        header(statement, &mut lines);
        rows(statement, &mut lines);
        skipped(statement, &mut lines);
        proof(statement, &mut lines);
    }
    lines
}

fn header(statement: &Statement, lines: &mut Vec<String>) {
    let account = &statement.account;
    let fields = [
        ("account", &account.number),
        ("holder", &statement.identity.name),
        ("address", &statement.identity.address),
        ("ifsc", &account.ifsc),
        ("iban", &account.iban),
    ];
    for (name, field) in fields {
        let value = field.as_ref().map_or("not found".to_owned(), |found| safe(&found.value));
        lines.push(format!("{name:<11}{value}"));
    }
    let period =
        statement.period.map_or("not found".to_owned(), |period| format!("{} to {}", period.from, period.to));
    lines.push(format!("period     {period}"));
}

fn rows(statement: &Statement, lines: &mut Vec<String>) {
    lines.push(String::new());
    lines.push(format!("{:<10}{}{}  Narration", "Date", right("Amount", 16), right("Balance", 17)));
    for row in &statement.transactions {
        let amount = grouped(row.amount.with_minor(row.signed_minor()));
        let balance = row.balance.map(grouped).unwrap_or_default();
        for (index, part) in wrap(&row.narration, 52).iter().enumerate() {
            lines.push(match index {
                0 => format!("{}{}{}  {part}", row.date, right(&amount, 16), right(&balance, 17)),
                _ => format!("{:45}{part}", ""),
            });
        }
    }
}

/// Every line that was left out on pages with rows, with the reason.
fn skipped(statement: &Statement, lines: &mut Vec<String>) {
    lines.push(String::new());
    for line in &statement.skipped {
        let reason = line.reason.replace('_', " ");
        lines.push(format!("left out   page {}, {reason}: {}", line.at.page, safe(&line.text)));
    }
    for doubt in &statement.diagnostics {
        lines.push(format!("doubt      {} ({})", safe(&doubt.message), doubt.code));
    }
}

fn proof(statement: &Statement, lines: &mut Vec<String>) {
    let proof = &statement.reconciliation;
    lines.push(String::new());
    let verdict = match proof.verdict {
        Verdict::Proven => "PROVEN",
        Verdict::ProvenWithGaps => "PROVEN WITH GAPS",
        Verdict::Unproven => "UNPROVEN",
    };
    lines.push(format!("verdict    {verdict}, {} rows", statement.transactions.len()));
    lines.extend(proof.gaps.iter().map(|gap| format!("gap        {gap}")));
    let Some(first) = proof.breaks.first() else { return };
    let place = first.at.map_or(String::new(), |at| format!("page {}, ", at.page));
    let row = first.row.and_then(|row| statement.transactions.get(row));
    let row = row.map_or(first.what.replace('_', " "), |row| {
        format!("row of {} {:?}", row.date, safe(&row.narration))
    });
    let line = format!(
        "break      {place}{row}: expected {}, printed {}; it is the first of {}",
        grouped(first.expected),
        grouped(first.printed),
        proof.breaks.len()
    );
    lines.push(line);
}
