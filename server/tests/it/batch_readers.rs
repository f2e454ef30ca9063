//! Datasets of `statera batch` in the hands of others: DuckDB and pandas, where Python has them.

use crate::batch::{batch, statement, zipped};
use std::fs;
use std::io::Write as _;
use std::process::Command;

/// `STATERA_TEST_PYTHON` names an interpreter with `duckdb`, `pandas` and `pyarrow` (PyPI).
#[test]
fn duckdb_and_pandas_read_the_same_as_the_json_lines_say() {
    let python = std::env::var("STATERA_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let there = Command::new(&python).args(["-c", "import duckdb, pandas, pyarrow"]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        // Past the capture of the test runner.
        let _ = writeln!(
            std::io::stderr(),
            "NOT TESTED with DuckDB and pandas: {python} does not have duckdb, pandas and pyarrow"
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (inbox, out) = (folder.path().join("inbox"), folder.path().join("out"));
    fs::create_dir(&inbox).unwrap();
    for seed in 0..5 {
        fs::write(inbox.join(format!("{seed}.pdf")), statement(seed).1).unwrap();
    }
    zipped(&inbox.join("x.zip"), &[("broken.pdf", b"%PDF-1.4 nothing")]);
    batch(&[&inbox], &out, &["--formats", "parquet,jsonl", "--part", "2"]);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../benches/dataset_readers.py");
    let output = Command::new(&python).arg(script).arg(&out).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(told.matches("agree").count(), 6, "{told}");
}
