//! `statera batch` from outside: inputs of every kind, datasets that survive a kill, and what changed since.

use crate::harness::statera;
use server::dataset::parquet_rows::each_row;
use server::dataset::schema::{FAILURES, FINDINGS, STATEMENTS, TRANSACTIONS};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use testdata::{Ledger, LedgerPlan, PrintOptions, layouts};

/// A small statement; each seed has its own.
pub fn statement(seed: u64) -> (Ledger, Vec<u8>) {
    let ledger = Ledger::invent(seed, &LedgerPlan::default().months(1).rows_per_month(6));
    let pdf = testdata::print(&ledger, &layouts::lantern_bay_savings(), &PrintOptions::default());
    (ledger, pdf)
}

pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

pub fn batch(inputs: &[&Path], out: &Path, more: &[&str]) -> String {
    let mut args = vec!["batch", "--quiet", "--out", text(out)];
    args.extend(inputs.iter().map(|path| text(path)));
    args.extend(more);
    let output = statera(&args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Every file of a folder with its bytes.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(
                files(&path)
                    .into_iter()
                    .map(|(name, bytes)| (path.file_name().unwrap().into(), name, bytes))
                    .map(|(folder, name, bytes): (PathBuf, PathBuf, Vec<u8>)| (folder.join(name), bytes)),
            );
        } else {
            found.insert(path.file_name().unwrap().into(), fs::read(&path).unwrap());
        }
    }
    found
}

pub fn zipped(path: &Path, members: &[(&str, &[u8])]) {
    let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, bytes) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

pub fn tarred(path: &Path, members: &[(&str, &[u8])]) {
    let gzip = flate2::write::GzEncoder::new(fs::File::create(path).unwrap(), flate2::Compression::fast());
    let mut tar = tar::Builder::new(gzip);
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, *bytes).unwrap();
    }
    let mut link = tar::Header::new_gnu();
    link.set_entry_type(tar::EntryType::Symlink);
    link.set_size(0);
    tar.append_link(&mut link, "link.pdf", "/etc/passwd").unwrap();
    tar.into_inner().unwrap().finish().unwrap();
}

/// Code of the failure by the end of the file's name.
pub fn failures(dataset: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    each_row(dataset, &FAILURES, |row| {
        let name = row.text("file").rsplit('/').next().unwrap_or_default().to_owned();
        found.insert(name, row.text("code").to_owned());
        Ok(())
    })
    .unwrap();
    found
}

