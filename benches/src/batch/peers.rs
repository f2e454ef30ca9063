//! Tools that take out the text and leave the rest to others, over the same files.

use crate::Failure;
use crate::run::Run;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// `pdftotext -layout`, a process for each file and two at a time, as scripts use it.
pub(crate) fn pdftotext(folder: &Path) -> Result<Run, Failure> {
    let files = pdfs(folder)?;
    Run::of_all(files.len(), || {
        let halves = files.split_at(files.len() / 2);
        let work = |files: &[PathBuf]| -> Result<usize, std::io::Error> {
            let mut pages = 0;
            for file in files {
                let mut command = Command::new("pdftotext");
                let output = command.arg("-layout").arg(file).arg("-").stderr(Stdio::null()).output()?;
                // A form feed ends each page.
                pages += output.stdout.iter().filter(|byte| **byte == 0x0C).count();
            }
            Ok(pages)
        };
        std::thread::scope(|scope| {
            let first = scope.spawn(|| work(halves.0));
            let second = work(halves.1)?;
            let first = first.join().map_err(|_| "the comparison ended in a panic")??;
            Ok(first + second)
        })
    })
}

const PDFPLUMBER: &str = "
import sys, pdfplumber
pages = 0
for path in sys.argv[1:]:
    try:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_words()
                pages += 1
    except Exception:
        pass
print(pages)
";

/// pdfplumber in a loop, in one process.
pub(crate) fn pdfplumber(folder: &Path) -> Result<Run, Failure> {
    let files = pdfs(folder)?;
    Run::of_all(files.len(), || {
        let output =
            Command::new("python3").args(["-c", PDFPLUMBER]).args(&files).stderr(Stdio::null()).output()?;
        let pages = String::from_utf8(output.stdout)?.trim().parse();
        pages.map_err(|_| "pdfplumber is not there: `pip install pdfplumber` installs it".into())
    })
}

fn pdfs(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        files.push(entry?.path());
    }
    files.sort();
    Ok(files)
}
