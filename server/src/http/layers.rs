//! What every answer has in common: a request id, security headers, one line in the log, and a 500 that tells nothing.

use super::error::{ApiError, InternalFault, json_response};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse as _;
use serde_json::json;
use std::any::Any;
use std::time::Instant;

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

/// Goes around every request.
pub async fn around(request: Request, next: Next) -> Response<Body> {
    let started = Instant::now();
    let id = crate::store::new_id();
    let method = request.method().clone();
    // The path holds identifiers of ours only; the query may hold a customer's link and stays out of the log.
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    if let Some(InternalFault(fault)) = response.extensions_mut().remove() {
        tracing::error!(request_id = %id, %method, %path, %fault, "request failed");
        let body = json!({ "detail": "Internal server error.", "request_id": id });
        response = json_response(StatusCode::INTERNAL_SERVER_ERROR, &body);
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, value);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert("x-request-id", value);
    }
    let (status, ms) = (response.status().as_u16(), started.elapsed().as_millis());
    tracing::info!(request_id = %id, %method, %path, status, ms, "request");
    response
}

/// A panic in a handler ends as a 500 like any other fault of ours. Its message may quote data and is not logged; the panic
/// hook of `serve` logs where it happened.
pub fn after_panic(_panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    ApiError::Internal("a handler panicked".to_owned()).into_response()
}
