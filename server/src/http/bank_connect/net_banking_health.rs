//! `net_banking_health/`: every bank with the truth about it, which is that statements come as uploads and by no other way.

use crate::http::error::{ApiError, ok};
use crate::service::App;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this resource.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list_health))
}

/// One bank.
#[derive(Serialize, ToSchema)]
struct HealthShape {
    /// Identifier in capitals, as this one answer of the contract prints it.
    bank: String,
    /// `YYYY-MM-DD HH:MM:SS`, UTC.
    updated_at: String,
    health_up: bool,
    issue_details: Option<&'static str>,
}

/// Net banking health
///
/// Every bank that is known. Always down: statements come as uploads only.
#[utoipa::path(
    get,
    path = "/net_banking_health",
    tag = "Banks",
    responses((status = 200, description = "The banks.", body = Vec<HealthShape>))
)]
async fn list_health(State(app): State<Arc<App>>) -> Result<Response, ApiError> {
    let now = crate::clock::utc_seconds(crate::clock::now_ms());
    let installed = app.templates.get();
    let banks = installed.templates().registry().iter().map(|bank| HealthShape {
        bank: bank.id.to_uppercase(),
        updated_at: now.clone(),
        health_up: false,
        issue_details: Some("Net banking is not offered here. Upload the statement as a PDF."),
    });
    Ok(ok(&banks.collect::<Vec<_>>()))
}
