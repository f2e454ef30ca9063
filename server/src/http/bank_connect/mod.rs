//! The Bank Connect contract, version 1: an adapter over the store. One module per resource, one `.merge()` line each.

mod accounts;
pub(in crate::http) mod analysis;
mod analyzed_rows;
pub mod analyzed_shapes;
pub(in crate::http) mod entity;
mod fetch;
mod figures;
mod form;
mod get_pdfs;
mod identity;
mod look;
mod monthly_together;
mod net_banking_health;
mod per_account;
mod reports;
pub mod shapes;
mod spending;
mod transactions;
pub(in crate::http) mod upload;
mod webhook;

use crate::service::App;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;

/// All routes under `/bank-connect/v1`; they want the API key.
pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(entity::router())
        .merge(upload::router())
        .merge(accounts::router())
        .merge(identity::router())
        .merge(transactions::router())
        .merge(analyzed_rows::router())
        .merge(per_account::router())
        .merge(monthly_together::router())
        .merge(spending::router())
        .merge(get_pdfs::router())
        .merge(reports::router())
        .merge(webhook::router())
        .merge(net_banking_health::router())
}
