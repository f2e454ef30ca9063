//! What goes through the pipes: a length in four bytes and JSON of that length. First comes the setup, followed by the templates
//! that were added to those that ship; then any number of headers, each followed by its document, each with one reply.

use engine::ReadError;
use engine::fraud::Thresholds;
use engine::model::{Inspection, Report};
use serde::{Deserialize, Serialize};
use std::io;

/// Longest setup or header that the child reads.
pub(super) const FRAME_BYTES: u32 = 64 * 1024;
/// Longest reply that the parent reads.
pub(super) const REPLY_BYTES: u32 = 256 << 20;

/// How much is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// The quick look that answers an upload.
    Inspect,
    /// All rows.
    Read,
}

/// What holds for all documents of a child.
#[derive(Serialize, Deserialize)]
pub(super) struct Setup {
    /// Where the heuristics begin to find something odd.
    pub(super) thresholds: Thresholds,
    /// Length of the added templates as JSON; 0 when there are none.
    pub(super) template_bytes: u64,
    /// Address space at most.
    pub(super) memory_bytes: u64,
    /// Processor time for each document at most.
    pub(super) processor_seconds: u64,
}

/// What precedes a document.
#[derive(Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) operation: Operation,
    pub(super) password: Option<String>,
    pub(super) bank: Option<String>,
    /// Length of the document.
    pub(super) bytes: u64,
}

/// What the engine says about the document.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// The quick look.
    Inspection(Box<Inspection>),
    /// All rows.
    Report(Box<Report>),
    /// The document cannot be read as a statement.
    Refused(ReadError),
}

/// A value as its length and its JSON.
pub(super) fn frame(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(value)?;
    let length = u32::try_from(json.len()).map_err(io::Error::other)?;
    let mut bytes = Vec::with_capacity(4 + json.len());
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(&json);
    Ok(bytes)
}
