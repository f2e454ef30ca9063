//! Uploaded statements: what is kept when an upload is accepted, and how far each analysis has come.

use super::accounts::{self, AccountDetails, AccountSource};
use super::entities::{self, EntityChoice};
use super::fingerprints::{self, Reuse};
use super::idempotency::{self, IdempotentRequest, KeptAnswer};
use super::{Store, StoreError, StoreResult, Tenant, Tx, reuploads, unheld_objects};
use crate::clock;
use crate::crypto::Vault;
use crate::failpoint;
use crate::jobs::queue::{self, JobKind};
use engine::model::{Finding, FindingGroup, Period, Severity};
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use utoipa::ToSchema;
use zeroize::Zeroize as _;

/// How far an analysis of a statement has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Progress {
    /// Under way or waiting.
    Processing,
    /// Done; its values are there.
    Completed,
    /// Given up; the message says why.
    Failed,
}

impl Progress {
    /// The word in the database and on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Progress::Processing => "processing",
            Progress::Completed => "completed",
            Progress::Failed => "failed",
        }
    }

    pub(super) fn parse(word: &str) -> StoreResult<Progress> {
        [Progress::Processing, Progress::Completed, Progress::Failed]
            .into_iter()
            .find(|progress| progress.word() == word)
            .ok_or_else(|| StoreError::new("a statement has an unknown progress"))
    }
}

/// What opens a stored document. Kept sealed.
#[derive(Serialize, Deserialize)]
pub struct Secrets {
    /// Key of the stored object, 64 hexadecimal digits.
    pub object_secret: String,
    /// Password of the PDF.
    pub pdf_password: Option<String>,
}

impl Secrets {
    pub(super) fn seal(&self, vault: &Vault, statement_id: &str) -> StoreResult<Vec<u8>> {
        let mut plain = serde_json::to_vec(self)?;
        let sealed = vault.seal(&secrets_name(statement_id), &plain);
        plain.zeroize();
        Ok(sealed?)
    }
}

impl Drop for Secrets {
    fn drop(&mut self) {
        self.object_secret.zeroize();
        self.pdf_password.zeroize();
    }
}

/// A finding as the contract shows it; where it stands on the paper stays in the report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredFinding {
    /// Identifier of the heuristic.
    pub id: String,
    /// Group of the heuristic.
    pub group: FindingGroup,
    /// The row concerned.
    pub transaction_hash: Option<String>,
    /// Which statement within the document, when there are several.
    pub ordinal: usize,
    /// What the finding weighs, for one that is in no report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<StoredWeight>,
}

/// What a finding weighs, and its sentence; it holds counts and nothing of a customer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredWeight {
    /// How much it weighs on its own.
    pub severity: Severity,
    /// How sure the heuristic is, in percent.
    pub confidence: u8,
    /// One sentence for people.
    pub summary: String,
}

impl StoredFinding {
    /// Whether the contract's lists of fraud have the finding. One of low severity is a remark, such as a file that a harmless
    /// tool wrote anew: it stands in our own outputs, and nobody is called fraudulent for it. Conduct is listed as it is, since
    /// the contract names its signs one by one and leaves the weighing to the lender.
    #[must_use]
    pub fn counts(finding: &Finding) -> bool {
        finding.severity != Severity::Low || finding.group == FindingGroup::Behaviour
    }

    /// A finding about the statement at `ordinal` of the document.
    #[must_use]
    pub fn of(finding: &Finding, ordinal: usize) -> StoredFinding {
        let transaction_hash = finding.transaction_hash.clone();
        StoredFinding {
            id: finding.id.clone(),
            group: finding.group,
            transaction_hash,
            ordinal,
            weight: None,
        }
    }

    /// A finding that only the store has: it came from beside other customers' statements.
    #[must_use]
    pub fn of_store(finding: &Finding) -> StoredFinding {
        let weight = StoredWeight {
            severity: finding.severity,
            confidence: finding.confidence,
            summary: finding.summary.clone(),
        };
        StoredFinding { weight: Some(weight), ..StoredFinding::of(finding, 0) }
    }

    /// The finding again, as far as it is weighed; `None` for one that a report has whole.
    #[must_use]
    pub fn weighed(&self) -> Option<Finding> {
        let weight = self.weight.clone()?;
        Some(Finding {
            id: self.id.clone(),
            group: self.group,
            severity: weight.severity,
            confidence: weight.confidence,
            summary: weight.summary,
            transaction_hash: self.transaction_hash.clone(),
            account: None,
            statement: None,
            at: None,
            also: Vec::new(),
            expected: None,
            actual: None,
            innocent: Vec::new(),
        })
    }
}

