//! What `serve` and `worker` have in common: options, the log, and running until a signal says stop.

use super::{Failure, block_on};
use crate::config::{Config, LogFormat};
use crate::service::{self, Options, Role, Running};
use crate::storage::Storage;
use crate::thresholds;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use tokio::signal::unix::{SignalKind, signal};
use tracing::level_filters::LevelFilter;

/// Options of a process that runs until it is told to stop.
#[derive(Debug, clap::Args)]
pub(super) struct ProcessArgs {
    #[command(flatten)]
    pub(super) storage: Storage,
    /// Configuration file; see statera.default.toml.
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Folder with templates that add to those that ship or take their place; read again on SIGHUP.
    #[arg(long, value_name = "DIR")]
    pub(super) templates: Option<PathBuf>,
    /// TOML file with thresholds of the heuristics that take the place of those of the configuration.
    #[arg(long, value_name = "FILE")]
    pub(super) thresholds: Option<PathBuf>,
    /// How the log is written, in place of log.format of the configuration.
    #[arg(long, value_enum)]
    pub(super) log_format: Option<LogFormat>,
}

impl ProcessArgs {
    /// The configuration, with what the command line overrides.
    pub(super) fn config(&self) -> Result<Config, Failure> {
        let hint = "see statera.default.toml for all options and their defaults";
        let mut config =
            Config::load(self.config.as_deref()).map_err(|message| Failure::new(message, hint))?;
        if self.thresholds.is_some() {
            config.thresholds = thresholds::load(self.thresholds.as_deref())
                .map_err(|(message, hint)| Failure::new(message, hint))?;
        }
        if let Some(format) = self.log_format {
            config.log.format = format;
        }
        Ok(config)
    }

    /// Runs until SIGTERM or SIGINT.
    pub(super) fn run(&self, role: Role, config: Config) -> Result<(), Failure> {
        log_to_stderr(&config)?;
        let (storage, templates) = (self.storage.clone(), self.templates.clone());
        let options = Options { storage, role, config, templates, program: None };
        block_on(async {
            let mut terminate = signal(SignalKind::terminate())?;
            let mut interrupt = signal(SignalKind::interrupt())?;
            let mut hangup = signal(SignalKind::hangup())?;
            let running = service::start(options).await?;
            announce(&running)?;
            loop {
                tokio::select! {
                    _ = terminate.recv() => break,
                    _ = interrupt.recv() => break,
                    _ = hangup.recv() => reload(&running),
                }
            }
            tracing::info!("stopping");
            running.stop().await;
            Ok(())
        })
    }
}

/// Takes the templates as they are now. A folder with a fault changes nothing, and each fault is logged.
fn reload(running: &Running) {
    match running.app().templates.reload() {
        Ok(files) => tracing::info!(files, "templates are read again"),
        Err(faults) => {
            for fault in faults {
                tracing::error!(%fault, "a template does not hold; the old ones stay");
            }
        }
    }
}

/// The one line on stdout; scripts wait for it and read the port from it.
fn announce(running: &Running) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    match running.address {
        Some(address) => writeln!(stdout, "listening on {}://{address}", running.scheme())?,
        None => writeln!(stdout, "working")?,
    }
    stdout.flush()?;
    Ok(())
}

fn log_to_stderr(config: &Config) -> Result<(), Failure> {
    let given = &config.log.level;
    let hint = "use error, warn, info, debug or trace";
    let level: LevelFilter =
        given.parse().map_err(|_| Failure::new(format!("log.level {given:?} is not a level"), hint))?;
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(level);
    match config.log.format {
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
    }
    // The message of a panic may quote data; where it happened is enough to find it.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(%place, "panic");
    }));
    Ok(())
}