#[test]
fn files_folders_and_archives_become_tables_that_agree_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let (inbox, out) = (folder.path().join("inbox"), folder.path().join("out"));
    fs::create_dir(&inbox).unwrap();
    let printed: Vec<(Ledger, Vec<u8>)> = (1..=4).map(statement).collect();
    fs::write(inbox.join("a.pdf"), &printed[0].1).unwrap();
    fs::write(inbox.join("notes.txt"), "no statement").unwrap();
    zipped(
        &inbox.join("b.zip"),
        &[
            ("2025/b.pdf", &printed[1].1),
            ("broken.pdf", b"%PDF-1.4 nothing"),
            ("inner.zip", b"PK"),
            ("../../out.pdf", &printed[1].1),
        ],
    );
    tarred(&folder.path().join("c.tar.gz"), &[("c.pdf", &printed[2].1)]);
    fs::write(folder.path().join("d.pdf"), &printed[3].1).unwrap();
    let manifest = folder.path().join("list.csv");
    fs::write(&manifest, "path,entity\nd.pdf,customer-7\nmissing.pdf,customer-8\n").unwrap();

    let told = batch(
        &[&inbox, &folder.path().join("c.tar.gz"), &manifest],
        &out,
        &["--formats", "parquet,jsonl,csv"],
    );
    assert!(told.contains("proven            4\n"), "{told}");
    let mut rows: BTreeMap<String, usize> = BTreeMap::new();
    let mut credit = 0;
    each_row(&out, &TRANSACTIONS, |row| {
        *rows.entry(row.text("statement_id").to_owned()).or_default() += 1;
        if row.text("direction") == "credit" {
            credit += row.thousandths("amount").unwrap();
        }
        Ok(())
    })
    .unwrap();
    let mut entities = Vec::new();
    each_row(&out, &STATEMENTS, |row| {
        assert_eq!(
            row.integer("transactions"),
            rows.get(row.text("statement_id")).map(|count| *count as i64)
        );
        assert_eq!(row.text("verdict"), "proven");
        assert!(row.text("template").starts_with("lantern_bay@"), "{}", row.text("template"));
        assert!(row.day("period_from").is_some() && row.thousandths("closing_balance").is_some());
        entities.push(row.text("entity").to_owned());
        Ok(())
    })
    .unwrap();
    assert_eq!(entities, ["", "", "", "customer-7"]);
    assert_eq!(
        rows.values().sum::<usize>(),
        printed.iter().map(|(ledger, _)| ledger.rows.len()).sum::<usize>()
    );

    let lines = fs::read_to_string(out.join("jsonl/transactions/part-000000.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of_json: i128 = lines
        .iter()
        .filter(|row| row["direction"] == "credit")
        .map(|row| (row["amount"].as_f64().unwrap() * 1000.0).round() as i128)
        .sum();
    assert_eq!((lines.len(), of_json), (rows.values().sum(), credit));
    let csv = fs::read_to_string(out.join("csv/transactions/part-000000.csv")).unwrap();
    assert_eq!(csv.lines().count(), lines.len() + 1);

    let failures = failures(&out);
    let of = |name: &str| failures.get(name).map(String::as_str);
    assert_eq!(of("b.zip!inner.zip"), Some("nested_archive"));
    assert_eq!(of("out.pdf"), Some("unsafe_path"));
    assert_eq!(of("c.tar.gz!link.pdf"), Some("archive_link"));
    assert_eq!(of("missing.pdf"), Some("file_unreadable"));
    assert!(of("b.zip!broken.pdf").is_some_and(|code| code != "child_ended"), "{failures:?}");
    assert_eq!(failures.len(), 5);
    assert!(!folder.path().join("out.pdf").exists());
}

#[test]
fn a_run_that_is_killed_and_resumed_has_the_same_bytes_as_one_that_was_not() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("inbox");
    fs::create_dir(&inbox).unwrap();
    for seed in 0..12 {
        fs::write(inbox.join(format!("{seed:02}.pdf")), statement(seed).1).unwrap();
    }
    let (whole, killed) = (folder.path().join("whole"), folder.path().join("killed"));
    let options = ["--part", "3", "--workers", "2"];
    batch(&[&inbox], &whole, &options);

    let mut child = Command::new(env!("CARGO_BIN_EXE_statera"))
        .args(["batch", "--quiet", "--out", text(&killed), text(&inbox)])
        .args(options)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while !killed.join("_parts/part-000001.json").exists() && started.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let told = batch(&[&inbox], &killed, &[&options[..], &["--resume"]].concat());
    assert!(told.contains("files kept"), "{told}");
    assert_eq!(files(&whole), files(&killed));

    // Once more, from the beginning, over what is there.
    batch(&[&inbox], &killed, &options);
    assert_eq!(files(&whole), files(&killed));

    fs::write(inbox.join("00.pdf"), statement(77).1).unwrap();
    let args = ["batch", "--quiet", "--out", text(&killed), text(&inbox), "--resume", "--part", "3"];
    let refused = statera(&args);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("00.pdf is new or has changed"));
}

