//! `statera batch INPUT... --out DIR`: statements in bulk, into a dataset.

use super::{Failure, block_on};
use crate::batch::progress::{Progress, Style};
use crate::batch::{self, Earlier, Plan, Reader, Summary, engine_version, inputs};
use crate::clock;
use crate::config::Config;
use crate::dataset::Format;
use crate::dataset::folder::{self, About, Folder};
use crate::dataset::schema::SCHEMA_VERSION;
use crate::metrics::Metrics;
use crate::sandbox::Sandbox;
use crate::templates::{Current, unsound};
use engine::fraud::Thresholds;
use inputs::{Declared, Inputs};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::runtime::Handle;

/// Arguments of `batch`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files, folders, archives (.zip, .tar, .tar.gz), manifests (.csv, .jsonl with path, entity, bank, password), and
    /// addresses: s3://BUCKET/PREFIX, gs://, az://, file:///PATH.
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// Folder of the dataset: new, empty, or a dataset that is to be made anew.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Go on with a run that was stopped; what is done is not done again.
    #[arg(long)]
    resume: bool,
    /// Formats of the tables, with commas between: parquet, jsonl, csv.
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "parquet")]
    formats: Vec<Format>,
    /// Read only what this engine and these templates may read otherwise than an earlier dataset says.
    #[arg(long, value_name = "DATASET")]
    changed_since: Option<PathBuf>,
    /// Password that opens the files; STATERA_PASSWORD in the environment keeps it off the command line.
    #[arg(long, value_name = "PASSWORD")]
    password: Option<String>,
    /// Identifier of the bank, when all files are of one.
    #[arg(long, value_name = "ID")]
    bank: Option<String>,
    /// Folder with templates that add to those that ship or take their place.
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// Files read at a time; 0 means one for each processor.
    #[arg(long, value_name = "N", default_value_t = 0)]
    workers: usize,
    /// Files in a part of the dataset: what a stop may cost, and how much is in memory.
    #[arg(long, value_name = "N", default_value_t = 500)]
    part: usize,
    /// No progress.
    #[arg(long, conflicts_with = "progress")]
    quiet: bool,
    /// `json`: progress for machines, one object per line on standard error.
    #[arg(long, value_name = "STYLE", value_parser = ["bar", "json"], default_value = "bar")]
    progress: String,
    /// Further options of the sandbox, as `serve` takes them.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Reads everything and sums up.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let config = Config::load(args.config.as_deref()).map_err(|error| Failure::new(error.to_string(), ""))?;
    let templates = Current::open(args.templates.clone()).map_err(|faults| unsound(&faults))?;
    let templates = Arc::new(templates);
    let summary = block_on(async {
        let program = std::env::current_exe()?;
        let metrics =
            Metrics::new(Duration::from_millis(config.log.slow_ms)).map_err(std::io::Error::other)?;
        let sandbox = Sandbox::new(program, config.sandbox, Arc::clone(&templates), Arc::new(metrics))
            .with_thresholds(config.thresholds.clone());
        let stop = Arc::new(AtomicBool::new(false));
        tokio::spawn(stop_on_interrupt(Arc::clone(&stop)));
        let runtime = Handle::current();
        tokio::task::block_in_place(|| work(args, sandbox, &templates, config.thresholds, &runtime, &stop))
    })?;
    print(&summary, &args.out)?;
    if summary.interrupted {
        let part = "; what was read in vain, since its part was not full, is read again then";
        return Err(Failure::new(
            "stopped before the end",
            format!(
                "the same command with --resume goes on from here{}",
                if summary.in_vain > 0 { part } else { "" }
            ),
        ));
    }
    Ok(())
}

