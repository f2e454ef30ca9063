//! The hidden command that `serve` runs itself with, once per document.

use super::Failure;
use crate::sandbox::child;

/// Answers one request; a failure shows as a missing reply.
pub(super) fn run() -> Result<(), Failure> {
    Ok(child::run()?)
}