/// An upload that is accepted.
pub struct NewStatement {
    /// Identifier, chosen before the object was written.
    pub id: String,
    /// Identifier of the bank, declared or detected.
    pub bank: String,
    /// Identifier of the bank to read it as; `None` leaves that to detection.
    pub read_as: Option<String>,
    /// Where the document is kept.
    pub object_key: String,
    /// What opens it.
    pub secrets: Secrets,
    /// SHA-256 of the document.
    pub file_sha256: String,
    /// Its length.
    pub file_bytes: u64,
    /// The account, when the header could be read.
    pub account: Option<AccountDetails>,
    /// The printed period.
    pub period: Option<Period>,
    /// Findings about the file.
    pub findings: Vec<StoredFinding>,
    /// What is compared with the statements of other customers.
    pub reuse: Reuse,
}

/// What an accepted upload belongs to.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The entity, found or made.
    pub entity_id: String,
    /// The statement: the new one, or the one that the entity has of the same file.
    pub statement_id: String,
    /// The account, when the header could be read.
    pub account_id: Option<String>,
    /// Whether the entity had the same file already; then the new object belongs to nobody.
    pub is_known: bool,
    /// What is said of it beside the statements of other customers.
    pub reuse: Vec<Finding>,
}

/// An answer that is kept with what it answers, for a request that may be made again.
#[derive(Clone, Copy)]
pub struct Keep<'a> {
    /// The request.
    pub request: &'a IdempotentRequest,
    /// Its answer.
    pub answer: &'a (dyn Fn(&Accepted) -> StoreResult<KeptAnswer> + Send + Sync),
}

/// A statement as lists show it.
#[derive(Clone, Debug)]
pub struct StatementRow {
    /// Identifier.
    pub id: String,
    /// Identifier of the bank.
    pub bank: String,
    /// Progress of the identity.
    pub identity: Progress,
    /// Progress of the rows.
    pub transactions: Progress,
    /// Why something failed.
    pub message: Option<String>,
    /// Findings.
    pub findings: Vec<StoredFinding>,
    /// SHA-256 of the document.
    pub file_sha256: String,
    /// Length of the document.
    pub file_bytes: i64,
    /// When it was uploaded, milliseconds since 1970.
    pub created_at: i64,
}

/// What the job that reads a statement needs.
pub struct StatementFile {
    /// The entity.
    pub entity_id: String,
    /// Identifier of the bank.
    pub bank: String,
    /// Identifier of the bank to read it as.
    pub read_as: Option<String>,
    /// Where the document is kept.
    pub object_key: String,
    /// What opens it.
    pub secrets: Secrets,
}

impl Store {
    /// Keeps an accepted upload: entity if new, account, statement and job in one transaction. The document is already safe
    /// in the object store; when this returns, the upload may be acknowledged. A file that the entity has already is not
    /// kept twice.
    ///
    /// # Errors
    /// The database fails; then nothing is kept.
    pub async fn accept_upload(
        &self,
        vault: &Vault,
        tenant: &Tenant,
        choice: &EntityChoice,
        new: NewStatement,
        keep: Option<Keep<'_>>,
    ) -> StoreResult<Accepted> {
        let mut tx = self.begin().await?;
        let accepted = self.accept(&mut tx, vault, tenant, choice, new).await?;
        if let Some(keep) = keep {
            let answer = (keep.answer)(&accepted)?;
            idempotency::keep(&mut tx, vault, tenant, &accepted.entity_id, keep.request, &answer).await?;
        }
        failpoint::reached("upload before commit");
        tx.commit().await?;
        failpoint::reached("upload committed");
        Ok(accepted)
    }

    async fn accept(
        &self,
        tx: &mut Tx,
        master: &Vault,
        tenant: &Tenant,
        choice: &EntityChoice,
        mut new: NewStatement,
    ) -> StoreResult<Accepted> {
        let entity_id = entities::settle(tx, master, tenant, choice).await?;
        self.lock_entity(tx, &entity_id).await?;
        let vault = &entities::vault_of(tx, master, &entity_id).await?;
        if let Some(known) = reuploads::known(tx, tenant, &entity_id, &new).await? {
            return reuploads::take_up(tx, vault, tenant, known, &new, entity_id).await;
        }
        unheld_objects::hold(tx, &new.object_key).await?;
        let reuse = fingerprints::compare(tx, master, tenant, &entity_id, &new.reuse).await?;
        let counted = reuse.iter().filter(|finding| StoredFinding::counts(finding));
        new.findings.extend(counted.map(StoredFinding::of_store));
        insert(tx, vault, tenant, &entity_id, &new).await?;
        let sql = "UPDATE entity SET active_at = $1 WHERE id = $2";
        sqlx::query(sql).bind(clock::now_ms()).bind(&entity_id).execute(&mut **tx).await?;
        fingerprints::keep(tx, master, tenant, &entity_id, &new).await?;
        let mut account_id = None;
        if let Some(details) = new.account {
            let source =
                AccountSource { tenant, entity_id: &entity_id, statement_id: &new.id, bank: &new.bank };
            let id = accounts::upsert(tx, vault, &source, details).await?;
            link_account(tx, &new.id, 0, &id, "").await?;
            account_id = Some(id);
        }
        queue::enqueue(tx, JobKind::ReadStatement, tenant, &new.id).await?;
        Ok(Accepted { entity_id, statement_id: new.id, account_id, is_known: false, reuse })
    }

