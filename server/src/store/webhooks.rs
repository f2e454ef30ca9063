//! Webhooks: where a tenant wants to be told, and the outbox of what it is told.
//!
//! A payload is written in the transaction that ends a statement, so that nothing is told that did not happen and nothing that
//! happened is left untold. The call itself is a job.

use super::statements::Progress;
use super::{Store, StoreError, StoreResult, Tenant, Tx, new_id};
use crate::clock;
use crate::crypto::{self, Vault};
use crate::jobs::queue::{self, Claimed, Ending, JobKind};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::any::AnyRow;

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
        "INSERT INTO webhook_payload (id, tenant_id, entity_id, statement_id, link_id, progress, reason, created_at) \
         SELECT $1, tenant_id, id, $2, link_id, $3, $4, $5 FROM entity WHERE id = $6",
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
    /// The database fails.
    pub async fn webhook_payloads(
        &self,
        tenant: &Tenant,
        link_id: Option<&str>,
        most: i64,
    ) -> StoreResult<Vec<WebhookPayload>> {
        // An absent link is the empty text here; no entity has an empty link.
        let link = link_id.unwrap_or_default();
        let rows = sqlx::query(
            "SELECT id, entity_id, statement_id, link_id, progress, reason, created_at FROM webhook_payload \
             WHERE tenant_id = $1 AND ($2 = '' OR link_id = $3) ORDER BY created_at DESC, id DESC LIMIT $4",
        )
        .bind(tenant.id())
        .bind(link)
        .bind(link)
        .bind(most)
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(read).collect()
    }

    /// What the job that calls a webhook needs; `None` when the entity is gone.
    ///
    /// # Errors
    /// The database fails or the secrets do not open.
    pub async fn delivery(&self, vault: &Vault, job: &Claimed) -> StoreResult<Option<Delivery>> {
        let row = sqlx::query(
            "SELECT id, entity_id, statement_id, link_id, progress, reason, created_at FROM webhook_payload \
             WHERE tenant_id = $1 AND id = $2",
        )
        .bind(job.tenant.id())
        .bind(&job.subject_id)
        .fetch_optional(self.pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Delivery { payload: read(&row)?, webhook: self.webhook(vault, &job.tenant).await? }))
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

fn name(tenant: &Tenant) -> String {
    format!("webhook/{}", tenant.id())
}

fn read(row: &AnyRow) -> StoreResult<WebhookPayload> {
    Ok(WebhookPayload {
        id: row.try_get(0)?,
        entity_id: row.try_get(1)?,
        statement_id: row.try_get(2)?,
        link_id: row.try_get(3)?,
        progress: Progress::parse(&row.try_get::<String, _>(4)?)?,
        reason: row.try_get(5)?,
        created_at: row.try_get(6)?,
    })
}
