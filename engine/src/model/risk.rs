//! How much the findings weigh together.

use super::Severity;
use serde::{Deserialize, Serialize};

/// What a score asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RiskBand {
    /// 0 to 14: nothing, or remarks.
    #[default]
    Low,
    /// 15 to 59: somebody should look.
    Medium,
    /// 60 to 100: hard to explain innocently.
    High,
}

/// A score from 0 to 100 and what it is made of. It says how odd a document or an entity is, not how likely a fraud is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// 0 (nothing seen) to 100.
    pub score: u32,
    /// What the score asks for.
    pub band: RiskBand,
    /// What the score is made of, the weightiest first; their points sum to it.
    pub reasons: Vec<RiskReason>,
    /// Heuristics that could not look: of them the score knows nothing.
    #[serde(default)]
    pub not_looked: Vec<String>,
}

/// What one heuristic adds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskReason {
    /// Identifier of the heuristic.
    pub id: String,
    /// Its gravest severity.
    pub severity: Severity,
    /// Points of the score.
    pub points: u32,
    /// Its weightiest finding in one sentence.
    pub summary: String,
    /// How many findings it has.
    pub findings: usize,
}
