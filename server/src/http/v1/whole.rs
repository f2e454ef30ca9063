//! All of an entity in one answer, for files that people save: rows, analyses and findings in the shapes of this API.

use super::analyses::AnalysisShape;
use super::shapes::{FindingShape, RowShape};
use crate::http::asked::AskedEntity;
use crate::http::bank_connect::analysis::{Kind, Overview};
use crate::http::bank_connect::shapes::carried_balances;
use crate::http::error::ApiError;
use crate::store::statements::Progress;
use serde::Serialize;

/// An entity whole.
#[derive(Serialize)]
pub(in crate::http) struct WholeEntity {
    entity_id: String,
    /// Of the newest analysis; while it is processing, `accounts` are those of the one before.
    progress: Progress,
    accounts: Vec<AnalysisShape>,
    findings: Vec<FindingShape>,
    transactions: Vec<RowShape>,
}

/// Loads what the file holds.
///
/// # Errors
/// The entity is not the tenant's, or the database fails.
pub(in crate::http) async fn whole(request: AskedEntity) -> Result<WholeEntity, ApiError> {
    let findings = super::findings::all(&request).await?;
    let entity_id = request.entity_id.clone();
    let overview = Overview::of(request, Kind::Analysis).await?;
    Ok(WholeEntity {
        progress: overview.analysis_progress(),
        accounts: overview.analyzed().map(|(id, account)| super::analyses::view(id, account)).collect(),
        findings,
        transactions: rows(&overview).await?,
        entity_id,
    })
}

/// The rows of an entity, oldest first, each once.
///
/// # Errors
/// As [`whole`].
pub(super) async fn rows(overview: &Overview) -> Result<Vec<RowShape>, ApiError> {
    overview
        .rows(|statement_id, statement, account_id| {
            let rows = statement.transactions.iter().zip(carried_balances(statement));
            rows.map(|(row, balance)| RowShape::of(row, balance, account_id, statement_id)).collect()
        })
        .await
}

impl WholeEntity {
    /// The rows.
    pub(in crate::http) fn transactions(&self) -> &[RowShape] {
        &self.transactions
    }
}
