//! What a client is told when a request fails. The only place that knows status codes.
//!
//! The bodies are those of the Bank Connect contract: `detail` for who and where, field names for what is wrong in a request,
//! `message` and a numeric `status` for a refused document. Internal faults tell the client nothing but a request id.

use crate::refusal::Refusal;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use std::fmt;

/// Why a request fails.
#[derive(Debug)]
pub enum ApiError {
    /// No key, an unknown key or a revoked key.
    Unauthorized,
    /// A browser was sent here by a page that is not of this server.
    FromElsewhere,
    /// No such path, or no such thing of this tenant.
    NotFound,
    /// A page beyond the last one.
    InvalidPage,
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// Fields that are missing or wrong, with one message each.
    Fields(Vec<(&'static str, String)>),
    /// The document is refused; the entity exists.
    Refused {
        /// The entity.
        entity_id: String,
        /// Why.
        refusal: Refusal,
    },
    /// The body is not what its content type says.
    Malformed(&'static str),
    /// The content type is not one we read.
    UnsupportedMediaType,
    /// The body is larger than allowed.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The body came too slowly or stopped.
    TooSlow,
    /// A request with the same `Idempotency-Key` is under way.
    UnderWay,
    /// The `Idempotency-Key` was used for another request.
    KeyOfAnother,
    /// Too much is under way; try again.
    Busy,
    /// Too many requests are in hand, of all or of this tenant; try again.
    TooMany,
    /// Our fault; the sentence is for the log.
    Internal(String),
}

/// Left in the extensions of a 500 answer, so that the layer that knows the request id logs it and completes the body.
#[derive(Clone, Debug)]
pub struct InternalFault(pub String);

/// Left in the extensions of an answer that refuses a document, so that refusals are counted in one place.
#[derive(Clone, Copy, Debug)]
pub struct RefusedFor(pub &'static str);

impl ApiError {
    /// One wrong field.
    pub fn field(name: &'static str, message: impl Into<String>) -> Self {
        ApiError::Fields(vec![(name, message.into())])
    }
}

impl<E: fmt::Display + InternalCause> From<E> for ApiError {
    fn from(error: E) -> Self {
        ApiError::Internal(error.to_string())
    }
}

/// Errors that are our fault wherever they come up in a handler.
pub trait InternalCause {}
impl InternalCause for crate::store::StoreError {}
impl InternalCause for std::io::Error {}
impl InternalCause for crate::crypto::SealError {}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let reason = match &self {
            ApiError::Refused { refusal, .. } => Some(refusal.reason()),
            _ => None,
        };
        let detail = |status: StatusCode, text: &str| (status, json!({ "detail": text }));
        let (status, body) = match self {
            ApiError::Unauthorized => {
                detail(StatusCode::UNAUTHORIZED, "Authentication credentials were not provided.")
            }
            ApiError::FromElsewhere => {
                detail(StatusCode::FORBIDDEN, "This request does not come from a page of this server.")
            }
            ApiError::NotFound => detail(StatusCode::NOT_FOUND, "Not found."),
            ApiError::InvalidPage => detail(StatusCode::NOT_FOUND, "Invalid page."),
            ApiError::MethodNotAllowed => detail(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed."),
            ApiError::Malformed(text) => detail(StatusCode::BAD_REQUEST, text),
            ApiError::UnsupportedMediaType => {
                detail(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported media type in request.")
            }
            ApiError::TooLarge { limit } => {
                let text = format!("The request body is larger than the {limit} bytes allowed.");
                detail(StatusCode::PAYLOAD_TOO_LARGE, &text)
            }
            ApiError::TooSlow => {
                detail(StatusCode::REQUEST_TIMEOUT, "The request body did not arrive in time.")
            }
            ApiError::TooMany => {
                detail(StatusCode::TOO_MANY_REQUESTS, "Too many requests are in hand. Try again.")
            }
            ApiError::UnderWay => {
                detail(StatusCode::CONFLICT, "A request with this Idempotency-Key is under way.")
            }
            ApiError::KeyOfAnother => {
                let text = "This Idempotency-Key was used for another request.";
                detail(StatusCode::UNPROCESSABLE_ENTITY, text)
            }
            ApiError::Busy => detail(StatusCode::SERVICE_UNAVAILABLE, "The service is busy. Try again."),
            ApiError::Fields(fields) => {
                let mut body: Map<String, Value> =
                    fields.into_iter().map(|(name, message)| (name.to_owned(), json!([message]))).collect();
                body.insert("status".to_owned(), json!(0));
                (StatusCode::BAD_REQUEST, Value::Object(body))
            }
            ApiError::Refused { entity_id, refusal } => (REFUSED, refused_body(&entity_id, &refusal)),
            ApiError::Internal(fault) => {
                let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
                response.extensions_mut().insert(InternalFault(fault));
                return response;
            }
        };
        let mut response = json_response(status, &body);
        if let Some(reason) = reason {
            response.extensions_mut().insert(RefusedFor(reason));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE || status == StatusCode::TOO_MANY_REQUESTS {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// The body of a refusal, and its status.
pub fn refused_body(entity_id: &str, refusal: &Refusal) -> Value {
    json!({ "entity_id": entity_id, "message": refusal.message(), "status": refusal.status() })
}

/// The HTTP status of a refusal, for answers that are kept.
pub const REFUSED: StatusCode = StatusCode::BAD_REQUEST;

/// An answer whose JSON is printed already.
pub fn json_bytes(status: StatusCode, bytes: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response()
}

/// An answer in JSON.
pub fn json_response(status: StatusCode, body: &impl serde::Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => json_bytes(status, bytes),
        Err(error) => ApiError::Internal(format!("cannot print an answer: {error}")).into_response(),
    }
}

/// A 200 answer in JSON.
pub fn ok(body: &impl serde::Serialize) -> Response {
    json_response(StatusCode::OK, body)
}

/// A 201 answer in JSON.
pub fn created(body: &impl serde::Serialize) -> Response {
    json_response(StatusCode::CREATED, body)
}
