//! Files of one entity in `statera batch`: taken together wherever they stand, each row once, also after a stop or a change.

use crate::batch::{batch, files, text};
use crate::harness::statera;
use jiff::civil::date;
use server::dataset::parquet_rows::{Record, each_row};
use server::dataset::schema::{ACCOUNTS, FAILURES, FINDINGS, MONTHLY, STATEMENTS, TRANSACTIONS, Table};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use testdata::{Ledger, LedgerPlan, PrintOptions, layouts};

fn printed(ledger: &Ledger) -> Vec<u8> {
    testdata::print(ledger, &layouts::lantern_bay_savings(), &PrintOptions::default())
}

/// Four months from April 2025 on.
fn ledger(seed: u64) -> Ledger {
    let plan = LedgerPlan::default().months(4).rows_per_month(9).starting(date(2025, 4, 1));
    Ledger::invent(seed, &plan)
}

fn each(dataset: &Path, table: &'static Table, mut look: impl FnMut(&Record)) {
    each_row(dataset, table, |row| {
        look(row);
        Ok(())
    })
    .unwrap();
}

/// Values of some columns, row by row, of the rows of an entity.
fn of(dataset: &Path, table: &'static Table, entity: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    each(dataset, table, |row| {
        if row.text("entity") == entity {
            rows.push(columns.iter().map(|column| row.value(column)).collect());
        }
    });
    rows
}

/// An inbox: two overlapping statements of one customer, two with a hole between them of another, and one of nobody.
fn inbox(folder: &Path) {
    let first = ledger(5);
    fs::write(folder.join("a.pdf"), printed(&first.between(date(2025, 4, 1), date(2025, 6, 10)))).unwrap();
    fs::write(folder.join("b.pdf"), printed(&first.between(date(2025, 5, 20), date(2025, 7, 31)))).unwrap();
    fs::write(folder.join("whole.pdf"), printed(&first)).unwrap();
    let second = ledger(6);
    fs::write(folder.join("c.pdf"), printed(&second.between(date(2025, 4, 1), date(2025, 4, 30)))).unwrap();
    fs::write(folder.join("d.pdf"), printed(&second.between(date(2025, 6, 1), date(2025, 7, 31)))).unwrap();
    fs::write(folder.join("e.pdf"), printed(&ledger(7))).unwrap();
    let list = "path,entity\na.pdf,one\nc.pdf,two\ne.pdf,\nb.pdf,one\nd.pdf,two\ngone.pdf,two\n";
    fs::write(folder.join("list.csv"), list).unwrap();
}

