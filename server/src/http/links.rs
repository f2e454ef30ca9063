//! Links that need no key: signed, for one thing, valid for one hour.
//!
//! The signature covers what the link opens, whose it is and until when, so that none of it can be changed. Whoever holds the
//! link can open it, as the contract's clients expect; it is never logged, since only paths are.

use super::error::ApiError;
use super::fields::query_value;
use crate::clock;
use crate::crypto;
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

/// The routes of links.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/links/documents/{statement_id}", get(document))
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
    let until = clock::now_ms().saturating_add(VALID_MS).to_string();
    let signature = app.vault.sign(DOCUMENT, &[tenant.id(), statement_id, &until]);
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("for", tenant.id()).append_pair("until", &until).append_pair("signature", &signature);
    format!("{}/links/documents/{statement_id}?{}", base(headers), query.finish())
}

/// The document, when the link is ours and not too old; otherwise the same answer as for a document that does not exist.
async fn document(
    State(app): State<Arc<App>>,
    Path(statement_id): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let part = |name| query_value(&uri, name).ok_or(ApiError::NotFound);
    let (tenant, until, signature) = (part("for")?, part("until")?, part("signature")?);
    let is_signed = app.vault.is_signed(DOCUMENT, &[&tenant, &statement_id, &until], &signature);
    if !is_signed || until.parse::<i64>().is_ok_and(|until| until < clock::now_ms()) {
        return Err(ApiError::NotFound);
    }
    let file = app.store.statement_file(&app.vault, &Tenant::new(tenant), &statement_id).await?;
    let file = file.ok_or(ApiError::NotFound)?;
    let secret = crypto::from_hex(&file.secrets.object_secret)
        .ok_or_else(|| ApiError::Internal("a stored secret is not a key".to_owned()))?;
    let object = app.objects.open(&file.object_key, &secret).await?;
    let length = object.bytes();
    let pieces = futures_util::stream::try_unfold(object, |mut object| async move {
        let piece = object.next().await?;
        Ok::<_, std::io::Error>(piece.map(|piece| (piece, object)))
    });
    let mut response = (StatusCode::OK, Body::from_stream(pieces)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    // The document is a stranger's: it is saved, never shown within our own pages. Its name is ours.
    let name = format!("attachment; filename=\"statement-{statement_id}.pdf\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
