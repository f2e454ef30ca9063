//! Runs the worked examples of templates: typed pages that have to read as the template says.

use crate::model::{Report, Statement, Verdict};
use crate::{fixed_pitch, read_document};
use bank_templates::template::Example;
use bank_templates::{Layout, Template, Templates};

/// What an example says and what was read instead; empty when they agree.
#[must_use]
pub fn differences(
    template: &Template,
    layout: &Layout,
    example: &Example,
    templates: &Templates,
) -> Vec<String> {
    let document = fixed_pitch::document(&example.text);
    match read_document(document, Some(&template.bank.id), templates) {
        Ok(report) => compare(&report, layout, example),
        Err(error) => vec![format!("not read: {error} ({})", error.code())],
    }
}

fn compare(report: &Report, layout: &Layout, example: &Example) -> Vec<String> {
    let mut found = Vec::new();
    let mut differ = |what: &str, expected: &str, actual: &str| {
        if expected != actual {
            found.push(format!("{what}: expected {expected:?}, read {actual:?}"));
        }
    };
    differ("layout", &layout.id, report.detection.layout.as_deref().unwrap_or("none"));
    let Some(statement) = report.statements.first() else { return vec!["no statement was read".to_owned()] };
    for (index, row) in example.rows.iter().enumerate() {
        let actual = statement.transactions.get(index).map(|read| {
            let signed = read.amount.with_minor(read.signed_minor()).to_decimal();
            let balance = read.balance.map_or(String::new(), |balance| balance.to_decimal());
            format!("{} | {} | {signed} | {balance}", read.date, read.narration)
        });
        differ("row", &format!("{} | {} | {} | {}", row.0, row.1, row.2, row.3), &actual.unwrap_or_default());
    }
    differ("number of rows", &example.rows.len().to_string(), &statement.transactions.len().to_string());
    if let Some(opening) = &example.opening {
        let actual = statement.reconciliation.opening_balance.map(|money| money.to_decimal());
        differ("opening", opening, &actual.unwrap_or_default());
    }
    differ("verdict", &example.verdict, verdict(statement));
    for (name, expected) in &example.header {
        match header(statement, name) {
            Some(actual) => differ(name, expected, &actual),
            None => differ(name, "a header field that examples can check", "no such field"),
        }
    }
    found
}

fn verdict(statement: &Statement) -> &'static str {
    match statement.reconciliation.verdict {
        Verdict::Proven => "proven",
        Verdict::ProvenWithGaps => "proven_with_gaps",
        Verdict::Unproven => "unproven",
    }
}

fn header(statement: &Statement, name: &str) -> Option<String> {
    let account = &statement.account;
    let field = match name {
        "account_number" => account.number.as_ref(),
        "ifsc" => account.ifsc.as_ref(),
        "micr" => account.micr.as_ref(),
        "holder" => statement.identity.name.as_ref(),
        "address" => statement.identity.address.as_ref(),
        "period" => {
            let text = statement.period.map(|period| format!("{} to {}", period.from, period.to));
            return Some(text.unwrap_or_default());
        }
        _ => return None,
    };
    Some(field.map_or(String::new(), |located| located.value.clone()))
}
