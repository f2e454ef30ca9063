//! Two datasets beside each other: which files are read otherwise, and how.

use super::folder::{Done, done_in};
use super::parquet_rows::{Record, each_row};
use super::schema::{FINDINGS, STATEMENTS, TRANSACTIONS};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::Path;

/// What two datasets have and say.
#[derive(Debug, Default, Serialize)]
pub struct Comparison {
    /// Files in both.
    pub compared: usize,
    /// Files that the second lacks: all that did not change, when it was made with `--changed-since`.
    pub only_old: usize,
    /// Files that the first lacks.
    pub only_new: usize,
    /// Files that are read otherwise, by name.
    pub changed: BTreeMap<String, Change>,
}

/// How the reading of one file differs.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Verdict or code of the failure before and now, when it differs.
    pub outcome: Option<(String, String)>,
    /// Rows before and now, when their numbers differ.
    pub rows: Option<(usize, usize)>,
    /// Rows that were not there before, by hash.
    pub rows_added: usize,
    /// Rows that are not there any more.
    pub rows_removed: usize,
    /// Rows that say something else: a channel, a counterparty, a place.
    pub rows_changed: usize,
    /// Columns of the statements that say something else.
    pub columns: BTreeSet<String>,
    /// Findings that were not there before.
    pub findings_added: Vec<String>,
    /// Findings that are not there any more.
    pub findings_removed: Vec<String>,
}

/// Columns that say by what a row was made and not what it says.
const MADE_BY: [&str; 2] = ["engine", "template"];

/// Everything that a dataset says of its files, in digests: a dataset of millions of rows has to fit.
#[derive(Default)]
struct Side {
    done: HashMap<String, Done>,
    /// By file and place of the statement: the columns of the statement.
    statements: BTreeMap<String, Vec<BTreeMap<&'static str, String>>>,
    /// By file: hash of each row and digest of what it says.
    rows: HashMap<String, Vec<(u64, u64)>>,
    findings: HashMap<String, Vec<String>>,
}

/// Compares two datasets.
///
/// # Errors
/// One of them cannot be read.
pub fn compare(old: &Path, new: &Path) -> io::Result<Comparison> {
    let (old, new) = (side(old)?, side(new)?);
    let mut comparison = Comparison {
        only_new: new.done.keys().filter(|file| !old.done.contains_key(*file)).count(),
        ..Comparison::default()
    };
    for (file, before) in &old.done {
        let Some(now) = new.done.get(file) else {
            comparison.only_old += 1;
            continue;
        };
        comparison.compared += 1;
        let change = change(file, (&old, before), (&new, now));
        if change != Change::default() {
            comparison.changed.insert(file.clone(), change);
        }
    }
    Ok(comparison)
}

fn change(file: &str, (old, before): (&Side, &Done), (new, now): (&Side, &Done)) -> Change {
    let mut change = Change {
        outcome: (before.outcome != now.outcome).then(|| (before.outcome.clone(), now.outcome.clone())),
        rows: (before.transactions != now.transactions).then_some((before.transactions, now.transactions)),
        ..Change::default()
    };
    let mut left: HashMap<u64, Vec<u64>> = HashMap::new();
    for (hash, says) in old.rows.get(file).into_iter().flatten() {
        left.entry(*hash).or_default().push(*says);
    }
    for (hash, says) in new.rows.get(file).into_iter().flatten() {
        match left.get_mut(hash).and_then(Vec::pop) {
            None => change.rows_added += 1,
            Some(before) if before != *says => change.rows_changed += 1,
            Some(_) => {}
        }
    }
    change.rows_removed = left.values().map(Vec::len).sum();
    let none = Vec::new();
    let (was, is) = (old.statements.get(file).unwrap_or(&none), new.statements.get(file).unwrap_or(&none));
    if was.len() != is.len() {
        change.columns.insert("statements".to_owned());
    }
    for (was, is) in was.iter().zip(is) {
        let otherwise = was.iter().filter(|(name, value)| is.get(*name) != Some(*value));
        change.columns.extend(otherwise.map(|(name, _)| (*name).to_owned()));
    }
    let (was, is) = (old.findings.get(file), new.findings.get(file));
    change.findings_added = beyond(is, was);
    change.findings_removed = beyond(was, is);
    change
}

/// What one list has beyond the other.
fn beyond(these: Option<&Vec<String>>, those: Option<&Vec<String>>) -> Vec<String> {
    let mut left: Vec<String> = those.cloned().unwrap_or_default();
    let mut more = Vec::new();
    for one in these.into_iter().flatten() {
        match left.iter().position(|other| other == one) {
            Some(place) => drop(left.swap_remove(place)),
            None => more.push(one.clone()),
        }
    }
    more
}

fn side(dataset: &Path) -> io::Result<Side> {
    super::folder::about_of(dataset).map_err(io::Error::other)?;
    let mut side = Side {
        done: done_in(dataset).into_iter().map(|done| (done.file.clone(), done)).collect(),
        ..Side::default()
    };
    let mut files: HashMap<String, String> = HashMap::new();
    each_row(dataset, &STATEMENTS, |row| {
        let file = row.text("file").to_owned();
        files.insert(row.text("statement_id").to_owned(), file.clone());
        let said = STATEMENTS.columns.iter().filter(|column| !MADE_BY.contains(&column.name));
        let columns = said.map(|column| (column.name, row.value(column.name))).collect();
        side.statements.entry(file).or_default().push(columns);
        Ok(())
    })?;
    each_row(dataset, &TRANSACTIONS, |row| {
        if let Some(file) = files.get(row.text("statement_id")) {
            let says = (digest(row.text("hash")), digest(&without_makers(row)));
            side.rows.entry(file.clone()).or_default().push(says);
        }
        Ok(())
    })?;
    each_row(dataset, &FINDINGS, |row| {
        side.findings.entry(row.text("file").to_owned()).or_default().push(row.text("finding").to_owned());
        Ok(())
    })?;
    Ok(side)
}

fn without_makers(row: &Record) -> String {
    let said = TRANSACTIONS.columns.iter().filter(|column| !MADE_BY.contains(&column.name));
    said.map(|column| row.value(column.name)).collect::<Vec<_>>().join("\u{1f}")
}

fn digest(text: &str) -> u64 {
    let hash = blake3::hash(text.as_bytes());
    hash.as_bytes().iter().take(8).fold(0, |value, byte| (value << 8) | u64::from(*byte))
}
