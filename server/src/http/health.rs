//! `/healthz` says that the process lives, `/readyz` that it can do its work, `/metrics` what it counted, for Prometheus. None
//! needs a key or tells anything of a customer.

use super::error::{ApiError, ok};
use crate::clock;
use crate::service::App;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde_json::json;
use std::sync::Arc;

/// The routes of this resource.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready)).route("/metrics", get(metrics))
}

async fn alive() -> Response {
    ok(&json!({ "status": "alive" }))
}

async fn metrics(State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    let text = app.metrics.text(&app.store.queue_counts(clock::now_ms()).await?)?;
    let content_type = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, content_type)], text).into_response())
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
