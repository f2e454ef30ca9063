//! Who reads: we ourselves and whatever other readers this machine has.

use crate::measure::{mean_of_processes, median};
use crate::ours;
use crate::statements::Statement;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Measures one statement.
type Timer = Box<dyn Fn(&Statement) -> Option<Duration>>;

/// A column of the comparison.
pub(crate) struct Reader {
    pub(crate) name: &'static str,
    /// Whether a process is started for each run; such readers are compared with each other only.
    pub(crate) process: bool,
    pub(crate) time: Timer,
}

/// Everyone who is there, our own text layer first in each of the two groups. Says aloud who is missing.
pub(crate) fn readers(runs: usize) -> Vec<Reader> {
    let mut readers = vec![
        within("our text", move |statement| median(runs, || ours::text(statement))),
        within("our rows", move |statement| median(runs, || ours::report(statement))),
    ];
    #[cfg(feature = "pdf-extract")]
    readers.push(within("pdf-extract", move |statement| median(runs, || pdf_extract_text(statement))));
    #[cfg(not(feature = "pdf-extract"))]
    eprintln!("pdf-extract: left out; `--features pdf-extract` compiles it in");
    readers.extend(python("PyMuPDF", "pymupdf", PYMUPDF, runs));
    readers.extend(python("pypdfium2", "pypdfium2", PYPDFIUM2, runs));
    readers.extend(python("pdfplumber", "pdfplumber", PDFPLUMBER, 1));
    if let Ok(own) = std::env::current_exe() {
        match own.parent().map(|folder| folder.join("statera")).filter(|statera| statera.is_file()) {
            Some(statera) => {
                readers.push(process("our text", runs, own.clone(), ours_text));
                readers.push(process("our rows", runs, own, ours_rows));
                readers.push(process("statera", runs, statera, statera_analyze));
            }
            None => {
                eprintln!("statera: left out; `cargo build --release -p server` builds it");
                readers.push(process("our text", runs, own.clone(), ours_text));
                readers.push(process("our rows", runs, own, ours_rows));
            }
        }
    }
    for (name, command, arguments) in
        [("pdftotext", "pdftotext", pdftotext as Arguments), ("mutool", "mutool", mutool as Arguments)]
    {
        match Command::new(command).arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status() {
            Ok(_) => readers.push(process(name, runs, command.into(), arguments)),
            Err(error) => eprintln!("{name}: left out; it cannot be started ({error})"),
        }
    }
    readers
}

fn within(name: &'static str, time: impl Fn(&Statement) -> Option<Duration> + 'static) -> Reader {
    Reader { name, process: false, time: Box::new(time) }
}

/// Adds to a command what makes it read a statement.
type Arguments = fn(&mut Command, &Path, Option<&str>);

fn process(name: &'static str, runs: usize, program: PathBuf, arguments: Arguments) -> Reader {
    let time = move |statement: &Statement| {
        mean_of_processes(runs, || {
            let mut command = Command::new(&program);
            arguments(&mut command, &statement.path, statement.password.as_deref());
            let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
            status.ok().filter(std::process::ExitStatus::success).map(drop)
        })
    };
    Reader { name, process: true, time: Box::new(time) }
}

fn ours_text(command: &mut Command, file: &Path, password: Option<&str>) {
    command.arg(ours::TEXT).args(password.map(|password| format!("--password={password}"))).arg(file);
}

fn ours_rows(command: &mut Command, file: &Path, password: Option<&str>) {
    command.arg(ours::ROWS).args(password.map(|password| format!("--password={password}"))).arg(file);
}

fn statera_analyze(command: &mut Command, file: &Path, password: Option<&str>) {
    command.args(["analyze", "--json"]);
    if let Some(password) = password {
        command.args(["--password", password]);
    }
    command.arg(file);
}

fn pdftotext(command: &mut Command, file: &Path, password: Option<&str>) {
    command.arg("-layout");
    if let Some(password) = password {
        command.args(["-upw", password]);
    }
    command.arg(file).arg("-");
}

fn mutool(command: &mut Command, file: &Path, password: Option<&str>) {
    command.args(["draw", "-q", "-F", "stext"]);
    if let Some(password) = password {
        command.args(["-p", password]);
    }
    command.arg(file);
}

#[cfg(feature = "pdf-extract")]
fn pdf_extract_text(statement: &Statement) -> Option<String> {
    // It panics on files that it does not expect, which is no reason to lose the other figures.
    let read = || match &statement.password {
        Some(password) => pdf_extract::extract_text_from_mem_encrypted(&statement.bytes, password),
        None => pdf_extract::extract_text_from_mem(&statement.bytes),
    };
    let text = std::panic::catch_unwind(read).ok()?.ok()?;
    // With a password it may succeed and say nothing.
    (!text.trim().is_empty()).then_some(text)
}

const PYMUPDF: &str = "
import pymupdf
def read(path, password):
    document = pymupdf.open(path)
    if password:
        document.authenticate(password)
    return [page.get_text('words') for page in document]
";

const PYPDFIUM2: &str = "
import pypdfium2
def read(path, password):
    document = pypdfium2.PdfDocument(path, password=password or None)
    return [page.get_textpage().get_text_range() for page in document]
";

const PDFPLUMBER: &str = "
import pdfplumber
def read(path, password):
    with pdfplumber.open(path, password=password or None) as document:
        return [page.extract_words() for page in document.pages]
";

/// Runs `read` in one interpreter and prints the median in seconds of processor time, so that the start of Python does
/// not count. What is read by far more slowly than anything else is read once, without a warm-up.
const PYTHON: &str = "
import sys, time
path, password, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
if runs > 1:
    read(path, password)
times = []
for _ in range(runs):
    start = time.process_time()
    read(path, password)
    times.append(time.process_time() - start)
print(sorted(times)[len(times) // 2])
";

fn python(name: &'static str, module: &str, read: &str, runs: usize) -> Option<Reader> {
    let import =
        Command::new("python3").args(["-c", &format!("import {module}")]).stderr(Stdio::null()).status();
    if !import.is_ok_and(|status| status.success()) {
        eprintln!("{name}: left out; python3 cannot import {module}");
        return None;
    }
    let script = format!("{read}{PYTHON}");
    Some(within(name, move |statement| {
        let password = statement.password.as_deref().unwrap_or_default();
        let output = Command::new("python3")
            .args(["-c", &script])
            .arg(&statement.path)
            .args([password, &runs.to_string()])
            .stderr(Stdio::null())
            .output();
        let seconds: f64 = String::from_utf8_lossy(&output.ok()?.stdout).trim().parse().ok()?;
        Duration::try_from_secs_f64(seconds).ok()
    }))
}
