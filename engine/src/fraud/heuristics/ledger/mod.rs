//! Heuristics on the arithmetic of the rows.

pub(in crate::fraud) mod inconsistent_transaction;
