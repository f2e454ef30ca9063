//! Deleting an entity: its rows, its documents and the key that would open any copy of them.

use super::{Dialect, Store, StoreResult, Tenant, unheld_objects};
use sqlx::Row as _;

/// The rows of an entity in the order in which foreign keys let them go; `$1` is the entity.
const ROWS: &[&str] = &[
    "DELETE FROM job WHERE subject_id = $1 OR subject_id IN (SELECT id FROM statement WHERE entity_id = $1)",
    "DELETE FROM job WHERE subject_id IN (SELECT id FROM webhook_payload WHERE entity_id = $1)",
    "DELETE FROM webhook_payload WHERE entity_id = $1",
    "DELETE FROM idempotency WHERE entity_id = $1",
    "DELETE FROM analysis WHERE entity_id = $1",
    "DELETE FROM report WHERE statement_id IN (SELECT id FROM statement WHERE entity_id = $1)",
    "DELETE FROM statement_account WHERE statement_id IN (SELECT id FROM statement WHERE entity_id = $1)",
    "DELETE FROM account WHERE entity_id = $1",
    "DELETE FROM fingerprint WHERE entity_id = $1",
    "DELETE FROM statement WHERE entity_id = $1",
    "DELETE FROM linked_entity WHERE entity_id = $1",
    "DELETE FROM entity WHERE id = $1",
];

impl Store {
    /// Deletes an entity of the tenant with all that belongs to it, its key included, in one transaction; answers whether it
    /// was there. Its objects are named for removal; [`crate::jobs::sweep::remove_objects`] removes them.
    ///
    /// # Errors
    /// The database fails; then nothing is deleted.
    pub async fn delete_entity(&self, tenant: &Tenant, entity_id: &str) -> StoreResult<bool> {
        let mut tx = self.begin().await?;
        self.lock_entity(&mut tx, entity_id).await?;
        let sql = "SELECT link_hash FROM entity WHERE tenant_id = $1 AND id = $2";
        let row = sqlx::query(sql).bind(tenant.id()).bind(entity_id).fetch_optional(&mut *tx).await?;
        let Some(row) = row else { return Ok(false) };
        let link_hash: Option<String> = row.try_get(0)?;
        let sql = "SELECT object_key FROM statement WHERE entity_id = $1";
        for row in sqlx::query(sql).bind(entity_id).fetch_all(&mut *tx).await? {
            unheld_objects::let_go(&mut tx, &row.try_get::<String, _>(0)?).await?;
        }
        for sql in ROWS {
            sqlx::query(*sql).bind(entity_id).execute(&mut *tx).await?;
        }
        if let Some(link_hash) = link_hash {
            // Uploads by the link go to the oldest of the entities that still have it.
            sqlx::query(
                "INSERT INTO linked_entity (tenant_id, link_hash, entity_id) \
                 SELECT tenant_id, link_hash, id FROM entity WHERE tenant_id = $1 AND link_hash = $2 \
                 ORDER BY created_at, id LIMIT 1 ON CONFLICT (tenant_id, link_hash) DO NOTHING",
            )
            .bind(tenant.id())
            .bind(link_hash)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        if self.dialect() == Dialect::Sqlite {
            // The log still holds the pages as they were. A reader that is busy makes this do less; the next one does the rest.
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_optional(self.pool()).await?;
        }
        Ok(true)
    }
}
