//! The other readers, each in a process of its own that is ended when it takes too long.

use crate::files::File;
use crate::stext;
use std::collections::HashMap;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What a reader read.
#[derive(Default)]
pub(crate) struct Reading {
    pub(crate) pages: Vec<Page>,
}

/// One page of it. A word may hold white space; it is split there later on.
#[derive(Default)]
pub(crate) struct Page {
    /// Width and height in points as shown, where the reader tells.
    pub(crate) size: Option<(f32, f32)>,
    pub(crate) words: Vec<String>,
    pub(crate) glyphs: Vec<Glyph>,
    /// Where words stand, for readers that tell.
    pub(crate) places: HashMap<String, Vec<(f32, f32)>>,
}

/// How far apart two copies of a word may be, in points and as a share of its width.
const COPY: f32 = 1.0;
const COPY_SHARE: f32 = 0.3;

impl Page {
    /// Adds a word and its glyphs, unless the same word lies there already: what is drawn twice in one place counts
    /// once.
    pub(crate) fn push_word(&mut self, word: String, (x, y): (f32, f32), width: f32, glyphs: Vec<Glyph>) {
        if word.is_empty() {
            return;
        }
        let far = COPY.max(COPY_SHARE * width);
        let places = self.places.entry(word.clone()).or_default();
        if places.iter().any(|(left, line)| (left - x).abs() <= far && (line - y).abs() <= COPY) {
            return;
        }
        places.push((x, y));
        let named = glyphs.into_iter().map(|glyph| Glyph { word: word.clone(), ..glyph });
        self.glyphs.extend(named);
        self.words.push(word);
    }
}

/// A letter and where its glyph begins, in points from the top left of the page as shown.
#[derive(Clone, Default)]
pub(crate) struct Glyph {
    pub(crate) says: char,
    pub(crate) x: f32,
    pub(crate) y: f32,
    /// How far from there the letter may stand: other than zero for the letters of a ligature.
    pub(crate) reach: f32,
    /// The word that it belongs to; empty when the reader does not tell.
    pub(crate) word: String,
}

/// A reader that is there.
#[derive(Clone, Copy)]
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    /// Whether it has a say in what stands on a page. One that is known to lose words has not.
    pub(crate) votes: bool,
    command: fn(&File) -> Command,
    parse: fn(&str) -> Reading,
}

/// All readers that are there.
pub(crate) struct Peers {
    pub(crate) peers: Vec<Peer>,
    patience: Duration,
}

/// No reader's output is read beyond this.
const MAX_OUTPUT: u64 = 512 << 20;

const PDFTOTEXT: Peer = Peer { name: "pdftotext", votes: true, command: pdftotext, parse: stext::read_boxes };
const MUTOOL: Peer = Peer { name: "mutool", votes: true, command: mutool, parse: stext::read };
const PDFIUM: Peer = Peer { name: "pdfium", votes: true, command: pdfium, parse: by_form_feed };
#[cfg(feature = "pdf-extract")]
const PDF_EXTRACT: Peer =
    Peer { name: "pdf-extract", votes: false, command: pdf_extract, parse: by_form_feed };

impl Peers {
    /// Looks who is there, and says aloud who is missing.
    pub(crate) fn find(patience: Duration) -> Peers {
        let mut peers = Vec::new();
        let probes = [
            (PDFTOTEXT, "pdftotext", &["-v"] as &[&str], "the package poppler-utils has it"),
            (MUTOOL, "mutool", &["-v"], "the package mupdf-tools has it"),
            (PDFIUM, "python3", &["-c", "import pypdfium2"], "`pip install pypdfium2` brings it"),
        ];
        for (peer, program, arguments, advice) in probes {
            let mut probe = Command::new(program);
            probe.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            // Some versions of these tools end with an error after telling their version.
            let there = probe.status().is_ok_and(|status| status.success() || program != "python3");
            if there {
                peers.push(peer);
            } else {
                eprintln!("{}: left out, it cannot be started; {advice}", peer.name);
            }
        }
        #[cfg(feature = "pdf-extract")]
        peers.push(PDF_EXTRACT);
        #[cfg(not(feature = "pdf-extract"))]
        eprintln!("pdf-extract: left out; `--features pdf-extract` compiles it in");
        if peers.iter().filter(|peer| peer.votes).count() < 2 {
            eprintln!("fewer than two readers to agree: what a single one reads is taken for true");
        }
        Peers { peers, patience }
    }

    /// What each of them reads, in order, or why it does not.
    pub(crate) fn read(&self, file: &File) -> Vec<(Peer, Result<Reading, String>)> {
        let read = |peer: &Peer| {
            let output = run((peer.command)(file), self.patience);
            let reading = output.map(|output| (peer.parse)(&String::from_utf8_lossy(&output)));
            let has_pages = |reading: Reading| match reading.pages.is_empty() {
                true => Err("finds no pages".to_owned()),
                false => Ok(reading),
            };
            (*peer, reading.and_then(has_pages))
        };
        self.peers.iter().map(read).collect()
    }
}

