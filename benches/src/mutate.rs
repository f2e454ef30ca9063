//! Reads mutants of a folder's files: `cargo run --release -p benches --bin mutate -- [--count=N] [--from=N] [--keep=FOLDER] DIR`.
//!
//! Each mutant is read in a child of this program that reads one after the other, so that even an abort costs one
//! mutant only. What crashes or takes too long is kept, and makes the command fail.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command whose output is its purpose")]

use pdf::{Document, Limits, OpenOptions};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use testdata::Mutator;

/// What turns this program into the child that reads.
const CHILD: &str = "--child";
/// A mutant that takes this long is taken for one without end.
const TOO_LONG: Duration = Duration::from_secs(30);
/// Mutants that one child reads before the next child takes over.
const BATCH: u64 = 10_000;
const USAGE: &str = "mutate [--count=N] [--from=N] [--keep=FOLDER] DIR";

struct Wishes {
    count: u64,
    from: u64,
    keep: PathBuf,
    folder: PathBuf,
}

impl Wishes {
    fn read(arguments: &[String]) -> Result<Wishes, String> {
        let number = |text: &str| text.parse().map_err(|_| format!("{text}: not a number"));
        let mut wishes = Wishes { count: 10_000, from: 0, keep: "mutants".into(), folder: PathBuf::new() };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let (flag, value) = match argument.split_once('=') {
                Some((flag, value)) => (flag, value.to_owned()),
                None if argument == "--help" => return Err(USAGE.to_owned()),
                None if argument.starts_with("--") => {
                    (argument.as_str(), rest.next().cloned().ok_or(format!("{argument} needs a value"))?)
                }
                None => {
                    wishes.folder = argument.into();
                    continue;
                }
            };
            match flag {
                "--count" => wishes.count = number(&value)?,
                "--from" => wishes.from = number(&value)?,
                "--keep" => wishes.keep = value.into(),
                _ => return Err(format!("{flag}: no such option: {USAGE}")),
            }
        }
        if wishes.folder.as_os_str().is_empty() { Err(format!("give a folder: {USAGE}")) } else { Ok(wishes) }
    }
}

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_child = arguments.first().is_some_and(|first| first == CHILD);
    if is_child {
        arguments.remove(0);
    }
    let done = Wishes::read(&arguments).and_then(|wishes| {
        let mutator = Mutator::new(files(&wishes.folder)?);
        if is_child {
            read_all(&mutator, &wishes);
            return Ok(0);
        }
        run(&mutator, &wishes)
    });
    match done {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("mutate: {why}");
            ExitCode::from(2)
        }
    }
}

/// All PDFs below a folder, in order.
fn files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, String> {
    let (mut open, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "pdf")
                && let Ok(bytes) = std::fs::read(&path)
            {
                files.push((path.display().to_string(), bytes));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The child: says which mutant it reads before it reads it, and how the one before it ended.
fn read_all(mutator: &Mutator, wishes: &Wishes) {
    let limits = Limits { time: Duration::from_secs(5), ..Limits::default() };
    let options = OpenOptions { limits, examine: true, ..OpenOptions::default() };
    for number in wishes.from..wishes.from.saturating_add(wishes.count) {
        let Some(mutant) = mutator.mutant(number) else { return };
        println!("{number}");
        let opened = Document::open(&mutant.bytes, &options).is_ok();
        println!("{}", if opened { "read" } else { "refused" });
    }
}

/// How the mutants ended.
#[derive(Default)]
struct Tally {
    read: u64,
    refused: u64,
    slowest: Duration,
    harmful: Vec<u64>,
}

fn run(mutator: &Mutator, wishes: &Wishes) -> Result<usize, String> {
    let start = Instant::now();
    let mut tally = Tally::default();
    let end = wishes.from.saturating_add(wishes.count);
    let mut next = wishes.from;
    while next < end {
        let count = BATCH.min(end - next);
        match run_child(&wishes.folder, next, count, &mut tally)? {
            None => next += count,
            Some(harmful) => {
                eprintln!("mutant {harmful} ended its reader");
                tally.harmful.push(harmful);
                keep(mutator, harmful, &wishes.keep)?;
                next = harmful + 1;
            }
        }
        eprint!("\r{} of {}", next - wishes.from, wishes.count);
    }
    eprintln!();
    println!(
        "{} mutants in {:.0} s: {} read, {} refused, {} crashed or hung {:?}; slowest {:.2} s",
        tally.read + tally.refused + tally.harmful.len() as u64,
        start.elapsed().as_secs_f64(),
        tally.read,
        tally.refused,
        tally.harmful.len(),
        tally.harmful,
        tally.slowest.as_secs_f64()
    );
    Ok(tally.harmful.len())
}

/// Has a child read mutants; the number of the one that ended it, if one did.
fn run_child(folder: &Path, from: u64, count: u64, tally: &mut Tally) -> Result<Option<u64>, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut child = Command::new(program)
        .arg(CHILD)
        .arg(format!("--from={from}"))
        .arg(format!("--count={count}"))
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())?;
    let output = child.stdout.take().ok_or("the child says nothing")?;
    let child = Arc::new(Mutex::new(child));
    let beats = Arc::new(AtomicU64::new(0));
    let watch = watch(child.clone(), beats.clone());
    let mut reading = None;
    let mut since = Instant::now();
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        beats.fetch_add(1, Ordering::Relaxed);
        match line.as_str() {
            "read" | "refused" => {
                let counter = if line == "read" { &mut tally.read } else { &mut tally.refused };
                *counter += 1;
                tally.slowest = tally.slowest.max(since.elapsed());
                reading = None;
            }
            number => {
                reading = number.parse().ok();
                since = Instant::now();
            }
        }
    }
    beats.store(u64::MAX, Ordering::Relaxed);
    let status = child.lock().unwrap_or_else(PoisonError::into_inner).wait();
    drop(watch);
    match (reading, status) {
        (Some(number), _) => Ok(Some(number)),
        (None, Ok(status)) if status.success() => Ok(None),
        (None, status) => Err(format!("the child ended between two mutants: {status:?}")),
    }
}

/// Ends a child that has said nothing for too long.
fn watch(child: Arc<Mutex<Child>>, beats: Arc<AtomicU64>) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let (mut seen, mut since) = (0, Instant::now());
        loop {
            std::thread::sleep(Duration::from_millis(200));
            match beats.load(Ordering::Relaxed) {
                u64::MAX => return,
                now if now != seen => (seen, since) = (now, Instant::now()),
                // Until its first mutant it loads the folder, which is as large as it is.
                now if now > 0 && since.elapsed() > TOO_LONG => {
                    // It may have ended by itself meanwhile, which is just as well.
                    let _ = child.lock().unwrap_or_else(PoisonError::into_inner).kill();
                    return;
                }
                _ => {}
            }
        }
    })
}

fn keep(mutator: &Mutator, number: u64, folder: &Path) -> Result<(), String> {
    let Some(mutant) = mutator.mutant(number) else { return Ok(()) };
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let path = folder.join(format!("mutant-{number}.bin"));
    std::fs::write(&path, mutant.bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    eprintln!("kept {} (from {})", path.display(), mutant.from);
    Ok(())
}
