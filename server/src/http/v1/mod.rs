//! Our own API: amounts as decimal texts, evidence beside everything, pages that hold still while rows come and go.

mod analyses;
mod cursor;
mod entities;
mod events;
mod findings;
mod report_link;
pub(in crate::http) mod shapes;
mod statements;
mod transactions;
pub(in crate::http) mod whole;

use crate::service::App;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;

/// All routes under `/v1`; they want the API key.
pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(entities::router())
        .merge(statements::router())
        .merge(transactions::router())
        .merge(findings::router())
        .merge(analyses::router())
        .merge(events::router())
        .merge(report_link::router())
}