/// The output of a process that ends in time. One that fails half-way has read half of the file.
fn run(mut command: Command, patience: Duration) -> Result<Vec<u8>, String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| format!("cannot be started: {error}"))?;
    let Some(pipe) = child.stdout.take() else {
        return Err("has no output".to_owned());
    };
    let reader = thread::spawn(move || {
        let mut output = Vec::new();
        pipe.take(MAX_OUTPUT).read_to_end(&mut output).map(|_| output)
    });
    let ended = wait(&mut child, patience);
    let output = reader.join().map_err(|_| "its output cannot be read".to_owned())?;
    let output = output.map_err(|error| error.to_string())?;
    match ended? {
        true => Ok(output),
        false if output.is_empty() => Err("does not read it".to_owned()),
        false => Ok(output),
    }
}

/// Whether the process ended well; an error when it had to be ended.
fn wait(child: &mut Child, patience: Duration) -> Result<bool, String> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.success()),
            Ok(None) if start.elapsed() < patience => thread::sleep(Duration::from_millis(3)),
            _ => break,
        }
    }
    // It may have ended just now, which is as good.
    let _ = child.kill();
    let _ = child.wait();
    Err(format!("took more than {} s", patience.as_secs()))
}

fn pdftotext(file: &File) -> Command {
    let mut command = Command::new("pdftotext");
    if let Some(password) = &file.password {
        command.args(["-upw", password, "-opw", password]);
    }
    command.arg("-bbox").arg(&file.path).arg("-");
    command
}

fn mutool(file: &File) -> Command {
    let mut command = Command::new("mutool");
    command.args(["draw", "-q", "-F", "stext"]);
    if let Some(password) = &file.password {
        command.args(["-p", password]);
    }
    command.arg(&file.path);
    command
}

/// Text of each page, with a form feed after it.
const PDFIUM_SCRIPT: &str = r#"
import sys, pypdfium2
path, password = sys.argv[1:3]
with pypdfium2.PdfDocument(path, password=password or None) as document:
    for number in range(len(document)):
        try:
            text = document[number].get_textpage().get_text_range()
        except Exception:
            text = ""
        sys.stdout.buffer.write((text.replace("\f", " ") + "\f").encode("utf-8", "replace"))
"#;

fn pdfium(file: &File) -> Command {
    let mut command = Command::new("python3");
    command.args(["-c", PDFIUM_SCRIPT]).arg(&file.path).arg(file.password.as_deref().unwrap_or_default());
    command
}

/// Pages of plain text, each with a form feed after it.
fn by_form_feed(text: &str) -> Reading {
    let mut pages: Vec<&str> = text.split('\u{C}').collect();
    pages.pop();
    let page = |text: &str| Page { words: vec![text.to_owned()], ..Page::default() };
    Reading { pages: pages.into_iter().map(page).collect() }
}

/// The option by which this program is the process that pdf-extract runs in.
#[cfg(feature = "pdf-extract")]
const AS_PDF_EXTRACT: &str = "--as-pdf-extract";

#[cfg(feature = "pdf-extract")]
fn pdf_extract(file: &File) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap_or_default());
    command.arg(AS_PDF_EXTRACT).arg(&file.path).arg(file.password.as_deref().unwrap_or_default());
    command
}

/// Writes what pdf-extract reads, if that is what this process was started for.
#[cfg(feature = "pdf-extract")]
pub(crate) fn run_as_pdf_extract() -> Option<std::process::ExitCode> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() != Some(AS_PDF_EXTRACT) {
        return None;
    }
    let (path, password) = (arguments.next()?, arguments.next().unwrap_or_default());
    let pages = if password.is_empty() {
        pdf_extract::extract_text_by_pages(path)
    } else {
        std::fs::read(path)
            .map_err(pdf_extract::OutputError::IoError)
            .and_then(|bytes| pdf_extract::extract_text_from_mem_by_pages_encrypted(&bytes, &password))
    };
    Some(match pages {
        Ok(pages) => {
            pages.iter().for_each(|page| print!("{}\u{C}", page.replace('\u{C}', " ")));
            std::process::ExitCode::SUCCESS
        }
        Err(_) => std::process::ExitCode::FAILURE,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_process_that_never_ends_is_ended() {
        let start = Instant::now();
        let result = run(shell("exec sleep 60"), Duration::from_millis(100));
        assert_eq!(result, Err("took more than 0 s".to_owned()));
        assert!(start.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn what_was_written_before_a_failure_counts() {
        let patience = Duration::from_secs(30);
        assert_eq!(run(shell("echo half; exit 1"), patience).as_deref(), Ok(b"half\n".as_slice()));
        assert_eq!(run(shell("exit 1"), patience), Err("does not read it".to_owned()));
    }

    #[test]
    fn pages_end_with_a_form_feed() {
        let texts = |text| by_form_feed(text).pages.into_iter().map(|page| page.words.concat()).collect();
        let pages: Vec<String> = texts("one\u{C}\u{C}three\u{C}");
        assert_eq!(pages, ["one", "", "three"]);
    }
}
