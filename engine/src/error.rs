//! Why a document could not be read as a statement.

use crate::model::Finding;
use std::fmt;

/// The whole document failed. Doubts about single rows are [`crate::model::Diagnostic`]s instead.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ReadError {
    /// What went wrong.
    pub kind: ReadErrorKind,
    /// One sentence for people, lower case, no full stop.
    pub message: String,
    /// What the caller can do about it.
    pub hint: String,
    /// What was seen of the file all the same, such as pages that are pictures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

/// The kinds of failure; the snake-case names are stable codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// No bytes at all.
    EmptyFile,
    /// The bytes are not a PDF.
    NotPdf,
    /// A password is needed and none was given.
    PasswordNeeded,
    /// The password given does not open the file.
    PasswordWrong,
    /// Encrypted in a way we cannot read.
    EncryptionUnsupported,
    /// A PDF beyond repair.
    Damaged,
    /// Reading would exceed a limit.
    OverLimit,
    /// The pages are images; there is no text to read.
    NoText,
    /// Nothing above the table says which bank issued the file, or two banks are equally likely.
    BankUnknown,
    /// The caller named one bank and the file speaks for another.
    BankMismatch,
    /// The caller named a bank that does not exist.
    BankInvalid,
    /// The document has no table with date, amount and balance.
    NotAStatement,
}

impl ReadErrorKind {
    /// Stable code, the same string that serde writes.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            ReadErrorKind::EmptyFile => "empty_file",
            ReadErrorKind::NotPdf => "not_pdf",
            ReadErrorKind::PasswordNeeded => "password_needed",
            ReadErrorKind::PasswordWrong => "password_wrong",
            ReadErrorKind::EncryptionUnsupported => "encryption_unsupported",
            ReadErrorKind::Damaged => "damaged",
            ReadErrorKind::OverLimit => "over_limit",
            ReadErrorKind::NoText => "no_text",
            ReadErrorKind::BankUnknown => "bank_unknown",
            ReadErrorKind::BankMismatch => "bank_mismatch",
            ReadErrorKind::BankInvalid => "bank_invalid",
            ReadErrorKind::NotAStatement => "not_a_statement",
        }
    }
}

impl ReadError {
    /// An error of a kind with its sentence and hint.
    #[must_use]
    pub fn new(kind: ReadErrorKind, message: impl Into<String>, hint: impl Into<String>) -> Self {
        ReadError { kind, message: message.into(), hint: hint.into(), findings: Vec::new() }
    }

    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ReadError {}

impl From<pdf::OpenError> for ReadError {
    fn from(error: pdf::OpenError) -> Self {
        let kind = match &error {
            pdf::OpenError::Empty => ReadErrorKind::EmptyFile,
            pdf::OpenError::NotPdf => ReadErrorKind::NotPdf,
            pdf::OpenError::PasswordNeeded => ReadErrorKind::PasswordNeeded,
            pdf::OpenError::PasswordWrong => ReadErrorKind::PasswordWrong,
            pdf::OpenError::EncryptionUnsupported(_) => ReadErrorKind::EncryptionUnsupported,
            pdf::OpenError::OverLimit { .. } => ReadErrorKind::OverLimit,
            _ => ReadErrorKind::Damaged,
        };
        ReadError::new(kind, error.to_string(), error.hint())
    }
}
