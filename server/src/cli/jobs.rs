//! `statera jobs`: work that was given up, and how to have it done after all.

use super::{Failure, on_store};
use crate::clock;
use crate::jobs::queue::JobKind;
use crate::storage::Storage;
use crate::store::Store;
use std::io::Write as _;

/// Jobs that one command lists or tries again at most.
const MOST: i64 = 100_000;

/// Arguments of `jobs`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// List jobs that were given up: id, kind, tenant, subject, failures, time, reason, separated by tabs.
    Dead {
        #[command(flatten)]
        storage: Storage,
        /// Only jobs of this kind.
        #[arg(long, value_enum)]
        kind: Option<Kind>,
    },
    /// Put jobs back that were given up; their attempts are counted from the start.
    Retry {
        #[command(flatten)]
        storage: Storage,
        /// Identifiers as `jobs dead` shows them.
        #[arg(required_unless_present = "all", value_name = "ID")]
        ids: Vec<String>,
        /// All of them.
        #[arg(long, conflicts_with = "ids")]
        all: bool,
        /// With --all, only jobs of this kind.
        #[arg(long, value_enum, requires = "all")]
        kind: Option<Kind>,
    },
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
enum Kind {
    ReadStatement,
    AnalyzeEntity,
    DeliverWebhook,
}

impl From<Kind> for JobKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::ReadStatement => JobKind::ReadStatement,
            Kind::AnalyzeEntity => JobKind::AnalyzeEntity,
            Kind::DeliverWebhook => JobKind::DeliverWebhook,
        }
    }
}

/// Runs the action.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let (Action::Dead { storage, .. } | Action::Retry { storage, .. }) = &args.action;
    on_store(storage, async |store| act(store, &args.action).await)
}

async fn act(store: &Store, action: &Action) -> Result<(), Failure> {
    match action {
        Action::Dead { kind, .. } => {
            let mut stdout = std::io::stdout().lock();
            for job in store.dead_jobs(kind.map(JobKind::from), MOST).await? {
                let (since, error) = (clock::iso_micros(job.since), job.last_error.unwrap_or_default());
                let (id, kind, tenant, subject) = (job.id, job.kind, job.tenant, job.subject_id);
                writeln!(stdout, "{id}\t{kind}\t{tenant}\t{subject}\t{}\t{since}\t{error}", job.attempts)?;
            }
        }
        Action::Retry { ids, kind, .. } => {
            let ids = if ids.is_empty() {
                let dead = store.dead_jobs(kind.map(JobKind::from), MOST).await?;
                dead.into_iter().map(|job| job.id).collect()
            } else {
                ids.clone()
            };
            let mut unknown = Vec::new();
            for id in &ids {
                if !store.revive_job(id).await? {
                    unknown.push(id.as_str());
                }
            }
            let count = ids.len() - unknown.len();
            eprintln!("put back {count} job{}", if count == 1 { "" } else { "s" });
            if !unknown.is_empty() {
                let message = format!("not among the jobs that were given up: {}", unknown.join(", "));
                return Err(Failure::new(message, "`statera jobs dead` lists them"));
            }
        }
    }
    Ok(())
}
