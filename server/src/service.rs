//! A running process, server or worker: its parts, how they start, and how they stop.

use crate::config::Config;
use crate::crypto::Vault;
use crate::evidence::Drawing;
use crate::failpoint;
use crate::http;
use crate::http::places::Places;
use crate::jobs::queue::Lane;
use crate::jobs::{sweep, worker};
use crate::metrics::{Metrics, Stage};
use crate::objects::{Complete, Objects};
use crate::outbound::Outbound;
use crate::sandbox::Sandbox;
use crate::sandbox::confine::Confinement;
use crate::storage::{Opened, Storage};
use crate::store::{Store, StoreError, StoreResult, new_id};
use crate::templates::{Current, unsound};
use crate::wording::trouble;
use std::fs::File;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

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
    /// Where pages are drawn.
    pub drawing: Drawing,
    /// Who we are to the queue; the same after a restart, so that we recognise our own unfinished jobs.
    pub node: String,
    /// Requests that we make on a client's word.
    pub outbound: Outbound,
    /// Rung when there is new work.
    pub wake: Notify,
    /// What is counted and measured.
    pub metrics: Arc<Metrics>,
    /// How many requests are handled at once.
    pub places: Places,
    /// Rung when a job of this process has ended, for those who wait for its result.
    pub changed: Notify,
    /// Says that the server is stopping, to those who would wait longer than it.
    pub stopping: watch::Receiver<bool>,
}

/// What a process does.
#[derive(Clone, Debug)]
pub enum Role {
    /// Answers the API.
    Serve {
        /// Address to listen on; port 0 takes any free one.
        listen: String,
        /// Whether it takes jobs as well.
        takes_jobs: bool,
    },
    /// Takes jobs.
    Work {
        /// Address for health and metrics, if wanted.
        listen: Option<String>,
    },
}

impl Role {
    fn listen(&self) -> Option<&str> {
        match self {
            Role::Serve { listen, .. } => Some(listen),
            Role::Work { listen } => listen.as_deref(),
        }
    }

    fn is_api(&self) -> bool {
        matches!(self, Role::Serve { .. })
    }

    fn takes_jobs(&self) -> bool {
        !matches!(self, Role::Serve { takes_jobs: false, .. })
    }
}

/// What a process is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where everything is kept.
    pub storage: Storage,
    /// What it does.
    pub role: Role,
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
    /// An error with its hint.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> StartError {
        StartError { message: message.into(), hint: hint.into() }
    }
}

impl App {
    /// Keeps a document whose statement is about to be accepted.
    ///
    /// # Errors
    /// The database or the object store fails; then the sweeper removes what was written.
    pub async fn keep(&self, complete: Complete) -> StoreResult<()> {
        self.store.announce_object(complete.key()).await?;
        failpoint::reached("object announced");
        let started = Instant::now();
        let kept = self.objects.put(complete).await;
        self.metrics.took(Stage::Keep, started.elapsed());
        failpoint::reached("object written");
        kept.map_err(|error| StoreError::new(format!("objects: {error}")))
    }

    /// Gives up a kept document that no statement will hold. What cannot be removed now, the sweeper removes.
    ///
    /// # Errors
    /// The database fails; then the document is given up in an hour.
    pub async fn give_up(&self, object_key: &str) -> StoreResult<()> {
        let removed = self.objects.remove(object_key).await;
        failpoint::reached("second copy removed");
        match removed {
            Ok(()) => self.store.object_removed(object_key).await,
            Err(error) => {
                tracing::warn!(object = %object_key, %error, "cannot remove an object");
                self.store.give_up_object(object_key).await
            }
        }
    }
}

/// A process that is running; dropping it does not stop it in good order, [`Running::stop`] does.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: Option<SocketAddr>,
    app: Arc<App>,
    stop: watch::Sender<bool>,
    listener: Option<JoinHandle<()>>,
    workers: Vec<JoinHandle<()>>,
    _lock: Option<File>,
    _staging: Option<TempDir>,
}

