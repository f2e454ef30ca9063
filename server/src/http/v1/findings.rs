//! `/v1/entities/{id}/findings`.

use super::shapes::FindingShape;
use crate::http::asked::{Asked, AskedEntity};
use crate::http::bank_connect::analysis::EntityPath;
use crate::http::error::{ApiError, ok};
use crate::service::App;
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this resource.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list_findings))
}

/// The findings.
#[derive(Serialize, ToSchema)]
struct FindingsShape {
    items: Vec<FindingShape>,
}

/// Findings
///
/// What the heuristics saw in the statements that were read, remarks of low severity included.
#[utoipa::path(
    get,
    path = "/entities/{entity_id}/findings",
    tag = "Own API",
    params(EntityPath),
    responses((status = 200, description = "The findings.", body = FindingsShape))
)]
async fn list_findings(request: AskedEntity) -> Result<Response, ApiError> {
    let AskedEntity { asked: Asked { app, tenant, .. }, entity_id } = request;
    app.store.entity(&app.vault, &tenant, &entity_id).await?.ok_or(ApiError::NotFound)?;
    let reports = app.store.reports(&app.vault, &tenant, &entity_id).await?;
    let items = reports.iter().flat_map(|(statement_id, report)| {
        report.findings.iter().map(move |finding| FindingShape::of(finding, statement_id))
    });
    Ok(ok(&FindingsShape { items: items.collect() }))
}
