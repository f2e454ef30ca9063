//! By what a statement is known again, without anything of it being kept.

use serde::{Deserialize, Serialize};

/// Marks of one statement. They are hashes: a store should hash them once more with a key of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// The identifier that the file got at its birth, unless it is one that says nothing.
    pub file: Option<String>,
    /// The account.
    pub account: Option<String>,
    /// Rows that only one account can have.
    pub rows: Vec<RowMark>,
}

/// A row by which a statement is known again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowMark {
    /// Its day and narration.
    pub row: String,
    /// Its amount and balance.
    pub figures: String,
}
