//! Links that need no key: signed, for one thing, valid for one hour.
//!
//! The signature covers what the link opens, whose it is and until when, so that none of it can be changed. Whoever holds the
//! link can open it, as the contract's clients expect; it is never logged, since only paths are.

use super::asked::Asked;
use super::error::ApiError;
use super::fields::query_value;
use super::{pages, workbooks};
use crate::clock;
use crate::crypto;
use crate::export::xlsx::Workbook;
use crate::objects::ObjectReader;
use crate::service::App;
use crate::store::Tenant;
use crate::store::statements::StatementFile;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use std::sync::Arc;

/// How long a link opens: one hour, in milliseconds.
const VALID_MS: i64 = 60 * 60 * 1000;

const DOCUMENT: &str = "document link";
const WORKBOOK: &str = "workbook link";
const REPORT: &str = "report link";

/// The routes of links.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/links/documents/{statement_id}", get(document))
        .route("/links/workbooks/{kind}/{entity_id}/{account_id}", get(workbook))
}

/// The address by which the client reached us, without a path; empty when it did not say.
pub(super) fn base(headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let scheme = match text(header::HeaderName::from_static("x-forwarded-proto")) {
        Some("https") => "https",
        _ => "http",
    };
    text(header::HOST).map(|host| format!("{scheme}://{host}")).unwrap_or_default()
}

/// A link to the uploaded document of a statement.
pub(super) fn to_document(app: &App, headers: &HeaderMap, tenant: &Tenant, statement_id: &str) -> String {
    let query = signed(app, DOCUMENT, tenant, &[statement_id]);
    format!("{}/links/documents/{statement_id}?{query}", base(headers))
}

/// A link to the workbook of an account.
pub(super) fn to_workbook(asked: &Asked, entity_id: &str, account_id: &str, kind: Workbook) -> String {
    let query = signed(&asked.app, WORKBOOK, &asked.tenant, &[kind.word(), entity_id, account_id]);
    format!("{}/links/workbooks/{}/{entity_id}/{account_id}?{query}", base(&asked.headers), kind.word())
}

/// The path of a link to the report page of an entity and what hangs on it, and until when it opens, in milliseconds since 1970.
pub fn to_report(app: &App, tenant: &Tenant, entity_id: &str) -> (String, i64) {
    let until = clock::now_ms().saturating_add(VALID_MS);
    let query = signed_until(app, REPORT, tenant, until, &[entity_id]);
    (format!("/links/reports/{entity_id}?{query}"), until)
}

/// The query that opens a thing.
fn signed(app: &App, purpose: &str, tenant: &Tenant, thing: &[&str]) -> String {
    signed_until(app, purpose, tenant, clock::now_ms().saturating_add(VALID_MS), thing)
}

fn signed_until(app: &App, purpose: &str, tenant: &Tenant, until: i64, thing: &[&str]) -> String {
    let until = until.to_string();
    let signature = app.vault.sign(purpose, &[&[tenant.id(), &until], thing].concat());
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("for", tenant.id()).append_pair("until", &until).append_pair("signature", &signature);
    query.finish()
}

/// Whose thing it is, when the link is ours and not too old; otherwise the same answer as for a thing that does not exist.
fn opened(app: &App, purpose: &str, uri: &Uri, thing: &[&str]) -> Result<Tenant, ApiError> {
    opened_until(app, purpose, uri, thing).map(|(tenant, _)| tenant)
}

fn opened_until(app: &App, purpose: &str, uri: &Uri, thing: &[&str]) -> Result<(Tenant, i64), ApiError> {
    let part = |name| query_value(uri, name).ok_or(ApiError::NotFound);
    let (tenant, until, signature) = (part("for")?, part("until")?, part("signature")?);
    let is_signed = app.vault.is_signed(purpose, &[&[tenant.as_str(), &until], thing].concat(), &signature);
    let until = until.parse::<i64>().map_err(|_| ApiError::NotFound)?;
    if !is_signed || until < clock::now_ms() {
        return Err(ApiError::NotFound);
    }
    Ok((Tenant::new(tenant), until))
}

/// Lets the browser in to one entity for as long as the link opens, and leads on to an address that is no secret.
///
/// # Errors
/// The link is not ours or too old, the entity is gone, or the database fails.
pub(super) async fn report(
    State(app): State<Arc<App>>,
    Path(entity_id): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiError> {
    let (tenant, until) = opened_until(&app, REPORT, &uri, &[&entity_id])?;
    app.store.entity(&app.vault, &tenant, &entity_id).await?.ok_or(ApiError::NotFound)?;
    pages::let_in(&app, &headers, &tenant, &entity_id, until)
}

async fn document(
    State(app): State<Arc<App>>,
    Path(statement_id): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let tenant = opened(&app, DOCUMENT, &uri, &[&statement_id])?;
    let file = app.store.statement_file(&app.vault, &tenant, &statement_id).await?;
    original(&app, &statement_id, &file.ok_or(ApiError::NotFound)?).await
}

/// The uploaded document as it came.
///
/// # Errors
/// The object store fails.
pub(super) async fn original(
    app: &App,
    statement_id: &str,
    file: &StatementFile,
) -> Result<Response, ApiError> {
    let object = open_object(app, file).await?;
    let length = object.bytes();
    let pieces = futures_util::stream::try_unfold(object, |mut object| async move {
        let piece = object.next().await?;
        Ok::<_, std::io::Error>(piece.map(|piece| (piece, object)))
    });
    let mut response = saved(Body::from_stream(pieces), PDF, &format!("statement-{statement_id}.pdf"));
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    Ok(response)
}

/// The uploaded document, decrypted while it is read.
///
/// # Errors
/// The object store fails.
pub(super) async fn open_object(app: &App, file: &StatementFile) -> Result<ObjectReader, ApiError> {
    let secret = crypto::from_hex(&file.secrets.object_secret)
        .ok_or_else(|| ApiError::Internal("a stored secret is not a key".to_owned()))?;
    Ok(app.objects.open(&file.object_key, &secret).await?)
}

async fn workbook(
    State(app): State<Arc<App>>,
    Path((kind, entity_id, account_id)): Path<(String, String, String)>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let tenant = opened(&app, WORKBOOK, &uri, &[&kind, &entity_id, &account_id])?;
    let kind = Workbook::of(&kind).ok_or(ApiError::NotFound)?;
    let bytes = workbooks::workbook(&app, &tenant, &entity_id, &account_id, kind).await?;
    Ok(saved_workbook(bytes, kind, &account_id))
}

/// A workbook as a file.
pub(super) fn saved_workbook(bytes: Vec<u8>, kind: Workbook, account_id: &str) -> Response {
    saved(Body::from(bytes), XLSX, &format!("{}-{account_id}.xlsx", kind.word()))
}

const PDF: HeaderValue = HeaderValue::from_static("application/pdf");
const XLSX: HeaderValue =
    HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

/// A file that is saved, never shown within our own pages: what is in it is a stranger's. Its name is ours.
pub(super) fn saved(body: Body, kind: HeaderValue, name: &str) -> Response {
    let mut response = (StatusCode::OK, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, kind);
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}
