//! Entities: a lender's customers, found by id or by the lender's own `link_id`.

use super::idempotency::{self, IdempotentRequest, KeptAnswer};
use super::{Dialect, Store, StoreError, StoreResult, Tenant, Tx, new_id};
use crate::clock;
use crate::crypto::Vault;
use sqlx::Row as _;
use sqlx::any::AnyRow;

/// One customer of a lender.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Identifier, UUID version 4.
    pub id: String,
    /// The lender's own identifier.
    pub link_id: Option<String>,
    /// What the lender attached, as JSON text.
    pub meta_data: Option<String>,
    /// Whether the lender expects one account only.
    pub is_single_account: bool,
    /// When it was made, milliseconds since 1970.
    pub created_at: i64,
}

/// What a new entity starts with.
#[derive(Clone, Debug, Default)]
pub struct NewEntity {
    /// The lender's own identifier.
    pub link_id: Option<String>,
    /// Whether the lender expects one account only.
    pub is_single_account: bool,
    /// What the lender attaches, as JSON text.
    pub meta_data: Option<String>,
}

/// Which entity an upload goes to.
#[derive(Clone, Debug)]
pub enum EntityChoice {
    /// This one; it was seen to exist.
    Existing(String),
    /// The one with this link, made when there is none.
    ByLink(String),
    /// A new one.
    New,
}

/// A refusal that is kept with the entity that it made, for a request that may be made again.
#[derive(Clone, Copy)]
pub struct KeepRefusal<'a> {
    /// The request.
    pub request: &'a IdempotentRequest,
    /// Its answer, by the entity.
    pub answer: &'a (dyn Fn(&str) -> StoreResult<KeptAnswer> + Send + Sync),
}

/// One page of entities.
#[derive(Clone, Debug)]
pub struct EntityPage {
    /// How many there are on all pages.
    pub count: i64,
    /// The entities of the page, oldest first.
    pub entities: Vec<Entity>,
}

