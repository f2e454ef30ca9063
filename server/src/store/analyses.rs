//! What the statements of an entity say together: kept whole and sealed, with the revision of the entity that it is of.
//!
//! Each statement that is read raises the revision and asks for an analysis. An analysis that is of an older revision than the
//! entity is not the newest, so what it says of the latest statement is still to come.

use super::statements::{Progress, StoredFinding};
use super::{Store, StoreResult, Tenant, Tx, webhooks};
use crate::clock;
use crate::crypto::Vault;
use crate::failpoint;
use crate::jobs::queue::{self, Claimed, Ending, JobKind};
use engine::analyze::Analysis;
use engine::fraud::Outcome;
use engine::model::{Finding, FindingGroup, Report, Risk};
use serde::{Deserialize, Serialize};
use sqlx::Row as _;

/// What a client reads when an analysis was given up.
pub const FAILURE: &str = "The analysis could not be made.";

/// An analysis and which accounts it is of.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntityAnalysis {
    /// What the engine says.
    pub analysis: Analysis,
    /// Identifiers of the accounts, parallel to `analysis.accounts`.
    pub account_ids: Vec<String>,
    /// What heuristics on the entity saw, and what they could not look at.
    #[serde(default)]
    pub fraud: Outcome,
    /// Identifiers of the statements that findings speak of by their places.
    #[serde(default)]
    pub statement_ids: Vec<String>,
    /// What all findings weigh together: of the documents, of the entity, and beside other customers. `None` in an analysis from
    /// before there was one.
    #[serde(default)]
    pub risk: Option<Risk>,
}

/// A finding about an entity as the contract shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntityFinding {
    /// Identifier of the heuristic.
    pub id: String,
    /// Group of the heuristic.
    pub group: FindingGroup,
    /// The row concerned.
    pub transaction_hash: Option<String>,
    /// The account concerned.
    pub account_id: Option<String>,
    /// The statement that the row, or what was seen, is printed in.
    pub statement_id: Option<String>,
}

impl EntityAnalysis {
    /// The findings that the contract's lists of fraud have.
    #[must_use]
    pub fn findings(&self) -> Vec<EntityFinding> {
        let of = |ids: &[String], place: Option<usize>| place.and_then(|place| ids.get(place)).cloned();
        let counted = self.fraud.findings.iter().filter(|finding| StoredFinding::counts(finding));
        counted
            .map(|finding| EntityFinding {
                id: finding.id.clone(),
                group: finding.group,
                transaction_hash: finding.transaction_hash.clone(),
                account_id: of(&self.account_ids, finding.account),
                statement_id: of(&self.statement_ids, finding.statement),
            })
            .collect()
    }
}

/// What lists show of an analysis without opening it.
struct Shown {
    findings: String,
    risk: Option<i64>,
    risk_band: Option<serde_json::Value>,
}

/// How far the analysis of an entity has come, and what it says.
#[derive(Debug)]
pub struct AnalysisState {
    /// Of the newest revision.
    pub progress: Progress,
    /// The newest analysis that is there, unless it was given up.
    pub analysis: Option<EntityAnalysis>,
}

/// What an analysis is made from.
pub struct AnalysisInput {
    /// The revision that the reports are of, or an earlier one.
    pub revision: i64,
    /// Whether the lender said that all statements are of one account.
    pub is_single_account: bool,
    /// What the lender attached to the entity, as JSON text.
    pub meta_data: Option<String>,
    /// The statements with their reports, oldest upload first.
    pub reports: Vec<(String, Report)>,
    /// Findings that are in no report.
    pub of_store: Vec<Finding>,
}

/// Says that the entity has changed, and asks for an analysis of what it is now.
pub(super) async fn request(tx: &mut Tx, tenant: &Tenant, entity_id: &str) -> StoreResult<()> {
    let sql = "UPDATE entity SET revision = revision + 1 WHERE id = $1";
    sqlx::query(sql).bind(entity_id).execute(&mut **tx).await?;
    queue::enqueue(tx, JobKind::AnalyzeEntity, tenant, entity_id).await?;
    // One that is running notices by the revision that it came too early, and goes back by itself.
    queue::requeue(tx, JobKind::AnalyzeEntity, entity_id).await
}

impl Store {
    /// What the job that analyses an entity needs; `None` when the entity is gone.
    ///
    /// # Errors
    /// The database fails or a report does not open.
    pub async fn analysis_input(
        &self,
        vault: &Vault,
        tenant: &Tenant,
        entity_id: &str,
    ) -> StoreResult<Option<AnalysisInput>> {
        // The revision first: a statement that is read in between is analysed now and once more.
        let revision = self.revision(entity_id).await?;
        let Some(entity) = self.entity(vault, tenant, entity_id).await? else { return Ok(None) };
        Ok(Some(AnalysisInput {
            revision,
            is_single_account: entity.is_single_account,
            meta_data: entity.meta_data,
            reports: self.reports(vault, tenant, entity_id).await?,
            of_store: self
                .statements(tenant, entity_id)
                .await?
                .iter()
                .flat_map(|statement| statement.findings.iter().filter_map(StoredFinding::weighed))
                .collect(),
        }))
    }

