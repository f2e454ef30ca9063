//! Webhooks: where a tenant wants to be told, and the outbox of what it is told.
//!
//! A payload is written in the transaction that ends a statement, so that nothing is told that did not happen and nothing that
//! happened is left untold. The call itself is a job.

use super::statements::Progress;
use super::{Store, StoreError, StoreResult, Tenant, Tx, entities, new_id};
use crate::clock;
use crate::crypto::{self, Vault};
use crate::jobs::queue::{self, Claimed, Ending, JobKind};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

/// Which uploads a webhook is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookMode {
    /// Net-banking uploads, of which there are none.
    NetBanking,
    /// Uploads of files, too.
    Uploads,
    /// All there is.
    All,
}

impl WebhookMode {
    /// The mode of a number of the contract.
    #[must_use]
    pub fn of(number: i64) -> Option<WebhookMode> {
        [WebhookMode::NetBanking, WebhookMode::Uploads, WebhookMode::All]
            .into_iter()
            .find(|mode| mode.number() == number)
    }

    /// The contract's number.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            WebhookMode::NetBanking => 0,
            WebhookMode::Uploads => 1,
            WebhookMode::All => 3,
        }
    }
}

/// Where a tenant wants to be told. Kept sealed: a URL often carries a token.
#[derive(Clone, Serialize, Deserialize)]
pub struct WebhookSecrets {
    /// The URL.
    pub url: String,
    /// The key of signatures: `whsec_` and 256 bits in Base64, as the Standard Webhooks write it.
    pub signing_key: String,
}

/// One thing that a webhook is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookPayload {
    /// Identifier of the message: the same however often it is sent.
    pub id: String,
    /// The entity.
    pub entity_id: String,
    /// The statement.
    pub statement_id: String,
    /// The caller's own identifier of the entity.
    pub link_id: Option<String>,
    /// `completed` or `failed`.
    pub progress: Progress,
    /// Why it failed.
    pub reason: Option<String>,
    /// When it happened, milliseconds since 1970.
    pub created_at: i64,
}

/// A payload on its way.
pub struct Delivery {
    /// What is told.
    pub payload: WebhookPayload,
    /// Where to, when there is still a webhook.
    pub webhook: Option<WebhookSecrets>,
}

/// Tells of all statements of an entity whose end was not told yet, once the analysis of what they say together is over.
pub(super) async fn announce(tx: &mut Tx, entity_id: &str, failure: Option<&str>) -> StoreResult<()> {
    let rows = sqlx::query(
        "SELECT s.id, s.tenant_id, s.transaction_status, s.message FROM statement s \
         JOIN entity e ON e.id = s.entity_id LEFT JOIN analysis a ON a.entity_id = e.id \
         WHERE s.entity_id = $1 AND s.announced = 0 AND (s.transaction_status = 'failed' \
         OR (s.transaction_status = 'completed' AND a.revision = e.revision)) ORDER BY s.created_at, s.id",
    )
    .bind(entity_id)
    .fetch_all(&mut **tx)
    .await?;
    for row in rows {
        let (statement_id, tenant): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let tenant = Tenant::new(tenant);
        let read = Progress::parse(&row.try_get::<String, _>(2)?)?;
        let (progress, reason) = match (read, failure) {
            (Progress::Completed, Some(failure)) => (Progress::Failed, Some(failure.to_owned())),
            (progress, _) => (progress, row.try_get(3)?),
        };
        let sql = "UPDATE statement SET announced = 1 WHERE id = $1";
        sqlx::query(sql).bind(&statement_id).execute(&mut **tx).await?;
        if is_wanted(tx, &tenant).await? {
            tell(tx, &tenant, entity_id, &statement_id, progress, reason).await?;
        }
    }
    Ok(())
}

/// Whether the tenant has a webhook that uploads are told to.
async fn is_wanted(tx: &mut Tx, tenant: &Tenant) -> StoreResult<bool> {
    let sql = "SELECT mode FROM webhook WHERE tenant_id = $1";
    let row = sqlx::query(sql).bind(tenant.id()).fetch_optional(&mut **tx).await?;
    let mode = row.map(|row| row.try_get::<i64, _>(0)).transpose()?.and_then(WebhookMode::of);
    Ok(matches!(mode, Some(WebhookMode::Uploads | WebhookMode::All)))
}

