//! Workers claim jobs, keep their leases alive, and put failures back or give them up.

use super::queue::{Claimed, Ending, JobKind};
use super::{analyze_entity, read_statement, read_statement::Attempt};
use crate::clock;
use crate::failpoint;
use crate::metrics::Stage;
use crate::service::App;
use crate::store::StoreResult;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tracing::Instrument as _;

/// Works until `stop` says so; a job in hand is finished first.
pub async fn work(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let idle = Duration::from_millis(app.config.jobs.poll_ms.max(10));
    let lease_ms = lease_ms(&app);
    while !*stop.borrow() {
        match app.store.claim_job(&app.node, clock::now_ms(), lease_ms).await {
            Ok(Some(job)) => {
                failpoint::reached("job claimed");
                let (id, kind) = (&job.id, job.kind.word());
                let span = tracing::info_span!("job", job_id = %id, kind, subject_id = %job.subject_id);
                if let Err(error) = one(&app, &job).instrument(span).await {
                    tracing::error!(job_id = %job.id, %error, "cannot record how a job ended; its lease will run out");
                }
            }
            Ok(None) => {
                tokio::select! {
                    () = app.wake.notified() => {}
                    () = tokio::time::sleep(idle) => {}
                    _ = stop.wait_for(|stop| *stop) => {}
                }
            }
            Err(error) => {
                tracing::error!(%error, "cannot claim a job");
                tokio::time::sleep(idle).await;
            }
        }
    }
}

fn lease_ms(app: &App) -> i64 {
    i64::try_from(app.config.jobs.lease_seconds.max(1)).unwrap_or(30).saturating_mul(1_000)
}

async fn one(app: &App, job: &Claimed) -> StoreResult<()> {
    let kind = job.kind.word();
    app.metrics.took(Stage::Wait, Duration::from_millis(u64::try_from(job.waited_ms).unwrap_or(0)));
    if job.claims > app.config.jobs.claims {
        let message = "The statement could not be processed.";
        app.metrics.attempted(kind, "dead");
        return give_up(app, job, "its workers vanished too often", message).await;
    }
    let attempt = tokio::select! {
        attempt = run(app, job) => attempt,
        // Without the lease the result could not be kept; stopping early frees the worker.
        () = until_lost(app, job) => {
            app.metrics.attempted(kind, "lease_lost");
            return Ok(());
        }
    };
    let Attempt::Failed { code, message } = attempt else {
        app.metrics.attempted(kind, "over");
        return Ok(());
    };
    let attempts = job.attempts + 1;
    if attempts >= app.config.jobs.attempts {
        tracing::error!(attempts, %code, "job given up");
        app.metrics.attempted(kind, "dead");
        give_up(app, job, &code, &message).await?;
    } else {
        tracing::warn!(attempts, %code, "job failed, to be tried again");
        app.metrics.attempted(kind, "retry");
        let factor = 1_i64.checked_shl(u32::try_from(job.attempts).unwrap_or(0).min(16)).unwrap_or(1);
        let wait = app.config.jobs.backoff_ms.saturating_mul(factor);
        app.store.retry_job(job, clock::now_ms().saturating_add(wait), &code).await?;
    }
    Ok(())
}

async fn run(app: &App, job: &Claimed) -> Attempt {
    match job.kind {
        JobKind::ReadStatement => read_statement::run(app, job).await,
        JobKind::AnalyzeEntity => analyze_entity::run(app, job).await,
    }
}

async fn give_up(app: &App, job: &Claimed, code: &str, message: &str) -> StoreResult<()> {
    match job.kind {
        JobKind::ReadStatement => app.store.fail_statement(job, Ending::Dead(code), message).await?,
        JobKind::AnalyzeEntity => app.store.fail_analysis(job, Ending::Dead(code)).await?,
    };
    Ok(())
}

/// Extends the lease three times in its length; returns when the job has passed to another worker.
async fn until_lost(app: &App, job: &Claimed) {
    let lease_ms = lease_ms(app);
    let pause = Duration::from_millis(u64::try_from(lease_ms / 3).unwrap_or(1_000));
    loop {
        tokio::time::sleep(pause).await;
        match app.store.extend_job(job, clock::now_ms().saturating_add(lease_ms)).await {
            Ok(true) => {}
            Ok(false) => return,
            // The lease still has two thirds to run; the next try may succeed.
            Err(error) => tracing::warn!(job_id = %job.id, %error, "cannot extend a lease"),
        }
    }
}
