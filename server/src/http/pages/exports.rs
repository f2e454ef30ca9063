//! What one takes away from a report: workbooks of its accounts, all rows as CSV, and everything as JSON.

use super::visitor::Visitor;
use crate::dataset::csv_file::harmless;
use crate::export::xlsx::Workbook;
use crate::http::asked::{Asked, AskedEntity, uuid4};
use crate::http::error::ApiError;
use crate::http::links::{saved, saved_workbook};
use crate::http::v1::shapes::RowShape;
use crate::http::v1::whole::{WholeEntity, whole};
use crate::http::workbooks;
use crate::service::App;
use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, FromRequestParts as _, Path, Request, State};
use axum::http::HeaderValue;
use axum::response::Response;
use axum::routing::get;
use std::sync::Arc;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/entities/{entity_id}/workbooks/{kind}/{account_id}", get(workbook))
        .route("/entities/{entity_id}/transactions.csv", get(csv))
        .route("/entities/{entity_id}/entity.json", get(json))
}

async fn workbook(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Path((entity_id, kind, account_id)): Path<(String, String, String)>,
) -> Result<Response, ApiError> {
    let tenant = visitor.entity(&entity_id)?;
    let kind = Workbook::of(&kind).ok_or(ApiError::NotFound)?;
    let bytes = workbooks::workbook(&app, &tenant, &entity_id, &account_id, kind).await?;
    // The account is one of ours from here on, and its identifier harmless in a name.
    Ok(saved_workbook(bytes, kind, &account_id))
}

async fn csv(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Path(entity_id): Path<String>,
    request: Request,
) -> Result<Response, ApiError> {
    let whole = load(&app, &visitor, &entity_id, request).await?;
    let written = lines(&whole).map_err(|error| ApiError::Internal(format!("CSV: {error}")))?;
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    Ok(saved(Body::from(written), kind, &format!("transactions-{entity_id}.csv")))
}

async fn json(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Path(entity_id): Path<String>,
    request: Request,
) -> Result<Response, ApiError> {
    let whole = load(&app, &visitor, &entity_id, request).await?;
    let written = serde_json::to_vec(&whole);
    let written = written.map_err(|error| ApiError::Internal(format!("cannot print an answer: {error}")))?;
    let kind = HeaderValue::from_static("application/json");
    Ok(saved(Body::from(written), kind, &format!("entity-{entity_id}.json")))
}

async fn load(
    app: &Arc<App>,
    visitor: &Visitor,
    entity_id: &str,
    request: Request,
) -> Result<WholeEntity, ApiError> {
    let entity_id = uuid4("entity_id", entity_id).map_err(|_| ApiError::NotFound)?;
    let (mut parts, _) = request.into_parts();
    parts.extensions.insert(visitor.entity(&entity_id)?);
    let asked = Asked::from_request_parts(&mut parts, app).await?;
    whole(AskedEntity { asked, entity_id }).await
}

/// Rows as CSV (RFC 4180) with a heading. What a spreadsheet would take for a formula gets an apostrophe in front, but a negative
/// balance stays a number.
fn lines(whole: &WholeEntity) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(RowShape::COLUMNS)?;
    for row in whole.transactions() {
        let cells = row.cells();
        let cells = cells.iter().zip(RowShape::COLUMNS).map(|(cell, column)| match column {
            "amount" | "balance" => cell.into(),
            _ => harmless(cell),
        });
        file.write_record(cells.map(std::borrow::Cow::into_owned))?;
    }
    file.into_inner().map_err(|error| error.into_error().into())
}
