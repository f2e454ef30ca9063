//! `statera serve`: the Bank Connect API on one address, with everything it keeps in one directory.

use super::{Failure, block_on};
use crate::config::Config;
use crate::service::{self, Options};
use std::io::Write as _;
use std::path::PathBuf;
use tokio::signal::unix::{SignalKind, signal};
use tracing::level_filters::LevelFilter;

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Directory for the database, the documents and the master key; made when it does not exist.
    #[arg(long, value_name = "DIR")]
    data_dir: PathBuf,
    /// Address to listen on; port 0 takes any free port.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Configuration file; see statera.default.toml.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder with templates that add to those that ship or take their place; read again on SIGHUP.
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
}

/// Serves until SIGTERM or SIGINT.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let hint = "see statera.default.toml for all options and their defaults";
    let config = Config::load(args.config.as_deref()).map_err(|message| Failure::new(message, hint))?;
    log_to_stderr(&config.log.level)?;
    let options = Options {
        data_dir: args.data_dir.clone(),
        listen: args.listen.clone(),
        config,
        templates: args.templates.clone(),
        program: None,
    };
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

/// Takes the templates as they are now. A folder with a fault changes nothing, and each fault is logged.
fn reload(running: &service::Running) {
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
fn announce(running: &service::Running) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "listening on http://{}", running.address)?;
    stdout.flush()?;
    Ok(())
}

fn log_to_stderr(level: &str) -> Result<(), Failure> {
    let hint = "use error, warn, info, debug or trace";
    let level: LevelFilter =
        level.parse().map_err(|_| Failure::new(format!("log.level {level:?} is not a level"), hint))?;
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).with_max_level(level).init();
    // The message of a panic may quote data; where it happened is enough to find it.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(%place, "panic");
    }));
    Ok(())
}
