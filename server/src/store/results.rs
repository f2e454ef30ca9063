//! What reading a statement gave: the sealed report, and how it is put back together for an entity.
//!
//! One sealed JSON report per statement, not one row per transaction: it is written once, read as a whole, and encrypted, so
//! columns could not be searched anyway. Merging the statements of an entity is one pass over rows in memory. What polling asks
//! for (progress, accounts, months, findings) is in columns, so polling opens no report.

use super::accounts::{self, AccountDetails, AccountSource};
use super::statements::{Progress, StatementFile, StoredFinding, link_account};
use super::{Store, StoreResult, Tenant, Tx, analyses, entities, fingerprints, reprocess, webhooks};
use crate::clock;
use crate::crypto::Vault;
use crate::failpoint;
use crate::jobs::queue::{self, Claimed, Ending};
use engine::model::{Report, Statement, Verdict};
use sqlx::Row as _;
use std::collections::BTreeSet;

/// Which account a statement of a document is of.
#[derive(Clone, Debug)]
pub struct AccountLink {
    /// The document.
    pub statement_id: String,
    /// Place within the document's report.
    pub ordinal: usize,
    /// The account.
    pub account_id: String,
    /// Months with rows, `YYYY-MM`.
    pub months: Vec<String>,
}

impl Store {
    /// Keeps the report, by whom it was read, and finishes the job in one transaction. Answers false, and changes nothing, when the job is no
    /// longer this worker's: then another one has finished it or will.
    ///
    /// # Errors
    /// The database fails.
    pub async fn complete_statement(
        &self,
        vault: &Vault,
        job: &Claimed,
        file: &StatementFile,
        report: &Report,
        reader: &str,
    ) -> StoreResult<bool> {
        let json = serde_json::to_vec(report)?;
        let mut tx = self.begin().await?;
        self.lock_entity(&mut tx, &file.entity_id).await?;
        if !queue::finish(&mut tx, job, Ending::Done).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        let vault = &entities::vault_of(&mut tx, vault, &file.entity_id).await?;
        let body = vault.seal(&report_name(&job.subject_id), &json)?;
        let bank = report.detection.bank.as_ref().map_or(file.bank.as_str(), |bank| bank.id.as_str());
        link_accounts(&mut tx, vault, job, file, bank, report).await?;
        sqlx::query(
            "INSERT INTO report (statement_id, body_sealed, created_at) VALUES ($1, $2, $3) \
             ON CONFLICT (statement_id) DO UPDATE SET body_sealed = excluded.body_sealed",
        )
        .bind(&job.subject_id)
        .bind(body)
        .bind(clock::now_ms())
        .execute(&mut *tx)
        .await?;
        let sql = "SELECT findings FROM statement WHERE id = $1";
        let kept = sqlx::query(sql).bind(&job.subject_id).fetch_one(&mut *tx).await?;
        let kept: Vec<StoredFinding> = serde_json::from_str(&kept.try_get::<String, _>(0)?)?;
        let mut findings = findings(report);
        findings.extend(kept.into_iter().filter(fingerprints::is_reuse));
        let ranges: Vec<_> = report.statements.iter().filter_map(Statement::date_range).collect();
        sqlx::query(
            "UPDATE statement SET identity_status = $1, transaction_status = $2, message = NULL, from_date = $3, \
             to_date = $4, findings = $5, bank = $6, verdict = $7, updated_at = $8 WHERE id = $9",
        )
        .bind(Progress::Completed.word())
        .bind(Progress::Completed.word())
        .bind(ranges.iter().map(|range| range.from).min().map(|date| date.to_string()))
        .bind(ranges.iter().map(|range| range.to).max().map(|date| date.to_string()))
        .bind(serde_json::to_string(&findings)?)
        .bind(bank)
        .bind(least_verdict(report))
        .bind(clock::now_ms())
        .bind(&job.subject_id)
        .execute(&mut *tx)
        .await?;
        reprocess::remember_reader(&mut tx, &job.subject_id, reader).await?;
        analyses::request(&mut tx, &job.tenant, &file.entity_id).await?;
        failpoint::reached("report before commit");
        tx.commit().await?;
        failpoint::reached("report committed");
        Ok(true)
    }

