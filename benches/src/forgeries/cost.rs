//! What the heuristics cost beside reading the pages.

use bank_templates::Templates;
use engine::Source;
use engine::fraud::{Case, Thresholds, inspect_document};
use pdf::{Document, OpenOptions};
use std::path::PathBuf;
use std::time::Instant;

/// Runs per file; the fastest counts, for whatever else the machine does only makes it slower.
const RUNS: usize = 15;

/// What reading the pages takes, and what it takes on top to look at all objects and to run the document heuristics.
pub(crate) fn cost(files: impl Iterator<Item = PathBuf>, password: Option<&str>) {
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
