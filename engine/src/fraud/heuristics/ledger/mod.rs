//! Heuristics on the arithmetic of the rows.

pub(in crate::fraud) mod benford;
pub(in crate::fraud) mod chain_gap;
pub(in crate::fraud) mod duplicate_rows;
pub(in crate::fraud) mod identity_mismatch;
pub(in crate::fraud) mod impossible_date;
pub(in crate::fraud) mod impossible_interest;
pub(in crate::fraud) mod inconsistent_transaction;
pub(in crate::fraud) mod min_rtgs_amount;
pub(in crate::fraud) mod overlap_disagreement;
pub(in crate::fraud) mod rail_rule;
pub(in crate::fraud) mod totals_mismatch;
