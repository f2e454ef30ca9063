//! The command line. Data goes to stdout, talk to stderr. Exit status: 0 done, 1 failed, 2 wrong usage.

mod analyze;
mod batch;
mod demo;
mod diff;
mod evidence_child;
mod jobs;
mod keys;
mod master_key;
mod portfolio;
mod process;
mod reprocess;
mod sandbox_child;
mod serve;
mod template;
mod worker;

use crate::config::Config;
use crate::storage::Storage;
use crate::store::Store;
use crate::templates::{Installed, unsound};
use clap::{Parser, Subcommand};
use std::fmt;
use std::path::Path;
use std::process::ExitCode;

/// Reads bank statements and says what they prove.
#[derive(Debug, Parser)]
#[command(name = "statera", version, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// One line per command; each is a module of the same name.
#[derive(Debug, Subcommand)]
enum Command {
    /// Show the product: serve bundled samples from a temporary directory and sum up what was read.
    Demo(demo::Args),
    /// Read statements and print what they prove.
    Analyze(analyze::Args),
    /// Read statements in bulk: folders, archives and manifests into a dataset.
    Batch(batch::Args),
    /// Say which files two datasets read otherwise, and how.
    Diff(diff::Args),
    /// Say what a dataset holds: verdicts, failures, findings, pay and obligations.
    Portfolio(portfolio::Args),
    /// Serve the Bank Connect API.
    Serve(serve::Args),
    /// Take jobs from the queue that servers on the same database fill.
    Worker(worker::Args),
    /// Create, list and revoke API keys.
    Keys(keys::Args),
    /// Change the key that seals all others.
    MasterKey(master_key::Args),
    /// List jobs that were given up, and try them again.
    Jobs(jobs::Args),
    /// Read statements again that a newer engine or template would read otherwise.
    Reprocess(reprocess::Args),
    /// Write and try templates for banks.
    Template(template::Args),
    /// Read documents from standard input, confined; used by `serve` itself.
    #[command(name = crate::sandbox::CHILD_COMMAND, hide = true)]
    SandboxChild(sandbox_child::Args),
    /// Draw pages of one document from standard input with hard limits; used by `analyze --evidence` and `serve` themselves.
    #[command(name = crate::evidence::CHILD_COMMAND, hide = true)]
    EvidenceChild,
}

/// The templates that ship, with those of a folder.
fn installed(folder: Option<&Path>) -> Result<Installed, Failure> {
    let Some(folder) = folder else { return Ok(Installed::embedded()) };
    Installed::load(folder).map_err(|faults| unsound(&faults).into())
}

/// Why a command failed: one sentence, and a hint that names the next step.
#[derive(Debug)]
pub struct Failure {
    message: String,
    hint: String,
}

impl Failure {
    /// A failure that was told already, in its own words.
    fn told() -> Failure {
        Failure::new("", "")
    }

    /// A failure with its hint; an empty hint is not printed.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Failure {
        Failure { message: message.into(), hint: hint.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        if self.hint.is_empty() { Ok(()) } else { write!(f, "\n\nhint: {}", self.hint) }
    }
}

impl From<crate::service::StartError> for Failure {
    fn from(error: crate::service::StartError) -> Self {
        Failure::new(error.message, error.hint)
    }
}

/// The end of a long output: whoever reads it and stops has seen enough, which is no failure.
fn printed(result: std::io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result?),
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::new(error.to_string(), "")
    }
}

/// Runs the command that the arguments name. Wrong usage ends the process with status 2.
pub fn run() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Demo(args) => demo::run(&args),
        Command::Analyze(args) => analyze::run(&args),
        Command::Batch(args) => batch::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Portfolio(args) => portfolio::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Worker(args) => worker::run(&args),
        Command::Keys(args) => keys::run(&args),
        Command::MasterKey(args) => master_key::run(&args),
        Command::Jobs(args) => jobs::run(&args),
        Command::Reprocess(args) => reprocess::run(&args),
        Command::Template(args) => template::run(&args),
        Command::SandboxChild(args) => sandbox_child::run(&args),
        Command::EvidenceChild => evidence_child::run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.message.is_empty() {
                eprintln!("{failure}");
            }
            ExitCode::FAILURE
        }
    }
}

/// Does something with the database of a storage, and closes it whatever came of that.
fn on_store<T>(storage: &Storage, act: impl AsyncFnOnce(&Store) -> Result<T, Failure>) -> Result<T, Failure> {
    let config = Config::load(None).map_err(|message| Failure::new(message, ""))?;
    block_on(async {
        let store = storage.open(&config).await?.store;
        let done = act(&store).await;
        store.close().await;
        done
    })
}

/// Starts the asynchronous part of a command.
fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(work)
}
