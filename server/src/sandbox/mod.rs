//! PDF bytes are parsed in a child process only: a child of our own binary with hard limits on memory and time.
//!
//! The child gets one request on its standard input and gives one reply on its standard output; it inherits no environment,
//! and the password is in neither its arguments nor its environment. A crash, an endless loop or a bomb ends the child, not us.

pub mod child;
mod protocol;

pub use protocol::{Operation, Reply};

use crate::config::SandboxConfig;
use crate::objects::ObjectReader;
use crate::templates::Current;
use protocol::{Header, REPLY_BYTES};
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{ChildStdin, ChildStdout, Command};
use tokio::sync::{Semaphore, SemaphorePermit};

/// The hidden subcommand that makes our binary a sandboxed child.
pub const CHILD_COMMAND: &str = "sandbox-child";

/// Starts children.
#[derive(Debug)]
pub struct Sandbox {
    program: PathBuf,
    config: SandboxConfig,
    templates: Arc<Current>,
    inspections: Semaphore,
}

/// What to do with a document.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// Look or read.
    pub operation: Operation,
    /// Password of the PDF.
    pub password: Option<&'a str>,
    /// Identifier of the bank, when the caller declares one.
    pub bank: Option<&'a str>,
}

/// The child gave no reply. What it says about the document is in [`Reply`] instead.
#[derive(Debug)]
pub enum SandboxFailure {
    /// The wall clock ran out.
    TimedOut,
    /// The child ended without a reply: a crash, or a limit of the system.
    Crashed(String),
    /// The child could not be started or spoken to, or the document could not be read from the store.
    Broken(io::Error),
}

impl fmt::Display for SandboxFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SandboxFailure::TimedOut => f.write_str("timed out"),
            SandboxFailure::Crashed(how) => write!(f, "crashed ({how})"),
            SandboxFailure::Broken(error) => write!(f, "broken ({error})"),
        }
    }
}

impl std::error::Error for SandboxFailure {}

impl From<io::Error> for SandboxFailure {
    fn from(error: io::Error) -> Self {
        SandboxFailure::Broken(error)
    }
}

impl Sandbox {
    /// A sandbox whose children run `program`, which must be this binary.
    #[must_use]
    pub fn new(program: PathBuf, config: SandboxConfig, templates: Arc<Current>) -> Sandbox {
        let inspections = match config.inspections {
            0 => std::thread::available_parallelism().map_or(2, |cores| cores.get() * 2),
            some => some,
        };
        Sandbox { program, config, templates, inspections: Semaphore::new(inspections) }
    }

    /// Waits for a place among the inspections; `None` when it takes too long.
    pub async fn place(&self) -> Option<SemaphorePermit<'_>> {
        let wait = Duration::from_secs(self.config.seconds.saturating_mul(2));
        tokio::time::timeout(wait, self.inspections.acquire()).await.ok()?.ok()
    }

    /// Runs one document through a child.
    ///
    /// # Errors
    /// The child gave no reply.
    pub async fn run(&self, ask: &Ask<'_>, object: ObjectReader) -> Result<Reply, SandboxFailure> {
        let mut child = Command::new(&self.program)
            .arg(CHILD_COMMAND)
            .env_clear()
            .current_dir("/")
            // Ctrl-C in a terminal goes to the whole process group; documents in hand are to be finished, not killed.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A panic may quote the document, and a document is nobody's business.
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(SandboxFailure::Broken(io::Error::other("the child has no pipes")));
        };
        let exchange = async {
            let (sent, received) = tokio::join!(self.send(ask, object, stdin), receive(stdout));
            match received {
                // A child that ended early breaks the pipe; its exit status tells more than that.
                Ok(Some(reply)) => Ok(reply),
                Ok(None) => {
                    sent?;
                    Err(SandboxFailure::Crashed(child.wait().await?.to_string()))
                }
                Err(error) => Err(SandboxFailure::Broken(error)),
            }
        };
        let limit = Duration::from_secs(self.config.seconds.max(1));
        match tokio::time::timeout(limit, exchange).await {
            Ok(outcome) => outcome,
            Err(_) => {
                // Dropping the child kills it, too, but this way it is gone when we return.
                child.kill().await?;
                Err(SandboxFailure::TimedOut)
            }
        }
    }

    async fn send(&self, ask: &Ask<'_>, mut object: ObjectReader, mut stdin: ChildStdin) -> io::Result<()> {
        let installed = self.templates.get();
        let templates = match installed.files() {
            [] => Vec::new(),
            files => serde_json::to_vec(files)?,
        };
        let header = Header {
            operation: ask.operation,
            password: ask.password.map(str::to_owned),
            bank: ask.bank.map(str::to_owned),
            template_bytes: templates.len() as u64,
            bytes: object.bytes(),
            memory_bytes: self.config.memory_bytes,
            processor_seconds: self.config.processor_seconds,
        };
        let opening = protocol::frame(&header)?;
        if broken_pipe(stdin.write_all(&opening).await)? || broken_pipe(stdin.write_all(&templates).await)? {
            return Ok(());
        }
        while let Some(chunk) = object.next().await? {
            if broken_pipe(stdin.write_all(&chunk).await)? {
                return Ok(());
            }
        }
        broken_pipe(stdin.shutdown().await)?;
        Ok(())
    }
}

/// Whether the child has hung up; other errors are errors.
fn broken_pipe(result: io::Result<()>) -> io::Result<bool> {
    match result {
        Ok(()) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(true),
        Err(error) => Err(error),
    }
}

/// The reply; `None` when the child ended without a whole one.
async fn receive(mut stdout: ChildStdout) -> io::Result<Option<Reply>> {
    let Ok(length) = stdout.read_u32().await else {
        return Ok(None);
    };
    if length > REPLY_BYTES {
        return Err(io::Error::other("the child's reply is too long"));
    }
    let mut bytes = Vec::new();
    let read = stdout.take(u64::from(length)).read_to_end(&mut bytes).await?;
    if read != length as usize {
        return Ok(None);
    }
    let parse = move || {
        serde_json::from_slice(&bytes).map_err(|_| io::Error::other("the child's reply is malformed"))
    };
    tokio::task::spawn_blocking(parse).await.map_err(io::Error::other)?.map(Some)
}
