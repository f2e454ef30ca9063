//! `statera analyze FILE...`: reads statements and prints what they prove, for people or as JSON.

mod evidence;
mod html;
mod json;
mod report;
mod summary;

use super::{Failure, installed};
use crate::clock;
use crate::thresholds;
use crate::wording::trouble;
use bank_templates::Templates;
use engine::analyze::{Analysis, AnalysisOptions, entity};
use engine::fraud::{self, EntityCase, Outcome, Thresholds, inspect_entity};
use engine::model::{Finding, Report, Risk};
use engine::{ReadError, Source};
use rayon::prelude::*;
use std::io;
use std::path::{Path, PathBuf};

/// Arguments of `analyze`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Statements to read, as PDF.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Password that opens the files; STATERA_PASSWORD in the environment keeps it off the command line.
    #[arg(long, value_name = "PASSWORD")]
    password: Option<String>,
    /// Identifier of the bank, when it is known; otherwise it is detected.
    #[arg(long, value_name = "ID")]
    bank: Option<String>,
    /// Folder with templates that add to those that ship or take their place.
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// TOML file with thresholds of the heuristics that take the place of those that ship.
    #[arg(long, value_name = "FILE")]
    thresholds: Option<PathBuf>,
    /// Draw the pages that findings are about into this folder, with a box around each place.
    #[arg(long, value_name = "DIR")]
    evidence: Option<PathBuf>,
    /// One JSON object per file, in the shapes of the Bank Connect contract.
    #[arg(long)]
    json: bool,
    /// Write a report for people: one HTML file over all files together, which are taken for statements of one holder.
    #[arg(long, value_name = "OUT")]
    html: Option<PathBuf>,
}

/// One file as it was read, and what its rows say together.
struct Analyzed<'a> {
    path: &'a Path,
    bytes: Vec<u8>,
    report: Report,
    analysis: Analysis,
    /// What heuristics on the entity saw: the file taken as all that there is of it.
    entity: Outcome,
    /// What the findings about the file and about the entity weigh together.
    risk: Risk,
    /// Pictures of the pages that findings are about.
    drawn: Vec<evidence::Drawn>,
}

/// What a thread has for nested objects, as the main thread of a program mostly has, which reads too.
const STACK_BYTES: usize = 8 << 20;

/// Reads as many files at a time as there are processors, and prints them in their order. A file that fails does not keep the others
/// from being read.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let from_environment = std::env::var("STATERA_PASSWORD").ok();
    let password = args.password.as_deref().or(from_environment.as_deref());
    let installed = installed(args.templates.as_deref())?;
    let thresholds = thresholds::load(args.thresholds.as_deref())
        .map_err(|(message, hint)| Failure::new(message, hint))?;
    let mut failed = 0;
    let mut read = Vec::new();
    let mut stdout = io::stdout().lock();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = rayon::ThreadPoolBuilder::new()
        .num_threads(cores.min(args.files.len()))
        .use_current_thread()
        .stack_size(STACK_BYTES)
        .build()
        .map_err(|error| Failure::new(error.to_string(), "the system gives no more threads"))?;
    let numbered: Vec<(usize, &PathBuf)> = args.files.iter().enumerate().collect();
    // No more files are in memory than are read at a time.
    let groups = numbered.chunks(threads.current_num_threads().max(1));
    let results = groups.flat_map(|group| {
        let read = group.par_iter().map(|(index, path)| {
            let one = analyze(path, password, args.bank.as_deref(), installed.templates(), &thresholds);
            one.map(|analyzed| draw(args, index + 1, password, analyzed))
        });
        threads.install(|| read.collect::<Vec<_>>())
    });
    for (&(index, path), one) in numbered.iter().zip(results) {
        match one {
            Ok(analyzed) => {
                match print(&mut stdout, &analyzed, args.json, index > 0) {
                    // Whoever reads our output has seen enough.
                    Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
                    printed => printed?,
                }
                if args.html.is_some() {
                    read.push((path.as_path(), analyzed.report));
                }
            }
            Err(error) => {
                failed += 1;
                eprintln!("{}: {} ({})", path.display(), error.message, error.code);
                if !error.hint.is_empty() {
                    eprintln!("  hint: {}", error.hint);
                }
                for finding in &error.findings {
                    eprintln!("  finding: {} [{}]", finding.summary, finding.id);
                }
            }
        }
    }
    if let Some(out) = args.html.as_ref().filter(|_| !read.is_empty()) {
        html::write(out, &read, &thresholds)?;
    }
    match failed {
        0 => Ok(()),
        _ if args.files.len() == 1 => Err(Failure::told()),
        failed => Err(Failure::new(format!("{failed} of {} files could not be read", args.files.len()), "")),
    }
}

fn print(out: &mut impl io::Write, analyzed: &Analyzed<'_>, json: bool, follows: bool) -> io::Result<()> {
    if json {
        return json::write(out, analyzed);
    }
    if follows {
        writeln!(out)?;
    }
    report::write(out, analyzed)
}

/// Adds the pictures that the caller asked for. A file that cannot be drawn is still read.
fn draw<'a>(args: &Args, number: usize, password: Option<&str>, analyzed: Analyzed<'a>) -> Analyzed<'a> {
    let Some(folder) = &args.evidence else { return analyzed };
    let file = (analyzed.bytes.as_slice(), password);
    match evidence::write(folder, (number, analyzed.path), file, &analyzed.report.findings) {
        Ok(drawn) => Analyzed { drawn, ..analyzed },
        Err(why) => {
            eprintln!("{}: no pictures: {why}", analyzed.path.display());
            analyzed
        }
    }
}

/// Why one file failed: code, sentence and hint.
struct FileError {
    code: &'static str,
    message: String,
    hint: String,
    /// What was seen of the file all the same.
    findings: Vec<Finding>,
}

impl From<ReadError> for FileError {
    fn from(error: ReadError) -> Self {
        FileError { code: error.code(), message: error.message, hint: error.hint, findings: error.findings }
    }
}

fn analyze<'a>(
    path: &'a Path,
    password: Option<&str>,
    bank: Option<&str>,
    templates: &Templates,
    thresholds: &Thresholds,
) -> Result<Analyzed<'a>, FileError> {
    let limits = pdf::Limits::default();
    let unreadable = |error: io::Error| {
        let hint = match error.kind() {
            io::ErrorKind::IsADirectory => "`statera batch` reads folders",
            _ => "check the path and the permissions",
        };
        FileError {
            code: "file_unreadable",
            message: trouble(&error),
            hint: hint.to_owned(),
            findings: Vec::new(),
        }
    };
    // A file over the limit is refused by its length, before any of it is in memory.
    let length = std::fs::metadata(path).map_err(unreadable)?.len();
    if length > limits.file_bytes {
        return Err(ReadError::from(pdf::OpenError::OverLimit {
            limit: "file_bytes",
            allowed: limits.file_bytes,
        })
        .into());
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let source = Source { bytes: &bytes, password, bank };
    let report = engine::read_with(&source, templates, &limits, thresholds)?;
    let today = clock::today();
    let statements = entity::statements_of(&report);
    let analysis = engine::analyze(&statements, &AnalysisOptions::on(today));
    let case = EntityCase { statements: &statements, analysis: &analysis, today, thresholds };
    let entity = inspect_entity(&case);
    let not_run = [report.not_run.as_slice(), entity.not_run.as_slice()].concat();
    let risk = fraud::risk(report.findings.iter().chain(&entity.findings), &not_run, thresholds);
    Ok(Analyzed { path, bytes, report, analysis, entity, risk, drawn: Vec::new() })
}