    /// Keeps an analysis and ends its job; when the entity has changed in the meantime the job goes back to the queue.
    /// Answers false, and changes nothing, when the job is no longer this worker's.
    ///
    /// # Errors
    /// The database fails.
    pub async fn complete_analysis(
        &self,
        vault: &Vault,
        job: &Claimed,
        revision: i64,
        analysis: &EntityAnalysis,
    ) -> StoreResult<bool> {
        let vault = self.entity_vault(vault, &job.subject_id).await?;
        let sealed = vault.seal(&name(&job.subject_id), &serde_json::to_vec(analysis)?)?;
        let shown = Shown {
            findings: serde_json::to_string(&analysis.findings())?,
            risk: analysis.risk.as_ref().map(|risk| i64::from(risk.score)),
            risk_band: analysis.risk.as_ref().map(|risk| serde_json::to_value(risk.band)).transpose()?,
        };
        self.end_analysis(job, Ending::Done, revision, Some(sealed), shown).await
    }

    /// Gives an analysis up. Answers as [`Store::complete_analysis`] does.
    ///
    /// # Errors
    /// The database fails.
    pub async fn fail_analysis(&self, job: &Claimed, ending: Ending<'_>) -> StoreResult<bool> {
        let revision = self.revision(&job.subject_id).await?;
        let shown = Shown { findings: "[]".to_owned(), risk: None, risk_band: None };
        self.end_analysis(job, ending, revision, None, shown).await
    }

    async fn revision(&self, entity_id: &str) -> StoreResult<i64> {
        let sql = "SELECT revision FROM entity WHERE id = $1";
        let row = sqlx::query(sql).bind(entity_id).fetch_optional(self.pool()).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?.unwrap_or_default())
    }

    async fn end_analysis(
        &self,
        job: &Claimed,
        ending: Ending<'_>,
        revision: i64,
        sealed: Option<Vec<u8>>,
        shown: Shown,
    ) -> StoreResult<bool> {
        let failure = sealed.is_none().then_some(FAILURE);
        let mut tx = self.begin().await?;
        // Whoever raises the revision holds this lock, so that none is raised between looking at it and committing.
        self.lock_entity(&mut tx, &job.subject_id).await?;
        if !queue::finish(&mut tx, job, ending).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO analysis (entity_id, revision, body_sealed, findings, risk, risk_band, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (entity_id) DO UPDATE SET revision = excluded.revision, \
             body_sealed = excluded.body_sealed, findings = excluded.findings, risk = excluded.risk, \
             risk_band = excluded.risk_band, created_at = excluded.created_at",
        )
        .bind(&job.subject_id)
        .bind(revision)
        .bind(sealed)
        .bind(shown.findings)
        .bind(shown.risk)
        .bind(shown.risk_band.as_ref().and_then(|band| band.as_str()))
        .bind(clock::now_ms())
        .execute(&mut *tx)
        .await?;
        let sql = "SELECT revision FROM entity WHERE id = $1";
        let now: i64 = sqlx::query(sql).bind(&job.subject_id).fetch_one(&mut *tx).await?.try_get(0)?;
        if now != revision {
            queue::requeue(&mut tx, JobKind::AnalyzeEntity, &job.subject_id).await?;
        }
        webhooks::announce(&mut tx, &job.subject_id, failure).await?;
        failpoint::reached("analysis before commit");
        tx.commit().await?;
        failpoint::reached("analysis committed");
        Ok(true)
    }

    /// What the newest analysis of an entity found, without opening it; nothing before the first one.
    ///
    /// # Errors
    /// The database fails.
    pub async fn entity_findings(&self, entity_id: &str) -> StoreResult<Vec<EntityFinding>> {
        let sql = "SELECT findings FROM analysis WHERE entity_id = $1";
        let row = sqlx::query(sql).bind(entity_id).fetch_optional(self.pool()).await?;
        match row {
            Some(row) => Ok(serde_json::from_str(&row.try_get::<String, _>(0)?)?),
            None => Ok(Vec::new()),
        }
    }

    /// The analysis of an entity. Read it after the statements: what one of them calls completed then is in an analysis that
    /// calls itself completed.
    ///
    /// # Errors
    /// The database fails or the analysis does not open.
    pub async fn analysis(
        &self,
        vault: &Vault,
        tenant: &Tenant,
        entity_id: &str,
    ) -> StoreResult<AnalysisState> {
        let row = sqlx::query(
            "SELECT e.revision, a.revision, a.body_sealed FROM entity e \
             LEFT JOIN analysis a ON a.entity_id = e.id WHERE e.tenant_id = $1 AND e.id = $2",
        )
        .bind(tenant.id())
        .bind(entity_id)
        .fetch_one(self.pool())
        .await?;
        let (newest, this): (i64, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
        let sealed: Option<Vec<u8>> = row.try_get(2)?;
        let progress = match (this == Some(newest), &sealed) {
            // Nothing was read yet, so there is nothing to analyse.
            _ if newest == 0 => Progress::Completed,
            (false, _) => Progress::Processing,
            (true, Some(_)) => Progress::Completed,
            (true, None) => Progress::Failed,
        };
        let analysis = match sealed {
            Some(sealed) => {
                let vault = self.entity_vault(vault, entity_id).await?;
                Some(serde_json::from_slice(&vault.open(&name(entity_id), &sealed)?)?)
            }
            None => None,
        };
        Ok(AnalysisState { progress, analysis })
    }
}

fn name(entity_id: &str) -> String {
    format!("entity/{entity_id}/analysis")
}
