//! `statera demo`: the product in one command. A server on a temporary directory, and a first client that uploads bundled
//! statements through its API and sums up the answers.

mod answers;
mod client;
mod next_steps;
mod progress;
mod rupees;
mod samples;
mod summary;

use super::{Failure, block_on};
use crate::config::Config;
use crate::service::{self, Options, Role, Running};
use crate::storage::Storage;
use crate::store::Tenant;
use answers::{Status, Transactions, Uploaded};
use client::Client;
use progress::{Board, Stage};
use samples::{CUSTOMERS, Customer, Sample};
use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};
use summary::Seen;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing::level_filters::LevelFilter;

/// The samples take a few seconds even in a build that is not optimised.
const PATIENCE: Duration = Duration::from_secs(180);
/// Short, because everything is on this machine; a client on a network polls every two seconds.
const POLL: Duration = Duration::from_millis(100);

/// Arguments of `demo`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Stop after the summary instead of keeping the server running.
    #[arg(long)]
    exit: bool,
    /// Address to listen on; port 0 takes any free port.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: String,
}

/// Shows the product; without `--exit` the server then runs until SIGINT or SIGTERM.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let config = Config::load(None).map_err(|message| Failure::new(message, ""))?;
    // Requests and retries are not logged: the summary is what is to be read here.
    let log = tracing_subscriber::fmt().with_writer(io::stderr).with_ansi(false);
    log.with_max_level(LevelFilter::ERROR).init();
    block_on(async {
        let mut signals = Signals::listen()?;
        let folder = tempfile::Builder::new().prefix("statera-demo-").tempdir().map_err(|error| {
            let hint = "let TMPDIR name a directory in which you may write";
            Failure::new(format!("cannot make a temporary directory: {error}"), hint)
        })?;
        // A directory within it, because the server makes its own one private.
        let data_dir = folder.path().join("data");
        let role = Role::Serve { listen: args.listen.clone(), takes_jobs: true };
        let options =
            Options { storage: Storage::at(data_dir), role, config, templates: None, program: None };
        let running = service::start(options).await?;
        let shown = tokio::select! {
            shown = show(&running, args.exit) => shown,
            () = signals.next() => Err(Failure::new("interrupted before all samples were read", "")),
        };
        if shown.is_ok() && !args.exit {
            eprintln!("\nthe server runs until Ctrl-C; its data goes with it");
            signals.next().await;
            eprintln!("\nstopping");
        }
        // Whoever presses Ctrl-C once more does not want to wait for requests in flight.
        tokio::select! {
            () = running.stop() => {}
            () = signals.next() => {}
        }
        folder.close()?;
        shown
    })
}

/// Everything between start and stop: upload, wait, sum up.
async fn show(running: &Running, stops_now: bool) -> Result<(), Failure> {
    let key = running.app().store.create_key(&Tenant::new("demo"), "demo").await?;
    let client = Client { address: reachable(running.address), key };
    let count: usize = CUSTOMERS.iter().map(|customer| customer.samples.len()).sum();
    eprintln!("a real server is running at http://{}, in a temporary directory", client.address);
    eprintln!("uploading {count} invented statements through its API, as a lender would\n");
    let started = Instant::now();
    let mut board = Board::of(CUSTOMERS.iter().flat_map(|customer| customer.samples));
    let mut uploads = Vec::new();
    for customer in CUSTOMERS {
        uploads.push(upload(&client, customer, &mut board).await?);
    }
    let mut seen = Vec::new();
    for (customer, uploads) in CUSTOMERS.iter().zip(uploads) {
        seen.push(settle(&client, customer, uploads, &mut board, started).await?);
    }
    drop(board);
    eprintln!("\nfinished in {:.1} s\n", started.elapsed().as_secs_f32());

    let mut page = Vec::new();
    for one in &seen {
        one.write(&mut page)?;
    }
    let failed: Vec<_> = seen.iter().flat_map(Seen::failed).collect();
    if failed.is_empty() {
        let report = match seen.last() {
            Some(last) if !stops_now => Some(client.report_link(last.entity_id()).await?),
            _ => None,
        };
        let first = seen.first().map_or("", Seen::entity_id);
        next_steps::write(&mut page, &client, first, report.as_deref())?;
    }
    print(&page)?;
    match failed.first() {
        None => Ok(()),
        Some((name, reason)) => Err(Failure::new(
            format!("{} of the samples did not complete; {name}: {reason}", failed.len()),
            "all bundled samples are known to be readable; please report this",
        )),
    }
}

async fn upload(
    client: &Client,
    customer: &'static Customer,
    board: &mut Board,
) -> Result<Vec<(&'static Sample, Uploaded)>, Failure> {
    let mut uploads = Vec::new();
    for sample in customer.samples {
        board.show(sample.name, Stage::Uploading);
        let uploaded = client.upload(customer.link_id, sample).await;
        board.show(sample.name, if uploaded.is_ok() { Stage::Processing } else { Stage::Failed });
        uploads.push((sample, uploaded?));
    }
    Ok(uploads)
}

/// Polls until all statements of a customer are completed or failed.
async fn settle(
    client: &Client,
    customer: &'static Customer,
    uploads: Vec<(&'static Sample, Uploaded)>,
    board: &mut Board,
    started: Instant,
) -> Result<Seen, Failure> {
    let Some(entity_id) = uploads.first().map(|(_, upload)| upload.entity_id.clone()) else {
        return Err(Failure::new(format!("{} has no samples", customer.link_id), ""));
    };
    loop {
        let transactions: Transactions = client.entity(&entity_id, "transactions").await?;
        for progress in &transactions.progress {
            let mut uploads = uploads.iter();
            if let Some((sample, _)) =
                uploads.find(|(_, upload)| upload.statement_id == progress.statement_id)
            {
                board.show(sample.name, progress.status.into());
            }
        }
        if transactions.progress.iter().all(|progress| progress.status != Status::Processing) {
            let identities = client.entity(&entity_id, "identity").await?;
            return Ok(Seen { customer, uploads, identities, transactions });
        }
        if started.elapsed() > PATIENCE {
            return Err(Failure::new(
                format!("the samples are not read after {} seconds", PATIENCE.as_secs()),
                "is the machine very busy? the samples take less than a second otherwise",
            ));
        }
        tokio::time::sleep(POLL).await;
    }
}

/// A server that listens everywhere is reached on this machine.
fn reachable(address: Option<SocketAddr>) -> SocketAddr {
    let address = address.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    if address.ip().is_unspecified() {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port())
    } else {
        address
    }
}

/// Prints the page; a reader that has seen enough, such as `head`, is no failure.
fn print(page: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(page).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

/// The two ways in which people and supervisors ask a program to stop.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn listen() -> io::Result<Signals> {
        Ok(Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
