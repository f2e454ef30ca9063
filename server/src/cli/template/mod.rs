//! `statera template`: the loop in which a new bank is added without Rust.

mod check;
mod example;
mod list;
mod new;
mod try_it;
mod words;

use super::{Failure, installed};
use crate::wording::trouble;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Arguments of `template`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder with templates that add to those that ship or take their place.
    #[arg(long, value_name = "DIR", global = true)]
    templates: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

/// One step of the loop each.
#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Print what the engine sees of a file, in fixed pitch: the words that a template has to name.
    Words {
        /// A statement, as PDF.
        file: PathBuf,
        /// Password that opens it.
        #[arg(long, value_name = "PASSWORD")]
        password: Option<String>,
    },
    /// Write a draft of a template for a statement: columns, date form and labels that were found, guesses marked.
    New {
        /// A statement, as PDF.
        file: PathBuf,
        /// Password that opens it.
        #[arg(long, value_name = "PASSWORD")]
        password: Option<String>,
    },
    /// Check templates and run their worked examples.
    Check {
        /// Templates, as TOML.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Read a statement with a template that is not installed, and print rows, skipped lines and the first break.
    Try {
        /// The template, as TOML.
        template: PathBuf,
        /// A statement, as PDF.
        file: PathBuf,
        /// Password that opens it.
        #[arg(long, value_name = "PASSWORD")]
        password: Option<String>,
    },
    /// List the banks that are known: recognised only, or read by which layouts.
    List {
        /// Only banks of this country, as ISO 3166 code.
        #[arg(long, value_name = "CODE")]
        country: Option<String>,
        /// Only banks whose identifier or name has this in it.
        name: Option<String>,
    },
}

/// Runs the step.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let folder = args.templates.as_deref();
    match &args.command {
        Command::Words { file, password } => words::run(file, password.as_deref()),
        Command::New { file, password } => new::run(file, password.as_deref(), &installed(folder)?),
        Command::Check { files } => check::run(files, &installed(folder)?),
        Command::Try { template, file, password } => {
            try_it::run(template, file, password.as_deref(), &installed(folder)?)
        }
        Command::List { country, name } => {
            list::run(installed(folder)?.templates(), country.as_deref(), name.as_deref())
        }
    }
}

/// Reads a template's text.
fn text_of(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        Failure::new(
            format!("cannot read {}: {}", path.display(), trouble(&error)),
            "templates are TOML files",
        )
    })
}

/// Prints lines; a reader that has seen enough is no failure.
fn print(lines: impl IntoIterator<Item = String>) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    super::printed(lines.into_iter().try_for_each(|line| writeln!(out, "{line}")))
}
