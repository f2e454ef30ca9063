//! `statera analyze` from outside: what it prints, where, and with which exit status.

use crate::harness::{keys, statera};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use testdata::{Cipher, Ledger, LedgerPlan, PrintOptions, RowKind, layouts, odd};

/// A folder with named files in it.
fn files(named: &[(&str, Vec<u8>)]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let paths = named
        .iter()
        .map(|(name, bytes)| {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            path
        })
        .collect();
    (folder, paths)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn printed() -> (Ledger, Vec<u8>) {
    let ledger = Ledger::invent(11, &LedgerPlan::default().months(2).rows_per_month(20));
    let pdf = testdata::print(&ledger, &layouts::lantern_bay_savings(), &PrintOptions::default());
    (ledger, pdf)
}

#[test]
fn a_report_for_people_fits_eighty_columns_and_names_what_matters() {
    let (ledger, pdf) = printed();
    let (_folder, paths) = files(&[("a.pdf", pdf)]);
    let output = statera(&["analyze", text(&paths[0])]);
    assert!(output.status.success());
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = String::from_utf8(output.stdout).unwrap();
    for line in report.lines().skip(1) {
        assert!(line.chars().count() <= 80, "{} columns: {line}", line.chars().count());
        assert!(!line.contains('\u{1b}'), "a colour code where there is no terminal: {line:?}");
    }
    for wanted in
        ["Lantern Bay Bank (lantern_bay)", "PROVEN", &ledger.holder, &ledger.account_number, &ledger.ifsc]
    {
        assert!(report.contains(wanted), "{wanted:?} is not in\n{report}");
    }
    let rows = report.lines().filter(|line| line.starts_with("  2025-")).count();
    assert_eq!(rows, ledger.rows.len());
}

#[test]
fn json_is_one_object_per_file_in_the_shapes_of_the_contract() {
    let (ledger, pdf) = printed();
    let (_folder, paths) = files(&[("a.pdf", pdf.clone()), ("b.pdf", pdf)]);
    let output = statera(&["analyze", "--json", text(&paths[0]), text(&paths[1])]);
    assert!(output.status.success());
    let lines: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    let one = &lines[0];
    for key in [
        "bank_name",
        "date_range",
        "identity",
        "accounts",
        "is_fraud",
        "fraud",
        "transactions",
        "reconciliation",
        "skipped",
        "diagnostics",
    ] {
        assert!(keys(one).contains(&key), "{key} is missing");
    }
    assert_eq!(one["bank_name"], "lantern_bay");
    assert_eq!(one["date_range"]["from_date"], ledger.from.to_string());
    assert_eq!(one["date_range"]["to_date"], ledger.to.to_string());
    assert_eq!(one["identity"][0]["account_number"], ledger.account_number);
    assert_eq!(one["identity"][0]["name"], ledger.holder);
    assert_eq!(one["reconciliation"]["verdict"], "proven");
    assert_eq!(one["reconciliation"]["breaks"].as_array().unwrap().len(), 0);
    assert_eq!(one["is_fraud"], false);
    let rows = one["transactions"].as_array().unwrap();
    assert_eq!(rows.len(), ledger.rows.len());
    let mut expected = [
        "transaction_note",
        "hash",
        "description",
        "account_id",
        "transaction_type",
        "amount",
        "date",
        "merchant_category",
        "balance",
        "transaction_channel",
    ];
    let mut found = keys(&rows[0]);
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    for (row, ledger) in rows.iter().zip(&ledger.rows) {
        let minor = |value: &Value| (value.as_f64().unwrap() * 100.0).round() as i64;
        assert_eq!(minor(&row["amount"]), ledger.amount_minor);
        assert_eq!(minor(&row["balance"]), ledger.balance_minor);
        assert_eq!(row["date"], format!("{} 00:00:00", ledger.date));
    }
    assert_eq!(one["evidence"]["transactions"].as_array().unwrap().len(), rows.len());
    let hashes = |list: &Value, key: &str| -> Vec<Value> {
        list.as_array().unwrap().iter().map(|one| one[key].clone()).collect()
    };
    assert_eq!(hashes(&one["parties"], "transaction_hash"), hashes(&one["transactions"], "hash"));
    // The same rows have the same hashes, whatever file they were read from.
    assert_eq!(one["transactions"], lines[1]["transactions"]);
}

#[test]
fn an_altered_row_is_a_break_and_a_finding() {
    let sample = testdata::samples().into_iter().find(|sample| sample.name.contains("altered")).unwrap();
    let (_folder, paths) = files(&[("altered.pdf", sample.bytes)]);
    let output = statera(&["analyze", "--json", text(&paths[0])]);
    assert!(output.status.success(), "an altered statement is read, and reported as altered");
    let one: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(one["reconciliation"]["verdict"], "unproven");
    let gap = &one["reconciliation"]["breaks"][0];
    assert_eq!(gap["what"], "running_balance");
    assert!(gap["at"]["page"].as_u64().unwrap() >= 1);
    let finding = &one["fraud"]["fraud_type"][0];
    assert_eq!(finding["fraud_type"], "inconsistent_transaction");
    assert_eq!(finding["fraud_category"], "accounting");
    assert_eq!(finding["transaction_hash"], gap["transaction_hash"]);
}

#[test]
fn every_bad_file_has_its_code_its_sentence_and_its_hint() {
    let (_, pdf) = printed();
    let sealed = testdata::encrypt(&pdf, Cipher::Aes256, "open sesame", "owner").unwrap();
    let cases: Vec<(&str, Vec<u8>, &[&str], &str)> = vec![
        ("empty.pdf", Vec::new(), &[], "empty_file"),
        ("picture.pdf", b"\x89PNG\r\n\x1a\n0000".to_vec(), &[], "not_pdf"),
        ("page.pdf", odd::web_page(), &[], "not_pdf"),
        ("locked.pdf", sealed.clone(), &[], "password_needed"),
        ("locked.pdf", sealed, &["--password", "wrong"], "password_wrong"),
        ("scan.pdf", odd::image_only(), &[], "no_text"),
        ("letter.pdf", odd::not_a_statement(), &[], "not_a_statement"),
        ("mismatch.pdf", pdf.clone(), &["--bank", "canara"], "bank_mismatch"),
        ("nowhere.pdf", pdf, &["--bank", "bank_of_nowhere"], "bank_invalid"),
    ];
    for (name, bytes, extra, code) in cases {
        let (_folder, paths) = files(&[(name, bytes)]);
        let mut args = vec!["analyze", text(&paths[0])];
        args.extend(extra);
        let output = statera(&args);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(output.stdout.is_empty(), "{name}: {}", String::from_utf8_lossy(&output.stdout));
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains(&format!("({code})")), "{name}: {told}");
        assert!(told.contains("hint: "), "{name}: {told}");
    }
}

