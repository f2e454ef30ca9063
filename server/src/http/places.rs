//! How many requests are handled at once, in all and of one tenant. One more is told to come back: waiting here would only make
//! everybody slow.

use super::error::ApiError;
use crate::service::App;
use crate::store::Tenant;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// The places of a process.
#[derive(Debug)]
pub struct Places {
    all: Semaphore,
    per_tenant: usize,
    taken: Mutex<HashMap<String, usize>>,
}

impl Places {
    /// Places for requests in all and for those of one tenant.
    #[must_use]
    pub fn new(all: usize, per_tenant: usize) -> Places {
        Places { all: Semaphore::new(all.max(1)), per_tenant: per_tenant.max(1), taken: Mutex::default() }
    }

    fn take(&self, tenant: &Tenant) -> Option<OfTenant<'_>> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(tenant.id().to_owned()).or_default();
        if *count >= self.per_tenant {
            return None;
        }
        *count += 1;
        Some(OfTenant { places: self, tenant: tenant.id().to_owned() })
    }
}

/// A place of a tenant, given back when it is dropped.
struct OfTenant<'a> {
    places: &'a Places,
    tenant: String,
}

impl Drop for OfTenant<'_> {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.tenant) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.tenant);
            }
        }
    }
}

/// Handles a request if there is a place among all.
///
/// # Errors
/// There is none.
pub async fn among_all(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let Ok(_place) = app.places.all.try_acquire() else {
        app.metrics.turned_away.inc();
        return Err(ApiError::TooMany);
    };
    app.metrics.in_flight.inc();
    let response = next.run(request).await;
    app.metrics.in_flight.dec();
    Ok(response)
}

/// Handles a request if there is a place among those of its tenant; it is known who asks.
///
/// # Errors
/// There is none.
pub async fn among_tenant(
    app: &App,
    tenant: &Tenant,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let Some(_place) = app.places.take(tenant) else {
        app.metrics.turned_away.inc();
        return Err(ApiError::TooMany);
    };
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_has_its_places_and_gives_them_back() {
        let places = Places::new(9, 2);
        let (ours, theirs) = (Tenant::new("a"), Tenant::new("b"));
        let first = places.take(&ours);
        let second = places.take(&ours);
        assert!(first.is_some() && second.is_some() && places.take(&ours).is_none());
        assert!(places.take(&theirs).is_some(), "others have theirs");
        drop(first);
        assert!(places.take(&ours).is_some());
        drop(second);
        assert!(places.taken.lock().unwrap().is_empty(), "tenants that are gone cost nothing");
    }
}
