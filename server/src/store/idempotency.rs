//! Answers that are given again: requests with an `Idempotency-Key`.
//!
//! A request takes its key before it does anything; whoever comes with the same key meanwhile is turned away, and whoever comes
//! later gets the same answer. The answer is kept in the transaction that does the work, so that a request that was done and
//! whose answer never arrived is not done twice.

use super::{Store, StoreError, StoreResult, Tenant, Tx, entities};
use crate::clock;
use crate::crypto::Vault;
use sqlx::Row as _;

/// How long answers are kept: one day, in milliseconds.
const KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// How long a request may be under way before its key may be taken again, when the process that had it does not say so.
const LEASE_MS: i64 = 2 * 60 * 1000;

/// A request with a key, as hashes that need the master key to be tried.
#[derive(Clone, Debug)]
pub struct IdempotentRequest {
    /// Tenant, route and key.
    pub key_hash: String,
    /// Everything that the request says.
    pub request_hash: String,
}

/// What there is of a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Begun {
    /// Nothing: the request is to be done.
    Fresh,
    /// The answer.
    Answered(KeptAnswer),
    /// A request with this key is under way.
    UnderWay,
    /// The key was used for another request.
    OtherRequest,
}

/// An answer that is given again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// HTTP status.
    pub status: u16,
    /// The body, JSON.
    pub body: Vec<u8>,
}

impl Store {
    /// Takes a key, or says what became of it.
    ///
    /// # Errors
    /// The database fails or the kept answer does not open.
    pub async fn begin_idempotent(
        &self,
        vault: &Vault,
        tenant: &Tenant,
        request: &IdempotentRequest,
        owner: &str,
    ) -> StoreResult<Begun> {
        let now = clock::now_ms();
        let mut tx = self.begin().await?;
        let sql = "DELETE FROM idempotency WHERE created_at < $1";
        sqlx::query(sql).bind(now.saturating_sub(KEPT_MS)).execute(&mut *tx).await?;
        let sql = "DELETE FROM idempotency \
                   WHERE tenant_id = $1 AND key_hash = $2 AND status IS NULL AND lease_until < $3";
        sqlx::query(sql).bind(tenant.id()).bind(&request.key_hash).bind(now).execute(&mut *tx).await?;
        let taken = sqlx::query(
            "INSERT INTO idempotency (tenant_id, key_hash, request_hash, owner, lease_until, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id, key_hash) DO NOTHING",
        )
        .bind(tenant.id())
        .bind(&request.key_hash)
        .bind(&request.request_hash)
        .bind(owner)
        .bind(now.saturating_add(LEASE_MS))
        .bind(now)
        .execute(&mut *tx)
        .await?;
        if taken.rows_affected() == 1 {
            tx.commit().await?;
            return Ok(Begun::Fresh);
        }
        let row = sqlx::query(
            "SELECT request_hash, status, body_sealed, entity_id FROM idempotency \
             WHERE tenant_id = $1 AND key_hash = $2",
        )
        .bind(tenant.id())
        .bind(&request.key_hash)
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        if row.try_get::<String, _>(0)? != request.request_hash {
            return Ok(Begun::OtherRequest);
        }
        let (Some(status), Some(sealed), Some(entity_id)) = (
            row.try_get::<Option<i64>, _>(1)?,
            row.try_get::<Option<Vec<u8>>, _>(2)?,
            row.try_get::<Option<String>, _>(3)?,
        ) else {
            return Ok(Begun::UnderWay);
        };
        let status = u16::try_from(status).map_err(|_| StoreError::new("a kept answer has no status"))?;
        let (own, name) = (self.entity_vault(vault, &entity_id).await?, name(tenant, request));
        // An answer from before answers had the key of their entity is under the master key, for a day.
        let body = own.open(&name, &sealed).or_else(|_| vault.open(&name, &sealed))?;
        Ok(Begun::Answered(KeptAnswer { status, body }))
    }

    /// Gives a key back that was taken for nothing, so that the request can be made again.
    ///
    /// # Errors
    /// The database fails.
    pub async fn release_idempotent(&self, tenant: &Tenant, request: &IdempotentRequest) -> StoreResult<()> {
        let sql = "DELETE FROM idempotency WHERE tenant_id = $1 AND key_hash = $2 AND status IS NULL";
        sqlx::query(sql).bind(tenant.id()).bind(&request.key_hash).execute(self.pool()).await?;
        Ok(())
    }

