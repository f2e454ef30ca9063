//! `/healthz` says that the process lives, `/readyz` that it can do its work. Neither needs a key or tells anything else.

use super::error::{ApiError, ok};
use crate::service::App;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde_json::json;
use std::sync::Arc;

/// The routes of this resource.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready))
}

async fn alive() -> Response {
    ok(&json!({ "status": "alive" }))
}

async fn ready(State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    match app.store.ping().await {
        Ok(()) => Ok(ok(&json!({ "status": "ready" }))),
        Err(error) => {
            tracing::error!(%error, "not ready");
            Err(ApiError::Busy)
        }
    }
}
