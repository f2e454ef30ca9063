//! `entity/{id}/identity/`.

use super::analysis::{AnalysisQuery, EntityPath, Kind, Overview};
use super::shapes::{IdentitiesShape, IdentityShape};
use crate::http::asked::AskedEntity;
use crate::http::error::{ApiError, ok};
use crate::service::App;
use axum::response::Response;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this resource.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(show_identity))
}

/// Identity
///
/// Account and holder as the statements print them.
#[utoipa::path(
    get,
    path = "/entity/{entity_id}/identity",
    tag = "Analyses",
    params(EntityPath, AnalysisQuery),
    responses((status = 200, description = "The identity, one per account.", body = IdentitiesShape))
)]
async fn show_identity(request: AskedEntity) -> Result<Response, ApiError> {
    let overview = Overview::of(request, Kind::Identity).await?;
    let identity = overview.accounts().map(|account| IdentityShape::of(&account.details, Some(&account.id)));
    Ok(ok(&IdentitiesShape { identity: identity.collect(), envelope: overview.envelope() }))
}