#[test]
fn only_files_of_a_changed_template_are_read_again_and_the_difference_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (inbox, old, new) =
        (folder.path().join("inbox"), folder.path().join("old"), folder.path().join("new"));
    fs::create_dir(&inbox).unwrap();
    fs::write(inbox.join("a.pdf"), statement(1).1).unwrap();
    batch(&[&inbox], &old, &[]);
    let told = batch(&[&inbox], &new, &["--changed-since", text(&old)]);
    assert!(told.contains("files read        0") && told.contains("unchanged         1"), "{told}");

    // A template that leaves out what it left in: another fingerprint, and rows that go.
    let templates = folder.path().join("templates");
    fs::create_dir(&templates).unwrap();
    let shipped = include_str!("../../../bank-templates/banks/in/lantern_bay.toml");
    fs::write(templates.join("lantern_bay.toml"), format!("{shipped}\n# a second look\n")).unwrap();
    let again = ["--changed-since", text(&old), "--templates", text(&templates)];
    let told = batch(&[&inbox], &new, &again);
    assert!(told.contains("files read        1"), "{told}");
    let output = statera(&["diff", text(&old), text(&new)]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        told.starts_with("1 files in both, 0 read otherwise; 0 only in the old, 0 only in the new"),
        "{told}"
    );

    fs::write(inbox.join("a.pdf"), statement(2).1).unwrap();
    batch(&[&inbox], &new, &again);
    let output = statera(&["diff", "--json", text(&old), text(&new)]);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let change = told["changed"].as_object().unwrap().values().next().unwrap();
    assert!(
        change["rows_added"].as_u64().unwrap() > 0 && change["rows_removed"].as_u64().unwrap() > 0,
        "{told}"
    );

    let page = folder.path().join("portfolio.html");
    let output = statera(&["portfolio", text(&old), "--html", text(&page)]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success()
            && told.contains("Verdicts by bank and template")
            && told.contains("lantern_bay@"),
        "{told}"
    );
    let page = fs::read_to_string(page).unwrap();
    let cells: Vec<&str> = page.split("<td").skip(1).collect();
    let of = |text: &str| *cells.iter().find(|cell| cell.contains(text)).unwrap();
    assert!(of("lantern_bay@").starts_with('>'), "texts stand on the left");
    assert!(of("100 %").starts_with(" class=\"n\""), "figures stand on the right");
}

#[test]
fn what_was_seen_of_a_refused_file_is_among_the_findings_and_counts_among_all_files() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("inbox");
    fs::create_dir(&inbox).unwrap();
    fs::write(inbox.join("a.pdf"), statement(1).1).unwrap();
    fs::write(inbox.join("scan.pdf"), testdata::odd::image_only()).unwrap();
    let out = folder.path().join("out");
    batch(&[&inbox], &out, &[]);
    let column = |table, column: &str| {
        let mut of_scan = Vec::new();
        each_row(&out, table, |row| {
            if row.text("file").ends_with("scan.pdf") {
                of_scan.push(row.text(column).to_owned());
            }
            Ok(())
        })
        .unwrap();
        of_scan
    };
    assert_eq!(column(&FAILURES, "code"), ["no_text"]);
    let found = column(&FINDINGS, "finding");
    assert!(!found.is_empty(), "pages that are pictures are named");
    let failed = column(&FAILURES, "document_id");
    assert!(column(&FINDINGS, "document_id").iter().all(|id| *id == failed[0]));
    let told = statera(&["portfolio", text(&out)]);
    let told = String::from_utf8(told.stdout).unwrap();
    let line = told.lines().find(|line| line.trim_start().starts_with(&found[0])).unwrap();
    let cells: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(cells[2..], ["1", "50.0", "%"], "one of two files: {line}");
}

#[test]
fn a_folder_with_other_files_is_not_taken_for_a_dataset() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter.txt"), "mine").unwrap();
    let output = statera(&["batch", "--quiet", text(folder.path()), "--out", text(folder.path())]);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("holds something that is not a dataset"));
    assert_eq!(fs::read_to_string(folder.path().join("letter.txt")).unwrap(), "mine");
}
