//! What templates can say, on printed paper: any ledger, printed as a key of the language describes it, is read back by that key.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bank_templates::Templates;
use engine::Source;
use engine::model::{Statement, Transaction, Verdict};
use proptest::prelude::*;
use testdata::layout::{Column, DateFormat, Field, Layout, Marks};
use testdata::{Direction, Ledger, LedgerPlan, LedgerRow, PrintOptions, layouts};

/// A template of the printed bank: keys of the layout, its columns, and keys of `[layout.rows]`.
fn template(dates: &str, keys: &str, columns: &[(&str, &str)], rows: &str) -> Templates {
    let columns: String = columns
        .iter()
        .map(|(heading, field)| format!("  {{ heading = {heading:?}, field = {field:?} }},\n"))
        .collect();
    let text = format!(
        r#"schema = 1
[bank]
id = "lantern_bay"
name = "Lantern Bay Bank"
country = "IN"
[[identify]]
text = "Lantern Bay Bank Ltd"
[[layout]]
id = "test"
currency = "INR"
locale = "en-IN"
dates = ["{dates}"]
{keys}
[layout.header]
account_number = "Account No"
holder = "Customer Name"
period = {{ label = "Statement Period", split = " to " }}
[layout.table]
columns = [
{columns}]
[layout.rows]
{rows}
opening = "B/F"
skip = "Page * of *"
end = "*** End of statement ***"
[[layout.example]]
text = "see the test"
rows = []
"#
    );
    Templates::with_files([("lantern.toml", text.as_str())])
        .unwrap_or_else(|errors| panic!("{:?}", errors.iter().map(ToString::to_string).collect::<Vec<_>>()))
}

fn ledger(seed: u64, rows: u32) -> Ledger {
    Ledger::invent(seed, &LedgerPlan::default().months(2).rows_per_month(rows))
}

fn read(ledger: &Ledger, layout: &Layout, templates: &Templates) -> Statement {
    let bytes = testdata::print(ledger, layout, &PrintOptions::default());
    let source = Source { bytes: &bytes, ..Source::default() };
    let report = engine::read(&source, templates, &pdf::Limits::default()).unwrap();
    assert_eq!(report.detection.layout.as_deref(), Some("test"), "another layout read");
    let statement = report.statements.into_iter().next().unwrap();
    // Without balances beside the rows nothing holds more than their sum.
    let wanted = if layout.sections.is_some() { Verdict::ProvenWithGaps } else { Verdict::Proven };
    assert_eq!(statement.reconciliation.verdict, wanted, "{:?}", statement.reconciliation);
    assert_eq!(statement.transactions.len(), ledger.rows.len());
    statement
}

/// Holds each row to what was printed; `more` adds what the key is about.
fn check(ledger: &Ledger, read: &Statement, more: impl Fn(&LedgerRow, &Transaction)) {
    for (row, read) in ledger.rows.iter().zip(&read.transactions) {
        assert_eq!(row.date, read.date);
        assert_eq!(row.signed_minor().abs(), read.signed_minor().abs());
        more(row, read);
    }
}

fn unspaced(text: &str) -> String {
    text.split_whitespace().collect()
}

