//! Workers claim jobs, keep their leases alive, and put failures back or give them up.

use super::queue::{Claimed, Ending, JobKind, Lane};
use super::{analyze_entity, deliver_webhook, read_statement, read_statement::Attempt};
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
pub async fn work(app: Arc<App>, lane: Lane, mut stop: watch::Receiver<bool>) {
    let idle = Duration::from_millis(app.config.jobs.poll_ms.max(10));
    let lease_ms = lease_ms(&app);
    while !*stop.borrow() {
        match app.store.claim_job(lane, &app.node, clock::now_ms(), lease_ms).await {
            Ok(Some(job)) => {
                failpoint::reached("job claimed");
                let (id, kind) = (&job.id, job.kind.word());
                let span = tracing::info_span!("job", job_id = %id, kind, subject_id = %job.subject_id);
                if let Err(error) = one(&app, &job).instrument(span).await {
                    tracing::error!(job_id = %job.id, %error, "cannot record how a job ended; its lease will run out");
                }
                app.changed.notify_waiters();
            }
            Ok(None) => {
                tokio::select! {
                    () = news(&app, lane) => {}
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

/// Returns when there may be something new in a lane: an upload brings work, and work that ends is told.
async fn news(app: &App, lane: Lane) {
    match lane {
        Lane::Work => app.wake.notified().await,
        Lane::Webhooks(_) => app.changed.notified().await,
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
    let (code, message) = match attempt {
        Attempt::Over => {
            app.metrics.attempted(kind, "over");
            return Ok(());
        }
        Attempt::Later { code, not_before } => {
            app.metrics.attempted(kind, "later");
            return later(app, job, &code, not_before).await;
        }
        Attempt::Failed { code, message } => (code, message),
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

/// Puts a call back as the schedule of webhooks says, or gives it up when the schedule is over.
async fn later(app: &App, job: &Claimed, code: &str, not_before: Option<i64>) -> StoreResult<()> {
    let schedule = &app.config.outbound.webhook_retry_seconds;
    let Some(seconds) = usize::try_from(job.attempts).ok().and_then(|attempt| schedule.get(attempt)) else {
        tracing::warn!(job_id = %job.id, tenant = job.tenant.id(), code, "a webhook is given up");
        return give_up(app, job, code, "").await;
    };
    let wait = seconds.saturating_mul(1_000);
    // Up to a tenth more by chance, so that the calls that failed together do not come back together.
    let chance = i64::from(chance()).saturating_mul(wait) / (10 * i64::from(u16::MAX));
    let at = clock::now_ms().saturating_add(wait).saturating_add(chance);
    app.store.retry_job(job, at.max(not_before.unwrap_or(0)), code).await?;
    Ok(())
}

/// A number by chance; the same one each time where the system has no randomness.
fn chance() -> u16 {
    let mut bytes = [0; 2];
    let _ = getrandom::fill(&mut bytes);
    u16::from_le_bytes(bytes)
}

async fn run(app: &App, job: &Claimed) -> Attempt {
    match job.kind {
        JobKind::ReadStatement => read_statement::run(app, job).await,
        JobKind::AnalyzeEntity => analyze_entity::run(app, job).await,
        JobKind::DeliverWebhook => deliver_webhook::run(app, job).await,
    }
}

async fn give_up(app: &App, job: &Claimed, code: &str, message: &str) -> StoreResult<()> {
    match job.kind {
        JobKind::ReadStatement => {
            let reader = app.templates.get().reader(None);
            app.store.fail_statement(job, Ending::Dead(code), message, &reader).await?
        }
        JobKind::AnalyzeEntity => app.store.fail_analysis(job, Ending::Dead(code)).await?,
        JobKind::DeliverWebhook => app.store.end_job(job, Ending::Dead(code)).await?,
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
