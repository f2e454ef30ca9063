//! Measures `statera batch` over invented statements, beside tools that only take the text out:
//! `cargo build --release -p server && cargo run --release -p benches --bin batch -- [--files=N] [--sample=N] [--kills=N] [--keep=FOLDER]`.
//!
//! Prints one table of figures. With `--keep` the statements and the datasets stay in that folder, and statements that are
//! there are not printed again.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command whose output is its purpose")]

mod kill;
mod peers;
mod run;
mod statements;

use run::Run;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Whatever went wrong, in a sentence.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Parts small enough that the fewer files fill some, too: memory is held until a part is full.
const HOW: [&str; 6] = ["batch", "--quiet", "--formats", "parquet,jsonl", "--part", "50"];

/// What the command line asks for.
struct Wishes {
    files: usize,
    sample: usize,
    kills: usize,
    keep: Option<PathBuf>,
    statera: PathBuf,
}

impl Wishes {
    fn read() -> Result<Wishes, Failure> {
        let beside = std::env::current_exe()?.with_file_name("statera");
        let mut wishes = Wishes { files: 2_000, sample: 40, kills: 5, keep: None, statera: beside };
        for argument in std::env::args().skip(1) {
            match argument.split_once('=').unwrap_or((&argument, "")) {
                ("--files", count) => wishes.files = count.parse()?,
                ("--sample", count) => wishes.sample = count.parse()?,
                ("--kills", count) => wishes.kills = count.parse()?,
                ("--keep", folder) => wishes.keep = Some(folder.into()),
                ("--statera", path) => wishes.statera = path.into(),
                _ => return Err(format!("{argument}: no such option").into()),
            }
        }
        if !wishes.statera.is_file() {
            return Err("statera is not there: `cargo build --release -p server` builds it".into());
        }
        Ok(wishes)
    }
}

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("batch: {why}");
            ExitCode::from(2)
        }
    }
}

fn measure() -> Result<(), Failure> {
    let wishes = Wishes::read()?;
    // Children of a run that ends before they do become ours, so that what they cost is counted.
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    let temporary = tempfile::tempdir()?;
    let folder = wishes.keep.clone().unwrap_or_else(|| temporary.path().to_owned());
    let few = (wishes.files / 10).max(1);
    let (all, tenth) = (folder.join("all"), folder.join("tenth"));
    let printed = statements::print(&all, wishes.files)?;
    statements::print(&tenth, few)?;
    println!("{} statements, {:.1} MB, {} of them broken\n", wishes.files, printed.megabytes, printed.broken);
    println!(
        "{:<34}{:>9}{:>9}{:>12}{:>12}{:>16}{:>12}{:>12}",
        "", "files", "pages", "clock, s", "pages/s", "processor ms/p", "run, MiB", "all, MiB"
    );
    let out = |name: &str| folder.join(format!("dataset-{name}"));
    let one = batch(&wishes, "statera batch, 1 worker", &tenth, &out("one"), 1)?;
    let two = batch(&wishes, "statera batch, 2 workers", &tenth, &out("two"), 2)?;
    let whole = batch(&wishes, "statera batch, 2 workers", &all, &out("whole"), 2)?;
    // Of the same files, so that lengths do not blur the ratios.
    let text = peers::pdftotext(&tenth)?;
    text.tell("pdftotext -layout, a process each");
    let sample = folder.join("sample");
    statements::print(&sample, wishes.sample)?;
    let few = batch(&wishes, "statera batch, 2 workers", &sample, &out("sample"), 2)?;
    let plumber = peers::pdfplumber(&sample)?;
    plumber.tell("pdfplumber extract_words, one process");
    println!();
    println!("1 worker to 2, clock                 {:.2}", one.clock / two.clock);
    println!("pdftotext to batch, processor        {:.2}", text.per_page() / two.per_page());
    println!("pdfplumber to batch, processor       {:.1}", plumber.per_page() / few.per_page());
    println!(
        "memory of {} to {} files         {:.2} (the run), {:.2} (with its children)",
        wishes.files,
        two.files,
        whole.own_mib / two.own_mib,
        whole.all_mib / two.all_mib
    );
    let told =
        kill::compare(&wishes.statera, &all, &out("whole"), &out("killed"), wishes.kills, whole.clock)?;
    println!("{told}");
    Ok(())
}

fn batch(wishes: &Wishes, name: &str, inbox: &Path, out: &Path, workers: usize) -> Result<Run, Failure> {
    let mut command = std::process::Command::new(&wishes.statera);
    command.args(HOW).args(["--workers", &workers.to_string()]).arg(inbox).arg("--out").arg(out);
    let run = Run::of(&mut command)?;
    run.tell(name);
    Ok(run)
}
