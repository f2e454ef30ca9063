//! API keys: 256 random bits, shown once, kept as a SHA-256.

use super::{Store, StoreError, StoreResult, Tenant, new_id};
use crate::{clock, crypto};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;

/// What the list of keys shows.
#[derive(Clone, Debug)]
pub struct KeyInfo {
    /// Identifier, for revoking.
    pub id: String,
    /// Name given at creation.
    pub name: String,
    /// Tenant whose data the key opens.
    pub tenant: String,
    /// When it was made, milliseconds since 1970.
    pub created_at: i64,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
}

/// The hash under which a key is kept. A fast hash is right here: the key has 256 random bits, there is nothing to guess, and
/// looking the hash up leaks no useful timing about the key.
#[must_use]
pub fn key_hash(key: &str) -> String {
    crypto::to_hex(&Sha256::digest(key.as_bytes()))
}

impl Store {
    /// Makes a key and returns it; it cannot be shown again.
    ///
    /// # Errors
    /// No randomness, or the database fails.
    pub async fn create_key(&self, tenant: &Tenant, name: &str) -> StoreResult<String> {
        let secret = crypto::random_key().map_err(|error| StoreError::new(error.to_string()))?;
        let key = format!("sk_live_{}", URL_SAFE_NO_PAD.encode(secret.as_slice()));
        sqlx::query(
            "INSERT INTO api_key (id, tenant_id, name, key_hash, created_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(new_id())
        .bind(tenant.id())
        .bind(name)
        .bind(key_hash(&key))
        .bind(clock::now_ms())
        .execute(self.pool())
        .await?;
        Ok(key)
    }

    /// The tenant of a key that exists and is not revoked.
    ///
    /// # Errors
    /// The database fails.
    pub async fn authenticate(&self, key: &str) -> StoreResult<Option<Tenant>> {
        let row = sqlx::query("SELECT tenant_id FROM api_key WHERE key_hash = $1 AND revoked_at IS NULL")
            .bind(key_hash(key))
            .fetch_optional(self.pool())
            .await?;
        row.map(|row| Ok(Tenant::new(row.try_get::<String, _>(0)?))).transpose()
    }

    /// All keys, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn list_keys(&self) -> StoreResult<Vec<KeyInfo>> {
        let sql = "SELECT id, name, tenant_id, created_at, revoked_at FROM api_key ORDER BY created_at, id";
        let rows = sqlx::query(sql).fetch_all(self.pool()).await?;
        rows.iter()
            .map(|row| {
                Ok(KeyInfo {
                    id: row.try_get(0)?,
                    name: row.try_get(1)?,
                    tenant: row.try_get(2)?,
                    created_at: row.try_get(3)?,
                    revoked_at: row.try_get(4)?,
                })
            })
            .collect()
    }

    /// Revokes the keys with this id or name, or the key itself; answers how many were revoked.
    ///
    /// # Errors
    /// The database fails.
    pub async fn revoke_key(&self, which: &str) -> StoreResult<u64> {
        let sql = "UPDATE api_key SET revoked_at = $1 \
                   WHERE revoked_at IS NULL AND (id = $2 OR name = $3 OR key_hash = $4)";
        let done = sqlx::query(sql)
            .bind(clock::now_ms())
            .bind(which)
            .bind(which)
            .bind(key_hash(which))
            .execute(self.pool())
            .await?;
        Ok(done.rows_affected())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::store;
    use super::*;

    #[tokio::test]
    async fn a_key_opens_its_tenant_until_it_is_revoked() {
        let (_folder, store) = store().await;
        let key = store.create_key(&Tenant::new("t1"), "first").await.unwrap();
        let other = store.create_key(&Tenant::new("t2"), "second").await.unwrap();
        assert!(key.starts_with("sk_live_") && key.len() == 8 + 43, "{key}");
        assert_eq!(store.authenticate(&key).await.unwrap(), Some(Tenant::new("t1")));
        assert_eq!(store.revoke_key("first").await.unwrap(), 1);
        assert_eq!(store.authenticate(&key).await.unwrap(), None);
        assert_eq!(store.authenticate(&other).await.unwrap(), Some(Tenant::new("t2")));
        let list = store.list_keys().await.unwrap();
        assert_eq!(list.iter().filter(|key| key.revoked_at.is_some()).count(), 1);
    }

    #[tokio::test]
    async fn the_key_itself_is_not_in_the_database() {
        let (folder, store) = store().await;
        let key = store.create_key(&Tenant::new("t"), "n").await.unwrap();
        store.close().await;
        let secret = key.trim_start_matches("sk_live_").as_bytes().to_vec();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(secret.len()).any(|window| window == secret));
        }
    }
}
