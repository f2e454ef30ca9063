//! Why a document is refused, in the numbers and sentences of the Bank Connect contract.
//!
//! The same sentence appears in the answer to an upload and in the progress of a statement that failed later.

use engine::{ReadError, ReadErrorKind};

/// A refusal: contract status 3 to 7.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The password is wrong, or one is needed and none was given.
    PasswordIncorrect,
    /// The document is not of the bank that the caller named.
    NotOfBank(String),
    /// Nothing says which bank issued the document.
    BankUndetected,
    /// Not a PDF, damaged, without text, or too much to read.
    NotParsable,
    /// No table with balance, date and amount.
    UnsupportedFormat,
}

impl Refusal {
    /// The refusal for an error of the engine; `bank` is what the caller declared.
    #[must_use]
    pub fn of(error: &ReadError, bank: Option<&str>) -> Refusal {
        match error.kind {
            ReadErrorKind::PasswordNeeded | ReadErrorKind::PasswordWrong => Refusal::PasswordIncorrect,
            ReadErrorKind::BankMismatch => match bank {
                Some(bank) => Refusal::NotOfBank(bank.to_owned()),
                None => Refusal::BankUndetected,
            },
            ReadErrorKind::BankUnknown | ReadErrorKind::BankInvalid => Refusal::BankUndetected,
            ReadErrorKind::NotAStatement => Refusal::UnsupportedFormat,
            // Empty, not a PDF, damaged, an unknown encryption, over a limit, no text, and what may be added.
            _ => Refusal::NotParsable,
        }
    }

    /// The contract's number.
    #[must_use]
    pub fn status(&self) -> u8 {
        match self {
            Refusal::PasswordIncorrect => 3,
            Refusal::NotOfBank(_) => 4,
            Refusal::BankUndetected => 5,
            Refusal::NotParsable => 6,
            Refusal::UnsupportedFormat => 7,
        }
    }

    /// The reason in one word, for counting.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Refusal::PasswordIncorrect => "password",
            Refusal::NotOfBank(_) => "other_bank",
            Refusal::BankUndetected => "bank_undetected",
            Refusal::NotParsable => "not_parsable",
            Refusal::UnsupportedFormat => "unsupported_format",
        }
    }

    /// The contract's sentence.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Refusal::PasswordIncorrect => "Password incorrect".to_owned(),
            Refusal::NotOfBank(bank) => format!("Not {bank} statement"),
            Refusal::BankUndetected => "Unable to detect bank. Please provide BANK NAME.".to_owned(),
            Refusal::NotParsable => "PDF is not parsable".to_owned(),
            Refusal::UnsupportedFormat => {
                "Unsupported Bank Statement Format. It should have balance, date and amount columns."
                    .to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_read_error_has_the_status_of_the_contract() {
        use ReadErrorKind as Kind;
        let cases = [
            (Kind::PasswordNeeded, 3),
            (Kind::PasswordWrong, 3),
            (Kind::BankMismatch, 4),
            (Kind::BankUnknown, 5),
            (Kind::EmptyFile, 6),
            (Kind::NotPdf, 6),
            (Kind::Damaged, 6),
            (Kind::EncryptionUnsupported, 6),
            (Kind::OverLimit, 6),
            (Kind::NoText, 6),
            (Kind::NotAStatement, 7),
        ];
        for (kind, status) in cases {
            assert_eq!(Refusal::of(&ReadError::new(kind, "", ""), Some("axis")).status(), status, "{kind:?}");
        }
        assert_eq!(Refusal::NotOfBank("axis".to_owned()).message(), "Not axis statement");
    }
}
