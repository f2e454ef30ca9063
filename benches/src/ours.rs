//! Our own reading: the text layer, the whole pipeline, and both once more as a process.

use crate::measure::peak_memory;
use crate::statements::Statement;
use bank_templates::Templates;
use pdf::{Document, Limits, Line, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The options by which this program is its own process to measure.
pub(crate) const TEXT: &str = "--text";
pub(crate) const ROWS: &str = "--rows";

/// Pages and lines of a document.
pub(crate) fn text(statement: &Statement) -> Option<(Document, Vec<Vec<Line>>)> {
    let document = Document::open(&statement.bytes, &options(statement)).ok()?;
    let lines = document.pages.iter().map(pdf::Page::lines).collect();
    Some((document, lines))
}

/// Rows, proof and findings.
pub(crate) fn report(statement: &Statement) -> Option<engine::model::Report> {
    let source =
        engine::Source { bytes: &statement.bytes, password: statement.password.as_deref(), bank: None };
    engine::read(&source, Templates::embedded(), &Limits::default()).ok()
}

pub(crate) fn options(statement: &Statement) -> OpenOptions<'_> {
    OpenOptions { password: statement.password.as_deref(), ..OpenOptions::default() }
}

/// Writes the lines of files, as `pdftotext` does.
pub(crate) fn write_text(files: &[PathBuf], password: Option<&str>) -> Result<(), String> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for path in files {
        let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let bytes = std::fs::read(path).map_err(|error| failed(&error))?;
        let options = OpenOptions { password, ..OpenOptions::default() };
        let document = Document::open(&bytes, &options).map_err(|error| failed(&error))?;
        for line in document.pages.iter().flat_map(pdf::Page::lines) {
            writeln!(out, "{}", line.text()).map_err(|error| failed(&error))?;
        }
    }
    out.flush().map_err(|error| error.to_string())
}

/// Writes the rows of files: date, amount, narration.
pub(crate) fn write_rows(files: &[PathBuf], password: Option<&str>) -> Result<(), String> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for path in files {
        let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let bytes = std::fs::read(path).map_err(|error| failed(&error))?;
        let source = engine::Source { bytes: &bytes, password, bank: None };
        let report = engine::read(&source, Templates::embedded(), &Limits::default());
        for row in report.map_err(|error| failed(&error))?.statements.iter().flat_map(|one| &one.transactions)
        {
            writeln!(out, "{} {} {}", row.date, row.amount.to_decimal(), row.narration)
                .map_err(|error| failed(&error))?;
        }
    }
    out.flush().map_err(|error| error.to_string())
}

/// The most memory that reading takes a process of its own, in MiB; `what` is [`TEXT`] or [`ROWS`].
pub(crate) fn memory(what: &str, path: &Path) -> Option<f64> {
    let mut command = Command::new(std::env::current_exe().ok()?);
    let output = command.args([what, "--peak"]).arg(path).stdout(Stdio::null()).output().ok()?;
    String::from_utf8_lossy(&output.stderr).trim().parse().ok()
}

/// Says on standard error how much memory the process has held.
pub(crate) fn say_peak() {
    if let Some(peak) = peak_memory() {
        eprintln!("{peak}");
    }
}
