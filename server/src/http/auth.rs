//! Who asks: the header `x-api-key` in any case, and nothing else.

use super::error::ApiError;
use super::places;
use crate::service::App;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// Lets a request through with its [`crate::store::Tenant`] attached, or answers 401 without reading the body.
///
/// # Errors
/// No key, several keys, an unknown or a revoked key; or the database fails.
pub async fn require_key(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    // Header names reach us in lower case whatever the client wrote.
    let mut keys = request.headers().get_all("x-api-key").iter();
    let key = match (keys.next().and_then(|value| value.to_str().ok()), keys.next()) {
        (Some(key), None) => key,
        _ => return Err(ApiError::Unauthorized),
    };
    let tenant = app.store.authenticate(key).await?.ok_or(ApiError::Unauthorized)?;
    request.extensions_mut().insert(tenant.clone());
    places::among_tenant(&app, &tenant, request, next).await
}
