//! Compares our reading with that of others: `cargo run --release -p benches -- [--runs=N] [--password=P] [FILES...]`.
//!
//! Without files it prints statements of its own. `--stages` shows where the time of each file goes instead,
//! `--print=FOLDER` only writes the printed statements.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command whose output is its purpose")]

mod measure;
mod ours;
mod peers;
mod report;
mod stages;
mod statements;

use statements::Statement;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What the command line asks for.
struct Wishes {
    files: Vec<PathBuf>,
    password: Option<String>,
    runs: usize,
    stages: bool,
    print: Option<PathBuf>,
    /// Only read the files and write their text: what other sessions of this program measure as a process.
    text: bool,
}

impl Wishes {
    fn read() -> Result<Wishes, String> {
        let mut wishes =
            Wishes { files: Vec::new(), password: None, runs: 15, stages: false, print: None, text: false };
        for argument in std::env::args().skip(1) {
            match argument.split_once('=').unwrap_or((&argument, "")) {
                ("--runs", count) => {
                    wishes.runs = count.parse().map_err(|_| format!("--runs={count}: not a number"))?;
                }
                ("--password", password) => wishes.password = Some(password.to_owned()),
                ("--stages", "") => wishes.stages = true,
                ("--print", folder) => wishes.print = Some(folder.into()),
                (ours::TEXT, "") => wishes.text = true,
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
    if wishes.text {
        return ours::write_text(&wishes.files, wishes.password.as_deref());
    }
    if let Some(folder) = &wishes.print {
        return statements::print_into(folder).map(|_| ());
    }
    let printed = std::env::temp_dir().join(format!("statera-benches-{}", std::process::id()));
    let read = if wishes.files.is_empty() {
        eprintln!("no files given: printing statements");
        statements::print_into(&printed)
    } else {
        let read = |path: &PathBuf| Statement::from_file(path, wishes.password.clone());
        wishes.files.iter().map(read).collect()
    };
    let done = read.map(|statements| measure_all(&statements, &wishes));
    remove(&printed);
    done
}

fn measure_all(statements: &[Statement], wishes: &Wishes) {
    if wishes.stages {
        stages::show(statements, wishes.runs);
    } else {
        report::show(&report::measure(statements, &peers::readers(wishes.runs)));
    }
}

/// Removes the statements that this run printed, if it did.
fn remove(folder: &Path) {
    if folder.exists()
        && let Err(error) = std::fs::remove_dir_all(folder)
    {
        eprintln!("{}: {error}", folder.display());
    }
}
