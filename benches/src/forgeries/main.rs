//! What the heuristics say of forged and of honest files, by kind:
//! `cargo run --release -p benches --bin forgeries -- [--files] [--password=P] [--own | DIR...]`.
//!
//! The kind of a file is the name of the folder it lies in; `testdata/corpus.py` makes such folders with real editors.
//! `--own` takes the tools of `testdata` instead, on a statement in every layout. `--files` lists each file with its findings;
//! `--print=DIR` writes the honest statements that `corpus.py` starts from; `--cost` tells what the heuristics cost beside
//! reading the pages.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command whose output is its purpose")]

mod cost;
mod kind;
mod own;

use bank_templates::Templates;
use engine::model::{Finding, Severity};
use engine::{ReadError, Source};
use kind::{Kind, Said, Sort};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let (flags, folders): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let value = |name: &str| flags.iter().find_map(|flag| flag.strip_prefix(name)?.strip_prefix('='));
    let given = |name: &str| flags.iter().any(|flag| flag == name);
    let password = value("--password");
    if let Some(folder) = value("--print") {
        return match own::print(Path::new(folder)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("forgeries: {folder}: {error}");
                ExitCode::FAILURE
            }
        };
    }
    if folders.is_empty() && !given("--own") {
        eprintln!("forgeries: give folders, or --own");
        return ExitCode::from(2);
    }
    let files = folders.iter().flat_map(|folder| files(Path::new(folder)));
    if given("--cost") {
        cost::cost(files, password);
        return ExitCode::SUCCESS;
    }
    let mut kinds = if given("--own") { own::kinds(given("--files")) } else { BTreeMap::new() };
    for file in files {
        let name = file.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        let kind = kinds.entry(name.clone()).or_insert_with(|| Kind::new(Sort::of(&name)));
        look(&file, password, given("--files"), kind);
    }
    print!("{}", kind::table(&kinds));
    ExitCode::SUCCESS
}

/// All PDFs below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut open, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        for path in
            std::fs::read_dir(&folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()))
        {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "pdf") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn look(file: &Path, password: Option<&str>, listed: bool, kind: &mut Kind) {
    let bytes = std::fs::read(file).unwrap_or_default();
    let source = Source { bytes: &bytes, password, bank: None };
    tell(listed, &file.display().to_string(), kind.add(judge(&source)));
}

/// What is said of a file. One whose rows cannot be read may still be looked at as a file, as an upload is.
fn judge(source: &Source<'_>) -> Result<Said, ReadError> {
    let (templates, limits) = (Templates::embedded(), pdf::Limits::default());
    if let Ok(report) = engine::read(source, templates, &limits) {
        return Ok((report.findings, report.not_run));
    }
    let inspection = engine::inspect(source, templates, &limits)?;
    Ok((inspection.findings, inspection.not_run))
}

/// Lists a file with what was said of it.
fn tell(listed: bool, name: &str, said: Result<Said, String>) {
    if !listed {
        return;
    }
    match said {
        Err(error) => println!("{name}: refused: {error}"),
        Ok((findings, not_run)) => {
            println!("{name}");
            for finding in &findings {
                println!("    {}", line(finding));
            }
            for missing in not_run {
                println!("    {} did not run: {}", missing.id, missing.reason);
            }
        }
    }
}

fn line(finding: &Finding) -> String {
    let severity = match finding.severity {
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "HIGH",
    };
    let place = finding
        .at
        .map_or(String::new(), |at| format!(" page {} at {:.0},{:.0}", at.page, at.rect.x0, at.rect.top));
    let also =
        if finding.also.is_empty() { String::new() } else { format!(" and {} more", finding.also.len()) };
    let told = match (&finding.expected, &finding.actual) {
        (Some(expected), Some(actual)) => format!(" (expected {expected}; found {actual})"),
        _ => String::new(),
    };
    format!("{severity:<6} {:<22} {}{place}{also}{told}", finding.id, finding.summary)
}
