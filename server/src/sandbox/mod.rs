//! PDF bytes are parsed in a child process only: a child of our own binary with hard limits on memory and time, without files,
//! network and most system calls where the kernel can take them away.
//!
//! A child gets requests on its standard input and gives one reply to each on its standard output; it inherits no environment,
//! and the password is in neither its arguments nor its environment. A crash, an endless loop or a bomb ends the child, not us.
//!
//! A child that has replied waits for another document, because starting one costs more than most documents do. It is
//! replaced after some documents, after a large or slow one, and when the templates change.

pub mod child;
pub mod confine;
mod input;
mod protocol;

pub use input::Input;
pub use protocol::{Operation, Reply};

use crate::config::SandboxConfig;
use crate::metrics::{Metrics, Stage};
use crate::templates::{Current, Installed};
use confine::Confinement;
use engine::fraud::Thresholds;
use protocol::{Header, REPLY_BYTES, Setup};
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{Semaphore, SemaphorePermit};

/// The hidden subcommand that makes our binary a sandboxed child.
pub const CHILD_COMMAND: &str = "sandbox-child";

/// The argument with which a child only says how far it can be confined.
pub const CHECK: &str = "--check";

/// A child that read a larger document, or took longer, does not get another one: what it still holds in memory would count
/// against the next.
const LARGE_BYTES: u64 = 4 << 20;
const LONG: Duration = Duration::from_secs(2);

/// Starts children and gives them documents.
#[derive(Debug)]
pub struct Sandbox {
    program: PathBuf,
    config: SandboxConfig,
    templates: Arc<Current>,
    metrics: Arc<Metrics>,
    thresholds: Thresholds,
    inspections: Semaphore,
    /// Children that wait for a document, and how many may.
    idle: Mutex<Vec<Ready>>,
    most_idle: usize,
}

/// A child that is set up.
#[derive(Debug)]
struct Ready {
    child: Child,
    stdin: ChildStdin,
    stdout: ChildStdout,
    templates: Arc<Installed>,
    documents: u32,
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
    pub fn new(
        program: PathBuf,
        config: SandboxConfig,
        templates: Arc<Current>,
        metrics: Arc<Metrics>,
    ) -> Sandbox {
        let most_idle = std::thread::available_parallelism().map_or(2, |cores| cores.get() * 2);
        let inspections =
            Semaphore::new(if config.inspections == 0 { most_idle } else { config.inspections });
        let (thresholds, idle) = (Thresholds::default(), Mutex::default());
        Sandbox { program, config, templates, metrics, thresholds, inspections, idle, most_idle }
    }

    /// The same sandbox with a deployment's own sense of what is odd.
    #[must_use]
    pub fn with_thresholds(self, thresholds: Thresholds) -> Sandbox {
        Sandbox { thresholds, ..self }
    }

