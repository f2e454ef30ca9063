//! Which of several readings of one page is taken: that of the bank's template, or what the headings suggest.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bank_templates::Templates;
use engine::model::{Report, Verdict};

/// A template of an invented bank with the headings of [`page`], and keys of `[layout.rows]`.
fn template(amounts: &str, rows: &str) -> String {
    format!(
        r#"schema = 1
[bank]
id = "quay_bank"
name = "Quay Bank"
country = "IN"
[[identify]]
text = "Quay Bank"
[[layout]]
id = "test"
currency = "INR"
locale = "en-IN"
dates = ["%d-%m-%Y"]
[layout.header]
opening = "Opening Balance"
[layout.table]
columns = [
{{ heading = "Date", field = "date" }}, {{ heading = "Details", field = "narration" }},
{amounts}
]
[layout.rows]
{rows}
[[layout.example]]
text = "see the test"
rows = []
"#
    )
}

const AMOUNTS: &str = r#"{ heading = "Debit", field = "debit" }, { heading = "Credit", field = "credit" }, { heading = "Balance", field = "balance" },"#;

const HEADINGS: &str = "Date        Details                  Debit      Credit       Balance";

/// Twelve rows of one month; `misprint` says by how much the balance of a row is printed wrong.
fn rows(month: usize, balance: &mut i64, misprint: impl Fn(i64) -> i64) -> String {
    let (year, month) = (2020 + month / 12, month % 12 + 1);
    let mut text = String::new();
    for row in 0..12 {
        let pay = row % 4 == 3;
        *balance += if pay { 90 } else { -10 };
        let details = if pay { "SALARY OF THE WORKS" } else { "POS GROCER" };
        let (debit, credit) = if pay { ("", "90.00") } else { ("10.00", "") };
        let printed = *balance + misprint(row);
        let printed = format!("{},{:03}.00", printed / 1000, printed % 1000);
        let printed = printed.trim_start_matches("0,");
        let day = row + 1;
        text +=
            &format!("{day:02}-{month:02}-{year}  {details:<19}  {debit:>9}  {credit:>10}  {printed:>12}\n");
    }
    text
}

const HEAD: &str = "\nQuay Bank\nAccount No : 0099 1234 5678\nOpening Balance : 1,000.00\n";

/// Twelve rows; one balance is printed wrong where `misprint` says so.
fn page(misprint: Option<i64>) -> String {
    let rows = rows(63, &mut 1000, |row| i64::from(misprint == Some(row)));
    format!("{HEAD}\n{HEADINGS}\n{rows}")
}

fn read(template: &str, page: &str) -> Report {
    let templates = Templates::with_files([("quay.toml", template)]).unwrap();
    engine::read_document(engine::fixed_pitch::document(page), None, &templates).unwrap()
}

/// The layout, the verdict and how many rows were read.
fn choice(template: &str, page: &str) -> (String, Verdict, usize) {
    let report = read(template, page);
    let statement = &report.statements[0];
    let layout = report.detection.layout.unwrap_or_else(|| "inferred".to_owned());
    (layout, statement.reconciliation.verdict, statement.transactions.len())
}

#[test]
fn a_template_that_fits_is_taken() {
    assert_eq!(choice(&template(AMOUNTS, ""), &page(None)), ("test".to_owned(), Verdict::Proven, 12));
    // A wrong balance is news about the statement, whoever reads it; the first of equals stays.
    let misprinted = choice(&template(AMOUNTS, ""), &page(Some(5)));
    assert_eq!(misprinted, ("test".to_owned(), Verdict::Unproven, 12));
}

#[test]
fn a_template_that_fits_some_rows_loses_to_an_inference_that_proves() {
    let partly = template(AMOUNTS, r#"skip = ["*POS GROCER*"]"#);
    assert_eq!(choice(&partly, &page(None)), ("inferred".to_owned(), Verdict::Proven, 12));
}

#[test]
fn a_template_that_fits_a_few_rows_with_fewer_breaks_loses_to_an_inference_that_holds_most() {
    // Only the first row is left, and one of its figures breaks; of all rows two do not follow.
    let partly = template(
        AMOUNTS,
        r#"skip = ["*POS GROCER*"]
end = "05-04-2025*""#,
    );
    let (layout, verdict, rows) = choice(&partly, &page(Some(5)));
    assert_eq!((layout.as_str(), verdict, rows), ("inferred", Verdict::Unproven, 12));
}

#[test]
fn a_template_is_taken_where_nothing_can_be_inferred() {
    let own = "Tag         Wofuer                   Hinab      Hinauf       Bestand";
    let mut known = template(AMOUNTS, "");
    for (usual, own) in HEADINGS.split_whitespace().zip(own.split_whitespace()) {
        known = known.replace(&format!("heading = \"{usual}\""), &format!("heading = \"{own}\""));
    }
    assert_eq!(choice(&known, &page(None).replace(HEADINGS, own)), ("test".to_owned(), Verdict::Proven, 12));
}

/// As [`page`] on so many pages; the balances of the first `misprinted` pages are all wrong, each by another amount.
fn long_statement(pages: usize, misprinted: usize) -> String {
    let mut balance = 1000;
    let page = |page: usize| {
        let wrong = |row: i64| if page < misprinted { row * row + 1 } else { 0 };
        format!("{}\n{HEADINGS}\n{}", if page > 0 { "\u{c}" } else { HEAD }, rows(page, &mut balance, wrong))
    };
    (0..pages).map(page).collect()
}

#[test]
fn a_template_that_breaks_on_the_first_pages_of_a_long_statement_is_tried_last() {
    let fits = template(AMOUNTS, "");
    assert_eq!(choice(&fits, &long_statement(32, 0)), ("test".to_owned(), Verdict::Proven, 384));
    // What it cannot read others prove, and it is not missed.
    let skips = template(AMOUNTS, r#"skip = ["*0.00*"]"#);
    assert_eq!(choice(&skips, &long_statement(32, 0)), ("inferred".to_owned(), Verdict::Proven, 384));
    // Where the statement itself is wrong nobody proves it, and of equal readings that of the template is taken.
    assert_eq!(choice(&fits, &long_statement(32, 4)), ("test".to_owned(), Verdict::Unproven, 384));
}
