//! Reads a folder of statements and holds what was read against what is known of them:
//! `cargo run --release -p benches --bin scoreboard -- FOLDER [--without-templates] [--rows] [FILTER]`.
//!
//! The folder has a `cases.csv`: file, password, kind, number of rows, and where known a file with the expected rows.
//! `--without-templates` takes all layouts away, so that every bank is read by inference. `--rows` prints what was read.
//! The program fails when a row that is shown as proven is wrong, or when something that is no statement is read.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command whose output is its purpose")]

mod cases;
mod csv;
mod expected;
mod score;

use bank_templates::Templates;
use cases::Case;
use engine::model::Report;
use engine::{ReadError, Source};
use score::{Outcome, Score};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What the command line asks for.
#[derive(Default)]
struct Wishes {
    folder: PathBuf,
    without_templates: bool,
    rows: bool,
    filter: String,
}

impl Wishes {
    fn read() -> Result<Wishes, String> {
        let mut wishes = Wishes::default();
        for argument in std::env::args().skip(1) {
            match argument.as_str() {
                "--without-templates" => wishes.without_templates = true,
                "--rows" => wishes.rows = true,
                flag if flag.starts_with("--") => return Err(format!("{flag}: no such option")),
                _ if wishes.folder.as_os_str().is_empty() => wishes.folder = argument.into(),
                _ => wishes.filter = argument,
            }
        }
        if wishes.folder.as_os_str().is_empty() {
            return Err("name the folder that holds cases.csv".to_owned());
        }
        Ok(wishes)
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(wrong) if wrong > 0 => ExitCode::FAILURE,
        Ok(_) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("scoreboard: {why}");
            ExitCode::from(2)
        }
    }
}

/// Prints the board and gives the number of wrong readings that look right.
fn run() -> Result<usize, String> {
    let wishes = Wishes::read()?;
    let cases = cases::read(&wishes.folder)?;
    let (mut templates, errors) = Templates::load_embedded();
    if let Some(error) = errors.first() {
        return Err(error.to_string());
    }
    if wishes.without_templates {
        let ids: Vec<String> = templates.registry().iter().map(|bank| bank.id.clone()).collect();
        ids.iter().for_each(|id| templates.remove(id));
    }
    let mut scores = Vec::new();
    for case in cases.iter().filter(|case| case.file.contains(&wishes.filter)) {
        let read = read(&wishes.folder, case, &templates)?;
        let score = Score::of(case, &read);
        println!("{score}");
        if let (true, Ok(report)) = (wishes.rows, &read) {
            print_rows(report);
        }
        scores.push(score);
    }
    let count = |outcome: Outcome| scores.iter().filter(|score| score.outcome == outcome).count();
    println!(
        "{} files: {} as expected, {} held by their own figures, {} unproven with a reason, {} refused as they should be, {} differ, {} WRONG",
        scores.len(),
        count(Outcome::Exact),
        count(Outcome::Proven),
        count(Outcome::Unproven),
        count(Outcome::Refused),
        count(Outcome::Differs),
        count(Outcome::Wrong),
    );
    Ok(count(Outcome::Wrong))
}

fn read(folder: &Path, case: &Case, templates: &Templates) -> Result<Result<Report, ReadError>, String> {
    let path = folder.join(&case.file);
    let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let source = Source { bytes: &bytes, password: case.password.as_deref(), bank: None };
    Ok(engine::read(&source, templates, &pdf::Limits::default()))
}

fn print_rows(report: &Report) {
    for statement in &report.statements {
        println!(
            "    account {} period {:?} opening {:?} closing {:?}",
            statement.account.number.as_ref().map_or("", |number| number.value.as_str()),
            statement.period.map(|period| (period.from.to_string(), period.to.to_string())),
            statement.reconciliation.opening_balance.map(|money| money.to_decimal()),
            statement.reconciliation.closing_balance.map(|money| money.to_decimal()),
        );
        for row in &statement.transactions {
            println!("    {}", expected::Row::of(row));
        }
        for gap in &statement.reconciliation.gaps {
            println!("    gap: {gap}");
        }
        for broken in &statement.reconciliation.breaks {
            println!(
                "    break: {} row {:?} expected {} printed {}",
                broken.what, broken.row, broken.expected, broken.printed
            );
        }
        for doubt in &statement.diagnostics {
            println!("    {}: {}", doubt.code, doubt.message);
        }
        for left in &statement.skipped {
            println!("    left out ({}): {}", left.reason, left.text);
        }
    }
    for doubt in &report.diagnostics {
        println!("    {}: {}", doubt.code, doubt.message);
    }
}