async fn tell(
    tx: &mut Tx,
    tenant: &Tenant,
    entity_id: &str,
    statement_id: &str,
    progress: Progress,
    reason: Option<String>,
) -> StoreResult<()> {
    let id = new_id();
    sqlx::query(
        "INSERT INTO webhook_payload (id, tenant_id, entity_id, statement_id, progress, reason, created_at) \
         SELECT $1, tenant_id, id, $2, $3, $4, $5 FROM entity WHERE id = $6",
    )
    .bind(&id)
    .bind(statement_id)
    .bind(progress.word())
    .bind(reason)
    .bind(clock::now_ms())
    .bind(entity_id)
    .execute(&mut **tx)
    .await?;
    queue::enqueue(tx, JobKind::DeliverWebhook, tenant, &id).await
}

impl Store {
    /// Sets the webhook of a tenant and answers its signing key, which stays the same over updates.
    ///
    /// # Errors
    /// No randomness, or the database fails.
    pub async fn set_webhook(
        &self,
        vault: &Vault,
        tenant: &Tenant,
        url: &str,
        mode: WebhookMode,
    ) -> StoreResult<String> {
        let signing_key = match self.webhook(vault, tenant).await? {
            Some(known) => known.signing_key,
            None => {
                let key = crypto::random_key().map_err(|error| StoreError::new(error.to_string()))?;
                format!("whsec_{}", STANDARD.encode(key.as_slice()))
            }
        };
        let secrets = WebhookSecrets { url: url.to_owned(), signing_key };
        let sealed = vault.seal(&name(tenant), &serde_json::to_vec(&secrets)?)?;
        sqlx::query(
            "INSERT INTO webhook (tenant_id, mode, secrets_sealed, updated_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (tenant_id) DO UPDATE SET mode = excluded.mode, \
             secrets_sealed = excluded.secrets_sealed, updated_at = excluded.updated_at",
        )
        .bind(tenant.id())
        .bind(mode.number())
        .bind(sealed)
        .bind(clock::now_ms())
        .execute(self.pool())
        .await?;
        Ok(secrets.signing_key)
    }

    /// Takes the webhook of a tenant away. What is still on its way to it is given up.
    ///
    /// # Errors
    /// The database fails.
    pub async fn remove_webhook(&self, tenant: &Tenant) -> StoreResult<()> {
        let sql = "DELETE FROM webhook WHERE tenant_id = $1";
        sqlx::query(sql).bind(tenant.id()).execute(self.pool()).await?;
        Ok(())
    }

    async fn webhook(&self, vault: &Vault, tenant: &Tenant) -> StoreResult<Option<WebhookSecrets>> {
        let sql = "SELECT secrets_sealed FROM webhook WHERE tenant_id = $1";
        let row = sqlx::query(sql).bind(tenant.id()).fetch_optional(self.pool()).await?;
        let Some(row) = row else { return Ok(None) };
        let secrets = vault.open(&name(tenant), &row.try_get::<Vec<u8>, _>(0)?)?;
        Ok(Some(serde_json::from_slice(&secrets)?))
    }

    /// What a tenant's webhook was told, newest first, optionally of the entities with a link only.
    ///
    /// # Errors
    /// The database fails or a link does not open.
    pub async fn webhook_payloads(
        &self,
        vault: &Vault,
        tenant: &Tenant,
        link_id: Option<&str>,
        most: i64,
    ) -> StoreResult<Vec<WebhookPayload>> {
        let link = entities::hash_to_find(vault, tenant, link_id);
        let rows = sqlx::query(AssertSqlSafe(format!(
            "{PAYLOADS} WHERE p.tenant_id = $1 AND ($2 = '' OR e.link_hash = $3) \
             ORDER BY p.created_at DESC, p.id DESC LIMIT $4"
        )))
        .bind(tenant.id())
        .bind(&link)
        .bind(&link)
        .bind(most)
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(|row| read(vault, row)).collect()
    }

