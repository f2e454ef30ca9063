//! Compares our reading with that of others:
//! `cargo run --release -p benches --bin compare -- [--runs=N] [--password=P] [FILES or FOLDERS...]`.
//!
//! Without files it prints short statements of its own; statements of a hundred pages, and a row of ever longer ones,
//! are printed in any case unless `--short` says otherwise. `--stages` shows where the time of each file goes instead,
//! `--analysis` what rows cost after they are read, `--flatness` only compares short with long, `--print=FOLDER` only writes the printed statements.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command whose output is its purpose")]

mod analysis;
mod flatness;
mod measure;
mod ours;
mod peers;
mod report;
mod stages;
mod statements;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What the command line asks for.
#[derive(Default)]
struct Wishes {
    files: Vec<PathBuf>,
    password: Option<String>,
    runs: usize,
    stages: bool,
    flatness: bool,
    analysis: bool,
    short: bool,
    print: Option<PathBuf>,
    /// Only read the files and write their text or their rows: what other runs of this program measure as a process.
    text: bool,
    rows: bool,
    /// Say at the end how much memory that took.
    peak: bool,
}

impl Wishes {
    fn read() -> Result<Wishes, String> {
        let mut wishes = Wishes { runs: 15, ..Wishes::default() };
        for argument in std::env::args().skip(1) {
            match argument.split_once('=').unwrap_or((&argument, "")) {
                ("--runs", count) => {
                    wishes.runs = count.parse().map_err(|_| format!("--runs={count}: not a number"))?;
                }
                ("--password", password) => wishes.password = Some(password.to_owned()),
                ("--stages", "") => wishes.stages = true,
                ("--print", folder) => wishes.print = Some(folder.into()),
                ("--flatness", "") => wishes.flatness = true,
                ("--analysis", "") => wishes.analysis = true,
                ("--short", "") => wishes.short = true,
                ("--peak", "") => wishes.peak = true,
                (ours::TEXT, "") => wishes.text = true,
                (ours::ROWS, "") => wishes.rows = true,
                (flag, _) if flag.starts_with("--") => return Err(format!("{flag}: no such option")),
                _ => wishes.files.push(argument.into()),
            }
        }
        Ok(wishes)
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("compare: {why}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let wishes = Wishes::read()?;
    if wishes.text || wishes.rows {
        let write = if wishes.text { ours::write_text } else { ours::write_rows };
        write(&wishes.files, wishes.password.as_deref())?;
        if wishes.peak {
            ours::say_peak();
        }
        return Ok(());
    }
    if let Some(folder) = &wishes.print {
        statements::print_short(folder)?;
        return statements::print_hundreds(folder).map(|_| ());
    }
    let printed = std::env::temp_dir().join(format!("statera-benches-{}", std::process::id()));
    let done = measure(&wishes, &printed);
    remove(&printed);
    done
}

fn measure(wishes: &Wishes, printed: &Path) -> Result<(), String> {
    if wishes.flatness {
        return flatness::show(printed, wishes.runs);
    }
    if wishes.analysis {
        return analysis::show(printed, wishes.runs);
    }
    let mut statements = if wishes.files.is_empty() {
        statements::print_short(printed)?
    } else {
        statements::read_all(&wishes.files, wishes.password.as_deref())
    };
    if !wishes.short {
        statements.extend(statements::print_hundreds(printed)?);
    }
    if wishes.stages {
        stages::show(&statements, wishes.runs);
        return Ok(());
    }
    report::show(&report::measure(&statements, &peers::readers(wishes.runs)));
    if wishes.short { Ok(()) } else { flatness::show(printed, wishes.runs) }
}

/// Removes the statements that this run printed, if it did.
fn remove(folder: &Path) {
    if folder.exists()
        && let Err(error) = std::fs::remove_dir_all(folder)
    {
        eprintln!("{}: {error}", folder.display());
    }
}
