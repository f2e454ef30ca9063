//! The hidden command that `analyze --evidence` runs itself with, once per document.

use super::Failure;
use crate::evidence::child;

/// Draws one document; a failure shows as a missing reply.
pub(super) fn run() -> Result<(), Failure> {
    Ok(child::run()?)
}
