//! A running server: its parts, how they start, and how they stop.

use crate::config::Config;
use crate::crypto::Vault;
use crate::http;
use crate::jobs::worker;
use crate::objects::Objects;
use crate::sandbox::Sandbox;
use crate::store::{Store, new_id};
use crate::templates::Current;
use std::fs::{File, TryLockError};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

/// What handlers and workers share.
#[derive(Debug)]
pub struct App {
    /// The configuration.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// The master key.
    pub vault: Vault,
    /// The documents.
    pub objects: Objects,
    /// The templates in force.
    pub templates: Arc<Current>,
    /// Where documents are parsed.
    pub sandbox: Sandbox,
    /// Who we are to the queue; the same after a restart, so that we recognise our own unfinished jobs.
    pub node: String,
    /// Rung when there is new work.
    pub wake: Notify,
}

/// What a server is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where everything is kept; made when it does not exist.
    pub data_dir: PathBuf,
    /// Address to listen on; port 0 takes any free one.
    pub listen: String,
    /// The configuration.
    pub config: Config,
    /// Folder with templates beside those that ship.
    pub templates: Option<PathBuf>,
    /// The program that children of the sandbox run; `None` means this very program.
    pub program: Option<PathBuf>,
}

/// Why a server does not start: one sentence and what to do.
#[derive(Debug)]
pub struct StartError {
    /// The sentence.
    pub message: String,
    /// What the operator can do about it.
    pub hint: String,
}

impl StartError {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> StartError {
        StartError { message: message.into(), hint: hint.into() }
    }
}

/// A server that is running; dropping it does not stop it in good order, [`Running::stop`] does.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    app: Arc<App>,
    stop: watch::Sender<bool>,
    listener: JoinHandle<()>,
    workers: Vec<JoinHandle<()>>,
    _lock: File,
}

/// Opens the database and the master key of a data directory, making what is missing.
///
/// # Errors
/// The directory cannot be made or used, or belongs to another key.
pub async fn open_data(data_dir: &Path, config: &Config) -> Result<(Store, Vault), StartError> {
    let trouble = |what: &str, error: String| {
        let message = format!("cannot use the data directory {}: {what}: {error}", data_dir.display());
        StartError::new(
            message,
            "check that the directory exists or can be made, and that this user may write there",
        )
    };
    let lock = make_private(data_dir).and_then(|()| File::create(data_dir.join("prepare.lock")));
    let lock = lock.map_err(|error| trouble("directory", error.to_string()))?;
    // Two commands on a fresh directory must not both make its key and its tables.
    lock.lock().map_err(|error| trouble("lock", error.to_string()))?;
    let vault = Vault::open_or_create(&data_dir.join("master.key"));
    let vault = vault.map_err(|error| trouble("master.key", error.to_string()))?;
    let store = Store::open_embedded(&data_dir.join("statera.db"), &config.store).await;
    let store = store.map_err(|error| trouble("statera.db", error.to_string()))?;
    Ok((store, vault))
}

fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Starts a server.
///
/// # Errors
/// The data directory cannot be used or is in use, or the address cannot be listened on.
pub async fn start(options: Options) -> Result<Running, StartError> {
    let Options { data_dir, listen, config, templates, program } = options;
    let templates = Current::open(templates).map_err(|faults| {
        StartError::new(
            format!("the templates do not hold:\n{}", faults.join("\n")),
            "`statera template check` says it all",
        )
    })?;
    let templates = Arc::new(templates);
    let (store, vault) = open_data(&data_dir, &config).await?;
    let lock = own(&data_dir)?;
    let broken = |error: io::Error| {
        let message = format!("cannot use the data directory {}: {error}", data_dir.display());
        StartError::new(message, "check that this user may write there and that the disk is not full")
    };
    let node = node_id(&data_dir).map_err(broken)?;
    let objects = Objects::on_disk(&data_dir.join("objects")).map_err(broken)?;
    let program = match program {
        Some(program) => program,
        None => std::env::current_exe().map_err(broken)?,
    };
    let recovered = store.recover_jobs(&node).await.map_err(|error| broken(io::Error::other(error)))?;
    if recovered > 0 {
        tracing::info!(jobs = recovered, "taking up jobs that an earlier run left unfinished");
    }
    let listener =
        TcpListener::bind(&listen).await.and_then(|listener| Ok((listener.local_addr()?, listener)));
    let (address, listener) = listener.map_err(|error| {
        let message = format!("cannot listen on {listen}: {error}");
        StartError::new(message, "give a free address such as 127.0.0.1:8080, or port 0 for any free port")
    })?;

    let sandbox = Sandbox::new(program, config.sandbox.clone(), Arc::clone(&templates));
    let app = Arc::new(App { config, store, vault, objects, templates, sandbox, node, wake: Notify::new() });
    let (stop, stopped) = watch::channel(false);
    let serve = http::listener::serve(listener, http::site(&app), app.config.http.clone(), stopped.clone());
    let listener = tokio::spawn(serve);
    let workers =
        (0..worker_count(&app.config)).map(|_| tokio::spawn(worker::work(Arc::clone(&app), stopped.clone())));
    Ok(Running { address, workers: workers.collect(), app, stop, listener, _lock: lock })
}

fn worker_count(config: &Config) -> usize {
    match config.jobs.workers {
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        some => some,
    }
}

/// One server per data directory; the system frees the lock however the process ends.
fn own(data_dir: &Path) -> Result<File, StartError> {
    let path = data_dir.join("serve.lock");
    let fail = |error: io::Error| {
        StartError::new(format!("cannot lock {}: {error}", path.display()), "check its owner")
    };
    let file = File::create(&path).map_err(fail)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StartError::new(
            format!("another server is running on the data directory {}", data_dir.display()),
            "stop it first, or give this one a data directory of its own",
        )),
        Err(TryLockError::Error(error)) => Err(fail(error)),
    }
}

fn node_id(data_dir: &Path) -> io::Result<String> {
    let path = data_dir.join("node.id");
    match std::fs::read_to_string(&path) {
        Ok(id) => Ok(id.trim().to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let id = new_id();
            std::fs::write(&path, &id)?;
            Ok(id)
        }
        Err(error) => Err(error),
    }
}

impl Running {
    /// What handlers and workers share.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Stops in good order: no new connections, requests in flight and jobs in hand are finished within the drain time.
    /// A job that does not finish in time is taken up after the next start.
    pub async fn stop(self) {
        // Without receivers everything has ended already.
        let _ = self.stop.send(true);
        if self.listener.await.is_err() {
            tracing::error!("the listener ended in a panic");
        }
        let drain = Duration::from_secs(self.app.config.http.drain_seconds);
        for mut worker in self.workers {
            if tokio::time::timeout(drain, &mut worker).await.is_err() {
                worker.abort();
            }
        }
        self.app.store.close().await;
    }
}
