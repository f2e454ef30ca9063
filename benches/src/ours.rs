//! Our own reading: the text layer, the whole pipeline, and both once more as a process.

use crate::statements::Statement;
use bank_templates::Templates;
use pdf::{Document, Limits, Line, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

/// The option by which this program is its own process to measure.
pub(crate) const TEXT: &str = "--text";

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
