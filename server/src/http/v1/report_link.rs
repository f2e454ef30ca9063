//! `/v1/entities/{id}/report_link`: the report page of an entity for somebody who has no key.

use crate::clock;
use crate::http::asked::{Asked, AskedEntity};
use crate::http::bank_connect::analysis::EntityPath;
use crate::http::error::{ApiError, ok};
use crate::http::links;
use crate::service::App;
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this resource.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(make_report_link))
}

/// A link to a report page.
#[derive(Serialize, ToSchema)]
struct ReportLinkShape {
    /// Opens the page, its statements and its files in a browser, without a key.
    link: String,
    /// ISO 8601 with microseconds, UTC: one hour from now.
    valid_until: String,
}

/// Link to the report page
///
/// Whoever has the link sees this entity and no other, for one hour.
#[utoipa::path(
    get,
    path = "/entities/{entity_id}/report_link",
    tag = "Own API",
    params(EntityPath),
    responses((status = 200, description = "The link.", body = ReportLinkShape))
)]
async fn make_report_link(AskedEntity { asked, entity_id }: AskedEntity) -> Result<Response, ApiError> {
    let Asked { app, tenant, headers, .. } = asked;
    app.store.entity(&app.vault, &tenant, &entity_id).await?.ok_or(ApiError::NotFound)?;
    let (path, until) = links::to_report(&app, &tenant, &entity_id);
    let link = format!("{}{path}", links::base(&headers));
    Ok(ok(&ReportLinkShape { link, valid_until: clock::iso_micros(until) }))
}
