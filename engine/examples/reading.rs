//! Measures the whole way from bytes to proven rows and findings, and tells whether two builds read the same:
//! `cargo run --release -p engine --example reading -- [--password=P] [--runs=N] FILE...` prints milliseconds per page and, for each
//! file, the first letters of a hash over everything that was read or the reason why nothing was.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line example")]

use bank_templates::Templates;
use engine::Source;
use pdf::Limits;
use std::time::{Duration, Instant};

/// Runs per file, unless the command line says otherwise; the fastest counts, as the one that was disturbed least.
const RUNS: usize = 5;

fn main() {
    let (flags, files): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let password = flags.iter().find_map(|flag| flag.strip_prefix("--password="));
    let runs = flags.iter().find_map(|flag| flag.strip_prefix("--runs=")?.parse().ok()).unwrap_or(RUNS);
    let templates = Templates::embedded();
    for file in &files {
        let Ok(bytes) = std::fs::read(file) else {
            eprintln!("{file}: cannot be read");
            continue;
        };
        let source = Source { bytes: &bytes, password, bank: None };
        let mut fastest = Duration::MAX;
        let mut read = None;
        for _ in 0..runs.max(1) {
            let start = Instant::now();
            let report = engine::read(&source, templates, &Limits::default());
            fastest = fastest.min(start.elapsed());
            read = Some(report);
        }
        let (pages, what) = match read {
            Some(Ok(report)) => (report.facts.pages, digest(&report)),
            Some(Err(error)) => (1, format!("{:?}", error.kind)),
            None => continue,
        };
        let each = fastest.as_secs_f64() * 1000.0 / f64::from(pages.max(1));
        println!("{each:8.3} ms/page  {pages:4} pages  {what:<16}  {file}");
    }
}

fn digest(report: &engine::model::Report) -> String {
    let json = serde_json::to_vec(report).unwrap_or_default();
    blake3::hash(&json).to_hex().chars().take(16).collect()
}
