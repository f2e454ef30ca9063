//! Workbooks behind their links.

use crate::harness::{Server, agent, keys};
use calamine::{Data, Reader as _, Xlsx};
use serde_json::json;
use std::collections::HashSet;
use std::io::Cursor;
use testdata::{PrintOptions, layouts, samples};

type Book = Xlsx<Cursor<Vec<u8>>>;

fn fetch(link: &str) -> (u16, Vec<u8>) {
    let mut response = agent().get(link).call().unwrap();
    (response.status().as_u16(), response.body_mut().with_config().limit(50 << 20).read_to_vec().unwrap())
}

fn open(link: &str) -> Book {
    let (status, bytes) = fetch(link);
    assert_eq!(status, 200);
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

/// The number in a cell, counted from zero.
fn number(book: &mut Book, sheet: &str, row: u32, column: u32) -> f64 {
    match book.worksheet_range(sheet).unwrap().get_value((row, column)) {
        Some(Data::Float(number)) => *number,
        Some(Data::Int(number)) => *number as f64,
        other => panic!("{sheet} {row} {column}: {other:?}"),
    }
}

#[test]
fn workbooks_add_up_to_what_the_api_says_and_their_links_are_signed() {
    let server = Server::start();
    let uploaded = server.upload("bankless_upload/", &samples()[0].bytes, &[]);
    let entity = uploaded.json["entity_id"].as_str().unwrap();
    let answer = server.get(&format!("entity/{entity}/xlsx_report/?wait=30"));
    assert_eq!(keys(&answer.json), ["entity_id", "progress", "reports"]);
    assert_eq!(keys(&answer.json["reports"][0]), ["account_id", "link"]);
    let link = answer.json["reports"][0]["link"].as_str().unwrap().to_owned();
    let mut book = open(&link);
    let expected = [
        "Account",
        "Monthly analysis",
        "Transactions",
        "Daily balances",
        "Salary",
        "Recurring",
        "Loans",
        "Bounces",
        "Spending",
        "Findings",
        "Statements",
    ];
    assert_eq!(book.sheet_names(), expected);

    let rows = server.get(&format!("entity/{entity}/transactions/")).json["transactions"].clone();
    let rows = rows.as_array().unwrap();
    let sum = |direction: &str| -> f64 {
        let of = rows.iter().filter(|row| row["transaction_type"] == direction);
        of.map(|row| row["amount"].as_f64().unwrap()).sum()
    };
    let near = |one: f64, other: f64| assert!((one - other).abs() < 0.005, "{one} {other}");
    near(number(&mut book, "Account", 12, 1), sum("credit"));
    near(number(&mut book, "Account", 13, 1), sum("debit"));
    near(number(&mut book, "Account", 16, 1), 0.0);
    let formulas = book.worksheet_formula("Account").unwrap();
    assert!(formulas.get_value((12, 1)).unwrap().contains("SUM(Transactions!"));
    let range = book.worksheet_range("Transactions").unwrap();
    assert_eq!(range.height(), rows.len() + 1);
    for (index, row) in rows.iter().enumerate() {
        let at = u32::try_from(index + 1).unwrap();
        assert_eq!(
            range.get_value((at, 2)),
            Some(&Data::String(row["transaction_note"].as_str().unwrap().to_owned()))
        );
        near(number(&mut book, "Transactions", at, 10), 0.0);
    }

    let raw = server.get(&format!("entity/{entity}/raw_excel_report/")).json;
    let raw = open(raw["reports"][0]["link"].as_str().unwrap());
    assert_eq!(raw.sheet_names(), ["Account", "Transactions", "Monthly analysis"]);

    for changed in [
        link.replace("detailed", "raw"),
        link.replace("until=1", "until=2"),
        link.replace("for=first", "for=second"),
        link.split('?').next().unwrap().to_owned(),
    ] {
        assert_eq!(fetch(&changed).0, 404, "{changed}");
    }
}

/// The text in a cell, counted from zero; nothing in an empty one.
fn text(book: &mut Book, sheet: &str, row: u32, column: u32) -> String {
    match book.worksheet_range(sheet).unwrap().get_value((row, column)) {
        Some(Data::String(text)) => text.clone(),
        _ => String::new(),
    }
}

#[test]
fn rows_of_a_statement_that_masks_its_number_keep_their_statement_and_their_findings() {
    let server = Server::start();
    let mut masked = testdata::accounts_of_samples().0;
    let full = masked.between(jiff::civil::date(2025, 6, 1), jiff::civil::date(2025, 9, 30));
    masked = masked.between(jiff::civil::date(2025, 4, 1), jiff::civil::date(2025, 7, 31));
    let shown = masked.account_number.split_off(masked.account_number.len() - 4);
    masked.account_number = format!("{}{shown}", "X".repeat(masked.account_number.len()));
    // A balance that does not follow, so that there is a finding about a row.
    let raised = masked.rows.iter_mut().find(|row| row.kind == testdata::RowKind::Salary).unwrap();
    raised.amount_minor += 4_000_000;
    raised.balance_minor += 4_000_000;
    // On days that both cover the rows must agree, or they are not one account.
    assert!(raised.date < full.from);
    let sheet = |ledger| testdata::print(ledger, &layouts::lantern_bay_savings(), &PrintOptions::default());
    let first = server.upload("bankless_upload/", &sheet(&masked), &[]);
    let entity = first.json["entity_id"].as_str().unwrap();
    server.upload("bankless_upload/", &sheet(&full), &[("entity_id", entity)]);
    let reports = server.get(&format!("entity/{entity}/xlsx_report/?wait=60")).json["reports"].clone();
    assert_eq!(reports.as_array().unwrap().len(), 1, "both statements are of one account: {reports}");
    let mut book = open(reports[0]["link"].as_str().unwrap());

    let shared = masked.rows.iter().filter(|row| row.date >= full.from).count();
    let rows = masked.rows.len() + full.rows.len() - shared;
    assert_eq!(book.worksheet_range("Transactions").unwrap().height(), rows + 1);
    let mut hashes = HashSet::new();
    for (index, at) in (1..=u32::try_from(rows).unwrap()).enumerate() {
        let statement = if index < masked.rows.len() { 1.0 } else { 2.0 };
        assert!((number(&mut book, "Transactions", at, 11) - statement).abs() < 0.1, "row {at}");
        hashes.insert(text(&mut book, "Transactions", at, 13));
    }
    let findings = u32::try_from(book.worksheet_range("Findings").unwrap().height()).unwrap();
    let about_rows: Vec<String> =
        (1..findings).map(|at| text(&mut book, "Findings", at, 10)).filter(|hash| !hash.is_empty()).collect();
    assert!(!about_rows.is_empty(), "the raised salary is found");
    assert!(about_rows.iter().all(|hash| hashes.contains(hash)), "{about_rows:?}");
}

#[test]
fn there_is_no_report_without_a_statement() {
    let server = Server::start();
    let entity = server.entity();
    let answer = server.get(&format!("entity/{entity}/xlsx_report/"));
    assert_eq!(answer.json, json!({ "entity_id": entity, "progress": [], "reports": [] }));
}
