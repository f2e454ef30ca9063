//! `entity/{id}/accounts/`.

use super::analysis::{AnalysisQuery, EntityPath, Kind, Overview};
use super::shapes::AccountsShape;
use crate::http::asked::AskedEntity;
use crate::http::error::{ApiError, ok};
use crate::service::App;
use axum::response::Response;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this resource.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(show_accounts))
}

/// Accounts
///
/// The bank accounts of an entity with their months and statements.
#[utoipa::path(
    get,
    path = "/entity/{entity_id}/accounts",
    tag = "Analyses",
    params(EntityPath, AnalysisQuery),
    responses((status = 200, description = "The accounts.", body = AccountsShape))
)]
async fn show_accounts(request: AskedEntity) -> Result<Response, ApiError> {
    let overview = Overview::of(request, Kind::Accounts).await?;
    Ok(ok(&overview.envelope()))
}