    /// Asks a child what the kernel of this machine takes away from it.
    ///
    /// # Errors
    /// The child cannot be started, or is not confined though it says so.
    pub async fn check(&self) -> io::Result<Confinement> {
        let said = self.command().arg(CHECK).stdin(Stdio::null()).output().await?;
        let text = String::from_utf8_lossy(&said.stdout);
        Confinement::parse(&text)
            .ok_or_else(|| io::Error::other(format!("the child ended with {}", said.status)))
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
    pub async fn run(&self, ask: &Ask<'_>, object: impl Into<Input>) -> Result<Reply, SandboxFailure> {
        let started = Instant::now();
        let outcome = self.exchange(ask, object.into()).await;
        match &outcome {
            Ok(_) => {}
            Err(SandboxFailure::TimedOut) => self.metrics.child_failed("timed_out"),
            Err(SandboxFailure::Crashed(_)) => self.metrics.child_failed("crashed"),
            Err(SandboxFailure::Broken(_)) => self.metrics.child_failed("broken"),
        }
        let stage = match ask.operation {
            Operation::Inspect => Stage::Inspect,
            Operation::Read => Stage::Read,
        };
        self.metrics.took(stage, started.elapsed());
        outcome
    }

    async fn exchange(&self, ask: &Ask<'_>, object: Input) -> Result<Reply, SandboxFailure> {
        let started = Instant::now();
        let mut ready = match self.take() {
            Some(ready) => ready,
            None => self.start()?,
        };
        let bytes = object.bytes();
        let exchange = async {
            let Ready { stdin, stdout, templates, documents, .. } = &mut ready;
            let setup = if *documents == 0 { self.setup(templates)? } else { Vec::new() };
            let (sent, received) = tokio::join!(send(ask, object, &setup, stdin), receive(stdout));
            match received {
                // A child that ended early breaks the pipe; its exit status tells more than that.
                Ok(Some(reply)) => Ok(reply),
                Ok(None) => {
                    sent?;
                    Err(SandboxFailure::Crashed(ready.child.wait().await?.to_string()))
                }
                Err(error) => Err(SandboxFailure::Broken(error)),
            }
        };
        let limit = Duration::from_secs(self.config.seconds.max(1));
        match tokio::time::timeout(limit, exchange).await {
            Ok(outcome) => {
                ready.documents += 1;
                if outcome.is_ok() && bytes <= LARGE_BYTES && started.elapsed() <= LONG {
                    self.give_back(ready);
                }
                outcome
            }
            Err(_) => {
                // Dropping the child kills it, too, but this way it is gone when we return.
                ready.child.kill().await?;
                Err(SandboxFailure::TimedOut)
            }
        }
    }

    /// A waiting child that lives and has the templates in force; others are let go.
    fn take(&self) -> Option<Ready> {
        let templates = self.templates.get();
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(mut ready) = idle.pop() {
            if Arc::ptr_eq(&ready.templates, &templates) && matches!(ready.child.try_wait(), Ok(None)) {
                return Some(ready);
            }
        }
        None
    }

    fn give_back(&self, ready: Ready) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if ready.documents < self.config.documents_per_child && idle.len() < self.most_idle {
            idle.push(ready);
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg(CHILD_COMMAND)
            .env_clear()
            .current_dir("/")
            // Ctrl-C in a terminal goes to the whole process group; documents in hand are to be finished, not killed.
            .process_group(0)
            // A panic may quote the document, and a document is nobody's business.
            .stderr(Stdio::null())
            .kill_on_drop(true);
        command
    }

    fn start(&self) -> Result<Ready, SandboxFailure> {
        self.metrics.children.inc();
        let mut child = self.command().stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(SandboxFailure::Broken(io::Error::other("the child has no pipes")));
        };
        Ok(Ready { child, stdin, stdout, templates: self.templates.get(), documents: 0 })
    }

    /// What a child gets before its first document.
    fn setup(&self, installed: &Installed) -> io::Result<Vec<u8>> {
        let templates = match installed.files() {
            [] => Vec::new(),
            files => serde_json::to_vec(files)?,
        };
        let mut setup = protocol::frame(&Setup {
            thresholds: self.thresholds.clone(),
            template_bytes: templates.len() as u64,
            memory_bytes: self.config.memory_bytes,
            processor_seconds: self.config.processor_seconds,
        })?;
        setup.extend_from_slice(&templates);
        Ok(setup)
    }
}

async fn send(ask: &Ask<'_>, mut object: Input, setup: &[u8], stdin: &mut ChildStdin) -> io::Result<()> {
    let header = Header {
        operation: ask.operation,
        password: ask.password.map(str::to_owned),
        bank: ask.bank.map(str::to_owned),
        bytes: object.bytes(),
    };
    let header = protocol::frame(&header)?;
    if broken_pipe(stdin.write_all(setup).await)? || broken_pipe(stdin.write_all(&header).await)? {
        return Ok(());
    }
    while let Some(chunk) = object.next().await? {
        if broken_pipe(stdin.write_all(&chunk).await)? {
            return Ok(());
        }
    }
    broken_pipe(stdin.flush().await)?;
    Ok(())
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
async fn receive(stdout: &mut ChildStdout) -> io::Result<Option<Reply>> {
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
