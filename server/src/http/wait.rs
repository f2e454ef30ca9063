//! Long polling: an answer that waits until nothing is under way.

use super::asked::Asked;
use super::error::ApiError;
use crate::service::App;
use crate::store::progress::Kind;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// The longest that an answer waits. Proxies usually end what is silent for a minute.
const LONGEST: u64 = 60;
/// Between looks at the database, for what other processes do; this process rings at once.
const LOOK: Duration = Duration::from_millis(500);

/// Waits as long as `?wait=` says and something of this kind is processing, and checks that the entity is there.
///
/// # Errors
/// The entity is not the tenant's, the parameter is no whole number of seconds, or the database fails.
pub async fn until_settled(asked: &Asked, entity_id: &str, kind: Kind) -> Result<(), ApiError> {
    let wait = match asked.query_number("wait") {
        None => 0,
        Some(text) => text.parse().ok().filter(|wait| *wait <= LONGEST).ok_or_else(refused)?,
    };
    let until = Instant::now() + Duration::from_secs(wait);
    loop {
        let standing = asked.app.store.standing(&asked.tenant, entity_id).await?.ok_or(ApiError::NotFound)?;
        if !standing.is_processing(kind) || Instant::now() >= until {
            return Ok(());
        }
        if !change(&asked.app, until).await {
            return Ok(());
        }
    }
}

fn refused() -> ApiError {
    ApiError::field("wait", format!("Must be a whole number of seconds from 0 to {LONGEST}."))
}

/// Returns when something may have changed, or at `until`; answers false when the server is stopping.
pub async fn change(app: &App, until: Instant) -> bool {
    let look = Instant::min(until, Instant::now() + LOOK);
    let mut stopping = app.stopping.clone();
    tokio::select! {
        () = app.changed.notified() => true,
        () = sleep_until(look) => true,
        // A sender that is gone is a server that is gone.
        _ = stopping.wait_for(|stopping| *stopping) => false,
    }
}
