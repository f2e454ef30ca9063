//! How far an entity is, in one indexed read: what long polls and event streams ask again and again.

use super::statements::Progress;
use super::{Store, StoreResult, Tenant};
use sqlx::Row as _;

/// What may be under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The header of a statement.
    Identity,
    /// The rows of a statement.
    Rows,
    /// What the rows of the entity say together.
    Analysis,
}

/// How far an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    identities: i64,
    rows: i64,
    /// Moves whenever a statement of the entity changes.
    pub changed_at: i64,
    revision: i64,
    analyzed: Option<i64>,
    /// Whether there is an analysis; there is none when it was given up.
    has_analysis: bool,
}

impl Standing {
    /// Whether something of this kind is still to come.
    #[must_use]
    pub fn is_processing(self, kind: Kind) -> bool {
        match kind {
            Kind::Identity => self.identities > 0,
            Kind::Rows => self.rows > 0,
            Kind::Analysis => self.rows > 0 || self.analysis() == Progress::Processing,
        }
    }

    /// A text that changes when the entity does.
    #[must_use]
    pub fn stamp(self) -> String {
        let analyzed = self.analyzed.unwrap_or_default();
        format!("{}-{}-{}-{analyzed}", self.changed_at, self.identities + self.rows, self.revision)
    }

    /// How far the analysis of what was read has come.
    #[must_use]
    pub fn analysis(self) -> Progress {
        match (self.analyzed == Some(self.revision), self.has_analysis) {
            // Nothing was read yet, so there is nothing to analyse.
            _ if self.revision == 0 => Progress::Completed,
            (false, _) => Progress::Processing,
            (true, true) => Progress::Completed,
            (true, false) => Progress::Failed,
        }
    }
}

impl Store {
    /// How far an entity of the tenant is; `None` when there is none.
    ///
    /// # Errors
    /// The database fails.
    pub async fn standing(&self, tenant: &Tenant, entity_id: &str) -> StoreResult<Option<Standing>> {
        let row = sqlx::query(
            "SELECT e.revision, a.revision, CASE WHEN a.body_sealed IS NULL THEN 0 ELSE 1 END, \
             (SELECT COUNT(*) FROM statement s WHERE s.entity_id = e.id AND s.identity_status = 'processing'), \
             (SELECT COUNT(*) FROM statement s WHERE s.entity_id = e.id AND s.transaction_status = 'processing'), \
             (SELECT COALESCE(MAX(s.updated_at), 0) FROM statement s WHERE s.entity_id = e.id) \
             FROM entity e LEFT JOIN analysis a ON a.entity_id = e.id WHERE e.tenant_id = $1 AND e.id = $2",
        )
        .bind(tenant.id())
        .bind(entity_id)
        .fetch_optional(self.pool())
        .await?;
        row.map(|row| {
            Ok(Standing {
                revision: row.try_get(0)?,
                analyzed: row.try_get(1)?,
                has_analysis: row.try_get::<i64, _>(2)? != 0,
                identities: row.try_get(3)?,
                rows: row.try_get(4)?,
                changed_at: row.try_get(5)?,
            })
        })
        .transpose()
    }
}
