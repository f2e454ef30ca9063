//! Measures reading: `cargo run --release -p pdf --example speed -- [--password=P] [--runs=N] [--examine] FILE...`, milliseconds
//! per page; `--examine` looks at all objects too, as for the document heuristics.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line example")]

use pdf::{Document, OpenOptions};
use std::time::{Duration, Instant};

/// Runs per file, unless the command line says otherwise; the median counts.
const RUNS: usize = 15;

fn main() {
    let (flags, files): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let password = flags.iter().find_map(|flag| flag.strip_prefix("--password="));
    let runs = flags.iter().find_map(|flag| flag.strip_prefix("--runs=")?.parse().ok()).unwrap_or(RUNS);
    let examine = flags.iter().any(|flag| flag == "--examine");
    let (mut time, mut best, mut pages, mut per_page) = (Duration::ZERO, Duration::ZERO, 0, Vec::new());
    for file in &files {
        let Ok(bytes) = std::fs::read(file) else {
            eprintln!("{file}: cannot be read");
            continue;
        };
        let options = OpenOptions { password, examine, ..OpenOptions::default() };
        let mut runs: Vec<(Duration, usize, usize)> = (0..runs)
            .filter_map(|_| {
                let start = Instant::now();
                let document = Document::open(&bytes, &options).ok()?;
                let lines = document.pages.iter().map(|page| page.lines().len()).sum();
                Some((start.elapsed(), document.pages.len(), lines))
            })
            .collect();
        runs.sort();
        let Some((median, count, lines)) = runs.get(runs.len() / 2).copied() else {
            eprintln!("{file}: cannot be opened");
            continue;
        };
        let each = median.as_secs_f64() * 1000.0 / count.max(1) as f64;
        println!("{each:8.3} ms/page  {count:4} pages  {lines:6} lines  {file}");
        time += median;
        best += runs.first().map_or(median, |(time, ..)| *time);
        pages += count;
        per_page.push(each);
    }
    per_page.sort_by(f64::total_cmp);
    let median = per_page.get(per_page.len() / 2).copied().unwrap_or_default();
    let each = |time: Duration| time.as_secs_f64() * 1000.0 / pages.max(1) as f64;
    println!(
        "{median:8.3} ms/page median of files; all {pages} pages {:.3}, undisturbed {:.3} (words and lines)",
        each(time),
        each(best)
    );
}
