//! The ordered list of heuristics, and nothing else.

mod case;
mod heuristics;

use crate::model::Finding;
pub use case::{Case, Heuristic};

/// All heuristics, in the order in which their findings are reported.
pub const HEURISTICS: &[Heuristic] =
    &[heuristics::ledger::inconsistent_transaction::INCONSISTENT_TRANSACTION];

/// Runs all heuristics on a case.
#[must_use]
pub fn inspect(case: &Case<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for heuristic in HEURISTICS {
        (heuristic.check)(case, heuristic, &mut findings);
    }
    findings
}
