//! Entities: a lender's customers, found by id or by the lender's own `link_id`.

use super::idempotency::{self, IdempotentRequest, KeptAnswer};
use super::{Dialect, Store, StoreError, StoreResult, Tenant, Tx, new_id};
use crate::clock;
use crate::crypto::Vault;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

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
    /// The database fails or the entity does not open.
    pub async fn entity(&self, vault: &Vault, tenant: &Tenant, id: &str) -> StoreResult<Option<Entity>> {
        let sql = format!("SELECT {COLUMNS} FROM entity WHERE tenant_id = $1 AND id = $2");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(tenant.id()).bind(id);
        row.fetch_optional(self.pool()).await?.map(|row| read(vault, &row)).transpose()
    }

    /// A page of the tenant's entities, oldest first, optionally only those with a `link_id`.
    ///
    /// # Errors
    /// The database fails or an entity does not open.
    pub async fn entities(
        &self,
        vault: &Vault,
        tenant: &Tenant,
        link_id: Option<&str>,
        skip: i64,
        take: i64,
    ) -> StoreResult<EntityPage> {
        let link = hash_to_find(vault, tenant, link_id);
        let filter = "tenant_id = $1 AND ($2 = '' OR link_hash = $3)";
        let count = sqlx::query(AssertSqlSafe(format!("SELECT COUNT(*) FROM entity WHERE {filter}")))
            .bind(tenant.id())
            .bind(&link)
            .bind(&link)
            .fetch_one(self.pool())
            .await?
            .try_get(0)?;
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM entity WHERE {filter} ORDER BY created_at, id LIMIT $4 OFFSET $5"
        )))
        .bind(tenant.id())
        .bind(&link)
        .bind(&link)
        .bind(take)
        .bind(skip)
        .fetch_all(self.pool())
        .await?;
        let entities = rows.iter().map(|row| read(vault, row)).collect::<StoreResult<_>>()?;
        Ok(EntityPage { count, entities })
    }

    /// The tenant's entities after one of them, oldest first, optionally only those with a `link_id`.
    ///
    /// # Errors
    /// The database fails or an entity does not open.
    pub async fn entities_after(
        &self,
        vault: &Vault,
        tenant: &Tenant,
        link_id: Option<&str>,
        (created_at, id): (i64, &str),
        most: i64,
    ) -> StoreResult<Vec<Entity>> {
        let link = hash_to_find(vault, tenant, link_id);
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM entity WHERE tenant_id = $1 AND ($2 = '' OR link_hash = $3) \
             AND (created_at > $4 OR (created_at = $5 AND id > $6)) ORDER BY created_at, id LIMIT $7"
        )))
        .bind(tenant.id())
        .bind(&link)
        .bind(&link)
        .bind(created_at)
        .bind(created_at)
        .bind(id)
        .bind(most)
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(|row| read(vault, row)).collect()
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

/// What [`read`] reads.
const COLUMNS: &str = "id, key_sealed, link_sealed, meta_sealed, is_single_account, created_at";

const VAULT: &str = "SELECT key_sealed FROM entity WHERE id = $1";

/// As [`Store::entity_vault`], within a transaction that may have made the entity.
pub(super) async fn vault_of(tx: &mut Tx, vault: &Vault, entity_id: &str) -> StoreResult<Vault> {
    let row = sqlx::query(VAULT).bind(entity_id).fetch_optional(&mut **tx).await?;
    read_vault(vault, entity_id, row)
}

fn read_vault(vault: &Vault, entity_id: &str, row: Option<AnyRow>) -> StoreResult<Vault> {
    let row = row.ok_or_else(|| StoreError::new("an entity was deleted while it was needed"))?;
    open_vault(vault, entity_id, row.try_get(0)?)
}

/// What seals and opens the records of an entity, from the key that the entity has.
pub(super) fn open_vault(vault: &Vault, entity_id: &str, sealed: Option<Vec<u8>>) -> StoreResult<Vault> {
    match sealed {
        Some(sealed) => Ok(vault.open_inner(&key_name(entity_id), &sealed)?),
        None => Ok(vault.clone()),
    }
}