#[test]
fn a_cut_off_file_is_read_as_far_as_it_goes_or_refused_and_never_looks_proven() {
    let (ledger, pdf) = printed();
    let (_folder, paths) = files(&[("cut.pdf", odd::truncated(&pdf))]);
    let output = statera(&["analyze", "--json", text(&paths[0])]);
    if output.status.success() {
        let one: Value = serde_json::from_slice(&output.stdout).unwrap();
        let rows = one["transactions"].as_array().unwrap().len();
        assert!(
            rows == ledger.rows.len() || one["reconciliation"]["verdict"] != "proven",
            "{rows} rows look proven"
        );
    } else {
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8(output.stderr).unwrap().contains("hint: "));
    }
}

#[test]
fn passwords_open_files_from_either_place() {
    let (ledger, pdf) = printed();
    for cipher in [Cipher::Rc4, Cipher::Aes256] {
        let sealed = testdata::encrypt(&pdf, cipher, "1111", "owner").unwrap();
        let (_folder, paths) = files(&[("sealed.pdf", sealed)]);
        let output = statera(&["analyze", "--json", "--password", "1111", text(&paths[0])]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let one: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(one["transactions"].as_array().unwrap().len(), ledger.rows.len());
    }
}

#[test]
fn one_bad_file_does_not_keep_the_others_from_being_read() {
    let (_, pdf) = printed();
    let (folder, paths) = files(&[("bad.pdf", b"nonsense".to_vec()), ("good.pdf", pdf)]);
    let missing = folder.path().join("missing.pdf");
    let output = statera(&["analyze", "--json", text(&paths[0]), text(&missing), text(&paths[1])]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 1);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("(not_pdf)") && told.contains("(file_unreadable)"), "{told}");
    assert!(told.contains("2 of 3 files could not be read"), "{told}");
}

/// Files are read side by side, and the long first one ends after the short ones.
#[test]
fn several_files_are_printed_in_the_order_in_which_they_were_named() {
    let of_months = |seed: u64, months: u32| {
        let ledger = Ledger::invent(seed, &LedgerPlan::default().months(months).rows_per_month(40));
        let pdf = testdata::print(&ledger, &layouts::lantern_bay_savings(), &PrintOptions::default());
        (ledger.account_number, pdf)
    };
    let (numbers, documents): (Vec<String>, Vec<Vec<u8>>) = [(21, 24), (22, 1), (23, 6), (24, 1), (25, 3)]
        .map(|(seed, months)| of_months(seed, months))
        .into_iter()
        .unzip();
    let names = ["e.pdf", "a.pdf", "d.pdf", "b.pdf", "c.pdf"];
    let named: Vec<(&str, Vec<u8>)> = names.into_iter().zip(documents).collect();
    let (_folder, paths) = files(&named);
    let wanted: Vec<&str> =
        ["analyze", "--json"].into_iter().chain(paths.iter().map(|path| text(path))).collect();
    let output = statera(&wanted);
    assert!(output.status.success());
    let lines = String::from_utf8(output.stdout).unwrap();
    let read: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(read.len(), numbers.len());
    for (one, number) in read.iter().zip(&numbers) {
        assert!(one.to_string().contains(number.as_str()), "{number} is not where it was asked for");
    }
}

