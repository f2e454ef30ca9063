//! `entity/{id}/get_pdfs/`: links to the uploaded documents.

use super::analysis::EntityPath;
use crate::http::asked::{Asked, AskedEntity};
use crate::http::error::{ApiError, ok};
use crate::http::links;
use crate::service::App;
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this resource.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(show_pdfs))
}

/// The answer.
#[derive(Serialize, ToSchema)]
struct PdfsShape {
    entity_id: String,
    statements: Vec<PdfShape>,
}

/// One uploaded document.
#[derive(Serialize, ToSchema)]
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

/// Documents
///
/// A link to each uploaded document, valid for one hour and without a key.
#[utoipa::path(
    get,
    path = "/entity/{entity_id}/get_pdfs",
    tag = "Documents and reports",
    params(EntityPath),
    responses((status = 200, description = "The links.", body = PdfsShape))
)]
async fn show_pdfs(request: AskedEntity) -> Result<Response, ApiError> {
    let AskedEntity { asked: Asked { app, tenant, headers, .. }, entity_id } = request;
    app.store.entity(&app.vault, &tenant, &entity_id).await?.ok_or(ApiError::NotFound)?;
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
