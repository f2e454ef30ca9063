//! Where the time of one document goes, stage by stage.

use crate::measure::{median, median_after, millis};
use crate::ours;
use crate::statements::Statement;
use bank_templates::Templates;
use engine::analyze::{AnalysisOptions, entity};
use jiff::civil::Date;
use pdf::{Document, Limits, OpenOptions};
use std::time::Duration;

/// Prints the stages of each statement, in milliseconds per page.
pub(crate) fn show(statements: &[Statement], runs: usize) {
    println!("Stages, milliseconds per page:");
    println!("  open    finding the pages, decrypting, inflating what they show");
    println!("  words   operators, fonts, words (what a full opening takes beyond that)");
    println!("  lines   words to lines");
    println!("  rows    lines once more, bank, table, rows, proof, findings");
    println!("  analyze pay, recurring sets, loans, bounces and all figures of the rows that were read");
    println!("  inspect the quick look that answers an upload, opening included\n");
    print!("{:<36} {:>5}", "file", "pages");
    for stage in ["open", "words", "lines", "rows", "analyze", "inspect"] {
        print!(" {stage:>8}");
    }
    println!();
    for statement in statements {
        print!("{:<36.36} {:>5}", statement.name, statement.pages);
        for stage in stages(statement, runs) {
            match stage {
                Some(time) => print!(" {:>8.3}", millis(time) / statement.pages.max(1) as f64),
                None => print!(" {:>8}", "-"),
            }
        }
        println!();
    }
}

fn stages(statement: &Statement, runs: usize) -> [Option<Duration>; 6] {
    let options = ours::options(statement);
    // A page that may have no operators stops at its first one: all before that is opening.
    let no_operators = Limits { operators_per_page: 0, ..Limits::default() };
    let barely = OpenOptions { limits: no_operators, ..options.clone() };
    let open = median(runs, || Document::open(&statement.bytes, &barely).ok());
    let words = median(runs, || Document::open(&statement.bytes, &options).ok());
    let words = words.zip(open).map(|(all, open)| all.saturating_sub(open));
    let document = Document::open(&statement.bytes, &options).ok();
    let lines = document.as_ref().and_then(|document| {
        median(runs, || Some(document.pages.iter().map(pdf::Page::lines).collect::<Vec<_>>()))
    });
    let rows = median_after(
        runs,
        || document.clone(),
        |document| engine::read_document(document?, None, Templates::embedded()).ok(),
    );
    let report = document
        .clone()
        .and_then(|document| engine::read_document(document, None, Templates::embedded()).ok());
    let analyze = report.as_ref().and_then(|report| {
        let statements = entity::statements_of(report);
        // The day changes nothing about the work.
        let options = AnalysisOptions::on(Date::constant(2026, 1, 1));
        median(runs, || Some(engine::analyze(&statements, &options)))
    });
    let source =
        engine::Source { bytes: &statement.bytes, password: statement.password.as_deref(), bank: None };
    let inspect = median(runs, || engine::inspect(&source, Templates::embedded(), &Limits::default()).ok());
    [open, words, lines, rows, analyze, inspect]
}
