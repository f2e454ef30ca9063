//! The workbook behind a link: what it is made from is loaded, and it is written when it is asked for.

use super::error::ApiError;
use crate::export::xlsx::{self, AccountBook, StatementLine, Workbook};
use crate::service::App;
use crate::store::Tenant;
use crate::store::results::AccountLink;
use engine::analyze::{AccountAnalysis, masked};
use engine::model::{Finding, Report};
use std::collections::HashMap;

/// The bytes of the workbook of an account; [`ApiError::NotFound`] when there is no such account or no analysis of it.
///
/// # Errors
/// There is nothing to write, the database fails, or the account has more rows than a sheet can hold.
pub(super) async fn workbook(
    app: &App,
    tenant: &Tenant,
    entity_id: &str,
    account_id: &str,
    kind: Workbook,
) -> Result<Vec<u8>, ApiError> {
    app.store.entity(&app.vault, tenant, entity_id).await?.ok_or(ApiError::NotFound)?;
    let state = app.store.analysis(&app.vault, tenant, entity_id).await?;
    let found = state.analysis.ok_or(ApiError::NotFound)?;
    let place = found.account_ids.iter().position(|id| id == account_id).ok_or(ApiError::NotFound)?;
    let links = app.store.account_links(tenant, entity_id).await?;
    let reports = app.store.reports(&app.vault, tenant, entity_id).await?;
    let account_id = account_id.to_owned();
    // Writing thousands of rows takes a while, and a handler must not keep its thread.
    let written = tokio::task::spawn_blocking(move || {
        let account = found.analysis.accounts.get(place)?;
        let (statements, findings) = of_account(account, &reports, &links, &account_id);
        Some(xlsx::write(kind, AccountBook { account, statements: &statements, findings: &findings }))
    });
    let written = written.await.map_err(|_| ApiError::Internal("a workbook was not written".to_owned()))?;
    let written = written.ok_or(ApiError::NotFound)?;
    written.map_err(|error| ApiError::Internal(format!("workbook: {error}")))
}

/// The statements of an account, and the findings about them with the number of their statement. Rows are named by the hashes that
/// they have in the account: a statement that masks its number gave them others.
fn of_account(
    account: &AccountAnalysis,
    reports: &[(String, Report)],
    links: &[AccountLink],
    account_id: &str,
) -> (Vec<StatementLine>, Vec<(usize, Finding)>) {
    let number = account.ledger.account.number.as_ref().map(|number| number.value.as_str());
    let mut lines = Vec::new();
    let mut findings = Vec::new();
    for (statement_id, report) in reports {
        let mine = |ordinal: usize| {
            links.iter().any(|link| {
                link.statement_id == *statement_id && link.ordinal == ordinal && link.account_id == account_id
            })
        };
        let first = lines.len() + 1;
        // From the hash that a row has in its document to the number of its statement and its hash in the account.
        let mut rows: HashMap<&str, (usize, String)> = HashMap::new();
        for (_, statement) in report.statements.iter().enumerate().filter(|(ordinal, _)| mine(*ordinal)) {
            let in_account = masked::rows(statement, number);
            let hashes: Vec<String> = in_account.iter().map(|row| row.hash.clone()).collect();
            for (row, hash) in statement.transactions.iter().zip(&hashes) {
                rows.entry(&row.hash).or_insert_with(|| (lines.len() + 1, hash.clone()));
            }
            lines.push(StatementLine {
                id: statement_id.clone(),
                period: statement.date_range(),
                verdict: statement.reconciliation.verdict,
                hashes,
            });
        }
        if lines.len() < first {
            continue;
        }
        for finding in &report.findings {
            let Some(hash) = &finding.transaction_hash else {
                findings.push((first, finding.clone()));
                continue;
            };
            // A finding about a row of another account of the document is that account's.
            if let Some((number, hash)) = rows.get(hash.as_str()) {
                findings.push((*number, Finding { transaction_hash: Some(hash.clone()), ..finding.clone() }));
            }
        }
    }
    (lines, findings)
}
