//! `entity/{id}/accounts/`.

use super::analysis::{Kind, Overview};
use crate::http::error::{ApiError, ok};
use crate::service::App;
use crate::store::Tenant;
use axum::Router;
use axum::extract::{Extension, Path, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use std::sync::Arc;

/// The routes of this resource.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/entity/{entity_id}/accounts", get(show))
}

async fn show(
    State(app): State<Arc<App>>,
    Extension(tenant): Extension<Tenant>,
    Path(entity_id): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let overview = Overview::load(&app, &tenant, &entity_id, &uri).await?;
    Ok(ok(&overview.envelope(Kind::Accounts)))
}
