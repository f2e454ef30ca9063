//! The same file again: it is the same statement, not another one.
//!
//! Two documents are the same when their bytes are, they belong to one entity, and they are read as the same bank.

use super::statements::{Accepted, NewStatement, Progress, Secrets, secrets_name};
use super::{StoreResult, Tenant, Tx, webhooks};
use crate::clock;
use crate::crypto::Vault;
use crate::jobs::queue::{self, JobKind};
use sqlx::Row as _;

/// A statement that the entity already has.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) statement_id: String,
    pub(super) account_id: Option<String>,
    transactions: Progress,
}

/// The statement of the entity that has these bytes and this bank.
pub(super) async fn known(
    tx: &mut Tx,
    tenant: &Tenant,
    entity_id: &str,
    new: &NewStatement,
) -> StoreResult<Option<Known>> {
    let row = sqlx::query(
        "SELECT s.id, s.transaction_status, a.account_id FROM statement s \
         LEFT JOIN statement_account a ON a.statement_id = s.id AND a.ordinal = 0 \
         WHERE s.tenant_id = $1 AND s.entity_id = $2 AND s.file_sha256 = $3 AND s.bank = $4 \
         ORDER BY s.created_at, s.id LIMIT 1",
    )
    .bind(tenant.id())
    .bind(entity_id)
    .bind(&new.file_sha256)
    .bind(&new.bank)
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(Known {
            statement_id: row.try_get(0)?,
            transactions: Progress::parse(&row.try_get::<String, _>(1)?)?,
            account_id: row.try_get(2)?,
        })
    })
    .transpose()
}

/// Answers with the known statement; `vault` is the entity's. One that had failed is tried again: the caller sends it anew because it did.
pub(super) async fn take_up(
    tx: &mut Tx,
    vault: &Vault,
    tenant: &Tenant,
    known: Known,
    new: &NewStatement,
    entity_id: String,
) -> StoreResult<Accepted> {
    // Whoever sends it again waits to be told again.
    let sql = "UPDATE statement SET announced = 0 WHERE id = $1";
    sqlx::query(sql).bind(&known.statement_id).execute(&mut **tx).await?;
    if known.transactions == Progress::Failed {
        let sql = "SELECT secrets_sealed FROM statement WHERE tenant_id = $1 AND id = $2";
        let row = sqlx::query(sql).bind(tenant.id()).bind(&known.statement_id).fetch_one(&mut **tx).await?;
        let name = secrets_name(&known.statement_id);
        // The stored object stays; the password is the one that opened the file this time.
        let earlier: Secrets = serde_json::from_slice(&vault.open(&name, &row.try_get::<Vec<u8>, _>(0)?)?)?;
        let secrets = Secrets {
            object_secret: earlier.object_secret.clone(),
            pdf_password: new.secrets.pdf_password.clone(),
        };
        sqlx::query(
            "UPDATE statement SET transaction_status = $1, message = NULL, secrets_sealed = $2, read_as = $3, \
             updated_at = $4 WHERE id = $5",
        )
        .bind(Progress::Processing.word())
        .bind(secrets.seal(vault, &known.statement_id)?)
        .bind(new.read_as.as_deref())
        .bind(clock::now_ms())
        .bind(&known.statement_id)
        .execute(&mut **tx)
        .await?;
        queue::requeue(tx, JobKind::ReadStatement, &known.statement_id).await?;
    }
    webhooks::announce(tx, &entity_id, None).await?;
    Ok(Accepted {
        entity_id,
        statement_id: known.statement_id,
        account_id: known.account_id,
        is_known: true,
        reuse: Vec::new(),
    })
}
