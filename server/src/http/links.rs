//! Links that need no key: signed, for one thing, valid for one hour.
//!
//! The signature covers what the link opens, whose it is and until when, so that none of it can be changed. Whoever holds the
//! link can open it, as the contract's clients expect; it is never logged, since only paths are.

use super::asked::Asked;
use super::error::ApiError;
use super::fields::query_value;
use super::workbooks;
use crate::clock;
use crate::crypto;
use crate::export::xlsx::Workbook;
use crate::service::App;
use crate::store::Tenant;
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

/// The query that opens a thing.
fn signed(app: &App, purpose: &str, tenant: &Tenant, thing: &[&str]) -> String {
    let until = clock::now_ms().saturating_add(VALID_MS).to_string();
    let signature = app.vault.sign(purpose, &[&[tenant.id(), &until], thing].concat());
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("for", tenant.id()).append_pair("until", &until).append_pair("signature", &signature);
    query.finish()
}

/// Whose thing it is, when the link is ours and not too old; otherwise the same answer as for a thing that does not exist.
fn opened(app: &App, purpose: &str, uri: &Uri, thing: &[&str]) -> Result<Tenant, ApiError> {
    let part = |name| query_value(uri, name).ok_or(ApiError::NotFound);
    let (tenant, until, signature) = (part("for")?, part("until")?, part("signature")?);
    let is_signed = app.vault.is_signed(purpose, &[&[tenant.as_str(), &until], thing].concat(), &signature);
    if !is_signed || until.parse::<i64>().is_ok_and(|until| until < clock::now_ms()) {
        return Err(ApiError::NotFound);
    }
    Ok(Tenant::new(tenant))
}

async fn document(
    State(app): State<Arc<App>>,
    Path(statement_id): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let tenant = opened(&app, DOCUMENT, &uri, &[&statement_id])?;
    let file = app.store.statement_file(&app.vault, &tenant, &statement_id).await?;
    let file = file.ok_or(ApiError::NotFound)?;
    let secret = crypto::from_hex(&file.secrets.object_secret)
        .ok_or_else(|| ApiError::Internal("a stored secret is not a key".to_owned()))?;
    let object = app.objects.open(&file.object_key, &secret).await?;
    let length = object.bytes();
    let pieces = futures_util::stream::try_unfold(object, |mut object| async move {
        let piece = object.next().await?;
        Ok::<_, std::io::Error>(piece.map(|piece| (piece, object)))
    });
    let mut response = saved(Body::from_stream(pieces), PDF, &format!("statement-{statement_id}.pdf"));
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    Ok(response)
}

async fn workbook(
    State(app): State<Arc<App>>,
    Path((kind, entity_id, account_id)): Path<(String, String, String)>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let tenant = opened(&app, WORKBOOK, &uri, &[&kind, &entity_id, &account_id])?;
    let kind = Workbook::of(&kind).ok_or(ApiError::NotFound)?;
    let bytes = workbooks::workbook(&app, &tenant, &entity_id, &account_id, kind).await?;
    Ok(saved(Body::from(bytes), XLSX, &format!("{}-{account_id}.xlsx", kind.word())))
}

const PDF: HeaderValue = HeaderValue::from_static("application/pdf");
const XLSX: HeaderValue =
    HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

/// A file that is saved, never shown within our own pages: what is in it is a stranger's. Its name is ours.
fn saved(body: Body, kind: HeaderValue, name: &str) -> Response {
    let mut response = (StatusCode::OK, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, kind);
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}
