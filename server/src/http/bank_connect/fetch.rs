//! `file_url`: a document that the server fetches itself.

use super::form::{StagedFile, Staging};
use crate::http::error::ApiError;
use crate::outbound::target::Target;
use crate::outbound::{Exchange, OutboundError};
use crate::service::App;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Bytes};
use hyper::{Method, StatusCode, header};
use std::time::Duration;

/// Fetches and stages the document. What the host answers when it is no document is never shown: it may be meant for us alone.
///
/// # Errors
/// The URL is none, leads inside, does not answer with a document, or the document is too large or comes too slowly.
pub(super) async fn fetch(app: &App, url: &str) -> Result<StagedFile, ApiError> {
    let patience = Duration::from_secs(app.config.outbound.download_seconds.max(1));
    let fetched = tokio::time::timeout(patience, download(app, url)).await;
    fetched.unwrap_or_else(|_| Err(refused(&OutboundError::TooSlow)))
}

fn refused(why: &impl ToString) -> ApiError {
    ApiError::field("file_url", why.to_string())
}

async fn download(app: &App, url: &str) -> Result<StagedFile, ApiError> {
    let limit = app.config.http.upload_bytes;
    let too_large = || refused(&format!("The document is larger than the {limit} bytes allowed."));
    let target = Target::parse(url).map_err(|error| refused(&error))?;
    let headers = [(header::ACCEPT.as_str(), "application/pdf, */*;q=0.1".to_owned())];
    let exchange = app.outbound.send(&target, Method::GET, &headers, Bytes::new()).await;
    // The exchange holds the connection, which has to live as long as the body is read.
    let Exchange { response, .. } = &mut exchange.map_err(|error| refused(&error))?;
    if response.status() != StatusCode::OK {
        return Err(refused(&"This URL did not answer with a document."));
    }
    if response.body().size_hint().exact().is_some_and(|bytes| bytes > limit) {
        return Err(too_large());
    }
    let mut staging = Staging::begin(app).await?;
    let mut bytes = 0_u64;
    while let Some(frame) = response.body_mut().frame().await {
        let frame = frame.map_err(|_| refused(&OutboundError::Unreachable))?;
        let Some(data) = frame.data_ref() else { continue };
        bytes = bytes.saturating_add(data.len() as u64);
        if bytes > limit {
            return Err(too_large());
        }
        staging.write(data).await?;
    }
    staging.complete(app).await
}
