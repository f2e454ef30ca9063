//! Jobs that were given up: which there are, and how one of them is tried again as if it were new.

use super::statements::Progress;
use super::{Store, StoreResult, Tenant, Tx, analyses};
use crate::clock;
use crate::jobs::queue::{self, JobKind};
use sqlx::Row as _;

/// A job that was given up.
#[derive(Clone, Debug)]
pub struct DeadJob {
    /// Identifier.
    pub id: String,
    /// What was to be done.
    pub kind: String,
    /// Whose data it is about.
    pub tenant: String,
    /// The statement, entity or payload that it is about.
    pub subject_id: String,
    /// Failures.
    pub attempts: i64,
    /// The last failure; a code, nothing of the document.
    pub last_error: Option<String>,
    /// When it was given up, milliseconds since 1970.
    pub since: i64,
}

impl Store {
    /// Jobs that were given up, the oldest first; optionally of one kind only.
    ///
    /// # Errors
    /// The database fails.
    pub async fn dead_jobs(&self, kind: Option<JobKind>, most: i64) -> StoreResult<Vec<DeadJob>> {
        let kind = kind.map_or("", JobKind::word);
        let rows = sqlx::query(
            "SELECT id, kind, tenant_id, subject_id, attempts, last_error, updated_at FROM job \
             WHERE state = 'dead' AND ($1 = '' OR kind = $2) ORDER BY updated_at, id LIMIT $3",
        )
        .bind(kind)
        .bind(kind)
        .bind(most)
        .fetch_all(self.pool())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(DeadJob {
                    id: row.try_get(0)?,
                    kind: row.try_get(1)?,
                    tenant: row.try_get(2)?,
                    subject_id: row.try_get(3)?,
                    attempts: row.try_get(4)?,
                    last_error: row.try_get(5)?,
                    since: row.try_get(6)?,
                })
            })
            .collect()
    }

    /// Puts a job back that was given up, and what it is about to where it was before; answers false when there is no such job.
    ///
    /// # Errors
    /// The database fails.
    pub async fn revive_job(&self, id: &str) -> StoreResult<bool> {
        let mut tx = self.begin().await?;
        let sql = "SELECT kind, tenant_id, subject_id FROM job WHERE id = $1 AND state = 'dead'";
        let Some(row) = sqlx::query(sql).bind(id).fetch_optional(&mut *tx).await? else { return Ok(false) };
        let kind = JobKind::parse(&row.try_get::<String, _>(0)?)?;
        let tenant = Tenant::new(row.try_get::<String, _>(1)?);
        let subject_id: String = row.try_get(2)?;
        match kind {
            JobKind::ReadStatement => {
                let sql = "SELECT entity_id FROM statement WHERE id = $1";
                let row = sqlx::query(sql).bind(&subject_id).fetch_optional(&mut *tx).await?;
                let Some(row) = row else { return Ok(false) };
                self.lock_entity(&mut tx, &row.try_get::<String, _>(0)?).await?;
                process_again(&mut tx, &subject_id).await?;
                queue::requeue(&mut tx, kind, &subject_id).await?;
            }
            JobKind::AnalyzeEntity => {
                self.lock_entity(&mut tx, &subject_id).await?;
                // Whoever was told that it failed is told anew.
                sqlx::query(
                    "UPDATE statement SET announced = 0 WHERE entity_id = $1 AND transaction_status = 'completed' AND EXISTS \
                     (SELECT 1 FROM webhook_payload p WHERE p.statement_id = statement.id AND p.progress = 'failed')",
                )
                .bind(&subject_id)
                .execute(&mut *tx)
                .await?;
                analyses::request(&mut tx, &tenant, &subject_id).await?;
            }
            JobKind::DeliverWebhook => queue::requeue(&mut tx, kind, &subject_id).await?,
        }
        tx.commit().await?;
        Ok(true)
    }
}

/// Calls a statement that failed processing once more. One that was read stays as it is.
pub(super) async fn process_again(tx: &mut Tx, statement_id: &str) -> StoreResult<()> {
    sqlx::query(
        "UPDATE statement SET transaction_status = $1, message = NULL, announced = 0, updated_at = $2, \
         identity_status = CASE WHEN identity_status = $3 THEN $4 ELSE identity_status END \
         WHERE id = $5 AND transaction_status = $6",
    )
    .bind(Progress::Processing.word())
    .bind(clock::now_ms())
    .bind(Progress::Failed.word())
    .bind(Progress::Processing.word())
    .bind(statement_id)
    .bind(Progress::Failed.word())
    .execute(&mut **tx)
    .await?;
    Ok(())
}
