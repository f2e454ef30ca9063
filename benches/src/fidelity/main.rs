//! Compares what we read with what others read: `cargo run -p benches --bin fidelity -- [OPTIONS] FOLDER|FILE...`.
//!
//! A word counts when at least two of poppler, MuPDF and PDFium read it on a page; our recall is the share of those
//! words that we read too. Glyphs are held against MuPDF, which tells where each of them stands. Two things are no
//! differences: words printed twice in one place to look bold, which count once, and letters set apart (`T O T A L`),
//! which may be read as one word or as letters.
//!
//! `--show` lists each difference (with `--mutants`, each number that the file did not show), `--password=P` opens what is encrypted, `--passwords=FILE.csv` names passwords file
//! by file (columns `file` and `password`; `cases.csv` and `manifest.csv` in the folder or above it are found),
//! `--mutants=N` reads so many damaged variants of the files instead, and says what each reader keeps of them,
//! `--seconds=N` is how long another reader may take for one file.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command whose output is its purpose")]

mod compare;
mod damaged;
mod files;
mod ours;
mod peers;
mod report;
mod stext;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// What the command line asks for.
struct Wishes {
    paths: Vec<PathBuf>,
    password: Option<String>,
    passwords: Option<PathBuf>,
    show: bool,
    mutants: u64,
    patience: Duration,
}

impl Wishes {
    fn read(arguments: impl Iterator<Item = String>) -> Result<Wishes, String> {
        let mut wishes = Wishes {
            paths: Vec::new(),
            password: None,
            passwords: None,
            show: false,
            mutants: 0,
            patience: Duration::from_secs(20),
        };
        for argument in arguments {
            match argument.split_once('=').unwrap_or((&argument, "")) {
                ("--show", "") => wishes.show = true,
                ("--password", password) => wishes.password = Some(password.to_owned()),
                ("--passwords", list) => wishes.passwords = Some(list.into()),
                ("--seconds", count) => {
                    let seconds = count.parse().map_err(|_| format!("--seconds={count}: not a number"))?;
                    wishes.patience = Duration::from_secs(seconds);
                }
                ("--mutants", count) => {
                    wishes.mutants = count.parse().map_err(|_| format!("--mutants={count}: not a number"))?;
                }
                (flag, _) if flag.starts_with("--") => return Err(format!("{flag}: no such option")),
                _ => wishes.paths.push(argument.into()),
            }
        }
        if wishes.paths.is_empty() {
            return Err("no files given\nhint: name a folder of PDFs, or PDFs".to_owned());
        }
        Ok(wishes)
    }
}

fn main() -> ExitCode {
    #[cfg(feature = "pdf-extract")]
    if let Some(status) = peers::run_as_pdf_extract() {
        return status;
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("fidelity: {why}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let wishes = Wishes::read(std::env::args().skip(1))?;
    let files = files::find(&wishes.paths, wishes.password.as_deref(), wishes.passwords.as_deref())?;
    let peers = peers::Peers::find(wishes.patience);
    if wishes.mutants > 0 {
        return damaged::run(&files, wishes.mutants, &peers, wishes.show);
    }
    let mut table = report::Table::new(&peers);
    for file in &files {
        let readings = peers.read(file);
        let ours = ours::read(file);
        let comparison = compare::compare(&ours, &readings);
        table.row(file, &comparison);
        if wishes.show {
            report::differences(&comparison);
        }
    }
    table.totals();
    Ok(())
}