/// The name under which the key of an entity is sealed.
pub(super) fn key_name(entity_id: &str) -> String {
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
    let hash = link_hash(vault, tenant, link);
    if let Some(id) = linked(tx, tenant, &hash).await? {
        return Ok(id);
    }
    let new = NewEntity { link_id: Some(link.clone()), ..NewEntity::default() };
    let made = insert(tx, vault, tenant, &new).await?;
    // Another machine may have taken the link in the meantime; then its entity is the one, and ours goes again.
    match linked(tx, tenant, &hash).await? {
        Some(id) if id != made.id => {
            sqlx::query("DELETE FROM entity WHERE id = $1").bind(&made.id).execute(&mut **tx).await?;
            Ok(id)
        }
        _ => Ok(made.id),
    }
}

async fn insert(tx: &mut Tx, vault: &Vault, tenant: &Tenant, new: &NewEntity) -> StoreResult<Entity> {
    let id = new_id();
    let (own, key_sealed) = vault.make_inner(&key_name(&id))?;
    let said = Said::seal(vault, &own, tenant, &id, new.link_id.as_deref(), new.meta_data.as_deref())?;
    let created_at = clock::now_ms();
    // A process that still has the master key of before must not seal what no other process could open.
    let made = sqlx::query(
        "INSERT INTO entity (id, tenant_id, link_hash, link_sealed, is_single_account, meta_sealed, created_at, active_at, \
         key_sealed) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 WHERE NOT EXISTS (SELECT 1 FROM installation \
         WHERE name = 'next_master_key' OR (name = 'master_key' AND value <> $10))",
    )
    .bind(&id)
    .bind(tenant.id())
    .bind(said.link_hash.as_deref())
    .bind(said.link_sealed)
    .bind(i64::from(new.is_single_account))
    .bind(said.meta_sealed)
    .bind(created_at)
    .bind(created_at)
    .bind(key_sealed)
    .bind(vault.identity())
    .execute(&mut **tx)
    .await?;
    if made.rows_affected() == 0 {
        return Err(StoreError::new(
            "the master key was changed, or is being changed, since this process started",
        ));
    }
    if let Some(hash) = said.link_hash {
        link(tx, tenant.id(), &hash, &id).await?;
    }
    Ok(Entity {
        id,
        link_id: new.link_id.clone(),
        meta_data: new.meta_data.clone(),
        is_single_account: new.is_single_account,
        created_at,
    })
}

/// What a lender says of an entity, as it is kept.
pub(super) struct Said {
    /// The link, to find by.
    pub(super) link_hash: Option<String>,
    /// The link, to show.
    pub(super) link_sealed: Option<Vec<u8>>,
    /// The attached data.
    pub(super) meta_sealed: Option<Vec<u8>>,
}

impl Said {
    /// Seals what is said under the entity's own key.
    pub(super) fn seal(
        master: &Vault,
        own: &Vault,
        tenant: &Tenant,
        entity_id: &str,
        link_id: Option<&str>,
        meta_data: Option<&str>,
    ) -> StoreResult<Said> {
        let link = link_id.map(|link| own.seal(&link_name(entity_id), link.as_bytes()));
        let meta = meta_data.map(|meta| own.seal(&meta_name(entity_id), meta.as_bytes()));
        Ok(Said {
            link_hash: link_id.map(|link| link_hash(master, tenant, link)),
            link_sealed: link.transpose()?,
            meta_sealed: meta.transpose()?,
        })
    }
}

/// What a link is found by: nothing can be tried against it without the marking key, and equal links of two tenants differ.
fn link_hash(master: &Vault, tenant: &Tenant, link: &str) -> String {
    master.fingerprint(&["link", tenant.id(), link])
}

/// The same for an optional filter. An absent link is the empty text here; no hash is empty.
pub(super) fn hash_to_find(master: &Vault, tenant: &Tenant, link_id: Option<&str>) -> String {
    link_id.map(|link| link_hash(master, tenant, link)).unwrap_or_default()
}

fn link_name(entity_id: &str) -> String {
    format!("entity/{entity_id}/link")
}

fn meta_name(entity_id: &str) -> String {
    format!("entity/{entity_id}/meta_data")
}

