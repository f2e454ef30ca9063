//! What the heuristics say of a folder of files, by kind: `cargo run --release -p benches --bin forgeries -- [--files] [--cost] [--password=P] DIR...`.
//!
//! The kind of a file is the name of the folder it lies in. `--files` lists each file with its findings; files that
//! cannot be read are counted apart, for silence about them means nothing. `--cost` tells instead what the heuristics cost
//! beside reading the pages.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command whose output is its purpose")]

use bank_templates::Templates;
use engine::Source;
use engine::fraud::{Case, Thresholds, inspect_document};
use engine::model::{Finding, FindingGroup, Severity};
use pdf::{Document, OpenOptions};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// What was said of the files of one kind.
#[derive(Default)]
struct Kind {
    files: usize,
    unread: usize,
    /// Files with a document finding that is hard to explain innocently.
    high: usize,
    /// Files with any finding beyond low.
    medium: usize,
    ledger: usize,
    by_heuristic: BTreeMap<String, usize>,
}

fn main() -> ExitCode {
    let (flags, folders): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let password = flags.iter().find_map(|flag| flag.strip_prefix("--password="));
    let listed = flags.iter().any(|flag| flag == "--files");
    if folders.is_empty() {
        eprintln!("forgeries: give folders");
        return ExitCode::from(2);
    }
    if flags.iter().any(|flag| flag == "--cost") {
        cost(folders.iter().flat_map(|folder| files(Path::new(folder))), password);
        return ExitCode::SUCCESS;
    }
    let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
    for file in folders.iter().flat_map(|folder| files(Path::new(folder))) {
        let kind = file.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        look(&file, password, listed, kinds.entry(kind.unwrap_or_default()).or_default());
    }
    println!(
        "{:<28} {:>6} {:>6} {:>6} {:>8} {:>7}  found by",
        "kind", "files", "unread", "high", "medium+", "ledger"
    );
    for (name, kind) in &kinds {
        let ids: Vec<String> = kind.by_heuristic.iter().map(|(id, count)| format!("{id} {count}")).collect();
        println!(
            "{name:<28} {:>6} {:>6} {:>6} {:>8} {:>7}  {}",
            kind.files,
            kind.unread,
            kind.high,
            kind.medium,
            kind.ledger,
            ids.join(", ")
        );
    }
    ExitCode::SUCCESS
}

/// Runs per file; the fastest counts, for whatever else the machine does only makes it slower.
const RUNS: usize = 15;

/// What reading the pages takes, and what it takes on top to look at all objects and to run the document heuristics.
fn cost(files: impl Iterator<Item = PathBuf>, password: Option<&str>) {
    let (mut reading, mut looking, mut heuristics, mut pages) = (0.0, 0.0, 0.0, 0);
    for file in files {
        let bytes = std::fs::read(&file).unwrap_or_default();
        let source = Source { bytes: &bytes, password, bank: None };
        let statements = engine::read(&source, Templates::embedded(), &pdf::Limits::default())
            .map(|report| report.statements)
            .unwrap_or_default();
        let options = |examine| OpenOptions { password, examine, ..OpenOptions::default() };
        let lines = |examine| {
            let document = Document::open(&bytes, &options(examine)).ok()?;
            document.pages.iter().for_each(|page| drop(std::hint::black_box(page.lines())));
            Some(document)
        };
        let Some(document) = lines(true) else { continue };
        let thresholds = Thresholds::default();
        let plain = fastest(|| drop(lines(false)));
        let examined = fastest(|| drop(lines(true)));
        let inspected = fastest(|| {
            drop(inspect_document(&Case::new(Some(&document), None, &statements, &thresholds)));
        });
        println!(
            "{plain:8.3} ms reading {:8.3} ms objects {inspected:8.3} ms heuristics  {:4} pages  {}",
            (examined - plain).max(0.0),
            document.pages.len(),
            file.display()
        );
        reading += plain;
        looking += (examined - plain).max(0.0);
        heuristics += inspected;
        pages += document.pages.len();
    }
    println!(
        "{pages} pages: reading {reading:.1} ms, objects {looking:.1} ms, heuristics {heuristics:.1} ms: {:.0} % on top",
        (looking + heuristics) * 100.0 / reading
    );
}

/// Milliseconds of the fastest of some runs.
fn fastest(run: impl Fn()) -> f64 {
    let time = || {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64() * 1000.0
    };
    (0..RUNS).map(|_| time()).fold(f64::INFINITY, f64::min)
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
    kind.files += 1;
    let bytes = std::fs::read(file).unwrap_or_default();
    let source = Source { bytes: &bytes, password, bank: None };
    let templates = Templates::embedded();
    // A file whose rows cannot be read may still be looked at as a file, as an upload is.
    let looked = engine::read(&source, templates, &pdf::Limits::default())
        .map(|report| (report.findings, report.not_run))
        .or_else(|_| {
            let inspection = engine::inspect(&source, templates, &pdf::Limits::default())?;
            Ok::<_, engine::ReadError>((inspection.findings, inspection.not_run))
        });
    let (findings, not_run) = match looked {
        Ok(looked) => looked,
        Err(error) => {
            kind.unread += 1;
            if listed {
                println!("{}: unread: {error}", file.display());
            }
            return;
        }
    };
    let document = |finding: &&Finding| finding.group == FindingGroup::Document;
    let at_least = |severity| findings.iter().filter(document).any(|finding| finding.severity >= severity);
    kind.high += usize::from(at_least(Severity::High));
    kind.medium += usize::from(at_least(Severity::Medium));
    kind.ledger += usize::from(findings.iter().any(|finding| finding.group == FindingGroup::Ledger));
    let mut ids: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.severity > Severity::Low)
        .map(|finding| finding.id.as_str())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        *kind.by_heuristic.entry(id.to_owned()).or_default() += 1;
    }
    if listed {
        println!("{}", file.display());
        for finding in &findings {
            println!("    {}", line(finding));
        }
        for missing in not_run {
            println!("    {} did not run: {}", missing.id, missing.reason);
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
