//! What the engine answers about one document.

use super::{
    Account, Detection, Diagnostic, Finding, Fingerprint, Identity, NotRun, Period, Risk, Statement,
};
use serde::{Deserialize, Serialize};

/// Plain facts about the file, kept with the report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DocumentFacts {
    /// Number of pages.
    pub pages: u32,
    /// Producer as the file says.
    pub producer: Option<String>,
    /// Creator as the file says.
    pub creator: Option<String>,
    /// Whether the file is encrypted.
    pub encrypted: bool,
}

/// The quick look that answers an upload: bank, holder, period and document findings, without the rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// The bank and why.
    pub detection: Detection,
    /// The account, when the header could be read.
    pub account: Option<Account>,
    /// The holder.
    pub identity: Identity,
    /// The period as printed, or else the span of the rows.
    pub period: Option<Period>,
    /// Document findings only.
    pub findings: Vec<Finding>,
    /// Document heuristics that could not look.
    #[serde(default)]
    pub not_run: Vec<NotRun>,
    /// By what the statement is known again.
    #[serde(default)]
    pub fingerprint: Fingerprint,
    /// Facts about the file.
    pub facts: DocumentFacts,
}

/// Everything the engine says about one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The bank and why.
    pub detection: Detection,
    /// One or more statements; a document may hold several accounts.
    pub statements: Vec<Statement>,
    /// Document and ledger findings.
    pub findings: Vec<Finding>,
    /// Heuristics that could not look.
    #[serde(default)]
    pub not_run: Vec<NotRun>,
    /// What the findings weigh together.
    #[serde(default)]
    pub risk: Risk,
    /// What is doubtful about the document as a whole.
    pub diagnostics: Vec<Diagnostic>,
    /// Facts about the file.
    pub facts: DocumentFacts,
}
