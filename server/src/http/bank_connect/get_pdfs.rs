//! `entity/{id}/get_pdfs/`: links to the uploaded documents.

use super::uuid4;
use crate::http::error::{ApiError, ok};
use crate::http::links;
use crate::service::App;
use crate::store::Tenant;
use axum::Router;
use axum::extract::{Extension, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use std::sync::Arc;

/// The routes of this resource.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/entity/{entity_id}/get_pdfs", get(show))
}

/// The answer.
#[derive(Serialize)]
struct PdfsShape {
    entity_id: String,
    statements: Vec<PdfShape>,
}

/// One uploaded document.
#[derive(Serialize)]
struct PdfShape {
    statement_id: String,
    bank_name: String,
    pdf_password: Option<String>,
    /// Opens for one hour without a key.
    pdf_url: String,
    account_id: Option<String>,
    source: &'static str,
    /// Why the statement could not be read.
    message: Option<String>,
}

async fn show(
    State(app): State<Arc<App>>,
    Extension(tenant): Extension<Tenant>,
    Path(entity_id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let entity_id = uuid4("entity_id", &entity_id)?;
    app.store.entity(&tenant, &entity_id).await?.ok_or(ApiError::NotFound)?;
    let accounts = app.store.account_links(&tenant, &entity_id).await?;
    let mut statements = Vec::new();
    for row in app.store.statements(&tenant, &entity_id).await? {
        let Some(file) = app.store.statement_file(&app.vault, &tenant, &row.id).await? else {
            continue;
        };
        statements.push(PdfShape {
            bank_name: file.bank,
            pdf_password: file.secrets.pdf_password.clone(),
            pdf_url: links::to_document(&app, &headers, &tenant, &row.id),
            account_id: accounts
                .iter()
                .find(|link| link.statement_id == row.id)
                .map(|link| link.account_id.clone()),
            source: "pdf",
            message: row.message,
            statement_id: row.id,
        });
    }
    Ok(ok(&PdfsShape { entity_id, statements }))
}
