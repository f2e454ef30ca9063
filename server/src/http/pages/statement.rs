//! `/statements/{id}`: the rows of a statement beside its pages, the pages as pictures, and the document itself.

use super::visitor::Visitor;
use super::{printed, see_other};
use crate::evidence::Undrawn;
use crate::http::error::ApiError;
use crate::http::fields::query_value;
use crate::http::links;
use crate::pages::viewer;
use crate::service::App;
use crate::store::Tenant;
use axum::Router;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use engine::model::Finding;
use std::sync::Arc;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/statements/{statement_id}", get(show))
        .route("/statements/{statement_id}/original", get(original))
        .route("/statements/{statement_id}/pages/{number}", get(picture))
}

async fn show(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Path(statement_id): Path<String>,
) -> Result<Response, ApiError> {
    let (tenant, file) = visitor.statement(&app, &statement_id).await?;
    let Some(report) = app.store.report(&app.vault, &tenant, &statement_id).await? else {
        // Not read yet, or not readable: the page of the entity says which.
        return Ok(see_other(&format!("/entities/{}", file.entity_id)));
    };
    let has_key = visitor.has_key();
    let print = move || viewer::page(&statement_id, &file.entity_id, has_key, &report);
    printed(print, &viewer::policy()).await
}

async fn original(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Path(statement_id): Path<String>,
) -> Result<Response, ApiError> {
    let (_, file) = visitor.statement(&app, &statement_id).await?;
    links::original(&app, &statement_id, &file).await
}

/// A page as a PNG; `x-scale` says how many pixels a point has. With `?finding=3` the places of that finding of the document are
/// framed, with `?entity_finding=3` those of one about all statements.
async fn picture(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Path((statement_id, number)): Path<(String, u32)>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let (tenant, file) = visitor.statement(&app, &statement_id).await?;
    let finding = finding(&app, &tenant, &statement_id, &file.entity_id, &uri).await?;
    let document = links::open_object(&app, &file).await?;
    let password = file.secrets.pdf_password.as_deref();
    let drawn = app.drawing.page(document, password, number, finding.as_slice()).await;
    let picture = drawn.map_err(|undrawn| match undrawn {
        Undrawn::Busy => ApiError::Busy,
        Undrawn::NoSuchPage => ApiError::NotFound,
        Undrawn::Failed(reason) => {
            tracing::info!(%statement_id, %reason, "a page cannot be drawn");
            ApiError::NotFound
        }
    })?;
    let scale = HeaderValue::from_str(&picture.scale.to_string());
    let scale = scale.map_err(|_| ApiError::Internal("a scale is no header".to_owned()))?;
    let png = HeaderValue::from_static("image/png");
    let headers = [(header::CONTENT_TYPE, png), (header::HeaderName::from_static("x-scale"), scale)];
    Ok((StatusCode::OK, headers, picture.png).into_response())
}

/// The finding that the address names, if it names one.
async fn finding(
    app: &App,
    tenant: &Tenant,
    statement_id: &str,
    entity_id: &str,
    uri: &Uri,
) -> Result<Option<Finding>, ApiError> {
    let place = |name| match query_value(uri, name) {
        Some(text) => text.parse::<usize>().map(Some).map_err(|_| ApiError::NotFound),
        None => Ok(None),
    };
    if let Some(place) = place("finding")? {
        let report = app.store.report(&app.vault, tenant, statement_id).await?;
        let finding = report.and_then(|report| report.findings.into_iter().nth(place));
        return finding.map(Some).ok_or(ApiError::NotFound);
    }
    let Some(place) = place("entity_finding")? else { return Ok(None) };
    let analyzed = app.store.analysis(&app.vault, tenant, entity_id).await?.analysis;
    let analyzed = analyzed.ok_or(ApiError::NotFound)?;
    let finding = analyzed.fraud.findings.into_iter().nth(place).ok_or(ApiError::NotFound)?;
    let of = finding.statement.and_then(|place| analyzed.statement_ids.get(place));
    // Its boxes are boxes on the statement that it names, and nothing on any other.
    if of.is_some_and(|of| of == statement_id) { Ok(Some(finding)) } else { Err(ApiError::NotFound) }
}
