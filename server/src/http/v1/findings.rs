//! `/v1/entities/{id}/findings`.

use super::shapes::FindingShape;
use crate::http::asked::{Asked, AskedEntity};
use crate::http::bank_connect::analysis::EntityPath;
use crate::http::error::{ApiError, ok};
use crate::service::App;
use crate::store::statements::StoredFinding;
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
/// What the heuristics saw in the statements that were read, beside statements of other customers, and, once it is analysed, in what
/// the statements of the entity show together; remarks of low severity included.
#[utoipa::path(
    get,
    path = "/entities/{entity_id}/findings",
    tag = "Own API",
    params(EntityPath),
    responses((status = 200, description = "The findings.", body = FindingsShape))
)]
async fn list_findings(request: AskedEntity) -> Result<Response, ApiError> {
    Ok(ok(&FindingsShape { items: all(&request).await? }))
}

/// All findings about an entity: in its documents, beside other customers, and in what its statements show together.
///
/// # Errors
/// The entity is not the tenant's, or the database fails.
pub(super) async fn all(
    AskedEntity { asked, entity_id }: &AskedEntity,
) -> Result<Vec<FindingShape>, ApiError> {
    let Asked { app, tenant, .. } = asked;
    app.store.entity(&app.vault, tenant, entity_id).await?.ok_or(ApiError::NotFound)?;
    let reports = app.store.reports(&app.vault, tenant, entity_id).await?;
    let of_documents = reports.iter().flat_map(|(statement_id, report)| {
        report.findings.iter().map(|finding| FindingShape::of(finding, Some(statement_id.clone()), None))
    });
    let mut items: Vec<FindingShape> = of_documents.collect();
    for statement in app.store.statements(tenant, entity_id).await? {
        let seen_before = statement.findings.iter().filter_map(StoredFinding::weighed);
        items.extend(seen_before.map(|found| FindingShape::of(&found, Some(statement.id.clone()), None)));
    }
    if let Some(found) = app.store.analysis(&app.vault, tenant, entity_id).await?.analysis {
        let at = |ids: &[String], place: Option<usize>| place.and_then(|place| ids.get(place)).cloned();
        items.extend(found.fraud.findings.iter().map(|finding| {
            let statement = at(&found.statement_ids, finding.statement);
            FindingShape::of(finding, statement, at(&found.account_ids, finding.account))
        }));
    }
    Ok(items)
}
