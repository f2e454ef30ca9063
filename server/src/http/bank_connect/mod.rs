//! The Bank Connect contract, version 1: an adapter over the store. One module per resource, one `.merge()` line each.

mod accounts;
mod analysis;
mod analyzed_rows;
pub mod analyzed_shapes;
mod entity;
mod figures;
mod form;
mod get_pdfs;
mod identity;
mod look;
mod net_banking_health;
mod per_account;
pub mod shapes;
mod spending;
mod transactions;
mod upload;

use super::auth;
use super::error::ApiError;
use crate::service::App;
use axum::{Router, middleware};
use std::sync::Arc;

/// All routes under `/bank-connect/v1`, behind the API key.
pub fn router(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .merge(entity::router())
        .merge(upload::router())
        .merge(accounts::router())
        .merge(identity::router())
        .merge(transactions::router())
        .merge(analyzed_rows::router())
        .merge(per_account::router())
        .merge(spending::router())
        .merge(get_pdfs::router())
        .merge(net_banking_health::router())
        .fallback(|| async { ApiError::NotFound })
        .layer(middleware::from_fn_with_state(Arc::clone(app), auth::require_key))
}

/// An identifier of ours in its only accepted form, hyphenated UUID version 4 in any case.
fn uuid4(field: &'static str, text: &str) -> Result<String, ApiError> {
    let valid = text.len() == 36 && uuid::Uuid::try_parse(text).is_ok_and(|id| id.get_version_num() == 4);
    if valid { Ok(text.to_ascii_lowercase()) } else { Err(ApiError::field(field, "Must be a valid UUID.")) }
}
