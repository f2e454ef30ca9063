//! Every template that ships loads, and every worked example in it reads as it says.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bank_templates::Templates;
use engine::model::{Report, Statement};

#[test]
fn all_data_files_load() {
    let (templates, errors) = Templates::load_embedded();
    assert!(
        errors.is_empty(),
        "{}",
        errors.iter().map(|e| format!("{e}\n  hint: {}\n", e.hint)).collect::<String>()
    );
    assert!(templates.banks().len() >= 6);
}

#[test]
fn every_worked_example_reads_as_it_says() {
    let templates = Templates::embedded();
    let mut failures = Vec::new();
    let mut ran = 0;
    for template in templates.banks() {
        for layout in &template.layout {
            for example in &layout.example {
                ran += 1;
                let name = format!("{} {}", template.bank.id, layout.id);
                let document = engine::fixed_pitch::document(&example.text);
                match engine::read_document(document, Some(&template.bank.id), templates) {
                    Ok(report) => {
                        failures.extend(differences(&report, layout, example).map(|d| format!("{name}: {d}")))
                    }
                    Err(error) => failures.push(format!("{name}: {error}")),
                }
            }
        }
    }
    assert!(ran >= 8, "only {ran} examples ran");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn differences(
    report: &Report,
    layout: &bank_templates::Layout,
    example: &bank_templates::template::Example,
) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    let mut differ = |what: &str, expected: &str, actual: &str| {
        if expected != actual {
            found.push(format!("{what}: expected {expected:?}, read {actual:?}"));
        }
    };
    differ("layout", &layout.id, report.detection.layout.as_deref().unwrap_or("none"));
    let statement = &report.statements[0];
    for (index, row) in example.rows.iter().enumerate() {
        let actual = statement.transactions.get(index).map(|read| {
            let signed = read.amount.with_minor(read.signed_minor()).to_decimal();
            let balance = read.balance.map_or(String::new(), |balance| balance.to_decimal());
            format!("{} | {} | {signed} | {balance}", read.date, read.narration)
        });
        differ("row", &format!("{} | {} | {} | {}", row.0, row.1, row.2, row.3), &actual.unwrap_or_default());
    }
    differ("rows", &example.rows.len().to_string(), &statement.transactions.len().to_string());
    if let Some(opening) = &example.opening {
        let actual =
            statement.reconciliation.opening_balance.map(|money| money.to_decimal()).unwrap_or_default();
        differ("opening", opening, &actual);
    }
    let verdict = serde_json::to_value(statement.reconciliation.verdict).unwrap();
    differ("verdict", &example.verdict, verdict.as_str().unwrap());
    for (name, expected) in &example.header {
        differ(name, expected, &header(statement, name));
    }
    found.into_iter()
}

fn header(statement: &Statement, name: &str) -> String {
    let account = &statement.account;
    let field = match name {
        "account_number" => account.number.as_ref(),
        "ifsc" => account.ifsc.as_ref(),
        "micr" => account.micr.as_ref(),
        "holder" => statement.identity.name.as_ref(),
        "address" => statement.identity.address.as_ref(),
        "period" => {
            return statement
                .period
                .map_or(String::new(), |period| format!("{} to {}", period.from, period.to));
        }
        _ => panic!("{name:?} is not a header field that examples can check"),
    };
    field.map_or(String::new(), |located| located.value.clone())
}
