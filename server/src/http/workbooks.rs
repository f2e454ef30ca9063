//! The workbook behind a link: what it is made from is loaded, and it is written when it is asked for.

use super::error::ApiError;
use crate::export::xlsx::{self, AccountBook, StatementLine, Workbook};
use crate::service::App;
use crate::store::Tenant;
use crate::store::results::AccountLink;
use engine::model::{Finding, Report};

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
        let (statements, findings) = of_account(&reports, &links, &account_id);
        Some(xlsx::write(kind, AccountBook { account, statements: &statements, findings: &findings }))
    });
    let written = written.await.map_err(|_| ApiError::Internal("a workbook was not written".to_owned()))?;
    let written = written.ok_or(ApiError::NotFound)?;
    written.map_err(|error| ApiError::Internal(format!("workbook: {error}")))
}

/// The statements of an account, and the findings about them with the number of their statement.
fn of_account(
    reports: &[(String, Report)],
    links: &[AccountLink],
    account_id: &str,
) -> (Vec<StatementLine>, Vec<(usize, Finding)>) {
    let mut lines = Vec::new();
    let mut findings = Vec::new();
    for (statement_id, report) in reports {
        let mine = |ordinal: usize| {
            links.iter().any(|link| {
                link.statement_id == *statement_id && link.ordinal == ordinal && link.account_id == account_id
            })
        };
        let statements = report.statements.iter().enumerate().filter(|(ordinal, _)| mine(*ordinal));
        let statements: Vec<_> = statements.map(|(_, statement)| statement).collect();
        if statements.is_empty() {
            continue;
        }
        let first = lines.len() + 1;
        lines.extend(statements.iter().map(|statement| StatementLine {
            id: statement_id.clone(),
            period: statement.date_range(),
            verdict: statement.reconciliation.verdict,
            hashes: statement.transactions.iter().map(|row| row.hash.clone()).collect(),
        }));
        // A finding about a row of another account of the document is that account's.
        let is_ours = |finding: &&Finding| {
            finding.transaction_hash.as_ref().is_none_or(|hash| {
                statements.iter().any(|statement| statement.transactions.iter().any(|row| row.hash == *hash))
            })
        };
        findings.extend(report.findings.iter().filter(is_ours).map(|finding| (first, finding.clone())));
    }
    (lines, findings)
}