    /// What the job that calls a webhook needs; `None` when the entity is gone.
    ///
    /// # Errors
    /// The database fails or the secrets do not open.
    pub async fn delivery(&self, vault: &Vault, job: &Claimed) -> StoreResult<Option<Delivery>> {
        let row = sqlx::query(AssertSqlSafe(format!("{PAYLOADS} WHERE p.tenant_id = $1 AND p.id = $2")))
            .bind(job.tenant.id())
            .bind(&job.subject_id)
            .fetch_optional(self.pool())
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Delivery { payload: read(vault, &row)?, webhook: self.webhook(vault, &job.tenant).await? }))
    }

    /// Removes payloads that are older than `before` together with their jobs, up to `most`; answers how many. One whose call is
    /// still to be made stays.
    ///
    /// # Errors
    /// The database fails.
    pub async fn prune_webhook_payloads(&self, before: i64, most: i64) -> StoreResult<u64> {
        let mut tx = self.begin().await?;
        sqlx::query(
            "DELETE FROM job WHERE kind = 'deliver_webhook' AND state IN ('done', 'dead') AND subject_id IN \
             (SELECT id FROM webhook_payload WHERE created_at < $1 ORDER BY created_at LIMIT $2)",
        )
        .bind(before)
        .bind(most)
        .execute(&mut *tx)
        .await?;
        let pruned = sqlx::query(
            "DELETE FROM webhook_payload WHERE id IN \
             (SELECT id FROM webhook_payload WHERE created_at < $1 ORDER BY created_at LIMIT $2) \
             AND NOT EXISTS (SELECT 1 FROM job WHERE kind = 'deliver_webhook' AND subject_id = webhook_payload.id)",
        )
        .bind(before)
        .bind(most)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(pruned.rows_affected())
    }

    /// Ends a job that has no result to keep. Answers false when it is no longer this worker's.
    ///
    /// # Errors
    /// The database fails.
    pub async fn end_job(&self, job: &Claimed, ending: Ending<'_>) -> StoreResult<bool> {
        let mut tx = self.begin().await?;
        let is_ours = queue::finish(&mut tx, job, ending).await?;
        tx.commit().await?;
        Ok(is_ours)
    }
}

/// The name under which the secrets of a tenant's webhook are sealed.
fn name(tenant: &Tenant) -> String {
    secrets_name(tenant.id())
}

/// As [`name`], for those who know tenants by their identifiers only.
pub(super) fn secrets_name(tenant_id: &str) -> String {
    format!("webhook/{tenant_id}")
}

/// What [`read`] reads: payloads and the links of their entities.
const PAYLOADS: &str = "SELECT p.id, p.entity_id, p.statement_id, p.progress, p.reason, p.created_at, e.key_sealed, \
                        e.link_sealed FROM webhook_payload p JOIN entity e ON e.id = p.entity_id";

fn read(vault: &Vault, row: &AnyRow) -> StoreResult<WebhookPayload> {
    let entity_id: String = row.try_get(1)?;
    Ok(WebhookPayload {
        id: row.try_get(0)?,
        link_id: entities::open_link(vault, &entity_id, row.try_get(6)?, row.try_get(7)?)?,
        entity_id,
        statement_id: row.try_get(2)?,
        progress: Progress::parse(&row.try_get::<String, _>(3)?)?,
        reason: row.try_get(4)?,
        created_at: row.try_get(5)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::entities::NewEntity;
    use super::super::tests::store;
    use super::*;
    use crate::jobs::queue::Lane;

    #[tokio::test]
    async fn old_payloads_go_with_their_jobs_unless_their_call_is_still_to_be_made() {
        let (folder, store) = store().await;
        let vault = Vault::open_or_create(&folder.path().join("key")).unwrap();
        let tenant = Tenant::new("t");
        let new = NewEntity { link_id: Some("one".to_owned()), ..NewEntity::default() };
        let entity = store.create_entity(&vault, &tenant, &new).await.unwrap().id;
        let mut tx = store.begin().await.unwrap();
        for statement in ["s1", "s2", "s3"] {
            tell(&mut tx, &tenant, &entity, statement, Progress::Completed, None).await.unwrap();
        }
        tx.commit().await.unwrap();
        let now = clock::now_ms();
        let (later, lane) = (now + 10_000, Lane::Webhooks(9));
        for ending in [Ending::Done, Ending::Dead("webhook: 500")] {
            let job = store.claim_job(lane, "w", now + 1, 60_000).await.unwrap().unwrap();
            assert!(store.end_job(&job, ending).await.unwrap());
        }
        assert_eq!(store.prune_webhook_payloads(now - 10_000, 100).await.unwrap(), 0, "they are young");
        assert_eq!(store.prune_webhook_payloads(later, 100).await.unwrap(), 2);
        let left = store.webhook_payloads(&vault, &tenant, Some("one"), 10).await.unwrap();
        assert_eq!((left.len(), left[0].link_id.as_deref()), (1, Some("one")));
        assert!(store.dead_jobs(None, 10).await.unwrap().is_empty(), "its job went with it");
        let job = store.claim_job(lane, "w", now + 1, 60_000).await.unwrap().unwrap();
        assert_eq!(job.subject_id, left[0].id, "the call of the last one can still be made");
        assert!(store.delivery(&vault, &job).await.unwrap().is_some());
    }
}
