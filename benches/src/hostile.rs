//! Reads each file in a process of its own and prints what that cost: `cargo run --release -p benches --bin hostile -- DIR...`.
//!
//! Passwords come from a `manifest.csv` in the folder (first column the file, last one the password), if there is one.
//! The command fails when a file crashes its reader or costs more than two seconds or 300 MiB.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command whose output is its purpose")]

use pdf::{Document, OpenOptions};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

const CHILD: &str = "--child";
/// What one file may cost.
const MOST_SECONDS: f64 = 2.0;
const MOST_MIB: u64 = 300;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [flag, file, password @ ..] if flag == CHILD => read_one(file, password.first().map(String::as_str)),
        [] => {
            eprintln!("hostile: give folders");
            ExitCode::from(2)
        }
        folders => run(folders),
    }
}

/// The child: reads, and says how that ended, how long it took and how much memory at most.
fn read_one(file: &str, password: Option<&str>) -> ExitCode {
    let Ok(bytes) = std::fs::read(file) else { return ExitCode::from(2) };
    let start = Instant::now();
    let result = Document::open(&bytes, &OpenOptions { password, examine: true, ..OpenOptions::default() });
    let seconds = start.elapsed().as_secs_f64();
    let outcome = match &result {
        Ok(document) => format!("{} pages, {} warnings", document.pages.len(), document.warnings.len()),
        Err(error) => error.code().to_owned(),
    };
    println!("{seconds:.3} {} {outcome}", peak_kib().unwrap_or(0) / 1024);
    ExitCode::SUCCESS
}

/// The most memory that this process has held, as the system tells.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn run(folders: &[String]) -> ExitCode {
    let (mut count, mut over, mut slowest, mut largest) = (0, Vec::new(), 0.0f64, 0u64);
    for folder in folders.iter().map(Path::new) {
        let passwords = passwords(folder);
        for file in files(folder) {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            count += 1;
            match run_child(&file, passwords.get(&name)) {
                Some((seconds, mib, outcome)) => {
                    println!("{seconds:7.3} s {mib:5} MiB  {name}: {outcome}");
                    slowest = slowest.max(seconds);
                    largest = largest.max(mib);
                    if seconds > MOST_SECONDS || mib > MOST_MIB {
                        over.push(name);
                    }
                }
                None => {
                    println!("  CRASHED           {name}");
                    over.push(name);
                }
            }
        }
    }
    println!(
        "{count} files; slowest {slowest:.3} s, largest {largest} MiB; over the limits or crashed: {over:?}"
    );
    if over.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "pdf"))
        .collect();
    files.sort();
    files
}

fn passwords(folder: &Path) -> HashMap<String, String> {
    let manifest = std::fs::read_to_string(folder.join("manifest.csv")).unwrap_or_default();
    let rows = manifest.lines().skip(1).filter_map(|row| {
        let (name, password) = (row.split(',').next()?, row.rsplit(',').next()?);
        (!password.is_empty() && password != "UNKNOWN").then(|| (name.to_owned(), password.to_owned()))
    });
    rows.collect()
}

fn run_child(file: &Path, password: Option<&String>) -> Option<(f64, u64, String)> {
    let mut command = Command::new(std::env::current_exe().ok()?);
    command.arg(CHILD).arg(file).args(password);
    let output = command.output().ok().filter(|output| output.status.success())?;
    let line = String::from_utf8(output.stdout).ok()?;
    let mut parts = line.trim().splitn(3, ' ');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.to_owned()))
}