/// Starts a process.
///
/// # Errors
/// Its storage cannot be used or is in use, or the address cannot be listened on.
pub async fn start(options: Options) -> Result<Running, StartError> {
    let Options { storage, role, config, templates, program } = options;
    let templates = Current::open(templates).map_err(|faults| unsound(&faults))?;
    let templates = Arc::new(templates);
    let Opened { store, vault } = storage.open(&config).await?;
    let (lock, node) = match role {
        Role::Serve { .. } => (storage.own()?, storage.node()?),
        Role::Work { .. } => (None, new_id()),
    };
    let (objects, staging) = storage.objects()?;
    let broken =
        |error: io::Error| StartError::new(error.to_string(), "check the disk and the rights of this user");
    if lock.is_some() {
        objects.clear_staging().map_err(broken)?;
    }
    let program = match program {
        Some(program) => program,
        None => std::env::current_exe().map_err(broken)?,
    };
    let outbound = Outbound::new(&config.outbound).map_err(|message| {
        StartError::new(message, "see [outbound] in statera.default.toml for what is understood")
    })?;
    store.recover_idempotent(&node).await.map_err(|error| broken(io::Error::other(error)))?;
    let recovered = store.recover_jobs(&node).await.map_err(|error| broken(io::Error::other(error)))?;
    if recovered > 0 {
        tracing::info!(jobs = recovered, "taking up jobs that an earlier run left unfinished");
    }
    let listener = match role.listen() {
        Some(address) => Some(bind(address).await?),
        None => None,
    };

    let tls = tls(&config)?;
    let metrics = Metrics::new(Duration::from_millis(config.log.slow_ms));
    let metrics = Arc::new(metrics.map_err(|error| broken(io::Error::other(error)))?);
    let drawing = Drawing::new(program.clone(), &config.sandbox);
    let sandbox = Sandbox::new(program, config.sandbox.clone(), Arc::clone(&templates), Arc::clone(&metrics))
        .with_thresholds(config.thresholds.clone());
    say_confinement(sandbox.check().await);
    let places = Places::new(config.http.requests, config.http.requests_per_tenant);
    let (stop, stopped) = watch::channel(false);
    let app = Arc::new(App {
        config,
        store,
        vault,
        objects,
        templates,
        sandbox,
        drawing,
        node,
        outbound,
        wake: Notify::new(),
        changed: Notify::new(),
        stopping: stopped.clone(),
        metrics,
        places,
    });
    let address = listener.as_ref().map(|(address, _)| *address);
    let listener = listener.map(|(_, listener)| {
        let site = if role.is_api() { http::site(&app) } else { http::operator_site(&app) };
        let (config, metrics) = (app.config.http.clone(), Arc::clone(&app.metrics));
        tokio::spawn(http::listener::serve(listener, site, tls, config, metrics, stopped.clone()))
    });
    let mut workers = vec![tokio::spawn(sweep::work(Arc::clone(&app), stopped.clone()))];
    if role.takes_jobs() {
        let webhooks = app.config.outbound.webhook_workers;
        let lane = Lane::Webhooks(i64::try_from(webhooks / 2).unwrap_or(1).max(1));
        let work = std::iter::repeat_n(Lane::Work, worker_count(&app.config));
        let lanes = work.chain(std::iter::repeat_n(lane, webhooks));
        workers.extend(lanes.map(|lane| tokio::spawn(worker::work(Arc::clone(&app), lane, stopped.clone()))));
    }
    Ok(Running { address, workers, app, stop, listener, _lock: lock, _staging: staging })
}

async fn bind(listen: &str) -> Result<(SocketAddr, TcpListener), StartError> {
    let listener =
        TcpListener::bind(listen).await.and_then(|listener| Ok((listener.local_addr()?, listener)));
    listener.map_err(|error| {
        let message = format!("cannot listen on {listen}: {}", trouble(&error));
        StartError::new(message, "give a free address such as 127.0.0.1:8080, or port 0 for any free port")
    })
}

/// An operator is to know what stands between a stranger's file and the machine.
fn say_confinement(confinement: io::Result<Confinement>) {
    match confinement {
        Ok(Confinement { landlock: true, seccomp: true }) => {
            tracing::info!("documents are read without files, network and most system calls");
        }
        Ok(confinement) => {
            tracing::warn!(%confinement, "this kernel confines the reading of documents only in part");
        }
        Err(error) => tracing::warn!(%error, "cannot find out how far the reading of documents is confined"),
    }
}

fn tls(config: &Config) -> Result<Option<TlsAcceptor>, StartError> {
    let (cert, key) = (&config.http.tls_cert, &config.http.tls_key);
    if cert.as_os_str().is_empty() {
        return Ok(None);
    }
    let hint = "give a certificate chain and its private key, both in PEM";
    let acceptor = http::tls::acceptor(cert, key);
    acceptor.map(Some).map_err(|error| StartError::new(format!("cannot speak TLS: {error}"), hint))
}

fn worker_count(config: &Config) -> usize {
    match config.jobs.workers {
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        some => some,
    }
}

impl Running {
    /// What handlers and workers share.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// `http` or `https`.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        if self.app.config.http.tls_cert.as_os_str().is_empty() { "http" } else { "https" }
    }

    /// Stops in good order: no new connections, requests in flight and jobs in hand are finished within the drain time.
    /// A job that does not finish in time is handed back.
    pub async fn stop(self) {
        // Without receivers everything has ended already.
        let _ = self.stop.send(true);
        if let Some(listener) = self.listener
            && listener.await.is_err()
        {
            tracing::error!("the listener ended in a panic");
        }
        let until = tokio::time::Instant::now() + Duration::from_secs(self.app.config.http.drain_seconds);
        for mut worker in self.workers {
            if tokio::time::timeout_at(until, &mut worker).await.is_err() {
                worker.abort();
            }
        }
        // What was not finished in time is free for others at once, not only when its lease has run out.
        if let Err(error) = self.app.store.recover_jobs(&self.app.node).await {
            tracing::warn!(%error, "cannot hand back unfinished jobs; their leases will run out");
        }
        self.app.store.close().await;
    }
}