    /// Fills in the verdicts of statements that were read before verdicts stood in a column, in the order of identifiers from behind
    /// `after` on, some at a time; answers where to go on, and nothing when all were seen. Other processes may do the same.
    ///
    /// # Errors
    /// The database fails or a report does not open.
    pub async fn fill_verdicts(&self, vault: &Vault, after: &str, most: i64) -> StoreResult<Option<String>> {
        let rows = sqlx::query(
            "SELECT s.id, s.tenant_id FROM statement s WHERE s.id > $1 AND s.verdict IS NULL \
             AND s.transaction_status = $2 ORDER BY s.id LIMIT $3",
        )
        .bind(after)
        .bind(Progress::Completed.word())
        .bind(most)
        .fetch_all(self.pool())
        .await?;
        let mut last = None;
        for row in &rows {
            let (id, tenant): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let report = self.report(vault, &Tenant::new(tenant), &id).await?;
            if let Some(verdict) = report.as_ref().and_then(least_verdict) {
                // A reading that came in between knows better.
                sqlx::query("UPDATE statement SET verdict = $1 WHERE id = $2 AND verdict IS NULL")
                    .bind(verdict)
                    .bind(&id)
                    .execute(self.pool())
                    .await?;
            }
            last = Some(id);
        }
        Ok(last)
    }

    /// Gives a statement up with a reason that the client sees. A statement that was read before and is read again keeps what
    /// was read before. Answers as [`Store::complete_statement`] does.
    ///
    /// # Errors
    /// The database fails.
    pub async fn fail_statement(
        &self,
        job: &Claimed,
        ending: Ending<'_>,
        message: &str,
        reader: &str,
    ) -> StoreResult<bool> {
        let mut tx = self.begin().await?;
        if !queue::finish(&mut tx, job, ending).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        // An identity that was read from the header stays good when the rows cannot be read.
        let failed = sqlx::query(
            "UPDATE statement SET transaction_status = $1, message = $2, updated_at = $3, \
             identity_status = CASE WHEN identity_status = $4 THEN $5 ELSE identity_status END WHERE id = $6 \
             AND transaction_status = $7 RETURNING entity_id",
        )
        .bind(Progress::Failed.word())
        .bind(message)
        .bind(clock::now_ms())
        .bind(Progress::Processing.word())
        .bind(Progress::Failed.word())
        .bind(&job.subject_id)
        .bind(Progress::Processing.word())
        .fetch_optional(&mut *tx)
        .await?;
        reprocess::remember_reader(&mut tx, &job.subject_id, reader).await?;
        match failed {
            Some(failed) => webhooks::announce(&mut tx, &failed.try_get::<String, _>(0)?, None).await?,
            None => {
                tracing::warn!(statement_id = %job.subject_id, "a second reading failed; the earlier one stays")
            }
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Which accounts the statements of an entity are of, oldest upload first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn account_links(&self, tenant: &Tenant, entity_id: &str) -> StoreResult<Vec<AccountLink>> {
        let rows = sqlx::query(
            "SELECT l.statement_id, l.ordinal, l.account_id, l.months FROM statement_account l \
             JOIN statement s ON s.id = l.statement_id WHERE s.tenant_id = $1 AND s.entity_id = $2 \
             ORDER BY s.created_at, s.id, l.ordinal",
        )
        .bind(tenant.id())
        .bind(entity_id)
        .fetch_all(self.pool())
        .await?;
        rows.iter()
            .map(|row| {
                let months: String = row.try_get(3)?;
                Ok(AccountLink {
                    statement_id: row.try_get(0)?,
                    ordinal: usize::try_from(row.try_get::<i64, _>(1)?).unwrap_or(usize::MAX),
                    account_id: row.try_get(2)?,
                    months: months.split(',').filter(|month| !month.is_empty()).map(str::to_owned).collect(),
                })
            })
            .collect()
    }

    /// The report of a statement; `None` when it is not read or not the tenant's.
    ///
    /// # Errors
    /// The database fails or the report does not open.
    pub async fn report(
        &self,
        vault: &Vault,
        tenant: &Tenant,
        statement_id: &str,
    ) -> StoreResult<Option<Report>> {
        let row = sqlx::query(
            "SELECT s.entity_id, r.body_sealed FROM report r JOIN statement s ON s.id = r.statement_id \
             WHERE s.tenant_id = $1 AND s.id = $2",
        )
        .bind(tenant.id())
        .bind(statement_id)
        .fetch_optional(self.pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let vault = self.entity_vault(vault, &row.try_get::<String, _>(0)?).await?;
        let body = vault.open(&report_name(statement_id), &row.try_get::<Vec<u8>, _>(1)?)?;
        Ok(Some(serde_json::from_slice(&body)?))
    }

    /// The reports of an entity's statements, oldest upload first.
    ///
    /// # Errors
    /// The database fails or a report does not open.
    pub async fn reports(
        &self,
        vault: &Vault,
        tenant: &Tenant,
        entity_id: &str,
    ) -> StoreResult<Vec<(String, Report)>> {
        let rows = sqlx::query(
            "SELECT r.statement_id, r.body_sealed FROM report r JOIN statement s ON s.id = r.statement_id \
             WHERE s.tenant_id = $1 AND s.entity_id = $2 ORDER BY s.created_at, s.id",
        )
        .bind(tenant.id())
        .bind(entity_id)
        .fetch_all(self.pool())
        .await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let vault = self.entity_vault(vault, entity_id).await?;
        rows.iter()
            .map(|row| {
                let id: String = row.try_get(0)?;
                let body = vault.open(&report_name(&id), &row.try_get::<Vec<u8>, _>(1)?)?;
                Ok((id, serde_json::from_slice(&body)?))
            })
            .collect()
    }
}

/// The least of the verdicts of a document, as the API spells it.
fn least_verdict(report: &Report) -> Option<&'static str> {
    report.statements.iter().map(|one| one.reconciliation.verdict).max_by_key(rank).map(verdict_word)
}

/// How bad a verdict is.
fn rank(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Proven => 0,
        Verdict::ProvenWithGaps => 1,
        Verdict::Unproven => 2,
    }
}

/// A verdict as the API spells it.
fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Proven => "proven",
        Verdict::ProvenWithGaps => "proven_with_gaps",
        Verdict::Unproven => "unproven",
    }
}

