//! `statera portfolio DIR`: what a whole dataset says, on the terminal, as a page and as CSV.

use super::{Failure, printed};
use crate::dataset::portfolio::{Answer, answers};
use crate::pages;
use crate::typeset::{left, right, safe};
use std::io::{self, Write};
use std::path::PathBuf;
use unicode_width::UnicodeWidthStr as _;

/// Arguments of `portfolio`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The dataset.
    dataset: PathBuf,
    /// Write the answers as one HTML file, too.
    #[arg(long, value_name = "OUT")]
    html: Option<PathBuf>,
    /// Write the answers as CSV, too: question, row, column, value.
    #[arg(long, value_name = "OUT")]
    csv: Option<PathBuf>,
}

/// Asks and prints.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let answers = answers(&args.dataset).map_err(|error| {
        Failure::new(
            error.to_string(),
            "give a folder that `statera batch` made, with Parquet among the formats",
        )
    })?;
    let unwritten = |path: &PathBuf, error: &dyn std::fmt::Display| {
        Failure::new(
            format!("cannot write {}: {error}", path.display()),
            "check the path and the permissions",
        )
    };
    if let Some(path) = &args.html {
        let page = pages::portfolio::page(&answers).map_err(|error| unwritten(path, &error))?;
        std::fs::write(path, page).map_err(|error| unwritten(path, &error))?;
    }
    if let Some(path) = &args.csv {
        csv_file(path, &answers).map_err(|error| unwritten(path, &error))?;
    }
    let mut out = io::stdout().lock();
    printed(answers.iter().try_for_each(|answer| print(&mut out, answer)))
}

fn csv_file(path: &PathBuf, answers: &[Answer]) -> Result<(), csv::Error> {
    let mut file = csv::Writer::from_path(path)?;
    file.write_record(["question", "row", "column", "value"])?;
    for answer in answers {
        for (number, row) in answer.rows.iter().enumerate() {
            for (column, value) in answer.columns.iter().zip(row) {
                file.write_record([answer.title, &(number + 1).to_string(), column.name, value])?;
            }
        }
    }
    file.flush()?;
    Ok(())
}

/// A table with columns as wide as they need to be; texts flush left, figures flush right.
fn print(out: &mut impl Write, answer: &Answer) -> io::Result<()> {
    writeln!(out, "{}", answer.title)?;
    if answer.rows.is_empty() {
        return writeln!(out, "  none\n");
    }
    let heading = answer.columns.iter().map(|column| column.name.to_owned()).collect::<Vec<_>>();
    let lines: Vec<Vec<String>> = std::iter::once(&heading)
        .chain(&answer.rows)
        .map(|row| row.iter().map(|value| safe(value)).collect())
        .collect();
    let width = |place: usize| {
        lines.iter().filter_map(|line| line.get(place)).map(|value| value.width()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..answer.columns.len()).map(width).collect();
    for line in &lines {
        let mut text = String::new();
        for ((value, width), column) in line.iter().zip(&widths).zip(&answer.columns) {
            let value = if column.is_figure { right(value, *width) } else { left(value, *width) };
            text.push_str("  ");
            text.push_str(&value);
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    writeln!(out)
}
