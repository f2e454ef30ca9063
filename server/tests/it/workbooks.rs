//! Workbooks behind their links.

use crate::harness::{Server, agent, keys};
use calamine::{Data, Reader as _, Xlsx};
use serde_json::json;
use std::io::Cursor;
use testdata::samples;

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

#[test]
fn there_is_no_report_without_a_statement() {
    let server = Server::start();
    let entity = server.entity();
    let answer = server.get(&format!("entity/{entity}/xlsx_report/"));
    assert_eq!(answer.json, json!({ "entity_id": entity, "progress": [], "reports": [] }));
}