fn report_name(statement_id: &str) -> String {
    format!("statement/{statement_id}/report")
}

async fn link_accounts(
    tx: &mut Tx,
    vault: &Vault,
    job: &Claimed,
    file: &StatementFile,
    bank: &str,
    report: &Report,
) -> StoreResult<()> {
    sqlx::query("DELETE FROM statement_account WHERE statement_id = $1")
        .bind(&job.subject_id)
        .execute(&mut **tx)
        .await?;
    for (ordinal, statement) in report.statements.iter().enumerate() {
        let details = AccountDetails::of(&statement.account, &statement.identity);
        let source = AccountSource {
            tenant: &job.tenant,
            entity_id: &file.entity_id,
            statement_id: &job.subject_id,
            bank,
        };
        let account_id = accounts::upsert(tx, vault, &source, details).await?;
        link_account(tx, &job.subject_id, ordinal, &account_id, &months(statement)).await?;
    }
    // The header alone may have named an account that the whole document then corrects.
    sqlx::query(
        "DELETE FROM account WHERE entity_id = $1 AND id NOT IN (SELECT account_id FROM statement_account)",
    )
    .bind(&file.entity_id)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn months(statement: &Statement) -> String {
    let months: BTreeSet<String> =
        statement.transactions.iter().map(|row| row.date.strftime("%Y-%m").to_string()).collect();
    months.into_iter().collect::<Vec<_>>().join(",")
}

/// Each finding with the statement of the document that it is about: the one with the row, else the first.
fn findings(report: &Report) -> Vec<StoredFinding> {
    let ordinal_of = |hash: &str| {
        report
            .statements
            .iter()
            .position(|statement| statement.transactions.iter().any(|row| row.hash == hash))
    };
    let place = |hash: &Option<String>| hash.as_deref().and_then(ordinal_of).unwrap_or(0);
    report
        .findings
        .iter()
        .filter(|finding| StoredFinding::counts(finding))
        .map(|finding| StoredFinding::of(finding, place(&finding.transaction_hash)))
        .collect()
}