impl Store {
    /// Makes an entity. A `link_id` that is already in use is allowed: uploads by link go on to the entity that had it first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn create_entity(
        &self,
        vault: &Vault,
        tenant: &Tenant,
        new: &NewEntity,
    ) -> StoreResult<Entity> {
        let mut tx = self.begin().await?;
        let entity = insert(&mut tx, vault, tenant, new).await?;
        tx.commit().await?;
        Ok(entity)
    }

    /// The entity, if it is the tenant's.
    ///
    /// # Errors
    /// The database fails.
    pub async fn entity(&self, tenant: &Tenant, id: &str) -> StoreResult<Option<Entity>> {
        let row = sqlx::query("SELECT id, link_id, meta_data, is_single_account, created_at FROM entity WHERE tenant_id = $1 AND id = $2")
            .bind(tenant.id())
            .bind(id)
            .fetch_optional(self.pool())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// A page of the tenant's entities, oldest first, optionally only those with a `link_id`.
    ///
    /// # Errors
    /// The database fails.
    pub async fn entities(
        &self,
        tenant: &Tenant,
        link_id: Option<&str>,
        skip: i64,
        take: i64,
    ) -> StoreResult<EntityPage> {
        // An absent link is the empty text here; no entity has an empty link.
        let link = link_id.unwrap_or_default();
        let filter = "tenant_id = $1 AND ($2 = '' OR link_id = $3)";
        let count = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM entity WHERE {filter}")))
            .bind(tenant.id())
            .bind(link)
            .bind(link)
            .fetch_one(self.pool())
            .await?
            .try_get(0)?;
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
            "SELECT id, link_id, meta_data, is_single_account, created_at FROM entity WHERE {filter} ORDER BY created_at, id LIMIT $4 OFFSET $5"
        )))
        .bind(tenant.id())
        .bind(link)
        .bind(link)
        .bind(take)
        .bind(skip)
        .fetch_all(self.pool())
        .await?;
        Ok(EntityPage { count, entities: rows.iter().map(read).collect::<StoreResult<_>>()? })
    }

    /// The tenant's entities after one of them, oldest first, optionally only those with a `link_id`.
    ///
    /// # Errors
    /// The database fails.
    pub async fn entities_after(
        &self,
        tenant: &Tenant,
        link_id: Option<&str>,
        (created_at, id): (i64, &str),
        most: i64,
    ) -> StoreResult<Vec<Entity>> {
        let link = link_id.unwrap_or_default();
        let rows = sqlx::query(
            "SELECT id, link_id, meta_data, is_single_account, created_at FROM entity \
             WHERE tenant_id = $1 AND ($2 = '' OR link_id = $3) \
             AND (created_at > $4 OR (created_at = $5 AND id > $6)) ORDER BY created_at, id LIMIT $7",
        )
        .bind(tenant.id())
        .bind(link)
        .bind(link)
        .bind(created_at)
        .bind(created_at)
        .bind(id)
        .bind(most)
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(read).collect()
    }

    /// The entity that a refused upload belongs to: it exists afterwards even though the statement does not.
    ///
    /// # Errors
    /// The database fails.
    pub async fn settle_entity(
        &self,
        vault: &Vault,
        tenant: &Tenant,
        choice: &EntityChoice,
        keep: Option<KeepRefusal<'_>>,
    ) -> StoreResult<String> {
        let mut tx = self.begin().await?;
        let id = settle(&mut tx, vault, tenant, choice).await?;
        if let Some(keep) = keep {
            let answer = (keep.answer)(&id)?;
            idempotency::keep(&mut tx, vault, tenant, &id, keep.request, &answer).await?;
        }
        tx.commit().await?;
        Ok(id)
    }

    /// Lets no other transaction change what is kept of this entity until this one ends; whatever a transaction writes, it
    /// takes this lock first, so that none waits for another in a circle. SQLite has one writer anyway.
    pub(super) async fn lock_entity(&self, tx: &mut Tx, entity_id: &str) -> StoreResult<()> {
        if self.dialect() == Dialect::Postgres {
            let sql = "SELECT id FROM entity WHERE id = $1 FOR UPDATE";
            sqlx::query(sql).bind(entity_id).fetch_optional(&mut **tx).await?;
        }
        Ok(())
    }

    /// What seals and opens the records of an entity.
    pub(super) async fn entity_vault(&self, vault: &Vault, entity_id: &str) -> StoreResult<Vault> {
        let row = sqlx::query(VAULT).bind(entity_id).fetch_optional(self.pool()).await?;
        read_vault(vault, entity_id, row)
    }
}

const VAULT: &str = "SELECT key_sealed FROM entity WHERE id = $1";

/// As [`Store::entity_vault`], within a transaction that may have made the entity.
pub(super) async fn vault_of(tx: &mut Tx, vault: &Vault, entity_id: &str) -> StoreResult<Vault> {
    let row = sqlx::query(VAULT).bind(entity_id).fetch_optional(&mut **tx).await?;
    read_vault(vault, entity_id, row)
}

fn read_vault(vault: &Vault, entity_id: &str, row: Option<AnyRow>) -> StoreResult<Vault> {
    let row = row.ok_or_else(|| StoreError::new("an entity was deleted while it was needed"))?;
    open_vault(vault, entity_id, row.try_get::<Option<Vec<u8>>, _>(0)?)
}

/// What seals and opens the records of an entity, from the key that the entity has.
pub(super) fn open_vault(vault: &Vault, entity_id: &str, sealed: Option<Vec<u8>>) -> StoreResult<Vault> {
    match sealed {
        Some(sealed) => Ok(vault.open_inner(&key_name(entity_id), &sealed)?),
        None => Ok(vault.clone()),
    }
}

fn key_name(entity_id: &str) -> String {
    format!("entity/{entity_id}/key")
}

/// Finds or makes the entity of an upload within the upload's transaction.
pub(super) async fn settle(
    tx: &mut Tx,
    vault: &Vault,
    tenant: &Tenant,
    choice: &EntityChoice,
) -> StoreResult<String> {
    let link = match choice {
        EntityChoice::Existing(id) => return Ok(id.clone()),
        EntityChoice::New => return Ok(insert(tx, vault, tenant, &NewEntity::default()).await?.id),
        EntityChoice::ByLink(link) => link,
    };
    if let Some(id) = linked(tx, tenant, link).await? {
        return Ok(id);
    }
    let new = NewEntity { link_id: Some(link.clone()), ..NewEntity::default() };
    let made = insert(tx, vault, tenant, &new).await?;
    // Another machine may have taken the link in the meantime; then its entity is the one, and ours goes again.
    match linked(tx, tenant, link).await? {
        Some(id) if id != made.id => {
            sqlx::query("DELETE FROM entity WHERE id = $1").bind(&made.id).execute(&mut **tx).await?;
            Ok(id)
        }
        _ => Ok(made.id),
    }
}

