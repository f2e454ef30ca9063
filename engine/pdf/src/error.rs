//! Why a file could not be opened, as a stable code, one sentence and a hint.

use std::fmt;

/// A file that cannot be read at all. Pages that are merely odd do not end here: they are read as far as they go.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenError {
    /// No bytes at all.
    Empty,
    /// The bytes are not a PDF (no header within the first kilobyte, no objects found by repair).
    NotPdf,
    /// Encrypted with a user password, and none was given.
    PasswordNeeded,
    /// Encrypted, and the password given opens it neither as user nor as owner.
    PasswordWrong,
    /// Encrypted by a handler or version that is not supported; names it.
    EncryptionUnsupported(String),
    /// A PDF whose structure is beyond repair; says what was missing.
    Damaged(String),
    /// Reading would cost more than the limits allow; names the limit.
    OverLimit {
        /// Name of the field of [`crate::Limits`] that was reached.
        limit: &'static str,
        /// The value of that limit.
        allowed: u64,
    },
}

impl OpenError {
    /// Stable identifier, safe to match on: `not_pdf`, `password_wrong`, ...
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            OpenError::Empty => "empty_file",
            OpenError::NotPdf => "not_pdf",
            OpenError::PasswordNeeded => "password_needed",
            OpenError::PasswordWrong => "password_wrong",
            OpenError::EncryptionUnsupported(_) => "encryption_unsupported",
            OpenError::Damaged(_) => "damaged",
            OpenError::OverLimit { .. } => "over_limit",
        }
    }

    /// What the caller can do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            OpenError::Empty => "check that the file was written or uploaded completely",
            OpenError::NotPdf => {
                "send the PDF that the bank issued, not an image, a spreadsheet or a web page"
            }
            OpenError::PasswordNeeded => "give the password that opens the statement",
            OpenError::PasswordWrong => {
                "banks often use the account number, the date of birth or part of the name; check capitals"
            }
            OpenError::EncryptionUnsupported(_) => {
                "ask for a copy protected by an ordinary password, or by none"
            }
            OpenError::Damaged(_) => "download the statement again; it may have been cut off on the way",
            OpenError::OverLimit { .. } => "split the file, or raise the limit if you trust its origin",
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OpenError::Empty => f.write_str("the file is empty"),
            OpenError::NotPdf => f.write_str("the file is not a PDF"),
            OpenError::PasswordNeeded => f.write_str("the file is encrypted and needs a password"),
            OpenError::PasswordWrong => f.write_str("the password does not open the file"),
            OpenError::EncryptionUnsupported(what) => {
                write!(f, "the file is encrypted in an unsupported way: {what}")
            }
            OpenError::Damaged(what) => write!(f, "the file is damaged: {what}"),
            OpenError::OverLimit { limit, allowed } => {
                write!(f, "reading the file would exceed the limit {limit} = {allowed}")
            }
        }
    }
}

impl std::error::Error for OpenError {}
