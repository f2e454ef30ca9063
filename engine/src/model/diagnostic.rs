//! What is doubtful, and what was left out. Data, not errors.

use super::Locator;
use serde::{Deserialize, Serialize};

/// A row, a field or a document that is doubtful in some respect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable code, snake case.
    pub code: String,
    /// One sentence for people.
    pub message: String,
    /// Where, when it can be pointed at.
    pub at: Option<Locator>,
}

impl Diagnostic {
    /// A diagnostic at a place or about the document as a whole.
    #[must_use]
    pub fn new(code: &str, message: impl Into<String>, at: Option<Locator>) -> Self {
        Diagnostic { code: code.to_owned(), message: message.into(), at }
    }
}

/// A printed line on a transaction page that is not a transaction, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Skipped {
    /// The line as printed.
    pub text: String,
    /// Stable reason: `heading`, `opening_balance`, `total`, `after_end`, ...
    pub reason: String,
    /// Where it is.
    pub at: Locator,
}