#[test]
fn statements_of_an_entity_count_each_row_once_wherever_they_stand() {
    let folder = tempfile::tempdir().unwrap();
    inbox(folder.path());
    let (out, whole) = (folder.path().join("out"), folder.path().join("whole"));
    batch(&[&folder.path().join("list.csv")], &out, &["--part", "1"]);
    batch(&[&folder.path().join("whole.pdf")], &whole, &[]);

    let columns = [
        "account_id",
        "account_number",
        "from",
        "to",
        "transactions",
        "verdict",
        "income_per_month",
        "pay",
        "obligations_per_month",
        "mean_balance",
        "lowest_balance",
        "bounces",
        "score",
        "missing_days",
    ];
    let one = of(&out, &ACCOUNTS, "one", &columns);
    assert_eq!(one, of(&whole, &ACCOUNTS, "", &columns), "two that overlap say what one over all says");
    assert_eq!(one[0][4], ledger(5).rows.len().to_string());
    assert_eq!(of(&out, &ACCOUNTS, "one", &["statements", "document_id"]), [["2", "null"]]);
    let months = ["month", "credits", "debits", "income", "transactions", "mean_balance", "closing_balance"];
    assert_eq!(of(&out, &MONTHLY, "one", &months), of(&whole, &MONTHLY, "", &months));
    assert_eq!(of(&out, &MONTHLY, "one", &months).len(), 4);

    let rows = of(&out, &TRANSACTIONS, "one", &["hash", "counted", "account_id"]);
    let counted: Vec<&Vec<String>> = rows.iter().filter(|row| row[1] == "true").collect();
    let hashes: BTreeSet<&String> = counted.iter().map(|row| &row[0]).collect();
    assert_eq!((counted.len(), hashes.len()), (ledger(5).rows.len(), ledger(5).rows.len()));
    assert!(rows.len() > counted.len(), "the overlap is there as printed");
    assert!(rows.iter().all(|row| hashes.contains(&row[0]) && row[2] == one[0][0]));
    assert_eq!(of(&out, &STATEMENTS, "one", &["account_id"]), vec![vec![one[0][0].clone()]; 2]);

    let hole = of(&out, &ACCOUNTS, "two", &["statements", "missing_days", "discontinuities"]);
    assert_eq!(hole, [["2", "31", "0"]], "May is missing");
    assert_eq!(of(&out, &FAILURES, "two", &["code"]), [["\"file_unreadable\""]]);

    // What is found of an entity as a whole has its account, and is found once.
    let mut about_all = BTreeSet::new();
    each(&out, &FINDINGS, |row| {
        if row.text("entity") == "one" && !row.text("account_id").is_empty() {
            assert_eq!(row.text("account_id"), one[0][0].trim_matches('"'));
            about_all.insert(row.text("finding").to_owned());
        }
    });
    let mut alone = BTreeSet::new();
    each(&whole, &FINDINGS, |row| {
        if !row.text("account_id").is_empty() {
            alone.insert(row.text("finding").to_owned());
        }
    });
    assert_eq!(about_all, alone);

    // A part ends where an entity ends: both files of each are in one.
    let parts: Vec<usize> = (0..3)
        .map(|part| {
            let bytes = fs::read(out.join(format!("_parts/part-{part:06}.json"))).unwrap();
            serde_json::from_slice::<Vec<serde_json::Value>>(&bytes).unwrap().len()
        })
        .collect();
    assert_eq!(parts, [2, 3, 1]);

    // A run that was stopped after the first part goes on behind it.
    let undisturbed = files(&out);
    fs::remove_file(out.join("_parts/part-000001.json")).unwrap();
    fs::remove_file(out.join("_parts/part-000002.json")).unwrap();
    let told = batch(&[&folder.path().join("list.csv")], &out, &["--part", "1", "--resume"]);
    assert!(told.contains("files kept        2\n"), "{told}");
    assert_eq!(files(&out), undisturbed);
}

#[test]
fn a_changed_file_makes_the_others_of_its_entity_be_read_again() {
    let folder = tempfile::tempdir().unwrap();
    inbox(folder.path());
    let list = folder.path().join("list.csv");
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    batch(&[&list], &old, &[]);
    let since = ["--changed-since", text(&old)];
    // What is missing may be there another time, so the second customer is looked at again with it.
    let told = batch(&[&list], &new, &since);
    assert!(told.contains("files read        3\nunchanged         3\n"), "{told}");

    fs::write(&list, "path,entity\na.pdf,one\nb.pdf,one\nc.pdf,two\nd.pdf,two\ne.pdf,\n").unwrap();
    batch(&[&list], &old, &[]);
    assert!(batch(&[&list], &new, &since).contains("unchanged         5\n"));
    fs::write(folder.path().join("b.pdf"), printed(&ledger(5).between(date(2025, 5, 1), date(2025, 7, 31))))
        .unwrap();
    let told = batch(&[&list], &new, &since);
    assert!(told.contains("files read        2\nunchanged         3\n"), "{told}");
    assert_eq!(of(&new, &ACCOUNTS, "one", &["statements"]), [["2"]]);
    // One that has gone changes what the others say together.
    fs::write(&list, "path,entity\na.pdf,one\nc.pdf,two\nd.pdf,two\ne.pdf,\n").unwrap();
    let told = batch(&[&list], &new, &since);
    assert!(told.contains("files read        1\nunchanged         3\n"), "{told}");
    // A run does not take away what it is to be held against.
    let args = ["batch", "--quiet", text(&list), "--out", text(&old), "--changed-since", text(&old)];
    let refused = statera(&args);
    assert!(!refused.status.success() && old.join("_dataset.json").exists());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("same folder"));
}
