//! `statera diff OLD NEW`: which files two datasets read otherwise, and how.

use super::Failure;
use crate::dataset::compare::{Change, Comparison, compare};
use crate::typeset::safe;
use std::io::{self, Write};
use std::path::PathBuf;

/// Arguments of `diff`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The earlier dataset.
    old: PathBuf,
    /// The later one.
    new: PathBuf,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

/// Compares and prints.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let comparison = compare(&args.old, &args.new).map_err(|error| {
        Failure::new(
            error.to_string(),
            "give two folders that `statera batch` made, with Parquet among the formats",
        )
    })?;
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer(&mut out, &comparison).map_err(io::Error::from)?;
        writeln!(out)?;
        return Ok(());
    }
    super::printed(print(&mut out, &comparison))
}

fn print(out: &mut impl Write, comparison: &Comparison) -> io::Result<()> {
    let Comparison { compared, only_old, only_new, changed } = comparison;
    writeln!(
        out,
        "{compared} files in both, {} read otherwise; {only_old} only in the old, {only_new} only in the new",
        changed.len()
    )?;
    for (file, change) in changed {
        writeln!(out, "{}", safe(file))?;
        for line in lines(change) {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(())
}

fn lines(change: &Change) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some((before, now)) = &change.outcome {
        lines.push(format!("outcome   {} -> {}", before.replace('_', " "), now.replace('_', " ")));
    }
    let counts =
        [(change.rows_added, "new"), (change.rows_removed, "gone"), (change.rows_changed, "read otherwise")];
    let told: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    if let Some((before, now)) = change.rows {
        lines.push(format!("rows      {before} -> {now}"));
    }
    if !told.is_empty() {
        lines.push(format!("rows      {}", told.join(", ")));
    }
    if !change.columns.is_empty() {
        lines.push(format!("statement {}", change.columns.iter().cloned().collect::<Vec<_>>().join(", ")));
    }
    for (sign, findings) in [("+", &change.findings_added), ("-", &change.findings_removed)] {
        lines.extend(findings.iter().map(|id| format!("finding   {sign}{id}")));
    }
    lines
}