/// Lets uploads by a link go to an entity, unless they go to another one already.
pub(super) async fn link(tx: &mut Tx, tenant_id: &str, hash: &str, entity_id: &str) -> StoreResult<()> {
    sqlx::query(
        "INSERT INTO linked_entity (tenant_id, link_hash, entity_id) VALUES ($1, $2, $3) \
         ON CONFLICT (tenant_id, link_hash) DO NOTHING",
    )
    .bind(tenant_id)
    .bind(hash)
    .bind(entity_id)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn linked(tx: &mut Tx, tenant: &Tenant, hash: &str) -> StoreResult<Option<String>> {
    let row = sqlx::query("SELECT entity_id FROM linked_entity WHERE tenant_id = $1 AND link_hash = $2")
        .bind(tenant.id())
        .bind(hash)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

fn read(vault: &Vault, row: &AnyRow) -> StoreResult<Entity> {
    let id: String = row.try_get(0)?;
    let own = open_vault(vault, &id, row.try_get(1)?)?;
    Ok(Entity {
        link_id: open_text(&own, &link_name(&id), row.try_get(2)?)?,
        meta_data: open_text(&own, &meta_name(&id), row.try_get(3)?)?,
        is_single_account: row.try_get::<i64, _>(4)? != 0,
        created_at: row.try_get(5)?,
        id,
    })
}

/// The link of an entity from its columns `key_sealed` and `link_sealed`.
pub(super) fn open_link(
    vault: &Vault,
    entity_id: &str,
    key_sealed: Option<Vec<u8>>,
    link_sealed: Option<Vec<u8>>,
) -> StoreResult<Option<String>> {
    // Most entities of some lenders have no link; nothing is opened for those.
    let Some(link_sealed) = link_sealed else { return Ok(None) };
    let own = open_vault(vault, entity_id, key_sealed)?;
    open_text(&own, &link_name(entity_id), Some(link_sealed))
}

fn open_text(own: &Vault, name: &str, sealed: Option<Vec<u8>>) -> StoreResult<Option<String>> {
    let Some(sealed) = sealed else { return Ok(None) };
    let text = String::from_utf8(own.open(name, &sealed)?);
    text.map(Some).map_err(|_| StoreError::new("a stored text is not UTF-8"))
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
        assert_eq!(store.entities(&vault, &tenant, None, 0, 10).await.unwrap().count, 1);
    }

    #[tokio::test]
    async fn another_tenant_has_its_own_links_and_sees_no_entity_of_ours() {
        let (folder, store) = store().await;
        let vault = Vault::open_or_create(&folder.path().join("key")).unwrap();
        let (ours, theirs) = (Tenant::new("a"), Tenant::new("b"));
        let choice = EntityChoice::ByLink("x".to_owned());
        let mine = store.settle_entity(&vault, &ours, &choice, None).await.unwrap();
        assert_ne!(mine, store.settle_entity(&vault, &theirs, &choice, None).await.unwrap());
        assert!(store.entity(&vault, &theirs, &mine).await.unwrap().is_none());
        assert!(store.entity(&vault, &ours, &mine).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn what_a_lender_says_is_found_shown_and_nowhere_readable() {
        let (folder, store) = store().await;
        let vault = Vault::open_or_create(&folder.path().join("key")).unwrap();
        let tenant = Tenant::new("t");
        let new = NewEntity {
            link_id: Some("canary-link-4471".to_owned()),
            meta_data: Some(r#"{"names":"canary-name-4471"}"#.to_owned()),
            ..NewEntity::default()
        };
        let made = store.create_entity(&vault, &tenant, &new).await.unwrap();
        let shown = store.entity(&vault, &tenant, &made.id).await.unwrap().unwrap();
        assert_eq!((shown.link_id, shown.meta_data), (new.link_id.clone(), new.meta_data));
        let found = store.entities(&vault, &tenant, new.link_id.as_deref(), 0, 10).await.unwrap();
        assert_eq!((found.count, found.entities[0].id.as_str()), (1, made.id.as_str()));
        assert_eq!(store.entities(&vault, &tenant, Some("another"), 0, 10).await.unwrap().count, 0);
        store.close().await;
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(6).any(|window| window == b"canary"));
        }
    }
}