#[test]
fn wrong_usage_ends_with_status_two() {
    assert_eq!(statera(&["analyze"]).status.code(), Some(2));
    assert_eq!(statera(&["analyze", "--jsn", "a.pdf"]).status.code(), Some(2));
}

/// Two accounts of one holder in one file.
fn two_accounts() -> (Ledger, Ledger, Vec<u8>) {
    let plan = LedgerPlan::default().months(1).rows_per_month(12);
    let (first, second) = (Ledger::invent(21, &plan), Ledger::invent(22, &plan));
    let second = Ledger { holder: first.holder.clone(), bank: first.bank.clone(), ..second };
    let layout = layouts::lantern_bay_savings();
    let printed =
        testdata::print_accounts(&[first.clone(), second.clone()], &layout, &PrintOptions::default());
    (first, second, printed.bytes)
}

#[test]
fn each_account_of_a_file_has_its_own_rows_and_verdict() {
    let (first, second, pdf) = two_accounts();
    let (_folder, paths) = files(&[("a.pdf", pdf)]);
    let output = statera(&["analyze", "--json", text(&paths[0])]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let accounts = json["accounts"].as_array().unwrap();
    let numbers: Vec<&str> =
        accounts.iter().map(|account| account["account_number"].as_str().unwrap()).collect();
    assert_eq!(numbers, [first.account_number.as_str(), second.account_number.as_str()]);
    let rows_of = |account: &Value| {
        let rows = json["transactions"].as_array().unwrap();
        rows.iter().filter(|row| row["account_id"] == account["account_id"]).count()
    };
    assert_eq!((rows_of(&accounts[0]), rows_of(&accounts[1])), (first.rows.len(), second.rows.len()));
    for (statement, account) in json["statements"].as_array().unwrap().iter().zip(accounts) {
        assert_eq!(statement["account_id"], account["account_id"]);
        assert_eq!(statement["reconciliation"]["verdict"], "proven");
        assert!(!statement["skipped"].as_array().unwrap().is_empty());
    }
    let report = statera(&["analyze", text(&paths[0])]);
    let report = String::from_utf8(report.stdout).unwrap();
    for wanted in ["1 of 2 in this file", "2 of 2 in this file"] {
        assert!(report.contains(wanted), "{wanted:?} is not in\n{report}");
    }
}

#[test]
fn json_and_report_tell_pay_recurring_sets_and_lenders() {
    let plan = LedgerPlan { bounce_percent: 0, ..LedgerPlan::default().months(6) };
    let ledger = Ledger::invent(1, &plan);
    let pdf = testdata::print(&ledger, &layouts::lantern_bay_savings(), &PrintOptions::default());
    let (_folder, paths) = files(&[("a.pdf", pdf)]);
    let output = statera(&["analyze", "--json", text(&paths[0])]);
    let one: Value = serde_json::from_slice(&output.stdout).unwrap();
    let list = |value: &Value| value.as_array().unwrap().clone();

    let salary = list(&one["salary"]);
    let paid: Vec<_> = ledger.rows.iter().filter(|row| row.kind == RowKind::Salary).collect();
    assert_eq!(salary.len(), paid.len());
    for (told, row) in salary.iter().zip(&paid) {
        assert_eq!(told["date"], format!("{} 00:00:00", row.date));
        assert_eq!(told["month_year"], format!("{}-{}", row.date.month(), row.date.year()));
        assert_eq!(told["account_id"], one["accounts"][0]["account_id"]);
        assert!(told["pay"]["confidence"].as_u64() > Some(60), "{told}");
    }

    let instalments = ledger.rows.iter().filter(|row| row.kind == RowKind::LoanInstalment).count();
    let lender = list(&one["lender"]);
    assert_eq!(lender.len(), instalments);
    assert!(lender.iter().all(|row| row["transaction_type"] == "debit"));
    assert_eq!(list(&one["loans"]).len(), 1);
    assert_eq!(one["loans"][0]["months_seen"], instalments);
    assert_eq!(list(&one["bounces"]), Vec::<Value>::new());

    let debits = list(&one["recurring"]["debit_transactions"]);
    let loan = debits.iter().find(|set| set["transactions"][0]["hash"] == lender[0]["hash"]).unwrap();
    assert_eq!(loan["transaction_channel"], "AUTO_DEBIT_PAYMENT");
    assert_eq!(
        (&loan["rhythm"]["cadence"], &loan["median"]),
        (&Value::from("monthly"), &lender[0]["amount"])
    );
    assert_eq!(list(&loan["transactions"]).len(), instalments);
    assert_eq!(list(&one["recurring"]["credit_transactions"]).len(), 1, "pay");
    let score = one["score"][0]["score"].as_i64().unwrap();
    assert!((300..=900).contains(&score));

    let report = String::from_utf8(statera(&["analyze", text(&paths[0])]).stdout).unwrap();
    for wanted in ["  pay   ", "  loan   ", "  obligations", "  recurring", "  end of day", "  score"] {
        assert!(report.contains(wanted), "{wanted:?} is not in\n{report}");
    }
    assert!(report.lines().skip(1).all(|line| line.chars().count() <= 80), "{report}");
}
