//! The header `Idempotency-Key`: a request that is sent again with the same key is answered again and not done again.

use super::asked::Asked;
use super::error::{ApiError, json_bytes};
use crate::store::idempotency::{Begun, IdempotentRequest, KeptAnswer};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use utoipa::IntoParams;

const HEADER: &str = "idempotency-key";
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// Longest key.
const LONGEST: usize = 255;

/// The header, in the document of the API.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code)] // Read by the document of the API.
pub struct IdempotencyHeader {
    /// The same key and the same request get the same answer, for a day.
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255)]
    idempotency_key: Option<String>,
}

/// What is to be done about a request.
pub enum Way {
    /// It has no key: it is done.
    Plain,
    /// Its key is taken now: it is done, and its answer is kept or the key given back.
    Keyed(IdempotentRequest),
    /// It was done before: this is its answer.
    Done(Response),
}

/// Looks for a key and takes it. `said` is everything that the request says.
///
/// # Errors
/// The key is no key, is of another request, or its request is under way; or the database fails.
pub async fn way(asked: &Asked, route: &str, said: &[&str]) -> Result<Way, ApiError> {
    let Some(key) = key(asked)? else { return Ok(Way::Plain) };
    let vault = &asked.app.vault;
    let request = IdempotentRequest {
        key_hash: vault.fingerprint(&["idempotency key", asked.tenant.id(), route, key]),
        request_hash: vault.fingerprint(&[&["idempotent request"], said].concat()),
    };
    let begun = asked.app.store.begin_idempotent(vault, &asked.tenant, &request, &asked.app.node).await?;
    match begun {
        Begun::Fresh => Ok(Way::Keyed(request)),
        Begun::Answered(answer) => Ok(Way::Done(replayed(answer)?)),
        Begun::UnderWay => Err(ApiError::UnderWay),
        Begun::OtherRequest => Err(ApiError::KeyOfAnother),
    }
}

fn key(asked: &Asked) -> Result<Option<&str>, ApiError> {
    let Some(value) = asked.headers.get(HEADER) else { return Ok(None) };
    let key = value.to_str().ok().filter(|key| !key.is_empty() && key.len() <= LONGEST);
    let refused = || ApiError::field("Idempotency-Key", format!("Must have from 1 to {LONGEST} characters."));
    key.map(Some).ok_or_else(refused)
}

fn replayed(answer: KeptAnswer) -> Result<Response, ApiError> {
    let status =
        StatusCode::from_u16(answer.status).map_err(|error| ApiError::Internal(error.to_string()))?;
    let mut response = json_bytes(status, answer.body);
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}