    /// Gives back the keys that an earlier life of this very process had taken.
    ///
    /// # Errors
    /// The database fails.
    pub async fn recover_idempotent(&self, owner: &str) -> StoreResult<()> {
        let sql = "DELETE FROM idempotency WHERE status IS NULL AND owner = $1";
        sqlx::query(sql).bind(owner).execute(self.pool()).await?;
        Ok(())
    }
}

/// Keeps an answer about an entity under the entity's key, in the transaction that does the work: who destroys that key destroys
/// the answer with it.
pub(super) async fn keep(
    tx: &mut Tx,
    vault: &Vault,
    tenant: &Tenant,
    entity_id: &str,
    request: &IdempotentRequest,
    answer: &KeptAnswer,
) -> StoreResult<()> {
    let own = entities::vault_of(tx, vault, entity_id).await?;
    let sealed = own.seal(&name(tenant, request), &answer.body)?;
    let sql = "UPDATE idempotency SET status = $1, body_sealed = $2, entity_id = $3 \
               WHERE tenant_id = $4 AND key_hash = $5 AND status IS NULL";
    sqlx::query(sql)
        .bind(i64::from(answer.status))
        .bind(sealed)
        .bind(entity_id)
        .bind(tenant.id())
        .bind(&request.key_hash)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn name(tenant: &Tenant, request: &IdempotentRequest) -> String {
    format!("idempotency/{}/{}", tenant.id(), request.key_hash)
}

#[cfg(test)]
mod tests {
    use super::super::entities::NewEntity;
    use super::super::tests::store;
    use super::*;

    fn request(of: &str) -> IdempotentRequest {
        IdempotentRequest { key_hash: "k".to_owned(), request_hash: of.to_owned() }
    }

    #[tokio::test]
    async fn a_key_is_taken_once_answered_once_and_bound_to_its_request() {
        let (folder, store) = store().await;
        let vault = Vault::open_or_create(&folder.path().join("key")).unwrap();
        let tenant = Tenant::new("t");
        let begin =
            async |of: &str| store.begin_idempotent(&vault, &tenant, &request(of), "n").await.unwrap();
        assert_eq!(begin("a").await, Begun::Fresh);
        assert_eq!(begin("a").await, Begun::UnderWay);
        assert_eq!(begin("b").await, Begun::OtherRequest);
        let answer = KeptAnswer { status: 200, body: b"{}".to_vec() };
        let entity = store.create_entity(&vault, &tenant, &NewEntity::default()).await.unwrap().id;
        let mut tx = store.begin().await.unwrap();
        keep(&mut tx, &vault, &tenant, &entity, &request("a"), &answer).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(begin("a").await, Begun::Answered(answer));
        let sql = "SELECT body_sealed FROM idempotency WHERE body_sealed IS NOT NULL";
        let sealed: Vec<u8> = sqlx::query(sql).fetch_one(store.pool()).await.unwrap().get(0);
        assert!(
            vault.open(&name(&tenant, &request("a")), &sealed).is_err(),
            "the master key alone is not enough"
        );
        assert_eq!(begin("b").await, Begun::OtherRequest);
        let other = Tenant::new("u");
        assert_eq!(store.begin_idempotent(&vault, &other, &request("a"), "n").await.unwrap(), Begun::Fresh);
    }

    #[tokio::test]
    async fn a_key_that_led_to_nothing_is_free_again() {
        let (folder, store) = store().await;
        let vault = Vault::open_or_create(&folder.path().join("key")).unwrap();
        let tenant = Tenant::new("t");
        let begin = async || store.begin_idempotent(&vault, &tenant, &request("a"), "n").await.unwrap();
        assert_eq!(begin().await, Begun::Fresh);
        store.release_idempotent(&tenant, &request("a")).await.unwrap();
        assert_eq!(begin().await, Begun::Fresh);
        store.recover_idempotent("another").await.unwrap();
        assert_eq!(begin().await, Begun::UnderWay);
        store.recover_idempotent("n").await.unwrap();
        assert_eq!(begin().await, Begun::Fresh);
    }
}
