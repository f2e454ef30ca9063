//! Takes the fingerprint of a document: what a later one is recognised by.

use crate::model::{Direction, Fingerprint, RowMark, Statement, Transaction};
use pdf::Document;
use std::collections::BTreeMap;

/// Rows that are kept of one statement: those with the smallest hashes, so that two statements with the same rows keep the same.
const MOST_ROWS: usize = 48;
/// Digits in a row that make a narration one of its kind; dates and cheque numbers are shorter.
const REFERENCE_DIGITS: usize = 10;

/// The fingerprint of a file and of the first statement in it.
#[must_use]
pub fn fingerprint(document: Option<&Document>, statements: &[Statement]) -> Fingerprint {
    let statement = statements.first();
    let file = document.and_then(|document| document.facts.id.as_ref()).map(|[birth, _]| birth);
    let account = statement.map(|statement| statement.account.key()).filter(|key| !key.is_empty());
    let rows: BTreeMap<String, String> = statement
        .into_iter()
        .flat_map(|statement| &statement.transactions)
        .filter(|row| row.direction == Direction::Debit && has_reference(&row.narration))
        .map(|row| (hash(&[&row.date.to_string(), &folded(&row.narration)]), figures(row)))
        .collect();
    Fingerprint {
        file: file.filter(|id| says_something(id)).map(|id| hash(&[id])),
        account: account.map(|key| hash(&[&key])),
        rows: rows.into_iter().take(MOST_ROWS).map(|(row, figures)| RowMark { row, figures }).collect(),
    }
}

/// Payments out have a number that nobody else's have. What many people get alike, pay and dividends, comes in.
fn has_reference(narration: &str) -> bool {
    narration.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() >= REFERENCE_DIGITS)
}

fn folded(narration: &str) -> String {
    narration.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase()
}

fn figures(row: &Transaction) -> String {
    let balance = row.balance.map(|balance| balance.minor.to_string()).unwrap_or_default();
    hash(&[&row.amount.minor.to_string(), &balance])
}

/// Some programs write zeros, or one byte again and again, into every file.
fn says_something(id: &str) -> bool {
    let pairs: Vec<&[u8]> = id.as_bytes().chunks(2).collect();
    id.len() >= 16 && pairs.iter().any(|pair| Some(pair) != pairs.first())
}

fn hash(parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update(b"\n");
    }
    hasher.finalize().to_hex().chars().take(32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rows_with_a_number_of_their_own_are_kept() {
        assert!(has_reference("UPI/DR/509512345678/RAVI SAMPLE"));
        assert!(!has_reference("SMS CHARGES Q1 20250401"));
        assert_eq!(folded("UPI/dr 12"), "UPIDR12");
    }

    #[test]
    fn identifiers_that_every_file_has_are_none() {
        assert!(says_something("0123456789abcdef0123456789abcdef"));
        assert!(!says_something("00000000000000000000000000000000"));
        assert!(!says_something("0707070707070707"));
        assert!(!says_something("ab"));
    }
}
