//! `statera serve`: the API on one address; by default the jobs as well, with everything kept in one directory.

use super::Failure;
use super::process::ProcessArgs;
use crate::service::Role;
use std::path::PathBuf;

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    process: ProcessArgs,
    /// Address to listen on; port 0 takes any free port.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Leave all jobs to `statera worker` processes.
    #[arg(long)]
    without_jobs: bool,
    /// Speak TLS with this certificate chain, PEM.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Private key of the certificate, PEM.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

/// Serves until SIGTERM or SIGINT.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let mut config = args.process.config()?;
    if let (Some(cert), Some(key)) = (&args.tls_cert, &args.tls_key) {
        config.http.tls_cert.clone_from(cert);
        config.http.tls_key.clone_from(key);
    }
    let role = Role::Serve { listen: args.listen.clone(), takes_jobs: !args.without_jobs };
    args.process.run(role, config)
}