    /// The statements of an entity of the tenant, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn statements(&self, tenant: &Tenant, entity_id: &str) -> StoreResult<Vec<StatementRow>> {
        let rows = sqlx::query(
            "SELECT id, identity_status, transaction_status, message, findings, bank, file_sha256, file_bytes, created_at \
             FROM statement \
             WHERE tenant_id = $1 AND entity_id = $2 ORDER BY created_at, id",
        )
        .bind(tenant.id())
        .bind(entity_id)
        .fetch_all(self.pool())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(StatementRow {
                    id: row.try_get(0)?,
                    identity: Progress::parse(&row.try_get::<String, _>(1)?)?,
                    transactions: Progress::parse(&row.try_get::<String, _>(2)?)?,
                    message: row.try_get(3)?,
                    findings: serde_json::from_str(&row.try_get::<String, _>(4)?)?,
                    bank: row.try_get(5)?,
                    file_sha256: row.try_get(6)?,
                    file_bytes: row.try_get(7)?,
                    created_at: row.try_get(8)?,
                })
            })
            .collect()
    }

    /// The document of a statement of the tenant, for the job that reads it.
    ///
    /// # Errors
    /// The database fails or the secrets do not open.
    pub async fn statement_file(
        &self,
        vault: &Vault,
        tenant: &Tenant,
        statement_id: &str,
    ) -> StoreResult<Option<StatementFile>> {
        let row = sqlx::query(
            "SELECT entity_id, bank, read_as, object_key, secrets_sealed FROM statement \
             WHERE tenant_id = $1 AND id = $2",
        )
        .bind(tenant.id())
        .bind(statement_id)
        .fetch_optional(self.pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let entity_id: String = row.try_get(0)?;
        let vault = self.entity_vault(vault, &entity_id).await?;
        let secrets = vault.open(&secrets_name(statement_id), &row.try_get::<Vec<u8>, _>(4)?)?;
        Ok(Some(StatementFile {
            entity_id,
            bank: row.try_get(1)?,
            read_as: row.try_get(2)?,
            object_key: row.try_get(3)?,
            secrets: serde_json::from_slice(&secrets)?,
        }))
    }
}

pub(super) fn secrets_name(statement_id: &str) -> String {
    format!("statement/{statement_id}/secrets")
}

async fn insert(
    tx: &mut Tx,
    vault: &Vault,
    tenant: &Tenant,
    entity_id: &str,
    new: &NewStatement,
) -> StoreResult<()> {
    let sealed = new.secrets.seal(vault, &new.id)?;
    // Without an account from the header, the rows may still bring one.
    let identity = if new.account.is_some() { Progress::Completed } else { Progress::Processing };
    let now = clock::now_ms();
    sqlx::query(
        "INSERT INTO statement (id, tenant_id, entity_id, bank, read_as, object_key, secrets_sealed, file_sha256, \
         file_bytes, identity_status, transaction_status, from_date, to_date, findings, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(&new.id)
    .bind(tenant.id())
    .bind(entity_id)
    .bind(&new.bank)
    .bind(new.read_as.as_deref())
    .bind(&new.object_key)
    .bind(sealed)
    .bind(&new.file_sha256)
    .bind(i64::try_from(new.file_bytes).unwrap_or(i64::MAX))
    .bind(identity.word())
    .bind(Progress::Processing.word())
    .bind(new.period.map(|period| period.from.to_string()))
    .bind(new.period.map(|period| period.to.to_string()))
    .bind(serde_json::to_string(&new.findings)?)
    .bind(now)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Says which account the statement at `ordinal` of a document is of, and which months (`YYYY-MM`, comma-separated) it has rows in.
pub(super) async fn link_account(
    tx: &mut Tx,
    statement_id: &str,
    ordinal: usize,
    account_id: &str,
    months: &str,
) -> StoreResult<()> {
    sqlx::query(
        "INSERT INTO statement_account (statement_id, ordinal, account_id, months) VALUES ($1, $2, $3, $4)",
    )
    .bind(statement_id)
    .bind(i64::try_from(ordinal).unwrap_or(i64::MAX))
    .bind(account_id)
    .bind(months)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
