//! What is printed is read back: invented ledgers in every layout of `testdata`, against the ledger itself.

use bank_templates::Templates;
use engine::Source;
use engine::model::{Statement, Verdict};
use proptest::prelude::*;
use testdata::{Ledger, LedgerPlan, PrintOptions, layouts};

fn read(pdf: &[u8]) -> Result<Statement, String> {
    let source = Source { bytes: pdf, password: None, bank: None };
    let report = engine::read(&source, Templates::embedded(), &pdf::Limits::default())
        .map_err(|error| format!("{}: {error}", error.code()))?;
    report.statements.into_iter().next().ok_or_else(|| "no statement".to_owned())
}

/// Differences between a ledger and what was read, the first of each kind.
fn differences(ledger: &Ledger, layout: &testdata::Layout, statement: &Statement) -> Vec<String> {
    let mut found = Vec::new();
    if statement.transactions.len() != ledger.rows.len() {
        found.push(format!("{} rows printed, {} read", ledger.rows.len(), statement.transactions.len()));
    }
    let mut exact = 0;
    let prints = |field: testdata::layout::Field| layout.columns.iter().any(|column| column.field == field);
    for (index, (row, read)) in ledger.rows.iter().zip(&statement.transactions).enumerate() {
        let mut differ = |what: &str, printed: String, read: String| {
            if printed != read && found.len() < 4 {
                found.push(format!("row {index} {what}: printed {printed:?}, read {read:?}"));
            }
        };
        differ("date", row.date.to_string(), read.date.to_string());
        differ("amount", row.signed_minor().to_string(), read.signed_minor().to_string());
        // Whether a line that is full to its last character ended at a space is not on the paper.
        differ("narration", unspaced(&row.narration), unspaced(&read.narration));
        exact += usize::from(row.narration == read.narration);
        if let Some(balance) = read.balance {
            differ("balance", row.balance_minor.to_string(), balance.minor.to_string());
        }
        if prints(testdata::layout::Field::ValueDate) {
            differ(
                "value date",
                Some(row.value_date).map(|d| d.to_string()).unwrap_or_default(),
                read.value_date.map(|d| d.to_string()).unwrap_or_default(),
            );
        }
        if prints(testdata::layout::Field::Reference) {
            differ(
                "reference",
                row.reference.clone().unwrap_or_default(),
                read.reference.clone().unwrap_or_default(),
            );
        }
    }
    // In a short ledger a single narration is already more than six in a hundred.
    if exact * 100 < ledger.rows.len() * 94 && exact + 1 < ledger.rows.len() {
        found.push(format!("only {exact} of {} narrations have their spaces right", ledger.rows.len()));
    }
    // Without an opening balance on the paper nothing holds the first row, and the verdict has to say so.
    let expected = if layout.name.starts_with("newest_") { Verdict::ProvenWithGaps } else { Verdict::Proven };
    if statement.reconciliation.verdict != expected {
        let reconciliation = &statement.reconciliation;
        found.push(format!("{:?}: gaps {:?}", reconciliation.verdict, reconciliation.gaps));
    }
    let number = statement.account.number.as_ref().map(|number| number.value.trim_start_matches('X'));
    if !number.is_some_and(|number| number.len() >= 4 && ledger.account_number.ends_with(number)) {
        found.push(format!("account {:?}", statement.account.number));
    }
    if statement.identity.name.as_ref().map(|name| name.value.as_str()) != Some(ledger.holder.as_str()) {
        found.push(format!("holder {:?}", statement.identity.name));
    }
    found
}

fn unspaced(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn every_layout_gives_its_ledger_back() {
    let mut failures = Vec::new();
    for layout in layouts::all().into_iter() {
        for seed in [1, 7] {
            let mut ledger = Ledger::invent(seed, &LedgerPlan::default().months(2).rows_per_month(25));
            if layout.name == "whole_numbers" {
                ledger = ledger.in_whole_units();
            }
            let pdf = testdata::print(&ledger, &layout, &PrintOptions::default());
            match read(&pdf) {
                Ok(statement) => {
                    let found = differences(&ledger, &layout, &statement);
                    failures.extend(
                        found.into_iter().map(|difference| format!("{} {seed}: {difference}", layout.name)),
                    );
                }
                Err(error) => failures.push(format!("{} {seed}: {error}", layout.name)),
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// The bank's own layout, with any ledger: short, long, empty months, many pages.
    #[test]
    fn any_ledger_survives_printing_and_reading(seed in any::<u64>(), months in 1_u32..5, rows in 1_u32..40) {
        let ledger = Ledger::invent(seed, &LedgerPlan::default().months(months).rows_per_month(rows));
        let layout = layouts::lantern_bay_savings();
        let pdf = testdata::print(&ledger, &layout, &PrintOptions::default());
        let statement = read(&pdf).map_err(TestCaseError::fail)?;
        let found = differences(&ledger, &layout, &statement);
        prop_assert!(found.is_empty(), "{}", found.join("\n"));
    }
}
