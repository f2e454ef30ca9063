//! Which bank issued the document, and why we say so.

use super::Locator;
use serde::{Deserialize, Serialize};

/// A bank by identifier and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankRef {
    /// Lower-case identifier used in the API.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// ISO 3166 country code.
    pub country: String,
}

/// One thing on the paper or in the file that speaks for a bank.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// What was matched, for people: `text "Lantern Bay Bank Ltd"`, `ifsc LTBY`.
    pub what: String,
    /// Where; absent for metadata.
    pub at: Option<Locator>,
}

/// The outcome of bank detection.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Detection {
    /// The bank; `None` when nothing above the table speaks for any.
    pub bank: Option<BankRef>,
    /// The layout of the bank's template that fits; `None` when the table was inferred.
    pub layout: Option<String>,
    /// Sum of the weights of the evidence; comparable between banks only.
    pub score: u32,
    /// What speaks for the bank.
    pub evidence: Vec<Evidence>,
    /// Identifiers of banks that score the same; a tie is refused, not guessed.
    pub tied_with: Vec<String>,
}
