//! Tidying up: objects that no statement holds are removed, jobs whose worker vanished are put back, and webhook payloads go when
//! they are old.

use crate::clock;
use crate::service::App;
use crate::store::{StoreResult, Tenant};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Objects that one round removes at most before it looks at the clock again.
const AT_ONCE: i64 = 100;
/// The setting that says that all statements of the database that were read have a verdict.
const VERDICTS: &str = "verdicts";

/// Sweeps every now and then until `stop` says so. Any number of processes may do so at the same time.
pub async fn work(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    if let Err(error) = fill_verdicts(&app, &stop).await {
        tracing::error!(%error, "cannot fill in the verdicts of what was read by an earlier version");
    }
    let pause = Duration::from_secs(app.config.jobs.sweep_seconds.max(1));
    while !*stop.borrow() {
        match round(&app).await {
            Ok((0, 0)) => {}
            Ok((objects, jobs)) => tracing::info!(objects, jobs, "swept"),
            Err(error) => tracing::error!(%error, "cannot sweep"),
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

/// Once for a database, which is then walked through to the end: only an upgrade leaves statements without a verdict behind.
async fn fill_verdicts(app: &App, stop: &watch::Receiver<bool>) -> StoreResult<()> {
    if app.store.setting(VERDICTS).await?.is_some() {
        return Ok(());
    }
    let mut after = String::new();
    while !*stop.borrow() {
        match app.store.fill_verdicts(&app.vault, &after, AT_ONCE).await? {
            Some(last) => after = last,
            None => return app.store.settle_setting(VERDICTS, "filled in").await.map(|_| ()),
        }
    }
    Ok(())
}

async fn round(app: &App) -> StoreResult<(usize, u64)> {
    let jobs = app.store.release_expired_jobs(clock::now_ms()).await?;
    if jobs > 0 {
        app.wake.notify_waiters();
    }
    let kept_ms = app.config.outbound.webhook_payload_days.max(1).saturating_mul(24 * 60 * 60 * 1000);
    let before = clock::now_ms().saturating_sub(kept_ms);
    let payloads = app.store.prune_webhook_payloads(before, AT_ONCE).await?;
    if payloads > 0 {
        tracing::info!(payloads, "old webhook payloads are removed");
    }
    Ok((remove_objects(app).await?, jobs))
}

/// Removes the objects that are due; answers how many. An object that cannot be removed now stays due.
///
/// # Errors
/// The database fails.
pub async fn remove_objects(app: &App) -> StoreResult<usize> {
    let mut removed = 0;
    loop {
        let due = app.store.unheld_objects(clock::now_ms(), AT_ONCE).await?;
        for key in &due {
            if let Err(error) = app.objects.remove(key).await {
                tracing::warn!(object = %key, %error, "cannot remove an object");
                return Ok(removed);
            }
            app.store.object_removed(key).await?;
            removed += 1;
        }
        if due.len() < usize::try_from(AT_ONCE).unwrap_or(usize::MAX) {
            return Ok(removed);
        }
    }
}

/// Deletes an entity with its documents; answers whether it was there. Its key is gone when this returns; documents that the
/// object store does not give up at once are removed by a later round, and nothing opens them in the meantime.
///
/// # Errors
/// The database fails.
pub async fn delete_entity(app: &App, tenant: &Tenant, entity_id: &str) -> StoreResult<bool> {
    let was_there = app.store.delete_entity(tenant, entity_id).await?;
    if was_there {
        remove_objects(app).await?;
    }
    Ok(was_there)
}
