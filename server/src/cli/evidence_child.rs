//! The hidden command that `analyze --evidence` and `serve` run themselves with, once per document or page.

use super::Failure;
use crate::evidence::child;

/// Draws one document; a failure shows as a missing reply.
pub(super) fn run() -> Result<(), Failure> {
    Ok(child::run()?)
}
