//! What is printed is read back: invented ledgers in every layout of `testdata`, against the ledger itself.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bank_templates::Templates;
use engine::Source;
use engine::model::{Statement, Verdict};
use proptest::prelude::*;
use testdata::{Ledger, LedgerPlan, PrintOptions, layouts};

fn read(pdf: &[u8]) -> Result<Statement, String> {
    let mut statements = read_all(pdf)?;
    if statements.len() == 1 {
        Ok(statements.remove(0))
    } else {
        Err(format!("{} statements", statements.len()))
    }
}

fn read_all(pdf: &[u8]) -> Result<Vec<Statement>, String> {
    let source = Source { bytes: pdf, password: None, bank: None };
    let report = engine::read(&source, Templates::embedded(), &pdf::Limits::default())
        .map_err(|error| format!("{}: {error}", error.code()))?;
    Ok(report.statements)
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
    // One in twenty may end exactly at the edge, and chance may put two of them into a short ledger.
    if (exact + 2) * 100 < ledger.rows.len() * 95 {
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
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

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

/// Prints ledgers one after the other into one file and compares each with the statement read at its place.
fn check_file(ledgers: &[Ledger], layout: &testdata::Layout) -> Vec<String> {
    let printed = testdata::print_accounts(ledgers, layout, &PrintOptions::default());
    let statements = match read_all(&printed.bytes) {
        Ok(statements) if statements.len() == ledgers.len() => statements,
        Ok(statements) => return vec![format!("{} printed, {} read", ledgers.len(), statements.len())],
        Err(error) => return vec![error],
    };
    let pairs = ledgers.iter().zip(&statements);
    pairs.flat_map(|(ledger, statement)| differences(ledger, layout, statement)).collect()
}

#[test]
fn every_layout_gives_the_accounts_of_a_file_back() {
    let mut failures = Vec::new();
    for layout in layouts::all() {
        let plan = LedgerPlan::default().months(1);
        let (mut first, mut second) =
            (Ledger::invent(3, &plan.clone().rows_per_month(30)), Ledger::invent(8, &plan.rows_per_month(9)));
        second.bank = first.bank.clone();
        if layout.name == "whole_numbers" {
            (first, second) = (first.in_whole_units(), second.in_whole_units());
        }
        let found = check_file(&[first, second], &layout);
        failures.extend(found.into_iter().map(|difference| format!("{}: {difference}", layout.name)));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Several accounts, then the next months of the first one: each statement comes out by itself.
    #[test]
    fn any_file_of_statements_survives_printing_and_reading(
        seed in any::<u64>(),
        accounts in 1_usize..4,
        months in 1_i8..3,
        rows in 2_u32..25,
    ) {
        let plan = |month: i8| {
            LedgerPlan::default().months(1).rows_per_month(rows).starting(jiff::civil::date(2025, month, 1))
        };
        let mut ledgers: Vec<Ledger> =
            (0..accounts).map(|index| Ledger::invent(seed.wrapping_add(index as u64), &plan(1))).collect();
        for month in 2..=months {
            let next = Ledger::invent(seed ^ u64::from(month.unsigned_abs()), &plan(month));
            let first = &ledgers[0];
            let next = Ledger {
                account_number: first.account_number.clone(),
                holder: first.holder.clone(),
                bank: first.bank.clone(),
                ..next
            };
            ledgers.push(next);
        }
        let found = check_file(&ledgers, &layouts::lantern_bay_savings());
        prop_assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

/// How a ledger is spoiled before it is printed.
#[derive(Clone, Copy, Debug)]
enum Spoil {
    Amount,
    Balance,
    Direction,
    Missing,
    Doubled,
}

fn spoilt(mut ledger: Ledger, how: Spoil, place: usize, by: i64) -> Ledger {
    // The last row is left alone: without a closing balance nothing stands below it.
    let at = place % (ledger.rows.len() - 1);
    match how {
        Spoil::Amount => ledger.rows[at].amount_minor += by,
        Spoil::Balance => ledger.rows[at].balance_minor += by,
        Spoil::Direction => {
            ledger.rows[at].direction = match ledger.rows[at].direction {
                testdata::Direction::Debit => testdata::Direction::Credit,
                testdata::Direction::Credit => testdata::Direction::Debit,
            };
        }
        Spoil::Missing => {
            ledger.rows.remove(at);
        }
        Spoil::Doubled => {
            let row = ledger.rows[at].clone();
            ledger.rows.insert(at, row);
        }
    }
    ledger
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// A wrong row never looks right: whatever is changed, doubled or left out, the balances tell.
    #[test]
    fn a_spoilt_ledger_is_never_proven(
        seed in any::<u64>(),
        how in prop_oneof![
            Just(Spoil::Amount), Just(Spoil::Balance), Just(Spoil::Direction), Just(Spoil::Missing), Just(Spoil::Doubled),
        ],
        place in any::<usize>(),
        by in 1_i64..1_000_000,
    ) {
        let ledger = Ledger::invent(seed, &LedgerPlan::default().months(1).rows_per_month(20));
        prop_assume!(ledger.rows.len() > 3);
        let layout = layouts::lantern_bay_savings();
        let pdf = testdata::print(&spoilt(ledger, how, place, by), &layout, &PrintOptions::default());
        let statement = read(&pdf).map_err(TestCaseError::fail)?;
        prop_assert_eq!(statement.reconciliation.verdict, Verdict::Unproven, "{:?}", how);
        prop_assert!(!statement.reconciliation.breaks.is_empty());
    }
}

#[test]
fn an_altered_row_of_an_unknown_bank_is_shown_as_a_break_and_a_wrong_guess_is_not_shown() {
    let (mut ledger, layout) = testdata::odd::other_bank_parts();
    ledger.rows[3].amount_minor += 100;
    let statement = read(&testdata::print(&ledger, &layout, &PrintOptions::default())).unwrap();
    assert_eq!(statement.reconciliation.verdict, Verdict::Unproven);
    assert_eq!(statement.reconciliation.breaks.iter().map(|gap| gap.row).collect::<Vec<_>>(), [Some(3)]);

    for (index, row) in ledger.rows.iter_mut().enumerate() {
        row.amount_minor += 100 + i64::try_from(index).unwrap();
    }
    let refused = read(&testdata::print(&ledger, &layout, &PrintOptions::default()));
    assert!(refused.unwrap_err().starts_with("not_a_statement"));
}

#[test]
fn what_is_left_of_a_cut_file_is_not_said_to_be_another_kind_of_document() {
    let ledger = Ledger::invent(1, &LedgerPlan::default());
    let bytes = testdata::print(&ledger, &layouts::lantern_bay_savings(), &PrintOptions::default());
    let refusal = |bytes: &[u8]| {
        let source = Source { bytes, ..Source::default() };
        engine::read(&source, Templates::embedded(), &pdf::Limits::default()).err().map(|error| error.message)
    };
    assert_eq!(refusal(&bytes), None);
    let damaged =
        "the file is cut off or damaged, and what is left of it has no table with date, amount and balance";
    assert_eq!(refusal(bytes.get(..4_000).unwrap()).as_deref(), Some(damaged));
}
