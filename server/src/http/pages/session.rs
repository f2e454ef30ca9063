//! `/sign-in` and `/sign-out`, and the way in by a signed link.

use super::visitor::{self, Grant, LINKS, SESSION, Session};
use super::{own_path, page, see_other};
use crate::clock;
use crate::http::body::{BodyLimit, collect};
use crate::http::error::ApiError;
use crate::http::fields::{form_pairs, query_value};
use crate::http::links;
use crate::pages::sign_in;
use crate::service::App;
use crate::store::Tenant;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use std::sync::Arc;
use std::time::Duration;

/// A working day, in milliseconds.
const VALID_MS: i64 = 10 * 60 * 60 * 1_000;
/// Longest body of a sign-in.
const FORM_BYTES: u64 = 4 * 1_024;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/sign-in", get(show).post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/links/reports/{entity_id}", get(links::report))
}

async fn show(uri: Uri) -> Result<Response, ApiError> {
    let to = query_value(&uri, "to").unwrap_or_default();
    page(sign_in::page(own_path(&to), false), &sign_in::policy())
}

async fn sign_in(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, ApiError> {
    if !visitor::is_from_our_page(&headers) {
        return Err(ApiError::FromElsewhere);
    }
    let idle = Duration::from_secs(app.config.http.body_idle_seconds);
    let body = collect(request.into_body(), BodyLimit { bytes: FORM_BYTES, idle }).await?;
    let fields = form_pairs(&body);
    let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
    let key = field("key").unwrap_or_default().to_owned();
    let to = own_path(field("to").unwrap_or_default());
    if app.store.authenticate(&key).await?.is_none() {
        let again = page(sign_in::page(to, true), &sign_in::policy())?;
        return Ok((StatusCode::UNAUTHORIZED, again).into_response());
    }
    let session = Session { key, until: clock::now_ms().saturating_add(VALID_MS) };
    let mut response = see_other(to);
    visitor::give(&app, &headers, &mut response, (SESSION, &session, VALID_MS))?;
    Ok(response)
}

async fn sign_out(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, ApiError> {
    if !visitor::is_from_our_page(&headers) {
        return Err(ApiError::FromElsewhere);
    }
    let mut response = see_other("/sign-in");
    for name in [SESSION, LINKS] {
        visitor::take_back(&app, &headers, &mut response, name);
    }
    Ok(response)
}

/// Lets the holder of a signed link in to one entity, beside those that other links have opened.
///
/// # Errors
/// The system gives no randomness.
pub(in crate::http) fn let_in(
    app: &App,
    headers: &HeaderMap,
    tenant: &Tenant,
    entity_id: &str,
    until: i64,
) -> Result<Response, ApiError> {
    let grant = Grant { tenant: tenant.id().to_owned(), entity_id: entity_id.to_owned(), until };
    let mut grants = visitor::grants(app, headers);
    grants.retain(|known| known.entity_id != grant.entity_id);
    grants.insert(0, grant);
    let mut response = see_other(&format!("/entities/{entity_id}"));
    // As long as the last of them; each has its own end within.
    let longest = grants.iter().map(|grant| grant.until).max().unwrap_or(until);
    let ms = longest.saturating_sub(clock::now_ms());
    visitor::give(app, headers, &mut response, (LINKS, &visitor::fitting(grants), ms))?;
    Ok(response)
}
