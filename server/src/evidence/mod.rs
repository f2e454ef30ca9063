//! Pictures of the pages that findings are about, with a box around each place.
//!
//! The pages are drawn in a child of our own binary with limits on memory and processor time, and without files, network and most
//! system calls where the kernel can take them away: whoever made the document is a stranger, and a renderer has more to go wrong
//! than a reader.

pub mod child;
mod draw;
mod on_demand;

pub use on_demand::{Drawing, Undrawn};

use crate::sandbox::Input;
use engine::model::{Finding, Severity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

/// The hidden subcommand that makes our binary the child.
pub const CHILD_COMMAND: &str = "evidence-child";
/// Boxes drawn for one document, the gravest first.
const MOST_MARKS: usize = 400;
/// Longest header that the child reads, and longest reply that the parent does.
const HEADER_BYTES: u32 = 256 * 1024;
const REPLY_BYTES: u64 = 256 << 20;

/// A box on a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Mark {
    page: u32,
    severity: Severity,
    /// In points from the top left of the page as it is shown.
    at: pdf::Rect,
}

/// What precedes the document.
#[derive(Serialize, Deserialize)]
struct Header {
    password: Option<String>,
    /// Pages that are drawn with marks or without, beside those that have marks.
    pages: Vec<u32>,
    marks: Vec<Mark>,
    /// Whether a page with marks is cut to what is around them.
    is_cut: bool,
    memory_bytes: u64,
    processor_seconds: u64,
}

/// A page as a picture.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Number of the page from 1.
    pub page: u32,
    /// Pixels per point.
    pub scale: f32,
    /// The picture.
    pub png: Vec<u8>,
}

/// What a child may cost.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Address space in bytes.
    pub memory_bytes: u64,
    /// Processor time in seconds.
    pub processor_seconds: u64,
    /// Wall clock in seconds.
    pub seconds: u64,
}

impl Default for Cost {
    fn default() -> Cost {
        Cost { memory_bytes: 1 << 30, processor_seconds: 30, seconds: 60 }
    }
}

/// Draws the pages that findings point at.
///
/// # Errors
/// The file cannot be drawn, or drawing it takes more than it may; one sentence.
pub fn pictures(
    program: &Path,
    document: &[u8],
    password: Option<&str>,
    findings: &[Finding],
    cost: Cost,
) -> Result<Vec<Picture>, String> {
    let marks = marks(findings);
    if marks.is_empty() {
        return Ok(Vec::new());
    }
    let header = Header {
        password: password.map(str::to_owned),
        pages: Vec::new(),
        marks,
        is_cut: false,
        memory_bytes: cost.memory_bytes,
        processor_seconds: cost.processor_seconds,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("drawing did not start: {error}"))?;
    runtime.block_on(draw_in_child(program, &header, document.to_vec().into(), cost))
}

/// What a child draws.
async fn draw_in_child(
    program: &Path,
    header: &Header,
    document: Input,
    cost: Cost,
) -> Result<Vec<Picture>, String> {
    let reply = ask(program, header, document, cost).await;
    let reply = reply.map_err(|error| format!("drawing did not start: {error}"))?;
    let reply = reply.ok_or("drawing the pages took more than it may, or ended in a crash")?;
    read_reply(&reply)
}

/// Each place once, the gravest first.
fn marks(findings: &[Finding]) -> Vec<Mark> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let mut known = BTreeSet::new();
    let places = sorted
        .into_iter()
        .flat_map(|finding| finding.at.iter().chain(&finding.also).map(|at| (finding.severity, at)));
    places
        .filter(|(_, at)| {
            let corners = [at.rect.x0, at.rect.top, at.rect.x1, at.rect.bottom].map(f32::to_bits);
            known.insert((at.page, corners))
        })
        .map(|(severity, at)| Mark { page: at.page, severity, at: at.rect })
        .take(MOST_MARKS)
        .collect()
}

/// The child's whole answer; nothing when it ended without one or ran out of time.
async fn ask(
    program: &Path,
    header: &Header,
    mut document: Input,
    cost: Cost,
) -> io::Result<Option<Vec<u8>>> {
    let mut child = Command::new(program)
        .arg(CHILD_COMMAND)
        .env_clear()
        .current_dir("/")
        // Ctrl-C in a terminal goes to the whole process group; a page in hand is to be finished.
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // A panic may quote the document.
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(io::Error::other("the child has no pipes"));
    };
    let json = serde_json::to_vec(header)?;
    let length = u32::try_from(json.len()).map_err(io::Error::other)?;
    let send = async move {
        stdin.write_all(&length.to_be_bytes()).await?;
        stdin.write_all(&json).await?;
        while let Some(piece) = document.next().await? {
            stdin.write_all(&piece).await?;
        }
        // The child draws when it has seen the end.
        drop(stdin);
        Ok::<_, io::Error>(())
    };
    let receive = async {
        let mut reply = Vec::new();
        stdout.take(REPLY_BYTES).read_to_end(&mut reply).await.map(|_| reply)
    };
    let exchange = tokio::time::timeout(Duration::from_secs(cost.seconds.max(1)), async {
        // A child that ended early breaks the pipe; its reply tells what there is to tell.
        let (sent, received) = tokio::join!(send, receive);
        match sent {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            _ => received,
        }
    });
    let reply = exchange.await;
    // What has closed its output may still run.
    child.kill().await?;
    match reply {
        Ok(reply) => reply.map(|reply| Some(reply).filter(|reply| !reply.is_empty())),
        Err(_) => Ok(None),
    }
}

/// A reply is one length and JSON line per picture, or of the reason why there is none.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    Picture { page: u32, scale: f32, bytes: u64 },
    Refused(String),
    End,
}

fn read_reply(mut reply: &[u8]) -> Result<Vec<Picture>, String> {
    const CUT: &str = "drawing the pages ended in a crash";
    let mut pictures = Vec::new();
    loop {
        let (length, rest) = reply.split_first_chunk::<4>().ok_or(CUT)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let (json, rest) = rest.split_at_checked(length).ok_or(CUT)?;
        match serde_json::from_slice(json).map_err(|_| CUT)? {
            Part::End => return Ok(pictures),
            Part::Refused(reason) => return Err(reason),
            Part::Picture { page, scale, bytes } => {
                let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
                let (png, rest) = rest.split_at_checked(bytes).ok_or(CUT)?;
                pictures.push(Picture { page, scale, png: png.to_vec() });
                reply = rest;
            }
        }
    }
}
