//! What it costs to say what rows are and what they say together, beside reading them, for ever more rows of twelve months.

use crate::measure::{median, median_after, millis, of_this_thread};
use bank_templates::Templates;
use engine::analyze::{AnalysisOptions, entity};
use engine::enrich::{Home, enrich};
use engine::fraud::{EntityCase, Thresholds, inspect_entity};
use jiff::civil::Date;
use pdf::{Document, OpenOptions};
use std::path::Path;

/// Rows of one month; twelve months are printed.
const ROWS_PER_MONTH: [u32; 4] = [50, 120, 250, 500];
const MONTHS: u32 = 12;

/// Prints a line for each length: milliseconds of each stage, what a row costs, and the share of reading.
pub(crate) fn show(folder: &Path, runs: usize) -> Result<(), String> {
    let [india, romania] = first_use();
    println!(
        "Words of narrations, read once in a process: {india:.2} ms for India, {romania:.2} ms for Romania.\n"
    );
    println!("A year of rows, milliseconds:");
    println!("  read     from bytes to proven rows and findings, without the stages beside it");
    println!("  enrich   what each row is");
    println!("  analyze  what they say together");
    println!("  entity   heuristics on the entity");
    println!("  a row    microseconds of the last three for one row");
    println!("  share    the last three in percent of reading\n");
    println!(
        "{:>6} {:>9} {:>9} {:>9} {:>9} {:>9} {:>7}",
        "rows", "read", "enrich", "analyze", "entity", "a row", "share"
    );
    for rows_per_month in ROWS_PER_MONTH {
        let statement = crate::statements::print_long(folder, MONTHS, rows_per_month)?;
        let line = measure(&statement.bytes, runs).ok_or("a printed statement is not read")?;
        println!("{line}");
    }
    Ok(())
}

/// Milliseconds that the first use of a country's words costs, before anything else is read.
fn first_use() -> [f64; 2] {
    let templates = Templates::embedded();
    ["IN", "RO"].map(|country| {
        let start = of_this_thread();
        std::hint::black_box(templates.vocabulary(country));
        millis(of_this_thread().saturating_sub(start))
    })
}

fn measure(bytes: &[u8], runs: usize) -> Option<String> {
    let templates = Templates::embedded();
    let options = OpenOptions { examine: true, ..OpenOptions::default() };
    let all =
        median(runs, || engine::read_document(Document::open(bytes, &options).ok()?, None, templates).ok())?;
    let report = engine::read_document(Document::open(bytes, &options).ok()?, None, templates).ok()?;
    let country = report.detection.bank.as_ref().map_or("", |bank| bank.country.as_str());
    let statement = report.statements.first()?;
    let home = Home { country, currency: statement.account.currency, locale: "" };
    let enriching = median_after(
        runs,
        || statement.transactions.clone(),
        |mut rows| {
            enrich(&mut rows, &home, templates);
            Some(rows)
        },
    )?;
    // The day changes nothing about the work.
    let today = Date::constant(2026, 1, 1);
    let members = entity::statements_of(&report);
    let analyzing = median(runs, || Some(engine::analyze(&members, &AnalysisOptions::on(today))))?;
    let analysis = engine::analyze(&members, &AnalysisOptions::on(today));
    let thresholds = Thresholds::default();
    let case = EntityCase { statements: &members, analysis: &analysis, today, thresholds: &thresholds };
    let inspecting = median(runs, || Some(inspect_entity(&case)))?;
    let reading = all.saturating_sub(enriching);
    let after = enriching + analyzing + inspecting;
    let rows = statement.transactions.len();
    Some(format!(
        "{rows:>6} {:>9.2} {:>9.2} {:>9.2} {:>9.2} {:>9.2} {:>6.0}%",
        millis(reading),
        millis(enriching),
        millis(analyzing),
        millis(inspecting),
        1000.0 * millis(after) / rows.max(1) as f64,
        100.0 * millis(after) / millis(reading).max(f64::EPSILON),
    ))
}
