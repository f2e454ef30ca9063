//! Objects that no statement holds. Each object is named here before it is written and struck off by the transaction that
//! makes its statement, so that nothing is ever orphaned unnoticed and the object store need never be listed.

use super::{Store, StoreError, StoreResult, Tx};
use crate::clock;
use sqlx::Row as _;

/// How long an upload has between the naming of its object and its acceptance: an hour, in milliseconds. It takes seconds.
const ACCEPTED_WITHIN_MS: i64 = 60 * 60 * 1000;

impl Store {
    /// Names an object that is about to be written.
    ///
    /// # Errors
    /// The database fails.
    pub async fn announce_object(&self, object_key: &str) -> StoreResult<()> {
        let sql = "INSERT INTO unheld_object (object_key, remove_after) VALUES ($1, $2)";
        let until = clock::now_ms().saturating_add(ACCEPTED_WITHIN_MS);
        sqlx::query(sql).bind(object_key).bind(until).execute(self.pool()).await?;
        Ok(())
    }

    /// Up to `take` objects that are due for removal.
    ///
    /// # Errors
    /// The database fails.
    pub async fn unheld_objects(&self, now: i64, take: i64) -> StoreResult<Vec<String>> {
        let sql =
            "SELECT object_key FROM unheld_object WHERE remove_after <= $1 ORDER BY remove_after LIMIT $2";
        let rows = sqlx::query(sql).bind(now).bind(take).fetch_all(self.pool()).await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// Says that an object is due for removal now.
    ///
    /// # Errors
    /// The database fails.
    pub async fn give_up_object(&self, object_key: &str) -> StoreResult<()> {
        let sql = "UPDATE unheld_object SET remove_after = 0 WHERE object_key = $1";
        sqlx::query(sql).bind(object_key).execute(self.pool()).await?;
        Ok(())
    }

    /// Strikes off an object that has been removed.
    ///
    /// # Errors
    /// The database fails.
    pub async fn object_removed(&self, object_key: &str) -> StoreResult<()> {
        let sql = "DELETE FROM unheld_object WHERE object_key = $1";
        sqlx::query(sql).bind(object_key).execute(self.pool()).await?;
        Ok(())
    }
}

/// Strikes off an object whose statement is made in this transaction. One that is no longer named may be removed already.
pub(super) async fn hold(tx: &mut Tx, object_key: &str) -> StoreResult<()> {
    let sql = "DELETE FROM unheld_object WHERE object_key = $1 AND remove_after > $2";
    let struck = sqlx::query(sql).bind(object_key).bind(clock::now_ms()).execute(&mut **tx).await?;
    if struck.rows_affected() == 1 {
        Ok(())
    } else {
        Err(StoreError::new("an upload was accepted so late that its object was given up"))
    }
}

/// Names the object of a statement that is deleted in this transaction.
pub(super) async fn let_go(tx: &mut Tx, object_key: &str) -> StoreResult<()> {
    let sql = "INSERT INTO unheld_object (object_key, remove_after) VALUES ($1, 0) ON CONFLICT (object_key) DO NOTHING";
    sqlx::query(sql).bind(object_key).execute(&mut **tx).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::store;
    use super::*;

    #[tokio::test]
    async fn an_object_is_due_when_no_statement_took_it_in_time() {
        let (_folder, store) = store().await;
        store.announce_object("ab-1").await.unwrap();
        store.announce_object("ab-2").await.unwrap();
        let now = clock::now_ms();
        assert!(store.unheld_objects(now, 9).await.unwrap().is_empty());
        let mut tx = store.begin().await.unwrap();
        hold(&mut tx, "ab-1").await.unwrap();
        tx.commit().await.unwrap();
        let later = now + 2 * ACCEPTED_WITHIN_MS;
        assert_eq!(store.unheld_objects(later, 9).await.unwrap(), ["ab-2"]);
        store.object_removed("ab-2").await.unwrap();
        assert!(store.unheld_objects(later, 9).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn an_upload_that_comes_after_its_object_was_given_up_is_not_accepted() {
        let (_folder, store) = store().await;
        store.announce_object("ab-1").await.unwrap();
        store.give_up_object("ab-1").await.unwrap();
        assert_eq!(store.unheld_objects(clock::now_ms(), 9).await.unwrap(), ["ab-1"]);
        let mut tx = store.begin().await.unwrap();
        assert!(hold(&mut tx, "ab-1").await.is_err());
        assert!(hold(&mut tx, "ab-2").await.is_err(), "never announced");
        tx.rollback().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let_go(&mut tx, "ab-3").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.unheld_objects(clock::now_ms(), 9).await.unwrap().len(), 2);
    }
}
