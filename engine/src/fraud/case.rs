//! What a heuristic looks at, and what it is.

use crate::model::{Finding, FindingGroup, Severity, Statement};

/// Everything that heuristics may look at.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The statements of the document.
    pub statements: &'a [Statement],
}

/// One heuristic: a pattern to see, never an accusation.
#[derive(Debug)]
pub struct Heuristic {
    /// Stable identifier, the contract's `fraud_type`.
    pub id: &'static str,
    /// What it looks at.
    pub group: FindingGroup,
    /// How much a finding weighs.
    pub severity: Severity,
    /// Adds what it finds.
    pub check: fn(&Case<'_>, &Heuristic, &mut Vec<Finding>),
}
