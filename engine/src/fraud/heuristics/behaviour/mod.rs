//! Heuristics on the conduct of a customer: they need all accounts of the entity and what their rows say together.

pub(in crate::fraud) mod negative_balance;
