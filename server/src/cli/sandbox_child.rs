//! The hidden command that `serve` and `worker` run themselves with.

use super::Failure;
use crate::sandbox::child;

/// Arguments of a child.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only say how far the kernel confines a child.
    #[arg(long)]
    check: bool,
}

/// Answers requests; a failure shows as a missing reply.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    if args.check {
        child::check()?
    } else {
        child::run()?
    };
    Ok(())
}
