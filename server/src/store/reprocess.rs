//! Reading statements again: those whose last reading is of another engine or template than the present ones, or all of an entity.
//!
//! Each statement keeps by what it was read. A reading that is put back into the queue leaves the earlier one in place until it is
//! there, and for good when it fails.

use super::dead_jobs::process_again;
use super::{Store, StoreResult, Tx};
use crate::jobs::queue::{self, JobKind};
use sqlx::Row as _;

/// A statement that may be read again.
#[derive(Clone, Debug)]
pub struct Reread {
    /// Identifier.
    pub statement_id: String,
    entity_id: String,
}

impl Store {
    /// By what statements were read, each once, with their numbers; `None` for those that were never read, or long ago.
    ///
    /// # Errors
    /// The database fails.
    pub async fn readers(&self) -> StoreResult<Vec<(Option<String>, i64)>> {
        // A first reading that is under way is of the present engine anyway.
        let sql = "SELECT read_with, COUNT(*) FROM statement WHERE NOT (read_with IS NULL AND \
                   transaction_status = 'processing') GROUP BY read_with ORDER BY read_with";
        let rows = sqlx::query(sql).fetch_all(self.pool()).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }

    /// Statements that were read by this reader, after one of them, in the order of their identifiers.
    ///
    /// # Errors
    /// The database fails.
    pub async fn read_by(&self, reader: Option<&str>, after: &str, most: i64) -> StoreResult<Vec<Reread>> {
        let of_reader = match reader {
            Some(_) => "read_with = $1",
            None => "read_with IS NULL AND $1 = '' AND transaction_status <> 'processing'",
        };
        let sql =
            format!("SELECT id, entity_id FROM statement WHERE {of_reader} AND id > $2 ORDER BY id LIMIT $3");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.unwrap_or_default());
        let rows = query.bind(after).bind(most).fetch_all(self.pool()).await?;
        rows.iter().map(of_row).collect()
    }

    /// All statements of an entity, whoever read them.
    ///
    /// # Errors
    /// The database fails.
    pub async fn all_to_read_again(&self, entity_id: &str) -> StoreResult<Vec<Reread>> {
        let sql = "SELECT id, entity_id FROM statement WHERE entity_id = $1 ORDER BY id";
        let rows = sqlx::query(sql).bind(entity_id).fetch_all(self.pool()).await?;
        rows.iter().map(of_row).collect()
    }

    /// Puts the reading of a statement into the queue for a time; answers false when it waits there already or is gone.
    ///
    /// # Errors
    /// The database fails.
    pub async fn read_again(&self, statement: &Reread, run_after: i64) -> StoreResult<bool> {
        let mut tx = self.begin().await?;
        self.lock_entity(&mut tx, &statement.entity_id).await?;
        let sql = "SELECT id FROM statement WHERE id = $1";
        if sqlx::query(sql).bind(&statement.statement_id).fetch_optional(&mut *tx).await?.is_none() {
            return Ok(false);
        }
        let requeued =
            queue::requeue_at(&mut tx, JobKind::ReadStatement, &statement.statement_id, run_after).await?;
        if requeued {
            process_again(&mut tx, &statement.statement_id).await?;
        }
        tx.commit().await?;
        Ok(requeued)
    }
}

/// Remembers by what a statement was read last.
pub(super) async fn remember_reader(tx: &mut Tx, statement_id: &str, reader: &str) -> StoreResult<()> {
    let sql = "UPDATE statement SET read_with = $1 WHERE id = $2";
    sqlx::query(sql).bind(reader).bind(statement_id).execute(&mut **tx).await?;
    Ok(())
}

fn of_row(row: &sqlx::any::AnyRow) -> StoreResult<Reread> {
    Ok(Reread { statement_id: row.try_get(0)?, entity_id: row.try_get(1)? })
}
