//! `/v1/entities/{id}/statements`.

use super::shapes::ProofShape;
use crate::clock;
use crate::http::asked::{Asked, AskedEntity};
use crate::http::bank_connect::analysis::EntityPath;
use crate::http::error::{ApiError, ok};
use crate::service::App;
use crate::store::progress::Standing;
use crate::store::statements::{Progress, StatementRow};
use axum::response::Response;
use engine::model::{DocumentFacts, Report};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this resource.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list_statements))
}

/// The statements of an entity.
#[derive(Serialize, ToSchema)]
struct StatementsShape {
    items: Vec<StatementShape>,
}

/// An uploaded document.
#[derive(Serialize, ToSchema)]
struct StatementShape {
    id: String,
    /// Identifier of the bank, lower case.
    bank: String,
    progress: ProgressShape,
    /// ISO 8601 with microseconds, UTC.
    uploaded_at: String,
    /// SHA-256 of the document.
    sha256: String,
    bytes: i64,
    /// Facts about the file, once it was read.
    file: Option<FileShape>,
    /// One for each account of the document, once it was read.
    accounts: Vec<ProofShape>,
}

/// How far a statement has come.
#[derive(Clone, Serialize, ToSchema)]
pub(super) struct ProgressShape {
    identity: Progress,
    transactions: Progress,
    /// What the rows of the entity say together.
    analysis: Progress,
    /// Why something failed.
    message: Option<String>,
}

impl ProgressShape {
    /// The progress of a statement of an entity that stands so.
    pub(super) fn of(row: &StatementRow, standing: Standing) -> ProgressShape {
        let analysis = match row.transactions {
            Progress::Completed => standing.analysis(),
            other => other,
        };
        ProgressShape {
            identity: row.identity,
            transactions: row.transactions,
            analysis,
            message: row.message.clone(),
        }
    }
}

/// Facts about a file.
#[derive(Serialize, ToSchema)]
struct FileShape {
    pages: u32,
    producer: Option<String>,
    creator: Option<String>,
    encrypted: bool,
}

impl From<&DocumentFacts> for FileShape {
    fn from(facts: &DocumentFacts) -> Self {
        FileShape {
            pages: facts.pages,
            producer: facts.producer.clone(),
            creator: facts.creator.clone(),
            encrypted: facts.encrypted,
        }
    }
}

/// Statements
///
/// Each uploaded document with what its balances prove, where they fail, and what was left out.
#[utoipa::path(
    get,
    path = "/entities/{entity_id}/statements",
    tag = "Own API",
    params(EntityPath),
    responses((status = 200, description = "The statements, oldest upload first.", body = StatementsShape))
)]
async fn list_statements(request: AskedEntity) -> Result<Response, ApiError> {
    let AskedEntity { asked: Asked { app, tenant, .. }, entity_id } = request;
    let standing = app.store.standing(&tenant, &entity_id).await?.ok_or(ApiError::NotFound)?;
    let rows = app.store.statements(&tenant, &entity_id).await?;
    let links = app.store.account_links(&tenant, &entity_id).await?;
    let reports: HashMap<String, Report> =
        app.store.reports(&app.vault, &tenant, &entity_id).await?.into_iter().collect();
    let account_of = |statement_id: &str, ordinal: usize| {
        let link = links.iter().find(|link| link.statement_id == statement_id && link.ordinal == ordinal);
        link.map(|link| link.account_id.clone())
    };
    let items = rows.iter().map(|row| {
        let report = reports.get(&row.id);
        let proofs = report.map(|report| report.statements.as_slice()).unwrap_or_default();
        let proofs = proofs.iter().enumerate();
        StatementShape {
            id: row.id.clone(),
            bank: row.bank.clone(),
            progress: ProgressShape::of(row, standing),
            uploaded_at: clock::iso_micros(row.created_at),
            sha256: row.file_sha256.clone(),
            bytes: row.file_bytes,
            file: report.map(|report| FileShape::from(&report.facts)),
            accounts: proofs
                .map(|(ordinal, statement)| ProofShape::of(statement, account_of(&row.id, ordinal)))
                .collect(),
        }
    });
    Ok(ok(&StatementsShape { items: items.collect() }))
}
