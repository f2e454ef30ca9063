//! What every answer has in common: a request id, security headers, one line in the log, and a 500 that tells nothing.

use super::error::{ApiError, InternalFault, RefusedFor, json_response};
use super::pages;
use crate::service::App;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse as _;
use serde_json::json;
use std::any::Any;
use std::sync::Arc;
use std::time::Instant;
use tracing::Instrument as _;

const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
    ),
];

/// The identifier of a request, in its extensions.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Goes around every request.
pub async fn around(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response<Body> {
    let started = Instant::now();
    let id = request_id(&request);
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    // The path holds identifiers of ours only; the query may hold a customer's link and stays out of the log.
    let path = request.uri().path().to_owned();
    let route = request.extensions().get::<MatchedPath>().map(|route| route.as_str().to_owned());
    // What is logged anywhere below carries the request's id.
    let span = tracing::info_span!("request", request_id = %id);
    let mut response = next.run(request).instrument(span).await;
    if let Some(InternalFault(fault)) = response.extensions_mut().remove() {
        tracing::error!(request_id = %id, %method, %path, %fault, "request failed");
        // People have got their page already.
        if !pages::is_page(&response) {
            let body = json!({ "detail": "Internal server error.", "request_id": id });
            response = json_response(StatusCode::INTERNAL_SERVER_ERROR, &body);
        }
    }
    if let Some(RefusedFor(reason)) = response.extensions_mut().remove() {
        app.metrics.refused(reason);
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        // A page brings the policy that it needs.
        headers.entry(name).or_insert(value);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert("x-request-id", value);
    }
    let (status, took) = (response.status().as_u16(), started.elapsed());
    app.metrics.answered(route.as_deref().unwrap_or("other"), known(&method), status, took);
    tracing::info!(request_id = %id, %method, %path, status, ms = took.as_millis(), "request");
    response
}

/// The caller's id of the request when it is a UUID, which says nothing of anybody; otherwise one of ours.
fn request_id(request: &Request) -> String {
    let given = request.headers().get("x-request-id").and_then(|value| value.to_str().ok());
    let given = given.filter(|text| text.len() == 36).and_then(|text| uuid::Uuid::try_parse(text).ok());
    given.map_or_else(crate::store::new_id, |id| id.to_string())
}

/// The method as a label; a stranger can invent any number of methods.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

/// A panic in a handler ends as a 500 like any other fault of ours. Its message may quote data and is not logged; the panic
/// hook of `serve` logs where it happened.
pub fn after_panic(_panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    ApiError::Internal("a handler panicked".to_owned()).into_response()
}
