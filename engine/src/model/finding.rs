//! A fraud finding: what was seen, never an accusation.

use super::Locator;
use serde::{Deserialize, Serialize};

/// What a heuristic looks at; the contract calls the groups metadata, accounting and behaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingGroup {
    /// The file itself.
    #[serde(rename = "metadata")]
    Document,
    /// The arithmetic of the rows.
    #[serde(rename = "accounting")]
    Ledger,
    /// The customer's conduct.
    Behaviour,
}

/// How much a finding weighs on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Low,
    /// Worth a look.
    Medium,
    /// Hard to explain innocently.
    High,
}

/// One finding with its evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable identifier of the heuristic, the contract's `fraud_type`.
    pub id: String,
    /// Group of the heuristic.
    pub group: FindingGroup,
    /// Weight.
    pub severity: Severity,
    /// How sure the heuristic is that it saw what it says, in percent.
    #[serde(default)]
    pub confidence: u8,
    /// One sentence for people.
    pub summary: String,
    /// The row concerned, if any.
    pub transaction_hash: Option<String>,
    /// Place of the account in the analysis, for a finding about an entity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<usize>,
    /// Place, among the statements of the entity, of the one that `at` and `also` are in; for a finding about an entity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<usize>,
    /// Where to look.
    pub at: Option<Locator>,
    /// Where else the same is to be seen.
    #[serde(default)]
    pub also: Vec<Locator>,
    /// What one would have expected there.
    pub expected: Option<String>,
    /// What is there.
    pub actual: Option<String>,
    /// How this may have come about in all innocence.
    #[serde(default)]
    pub innocent: Vec<String>,
}

/// A heuristic that could not look. Its silence says nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotRun {
    /// Stable identifier of the heuristic.
    pub id: String,
    /// Why not.
    pub reason: String,
}
