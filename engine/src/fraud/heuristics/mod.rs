//! One file per heuristic, by what it looks at.

pub(super) mod behaviour;
pub(super) mod document;
pub(super) mod ledger;
