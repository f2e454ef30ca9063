//! Pages by key: a cursor says after which item the next page begins, so that nothing is shown twice or missed when items come
//! and go in between. It is signed for its tenant and list: nobody makes one up.

use crate::http::asked::Asked;
use crate::http::error::ApiError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

const PURPOSE: &str = "page cursor";
const USUAL: usize = 50;
const MOST: usize = 250;

/// Which page of a list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // Read by the document of the API.
pub(super) struct PageQuery {
    /// Items of a page, 50 when it is left out.
    #[param(minimum = 1, maximum = 250)]
    limit: Option<u32>,
    /// The `next` of the page before; empty for the first page.
    #[param(pattern = r"^([A-Za-z0-9_-]+\.[0-9a-f]{64})?$")]
    after: Option<String>,
}

/// Items of a page.
pub(super) fn limit(asked: &Asked) -> Result<usize, ApiError> {
    let Some(text) = asked.query_number("limit") else { return Ok(USUAL) };
    let limit = text.parse().ok().filter(|limit| (1..=MOST).contains(limit));
    limit.ok_or_else(|| ApiError::field("limit", format!("Must be a whole number from 1 to {MOST}.")))
}

/// The cursor for the page after a position in a list.
pub(super) fn write(asked: &Asked, list: &str, position: &impl Serialize) -> Result<String, ApiError> {
    let position = serde_json::to_string(position).map_err(|error| ApiError::Internal(error.to_string()))?;
    let signature = asked.app.vault.sign(PURPOSE, &[asked.tenant.id(), list, &position]);
    Ok(format!("{}.{signature}", URL_SAFE_NO_PAD.encode(position)))
}

/// The position that the request wants to go on from.
pub(super) fn read<P: DeserializeOwned>(asked: &Asked, list: &str) -> Result<Option<P>, ApiError> {
    let Some(text) = asked.query("after") else { return Ok(None) };
    let (position, signature) =
        text.split_once('.').filter(|parts| is_cursor(*parts)).ok_or_else(malformed)?;
    let position = || {
        let position = String::from_utf8(URL_SAFE_NO_PAD.decode(position).ok()?).ok()?;
        let is_signed = asked.app.vault.is_signed(PURPOSE, &[asked.tenant.id(), list, &position], signature);
        is_signed.then(|| serde_json::from_str(&position).ok()).flatten()
    };
    // It has the form of a cursor and leads to no page of this list: as any page that is not there.
    position().map(Some).ok_or(ApiError::InvalidPage)
}

fn is_cursor((position, signature): (&str, &str)) -> bool {
    let in_alphabet = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    !position.is_empty()
        && position.bytes().all(in_alphabet)
        && signature.len() == 64
        && signature.bytes().all(is_digit)
}

fn malformed() -> ApiError {
    ApiError::field("after", "Not a cursor; give back what the page before calls `next`.")
}