const MONEY: [(&str, &str); 3] = [("Withdrawals", "debit"), ("Deposits", "credit"), ("Balance", "balance")];

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn day_lines_date_the_rows_below_them(seed in any::<u64>(), rows in 3_u32..25) {
        let columns = [("Transaction details", "narration"), ("Withdrawal", "debit"), ("Deposit", "credit"), ("Balance", "balance")];
        let templates = template("%d %B %Y", "", &columns, "starts_with = \"amount\"\nday_lines = true");
        let ledger = ledger(seed, rows);
        let statement = read(&ledger, &layouts::day_headings(), &templates);
        check(&ledger, &statement, |row, read| assert_eq!(row.signed_minor(), read.signed_minor()));
    }

    #[test]
    fn titles_of_sections_say_which_way_money_went(seed in any::<u64>(), rows in 3_u32..25) {
        let keys = "sections = { debit = \"Withdrawals and other debits\", credit = \"Deposits and other credits\" }";
        let columns = [("Date", "date"), ("Description", "narration"), ("Amount", "amount")];
        let ledger = ledger(seed, rows);
        let statement = read(&ledger, &layouts::sections(), &template("%d-%m-%Y", keys, &columns, ""));
        // The parts are printed one after the other, and are read in the order of their days.
        let sorted = |mut rows: Vec<(String, i64, String)>| {
            rows.sort();
            rows
        };
        let printed = |row: &LedgerRow| (row.date.to_string(), row.signed_minor(), unspaced(&row.narration));
        let as_read = |row: &Transaction| (row.date.to_string(), row.signed_minor(), unspaced(&row.narration));
        assert_eq!(
            sorted(ledger.rows.iter().map(printed).collect()),
            sorted(statement.transactions.iter().map(as_read).collect())
        );
    }

    #[test]
    fn owed_balances_grow_by_what_is_spent(seed in any::<u64>(), rows in 3_u32..25) {
        let mut layout = layouts::lantern_bay_savings();
        for column in &mut layout.columns {
            match column.field {
                Field::Debit => column.heading = vec!["Paid".to_owned()],
                Field::Credit => column.heading = vec!["Spent".to_owned()],
                _ => {}
            }
        }
        let columns = [
            ("Txn Date", "date"), ("Value Date", "value_date"), ("Particulars", "narration"), ("Chq/Ref No", "reference"),
            ("Paid", "credit"), ("Spent", "debit"), ("Balance", "balance"),
        ];
        let templates = template("%d-%m-%Y", "balances = \"owed\"", &columns, "");
        let ledger = ledger(seed, rows);
        let statement = read(&ledger, &layout, &templates);
        check(&ledger, &statement, |row, read| {
            assert_eq!(row.signed_minor(), -read.signed_minor());
            assert_eq!(read.balance.map(|balance| balance.minor), Some(-row.balance_minor));
        });
    }

    #[test]
    fn years_of_the_buddhist_era_are_years(seed in any::<u64>(), rows in 3_u32..25) {
        // 2025 is 2568 there.
        let layout = Layout { dates: DateFormat::new("%d/%m/68"), ..layouts::lantern_bay_savings() };
        let columns: Vec<(&str, &str)> =
            [("Txn Date", "date"), ("Value Date", "value_date"), ("Particulars", "narration"), ("Chq/Ref No", "reference")]
                .into_iter()
                .chain(MONEY)
                .collect();
        let templates = template("%d/%m/%y", "calendar = \"buddhist\"", &columns, "");
        let ledger = ledger(seed, rows);
        prop_assume!(ledger.rows.iter().all(|row| row.date.year() == 2025 && row.value_date.year() == 2025));
        let statement = read(&ledger, &layout, &templates);
        check(&ledger, &statement, |row, read| assert_eq!(Some(row.value_date), read.value_date));
    }

    #[test]
    fn times_and_counterparties_have_columns_of_their_own(seed in any::<u64>(), rows in 3_u32..25) {
        let mut layout = layouts::lantern_bay_savings();
        layout.columns[1] = Column::left("Time", Field::Side, 40.0);
        layout.columns[3].heading = vec!["Other party".to_owned()];
        layout.marks = Marks { debit: "14:05".to_owned(), credit: "09:30:15".to_owned() };
        let columns: Vec<(&str, &str)> =
            [("Txn Date", "date"), ("Time", "time"), ("Particulars", "narration"), ("Other party", "counterparty")]
                .into_iter()
                .chain(MONEY)
                .collect();
        let templates = template("%d-%m-%Y", "", &columns, "");
        let mut ledger = ledger(seed, rows);
        for (index, row) in ledger.rows.iter_mut().enumerate() {
            row.reference = Some(format!("PARTY{index}"));
        }
        let statement = read(&ledger, &layout, &templates);
        check(&ledger, &statement, |row, read| {
            let time = if row.direction == Direction::Debit { "14:05:00" } else { "09:30:15" };
            assert_eq!(read.time.map(|time| time.to_string()).as_deref(), Some(time));
            assert_eq!(read.counterparty.as_deref(), row.reference.as_deref());
            assert_eq!(unspaced(&read.narration), unspaced(&row.narration));
        });
    }

    #[test]
    fn what_a_narration_carries_is_taken_from_it(seed in any::<u64>(), rows in 3_u32..25) {
        let mut layout = layouts::lantern_bay_savings();
        layout.columns.remove(3);
        layout.columns.remove(1);
        let columns: Vec<(&str, &str)> =
            [("Txn Date", "date"), ("Particulars", "narration")].into_iter().chain(MONEY).collect();
        let keys = "narration = [\"* Value Dt {value_date} Ref {reference}\"]";
        let templates = template("%d-%m-%Y", "", &columns, keys);
        let mut ledger = ledger(seed, rows);
        for (index, row) in ledger.rows.iter_mut().enumerate() {
            row.reference = Some(format!("R{index:05}"));
            row.narration =
                format!("{} Value Dt {} Ref R{index:05}", row.narration, row.value_date.strftime("%d-%m-%Y"));
        }
        let statement = read(&ledger, &layout, &templates);
        check(&ledger, &statement, |row, read| {
            assert_eq!(read.value_date, Some(row.value_date));
            assert_eq!(read.reference, row.reference);
            assert_eq!(unspaced(&read.narration), unspaced(&row.narration));
        });
    }
}
