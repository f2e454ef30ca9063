//! Reads bank statements and says what they prove: bytes in, [`model::Report`] out.
//!
//! No I/O, clock, async, HTTP or global state. The modules in reading order follow the data.

pub mod analyze;
pub mod detect;
pub mod enrich;
pub mod error;
pub mod fixed_pitch;
pub mod fraud;
pub mod model;
pub mod page;
mod pipeline;
pub mod read;
pub mod table;
pub mod value;
pub mod worked_examples;

pub use analyze::analyze;
use bank_templates::Templates;
pub use error::{ReadError, ReadErrorKind};
use model::{Inspection, Report};
pub use pipeline::Draft;

/// A document and what the caller knows about it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Source<'a> {
    /// The file.
    pub bytes: &'a [u8],
    /// Password, if any.
    pub password: Option<&'a str>,
    /// Identifier of the bank, if the caller declares one (any case).
    pub bank: Option<&'a str>,
}

/// The quick look that answers an upload: opens the file, finds the bank, reads the header. Costs a fraction of [`read`].
///
/// A bank that nothing names is no error here: `detection.bank` is then `None`, and the header is what inference read.
///
/// # Errors
/// The file cannot be opened, has no text, its bank is tied or not the declared one, or a known bank's document has no table.
pub fn inspect(
    source: &Source<'_>,
    templates: &Templates,
    limits: &pdf::Limits,
) -> Result<Inspection, ReadError> {
    inspect_with(source, templates, limits, &fraud::Thresholds::default())
}

/// As [`inspect`], with a deployment's own sense of what is odd.
///
/// # Errors
/// As [`inspect`].
pub fn inspect_with(
    source: &Source<'_>,
    templates: &Templates,
    limits: &pdf::Limits,
    thresholds: &fraud::Thresholds,
) -> Result<Inspection, ReadError> {
    pipeline::inspect(source, templates, limits, thresholds)
}

/// The bank alone: which one the document speaks for above its table, and why. A tie names the others.
#[must_use]
pub fn detect_document(document: &pdf::Document, templates: &Templates) -> model::Detection {
    pipeline::detect_document(document, templates)
}

/// Reads a document with the layouts of a bank's template alone, as the author of a template wants it.
///
/// # Errors
/// As [`read_document`]; where no layout fits, the document is no statement.
pub fn read_by_template(
    document: pdf::Document,
    bank: &str,
    templates: &Templates,
) -> Result<Report, ReadError> {
    pipeline::read_by_template(document, bank, templates)
}

/// A draft of a template for a document of a bank that has none: what inference and the usual labels find, and what it reads.
///
/// # Errors
/// The document has no text or no table, or its bank is tied.
pub fn draft(document: pdf::Document, templates: &Templates) -> Result<Draft, ReadError> {
    pipeline::draft(document, templates)
}

/// Reads the whole document: rows, proof, findings.
///
/// # Errors
/// As [`inspect`], and the document has no table with date, amount and balance.
pub fn read(source: &Source<'_>, templates: &Templates, limits: &pdf::Limits) -> Result<Report, ReadError> {
    read_with(source, templates, limits, &fraud::Thresholds::default())
}

/// As [`read()`], with a deployment's own sense of what is odd.
///
/// # Errors
/// As [`read()`].
pub fn read_with(
    source: &Source<'_>,
    templates: &Templates,
    limits: &pdf::Limits,
    thresholds: &fraud::Thresholds,
) -> Result<Report, ReadError> {
    pipeline::read(source, templates, limits, thresholds)
}

/// Reads a document that is already opened, such as a typed page of [`fixed_pitch`].
///
/// # Errors
/// As [`read`], without those of opening.
pub fn read_document(
    document: pdf::Document,
    bank: Option<&str>,
    templates: &Templates,
) -> Result<Report, ReadError> {
    pipeline::read_document(document, bank, templates)
}