fn work(
    args: &Args,
    sandbox: Sandbox,
    templates: &Current,
    thresholds: Thresholds,
    runtime: &Handle,
    stop: &AtomicBool,
) -> Result<Summary, Failure> {
    if args.out.to_str().is_some_and(|out| out.contains("://")) {
        return Err(Failure::new(
            format!("the dataset cannot be written to {}", args.out.display()),
            "give a folder of this machine and copy it from there",
        ));
    }
    let canonical = |path: &Path| std::fs::canonicalize(path).ok();
    if args.changed_since.as_deref().is_some_and(|earlier| canonical(earlier) == canonical(&args.out)) {
        return Err(Failure::new(
            "the earlier dataset and the new one are the same folder",
            "give a new folder; what has not changed stays in the earlier one",
        ));
    }
    // Before anything of an earlier dataset is taken away.
    let inputs =
        Inputs::open(&args.inputs, runtime).map_err(|message| Failure::new(message, CHECK_INPUTS))?;
    let mut formats = args.formats.clone();
    formats.sort();
    formats.dedup();
    let mut about = About {
        schema: SCHEMA_VERSION,
        engine: engine_version(),
        templates: templates.get().fingerprint().to_owned(),
        today: clock::today().to_string(),
        part: args.part.max(1),
        formats,
        complete: false,
    };
    let begin = |about: About| {
        let hint = match args.resume {
            true => "give a new folder, or leave --resume out to make the dataset anew",
            false => "give a new folder",
        };
        Folder::open(&args.out, about, args.resume).map_err(|message| Failure::new(message, hint))
    };
    let folder = begin(about.clone())?;
    // A run that goes on is of the day on which it began.
    about.today = folder.today().to_owned();
    let today = about.today.parse().unwrap_or_else(|_| clock::today());
    let reader = Reader::new(sandbox, templates, thresholds, runtime.clone(), today);
    let from_environment = std::env::var("STATERA_PASSWORD").ok();
    let plan = Plan {
        inputs,
        declared: Declared {
            entity: None,
            bank: args.bank.clone(),
            password: args.password.clone().or(from_environment),
        },
        part: about.part,
        workers: match args.workers {
            0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            some => some,
        },
        earlier: args.changed_since.as_ref().map(|earlier| unchanged(earlier, &about)).transpose()?,
    };
    let style = match (args.quiet, args.progress.as_str()) {
        (true, _) => Style::Quiet,
        (_, "json") => Style::Json,
        _ => Style::Bar,
    };
    let progress = Progress::new(style, plan.inputs.count());
    let summary = batch::run(&plan, &reader, &folder, &progress, stop);
    progress.finish();
    summary.map_err(|message| Failure::new(message, CHECK_INPUTS))
}

/// What to do about inputs that cannot be used.
const CHECK_INPUTS: &str = "check paths and addresses; docs/batch.md says what each kind of input has to be";

/// What an earlier dataset says of each input, when the engine is the same; another engine may read everything otherwise.
fn unchanged(earlier: &Path, about: &About) -> Result<Earlier, Failure> {
    let made = folder::about_of(earlier)
        .map_err(|message| Failure::new(message, "give the folder of a dataset that `statera batch` made"))?;
    if made.engine != about.engine {
        return Ok(Earlier::new(Vec::new()));
    }
    Ok(Earlier::new(folder::done_in(earlier)))
}

/// The first Ctrl-C ends the run in good order, the second one at once.
async fn stop_on_interrupt(stop: Arc<AtomicBool>) {
    if tokio::signal::ctrl_c().await.is_ok() {
        stop.store(true, Ordering::Relaxed);
        eprintln!(
            "stopping: what is being read is finished, whole parts are kept; once more ends it at once"
        );
    }
    if tokio::signal::ctrl_c().await.is_ok() {
        std::process::exit(130);
    }
}

/// What is no failure, in the order in which it is told.
const VERDICTS: [&str; 3] = ["proven", "proven_with_gaps", "unproven"];

fn print(summary: &Summary, out: &Path) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    let told = [
        ("dataset", out.display().to_string()),
        ("files read", summary.read.to_string()),
        ("read in vain", summary.in_vain.to_string()),
        ("files kept", summary.kept.to_string()),
        ("unchanged", summary.unchanged.to_string()),
        ("pages", summary.pages.to_string()),
        ("transactions", summary.transactions.to_string()),
    ];
    for (label, value) in told.iter().filter(|(label, value)| value != "0" || *label == "files read") {
        writeln!(stdout, "{label:<18}{value}")?;
    }
    let count = |outcome: &str| summary.outcomes.get(outcome).copied().unwrap_or(0);
    for verdict in VERDICTS.iter().filter(|verdict| count(verdict) > 0) {
        writeln!(stdout, "{:<18}{}", verdict.replace('_', " "), count(verdict))?;
    }
    let failed = summary.outcomes.iter().filter(|(code, _)| !VERDICTS.contains(&code.as_str()));
    let all: usize = failed.clone().map(|(_, count)| count).sum();
    if all > 0 {
        writeln!(
            stdout,
            "{:<18}{all}, each with its reason in {}",
            "failed",
            out.join("failures").display()
        )?;
    }
    // The codes as they stand in the table, so that one can be looked for.
    for (code, count) in failed {
        writeln!(stdout, "  {code:<18}{count}")?;
    }
    Ok(())
}
