//! Real statements through the front door, row by row, naming the first stage that differs.
//!
//! The files belong to others and are not part of the project. They are read from `STATERA_FIXTURES`, or from
//! `../shared/fixtures` beside the project; without them the test says so and checks nothing.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bank_templates::Templates;
use engine::model::{Channel, Direction, FindingGroup, ReferenceKind, Report, Verdict};
use engine::{ReadError, Source};
use std::path::{Path, PathBuf};

struct Row {
    date: String,
    narration: String,
    /// Signed minor units.
    amount: i64,
    balance: i64,
}

fn fixtures() -> Option<PathBuf> {
    testdata::fixture("")
}

fn read(folder: &Path, file: &str, password: Option<&str>) -> Result<Report, ReadError> {
    let bytes =
        std::fs::read(folder.join("statements").join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    let source = Source { bytes: &bytes, password, bank: None };
    engine::read(&source, Templates::embedded(), &pdf::Limits::default())
}

/// Compares stage by stage, so that the first difference names the guilty one.
fn check(file: &str, report: Result<Report, ReadError>, bank: &str, expected: Option<&[Row]>) {
    let report = report.unwrap_or_else(|error| panic!("{file}: opening: {} {error}", error.code()));
    let detected = report.detection.bank.as_ref().map(|bank| bank.id.as_str());
    assert_eq!(detected, Some(bank), "{file}: detect: bank");
    assert!(report.detection.layout.is_some(), "{file}: detect: no layout of {bank} fits");
    assert_eq!(report.statements.len(), 1, "{file}: table: statements");
    let statement = &report.statements[0];
    if let Some(expected) = expected {
        assert_eq!(statement.transactions.len(), expected.len(), "{file}: table: number of rows");
        for (index, (row, wanted)) in statement.transactions.iter().zip(expected).enumerate() {
            let place = format!("{file}: row {index} ({} {})", wanted.date, wanted.narration);
            assert_eq!(row.date.to_string(), wanted.date, "{place}: read: date");
            assert_eq!(row.signed_minor(), wanted.amount, "{place}: read: amount");
            assert_eq!(
                row.balance.map(|balance| balance.minor),
                Some(wanted.balance),
                "{place}: read: balance"
            );
            assert_eq!(row.narration, wanted.narration, "{place}: table: narration");
        }
    }
    for row in &statement.transactions {
        assert!(
            !row.at.is_empty() && row.at.iter().all(|at| at.page > 0 && at.rect.width() > 0.0),
            "{file}: evidence"
        );
        assert_eq!(row.hash.len(), 32, "{file}: hash");
    }
    let reconciliation = &statement.reconciliation;
    assert_eq!(
        reconciliation.verdict,
        Verdict::Proven,
        "{file}: reconcile: gaps {:?}, breaks {:?}",
        reconciliation.gaps,
        reconciliation.breaks
    );
}

/// A decimal with at most two places, in minor units.
fn minor(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    let fraction = format!("{fraction:0<2}");
    sign * (whole.trim_start_matches('-').parse::<i64>().unwrap() * 100
        + fraction[..2].parse::<i64>().unwrap())
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn canara_statement_reads_as_its_golden() {
    let Some(folder) = fixtures() else { return };
    let golden = std::fs::read_to_string(folder.join("statements/canara/statement.golden.json")).unwrap();
    let golden: serde_json::Value = serde_json::from_str(&golden).unwrap();
    let rows: Vec<Row> = golden["transactions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| Row {
            date: row["txn_date"].as_str().unwrap().to_owned(),
            narration: folded(row["narration"].as_str().unwrap()),
            amount: row["credit"]
                .as_str()
                .map(minor)
                .or(row["debit"].as_str().map(|debit| -minor(debit)))
                .unwrap(),
            balance: minor(row["balance"].as_str().unwrap()),
        })
        .collect();
    assert_eq!(rows.len(), 93);
    let file = "canara/statement.pdf";
    let report = read(&folder, file, Some("1111"));
    check(file, report.clone(), "canara", Some(&rows));
    let statement = &report.unwrap().statements[0];
    assert_eq!(statement.account.number.as_ref().unwrap().value, "999900001111");
    assert_eq!(statement.account.ifsc.as_ref().unwrap().value, "CNRB0009999");
    assert_eq!(statement.identity.name.as_ref().unwrap().value, "TEST HOLDER");
    let period = statement.period.unwrap();
    assert_eq!((period.from.to_string(), period.to.to_string()), ("2026-05-07".into(), "2026-08-07".into()));
}

#[test]
fn canara_rows_are_enriched_as_their_golden() {
    let Some(folder) = fixtures() else { return };
    let golden = std::fs::read_to_string(folder.join("statements/canara/statement.golden.json")).unwrap();
    let golden: serde_json::Value = serde_json::from_str(&golden).unwrap();
    let report = read(&folder, "canara/statement.pdf", Some("1111")).unwrap();
    let rows = &report.statements[0].transactions;
    let mut checked = (0, 0);
    for (row, wanted) in rows.iter().zip(golden["transactions"].as_array().unwrap()) {
        let channel = match wanted["channel"].as_str() {
            Some("UPI") => Channel::Upi,
            Some("IMPS") => Channel::NetBankingTransfer,
            // The golden says `OTHER` to all that its own reader does not know.
            _ => continue,
        };
        assert_eq!(row.channel, channel, "{}", row.narration);
        assert_eq!(row.counterparty.as_deref(), wanted["payee"].as_str(), "{}", row.narration);
        checked.0 += 1;
        if let Some(utr) = wanted["utr"].as_str() {
            assert_eq!(row.reference_of(ReferenceKind::Rrn), Some(utr), "{}", row.narration);
            checked.1 += 1;
        }
    }
    assert_eq!(checked, (86, 82), "rows with a known rail, and those with a reference");
}

#[test]
fn one_ledger_in_many_layouts_reads_the_same() {
    let Some(folder) = fixtures() else { return };
    let text =
        std::fs::read_to_string(folder.join("statements/in-22-layouts/EXPECTED_common_ledger.csv")).unwrap();
    let rows: Vec<Row> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .filter(|cells| !(cells[2].is_empty() && cells[3].is_empty()))
        .map(|cells| Row {
            date: cells[0].to_owned(),
            narration: cells[1].to_owned(),
            amount: if cells[2].is_empty() { minor(cells[3]) } else { -minor(cells[2]) },
            balance: minor(cells[4]),
        })
        .collect();
    assert_eq!(rows.len(), 31);
    let mut files: Vec<String> = std::fs::read_dir(folder.join("statements/in-22-layouts"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".pdf"))
        .map(|name| format!("in-22-layouts/{name}"))
        .collect();
    files.sort();
    assert!(files.len() >= 12);
    for file in files {
        let report = read(&folder, &file, None);
        check(&file, report.clone(), "sample_bank", Some(&rows));
        let statement = &report.unwrap().statements[0];
        assert_eq!(statement.identity.name.as_ref().unwrap().value, "MR. SAMPLE CUSTOMER", "{file}");
        assert_eq!(statement.account.number.as_ref().unwrap().value, "987654321012", "{file}");
        assert_eq!(
            statement.identity.address.as_ref().unwrap().value,
            "12, Sample Street, Bengaluru 560001",
            "{file}"
        );
    }
}

#[test]
fn new_zealand_samples_read_as_their_expected_rows() {
    let Some(folder) = fixtures() else { return };
    for (name, bank) in
        [("anz_everyday_pdf_sample", "kauri_bank"), ("sample_everyday_statement", "kowhai_bank")]
    {
        let text =
            std::fs::read_to_string(folder.join(format!("statements/nz/{name}.expected.csv"))).unwrap();
        let rows: Vec<Row> = text
            .lines()
            .skip(1)
            .map(csv_cells)
            .map(|cells| Row {
                date: cells[1].clone(),
                narration: folded(&cells[3]),
                amount: minor(&cells[4]),
                balance: minor(&cells[7]),
            })
            .collect();
        let file = format!("nz/{name}.pdf");
        check(&file, read(&folder, &file, None), bank, Some(&rows));
    }
}

/// Cells of a CSV line whose quoted cells hold no quotes.
fn csv_cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

#[test]
fn a_watermark_through_the_rows_does_not_disturb_them() {
    let Some(folder) = fixtures() else { return };
    let file = "open-benchmark/bsb-001-statement.pdf";
    let report = read(&folder, file, None);
    check(file, report.clone(), "straits_capital", None);
    let report = report.unwrap();
    let statement = &report.statements[0];
    assert_eq!(statement.transactions.len(), 12);
    let first = &statement.transactions[0];
    assert_eq!(first.narration, "Fast received PAYNOW 9081038 TO: SALARY DEPOSIT OTHER");
    assert_eq!((first.direction, first.amount.minor), (Direction::Credit, 93_797));
    assert_eq!(statement.printed.total_debit.as_ref().map(|total| total.value), Some(113_885));
    assert!(statement.skipped.iter().any(|skipped| skipped.reason == "turned_text"));
}

#[test]
fn wells_fargo_checking_is_held_by_its_own_figures() {
    let Some(folder) = fixtures() else { return };
    let file = "us-real-layouts/wells_fargo_checking_sample.pdf";
    let report = read(&folder, file, None);
    check(file, report.clone(), "wells_fargo", None);
    let statement = &report.unwrap().statements[0];
    let printed = &statement.printed;
    assert_eq!(printed.opening.as_ref().map(|money| money.value), Some(308_280));
    assert_eq!(printed.closing.as_ref().map(|money| money.value), Some(68_882));
    assert_eq!(printed.total_credit.as_ref().map(|money| money.value), Some(2_416_303));
    assert_eq!(printed.total_debit.as_ref().map(|money| money.value), Some(2_655_701));
    assert!((90..=103).contains(&statement.transactions.len()), "{} rows", statement.transactions.len());
    let period = statement.period.unwrap();
    assert_eq!((period.from.to_string(), period.to.to_string()), ("2021-07-14".into(), "2021-08-11".into()));
    assert!(statement.transactions.iter().all(|row| period.from <= row.date && row.date <= period.to));
}

#[test]
fn the_accounts_of_a_combined_file_are_each_held_by_their_own_figures() {
    let Some(folder) = fixtures() else { return };
    for (file, expected) in [
        (
            "us-real-layouts/ally_combined_customer_statement_sample.pdf",
            [(5, 582_337, 682_605), (8, 5_589_261, 5_295_423)],
        ),
        (
            "us-real-layouts/chase_consolidated_balance_summary_sample.pdf",
            [(17, 296_765, 300_241), (3, 5_175_263, 5_200_324)],
        ),
    ] {
        let report = read(&folder, file, None).unwrap();
        let found: Vec<(usize, i64, i64)> = report
            .statements
            .iter()
            .map(|statement| {
                let proof = &statement.reconciliation;
                assert_eq!(proof.verdict, Verdict::Proven, "{file}: {proof:?}");
                let minor = |money: Option<engine::model::Money>| money.unwrap().minor;
                (statement.transactions.len(), minor(proof.opening_balance), minor(proof.closing_balance))
            })
            .collect();
        assert_eq!(found, expected, "{file}");
        let keys: Vec<String> = report.statements.iter().map(|statement| statement.account.key()).collect();
        assert_ne!(keys[0], keys[1], "{file}: the numbers are masked alike, and the accounts are two");
    }
}

#[test]
fn combined_files_are_read_by_the_layouts_of_their_banks() {
    let Some(folder) = fixtures() else { return };
    for (file, layout) in [
        ("us-real-layouts/ally_combined_customer_statement_sample.pdf", "activity"),
        ("us-real-layouts/chase_consolidated_balance_summary_sample.pdf", "transaction-detail"),
    ] {
        let report = read(&folder, file, None).unwrap();
        assert_eq!(report.detection.layout.as_deref(), Some(layout), "{file}");
    }
}

/// A statement of a bank without a template, which its own figures have to prove.
fn inferred(folder: &Path, file: &str, rows: usize) -> engine::model::Statement {
    let report = read(folder, file, None).unwrap_or_else(|error| panic!("{file}: {} {error}", error.code()));
    let statement = report.statements.into_iter().next().unwrap();
    assert_eq!(statement.transactions.len(), rows, "{file}: number of rows");
    // Balances hold amounts; a row that lost its date keeps the statement from being proven.
    let lost = statement.diagnostics.iter().any(|doubt| doubt.code == "date_missing");
    let expected = if lost { Verdict::ProvenWithGaps } else { Verdict::Proven };
    assert_eq!(statement.reconciliation.verdict, expected, "{file}: {:?}", statement.reconciliation);
    statement
}

#[test]
fn banks_without_a_template_are_read_when_their_figures_prove_them() {
    let Some(folder) = fixtures() else { return };
    let card = inferred(&folder, "open-benchmark/bsb-002-statement.pdf", 15);
    assert_eq!(card.reconciliation.closing_balance.map(|balance| balance.minor), Some(-356_564));
    assert_eq!(card.transactions[1].signed_minor(), 190_164);
    let dutch = inferred(&folder, "open-benchmark/bsb-003-statement.pdf", 22);
    assert_eq!(dutch.reconciliation.total_debit.minor, 881_158);
    assert_eq!(dutch.transactions[0].value_date.map(|date| date.to_string()), Some("2025-10-02".to_owned()));
    // One row of this file lies under the foot of the page.
    assert_eq!(dutch.transactions[13].date.to_string(), "2025-10-22");
    assert_eq!(dutch.transactions[13].narration, "HEMA OVERSCHRIJVING NL61HEMA5238250191");
    assert!(dutch.skipped.iter().any(|line| line.reason == "running_text"));
    let sections = inferred(&folder, "us-real-layouts/bank_of_america_sample.pdf", 73);
    assert_eq!(sections.printed.total_debit.as_ref().map(|total| total.value), Some(775_683));
    let swedish = inferred(&folder, "tampered-nordbank/01_original.pdf", 15);
    let text =
        std::fs::read_to_string(folder.join("statements/tampered-nordbank/expected_original.csv")).unwrap();
    for (row, line) in swedish.transactions.iter().zip(text.lines().skip(1)) {
        let cells = csv_cells(line);
        assert_eq!(
            (row.date.to_string(), row.narration.as_str(), row.signed_minor()),
            (cells[0].clone(), cells[1].as_str(), minor(&cells[2])),
        );
        assert_eq!(row.balance.map(|balance| balance.minor), Some(minor(&cells[3])));
    }
}

#[test]
fn what_nothing_proves_is_refused() {
    let Some(folder) = fixtures() else { return };
    for file in [
        "nz/anz_card_summary_sample.pdf",
        "nz/tsb_mastercard_card_summary_sample_2022.pdf",
        "nz/westpac_choices_home_loan_summary_sample_2015.pdf",
        "in-toys/no_transaction_table.pdf",
        "not-statements/hoa_statement.pdf",
        "us-real-layouts/AccountChek_sample.pdf",
        "us-real-layouts/Plaid_sample.pdf",
    ] {
        let refused =
            read(&folder, file, None).map(|report| report.statements.len()).map_err(|error| error.code());
        assert_eq!(refused, Err("not_a_statement"), "{file}");
    }
}

#[test]
fn altered_statements_never_pass_in_silence() {
    let Some(folder) = fixtures() else { return };
    for file in
        ["tampered-ledgers/Unbalanced_Ledger_Test.pdf", "tampered-nordbank/04_edited_online_editor.pdf"]
    {
        // Where most rows hold, the rest is shown as a break; where they do not, nothing is shown.
        if let Ok(report) = read(&folder, file, None) {
            let proof = &report.statements[0].reconciliation;
            // What an editor left over what it replaced is no text of the page; then the file itself tells of the edit.
            let told = report.findings.iter().any(|finding| finding.group == FindingGroup::Document);
            assert!(proof.verdict == Verdict::Unproven || told, "{file}: {proof:?}");
            assert!(!report.findings.is_empty(), "{file}");
        }
    }
}

/// What the rows of a report say, narrations without their spaces.
fn said(report: &Report) -> Vec<(String, i64, Option<i64>, String)> {
    let rows = report.statements.iter().flat_map(|statement| &statement.transactions);
    rows.map(|row| {
        let letters = row.narration.split_whitespace().collect();
        (row.date.to_string(), row.signed_minor(), row.balance.map(|balance| balance.minor), letters)
    })
    .collect()
}

#[test]
fn what_a_template_reads_is_read_without_it_as_well() {
    let Some(folder) = fixtures() else { return };
    let (mut bare, _) = Templates::load_embedded();
    let ids: Vec<String> = bare.registry().iter().map(|bank| bank.id.clone()).collect();
    ids.iter().for_each(|id| bare.remove(id));
    let (mut same, mut differ) = (0, Vec::new());
    let cases = std::fs::read_to_string(folder.join("cases.csv")).unwrap();
    for cells in cases.lines().skip(1).map(csv_cells).filter(|cells| cells[0].ends_with(".pdf")) {
        let file = cells[0].strip_prefix("statements/").unwrap_or(&cells[0]);
        let password = Some(cells[5].as_str()).filter(|password| !password.is_empty());
        let Ok(with) = read(&folder, file, password) else { continue };
        if with.detection.layout.is_none() {
            continue;
        }
        let bytes = std::fs::read(folder.join("statements").join(file)).unwrap();
        let source = Source { bytes: &bytes, password, bank: None };
        let without = engine::read(&source, &bare, &pdf::Limits::default());
        if without.is_ok_and(|without| said(&without) == said(&with)) {
            same += 1;
        } else {
            differ.push(file.to_owned());
        }
    }
    assert!(same > 10 && same * 100 >= (same + differ.len()) * 95, "{same} read the same, not {differ:?}");
}