async fn insert(tx: &mut Tx, vault: &Vault, tenant: &Tenant, new: &NewEntity) -> StoreResult<Entity> {
    let id = new_id();
    let (_, key_sealed) = vault.make_inner(&key_name(&id))?;
    let created_at = clock::now_ms();
    sqlx::query(
        "INSERT INTO entity (id, tenant_id, link_id, is_single_account, meta_data, created_at, active_at, key_sealed) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&id)
    .bind(tenant.id())
    .bind(new.link_id.as_deref())
    .bind(i64::from(new.is_single_account))
    .bind(new.meta_data.as_deref())
    .bind(created_at)
    .bind(created_at)
    .bind(key_sealed)
    .execute(&mut **tx)
    .await?;
    if let Some(link) = &new.link_id {
        sqlx::query(
            "INSERT INTO entity_link (tenant_id, link_id, entity_id) VALUES ($1, $2, $3) \
             ON CONFLICT (tenant_id, link_id) DO NOTHING",
        )
        .bind(tenant.id())
        .bind(link)
        .bind(&id)
        .execute(&mut **tx)
        .await?;
    }
    Ok(Entity {
        id,
        link_id: new.link_id.clone(),
        meta_data: new.meta_data.clone(),
        is_single_account: new.is_single_account,
        created_at,
    })
}

async fn linked(tx: &mut Tx, tenant: &Tenant, link: &str) -> StoreResult<Option<String>> {
    let row = sqlx::query("SELECT entity_id FROM entity_link WHERE tenant_id = $1 AND link_id = $2")
        .bind(tenant.id())
        .bind(link)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

fn read(row: &AnyRow) -> StoreResult<Entity> {
    Ok(Entity {
        id: row.try_get(0)?,
        link_id: row.try_get(1)?,
        meta_data: row.try_get(2)?,
        is_single_account: row.try_get::<i64, _>(3)? != 0,
        created_at: row.try_get(4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::store;
    use super::*;
    use std::sync::Arc;

    #[tokio::test]
    async fn uploads_by_one_link_settle_on_one_entity_even_when_they_race() {
        let (folder, store) = store().await;
        let vault = Arc::new(Vault::open_or_create(&folder.path().join("key")).unwrap());
        let tenant = Tenant::new("t");
        let choice = EntityChoice::ByLink("customer-7".to_owned());
        let race = (0..8).map(|_| {
            let (store, vault) = (store.clone(), Arc::clone(&vault));
            let (tenant, choice) = (tenant.clone(), choice.clone());
            tokio::spawn(async move { store.settle_entity(&vault, &tenant, &choice, None).await.unwrap() })
        });
        let mut ids = Vec::new();
        for one in race.collect::<Vec<_>>() {
            ids.push(one.await.unwrap());
        }
        ids.dedup();
        assert_eq!(ids.len(), 1);
        assert_eq!(store.entities(&tenant, None, 0, 10).await.unwrap().count, 1);
    }

    #[tokio::test]
    async fn another_tenant_has_its_own_links_and_sees_no_entity_of_ours() {
        let (folder, store) = store().await;
        let vault = Vault::open_or_create(&folder.path().join("key")).unwrap();
        let (ours, theirs) = (Tenant::new("a"), Tenant::new("b"));
        let choice = EntityChoice::ByLink("x".to_owned());
        let mine = store.settle_entity(&vault, &ours, &choice, None).await.unwrap();
        assert_ne!(mine, store.settle_entity(&vault, &theirs, &choice, None).await.unwrap());
        assert!(store.entity(&theirs, &mine).await.unwrap().is_none());
        assert!(store.entity(&ours, &mine).await.unwrap().is_some());
    }
}
