//! What an earlier version kept in the clear is sealed once, when this version first opens the database.

use super::entities::{self, Said};
use super::{Dialect, Store, StoreResult, Tenant, Tx};
use crate::crypto::Vault;
use sqlx::Row as _;

/// Rows that are sealed in one transaction.
const AT_ONCE: i64 = 200;

/// The setting that says that there is nothing left.
const DONE: &str = "links_sealed";

impl Store {
    /// Seals links and attached data that lie open, in steps, each of which may be the last before the process ends; several
    /// processes may do it at the same time. Afterwards it costs one look.
    ///
    /// # Errors
    /// The database fails; then the next start goes on.
    pub async fn seal_open_records(&self, vault: &Vault) -> StoreResult<()> {
        if self.setting(DONE).await?.is_some() {
            return Ok(());
        }
        while self.step(vault).await? > 0 {}
        sqlx::query("UPDATE webhook_payload SET link_id = NULL WHERE link_id IS NOT NULL")
            .execute(self.pool())
            .await?;
        if self.dialect() == Dialect::Sqlite {
            // The log still holds the pages as they were.
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_optional(self.pool()).await?;
        }
        self.settle_setting(DONE, "yes").await?;
        Ok(())
    }

    /// Answers how many rows were sealed or moved.
    async fn step(&self, vault: &Vault) -> StoreResult<usize> {
        let mut tx = self.begin().await?;
        let open = sqlx::query(
            "SELECT id, tenant_id, link_id, meta_data FROM entity \
             WHERE link_id IS NOT NULL OR meta_data IS NOT NULL ORDER BY id LIMIT $1",
        )
        .bind(AT_ONCE)
        .fetch_all(&mut *tx)
        .await?;
        for row in &open {
            let id: String = row.try_get(0)?;
            let tenant = Tenant::new(row.try_get::<String, _>(1)?);
            let (link, meta): (Option<String>, Option<String>) = (row.try_get(2)?, row.try_get(3)?);
            self.lock_entity(&mut tx, &id).await?;
            let own = entities::vault_of(&mut tx, vault, &id).await?;
            let said = Said::seal(vault, &own, &tenant, &id, link.as_deref(), meta.as_deref())?;
            sqlx::query(
                "UPDATE entity SET link_hash = $1, link_sealed = $2, meta_sealed = $3, link_id = NULL, \
                 meta_data = NULL WHERE id = $4 AND (link_id IS NOT NULL OR meta_data IS NOT NULL)",
            )
            .bind(said.link_hash)
            .bind(said.link_sealed)
            .bind(said.meta_sealed)
            .bind(&id)
            .execute(&mut *tx)
            .await?;
        }
        let moved = move_links(&mut tx).await?;
        tx.commit().await?;
        Ok(open.len() + moved)
    }
}

/// Which entity uploads by a link go to, by the hash that the entity has by now.
async fn move_links(tx: &mut Tx) -> StoreResult<usize> {
    let links = sqlx::query(
        "SELECT l.tenant_id, l.link_id, l.entity_id, e.link_hash FROM entity_link l \
         JOIN entity e ON e.id = l.entity_id WHERE e.link_hash IS NOT NULL LIMIT $1",
    )
    .bind(AT_ONCE)
    .fetch_all(&mut **tx)
    .await?;
    for row in &links {
        let (tenant_id, link_id): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let (entity_id, hash): (String, String) = (row.try_get(2)?, row.try_get(3)?);
        entities::link(tx, &tenant_id, &hash, &entity_id).await?;
        let sql = "DELETE FROM entity_link WHERE tenant_id = $1 AND link_id = $2";
        sqlx::query(sql).bind(&tenant_id).bind(&link_id).execute(&mut **tx).await?;
    }
    Ok(links.len())
}

#[cfg(test)]
mod tests {
    use super::super::entities::{EntityChoice, NewEntity};
    use super::super::tests::store;
    use super::*;

    #[tokio::test]
    async fn what_an_earlier_version_kept_open_is_sealed_and_still_found() {
        let (folder, store) = store().await;
        let vault = Vault::open_or_create(&folder.path().join("key")).unwrap();
        let tenant = Tenant::new("t");
        let mut ids = Vec::new();
        for at in 0..3 {
            let id = store.create_entity(&vault, &tenant, &NewEntity::default()).await.unwrap().id;
            // As the earlier version wrote them.
            let link = format!("canary-link-{at}");
            let sql = "UPDATE entity SET link_id = $1, meta_data = $2 WHERE id = $3";
            sqlx::query(sql)
                .bind(&link)
                .bind(r#"{"names":"canary"}"#)
                .bind(&id)
                .execute(store.pool())
                .await
                .unwrap();
            let sql = "INSERT INTO entity_link (tenant_id, link_id, entity_id) VALUES ('t', $1, $2)";
            sqlx::query(sql).bind(&link).bind(&id).execute(store.pool()).await.unwrap();
            ids.push(id);
        }
        store.seal_open_records(&vault).await.unwrap();
        let shown = store.entity(&vault, &tenant, &ids[1]).await.unwrap().unwrap();
        assert_eq!(shown.link_id.as_deref(), Some("canary-link-1"));
        assert_eq!(shown.meta_data.as_deref(), Some(r#"{"names":"canary"}"#));
        let choice = EntityChoice::ByLink("canary-link-2".to_owned());
        assert_eq!(store.settle_entity(&vault, &tenant, &choice, None).await.unwrap(), ids[2]);
        store.close().await;
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let path = file.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(6).any(|window| window == b"canary"), "{}", path.display());
        }
    }
}
