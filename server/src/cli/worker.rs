//! `statera worker`: takes jobs from the queue of a database that servers fill; as many processes on as many machines as wanted.

use super::Failure;
use super::process::ProcessArgs;
use crate::service::Role;

/// Arguments of `worker`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    process: ProcessArgs,
    /// Address for /healthz, /readyz and /metrics; without it nothing listens.
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
}

/// Works until SIGTERM or SIGINT.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    args.process.run(Role::Work { listen: args.listen.clone() }, args.process.config()?)
}
