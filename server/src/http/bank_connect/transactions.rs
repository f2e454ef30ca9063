//! `entity/{id}/transactions/`.

use super::analysis::{AnalysisQuery, EntityPath, Kind, Overview};
use super::shapes::TransactionsShape;
use crate::http::asked::AskedEntity;
use crate::http::error::{ApiError, ok};
use crate::service::App;
use axum::response::Response;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this resource.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(show_transactions))
}

/// Transactions
///
/// The rows of all statements, oldest first, each row once.
#[utoipa::path(
    get,
    path = "/entity/{entity_id}/transactions",
    tag = "Analyses",
    params(EntityPath, AnalysisQuery),
    responses((status = 200, description = "The rows.", body = TransactionsShape))
)]
async fn show_transactions(request: AskedEntity) -> Result<Response, ApiError> {
    let overview = Overview::of(request, Kind::Transactions).await?;
    let transactions = overview.transactions().await?;
    Ok(ok(&TransactionsShape { envelope: overview.envelope(), transactions }))
}
