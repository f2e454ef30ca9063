//! HTTP: the listener, what every answer has in common, and one module per API.

pub mod asked;
pub mod auth;
pub mod bank_connect;
pub mod base64_stream;
pub mod body;
pub mod error;
pub mod fields;
pub mod health;
pub mod idempotency;
pub mod layers;
pub mod links;
pub mod listener;
pub mod openapi;
mod pages;
pub mod places;
pub mod tls;
pub mod v1;
pub mod wait;
mod workbooks;

use crate::service::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use error::ApiError;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::normalize_path::NormalizePath;
use utoipa_axum::router::OpenApiRouter;

/// What serves a connection. Paths match with and without their trailing slash, and nothing is redirected: a client that is
/// redirected from a POST repeats it as a GET.
pub type Site = NormalizePath<Router>;

/// All routes.
#[must_use]
pub fn site(app: &Arc<App>) -> Site {
    let (keyed, document) = keyed().split_for_parts();
    let api = keyed
        // Only routes that exist ask for the key, and all of them do; what does not exist is 404 with and without one.
        .route_layer(middleware::from_fn_with_state(Arc::clone(app), auth::require_key))
        .merge(links::router())
        .merge(openapi::router(&document))
        .merge(pages::router(app))
        .layer(middleware::from_fn_with_state(Arc::clone(app), places::among_all));
    dressed(app, guarded(api).layer(middleware::from_fn(pages::for_people)))
}

/// What an operator asks a process that answers no API: health and metrics.
#[must_use]
pub fn operator_site(app: &Arc<App>) -> Site {
    dressed(app, guarded(Router::new()))
}

/// With health, answers for what does not exist, and whatever a handler does caught.
fn guarded(router: Router<Arc<App>>) -> Router<Arc<App>> {
    router
        .merge(health::router())
        .fallback(|| async { ApiError::NotFound })
        .method_not_allowed_fallback(|| async { ApiError::MethodNotAllowed })
        // Bodies are limited where they are read, by `body::Guarded`, which also watches the pace.
        .layer(DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::custom(layers::after_panic))
}

fn dressed(app: &Arc<App>, router: Router<Arc<App>>) -> Site {
    let router = router
        .layer(middleware::from_fn_with_state(Arc::clone(app), layers::around))
        .with_state(Arc::clone(app));
    NormalizePath::trim_trailing_slash(router)
}

/// The routes that want a key: one line per API.
fn keyed() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().nest("/bank-connect/v1", bank_connect::router()).nest("/v1", v1::router())
}
