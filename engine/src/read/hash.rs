//! The identity of a row: the same whenever the same row is read again, from whatever file.

use crate::model::{Direction, Transaction};
use std::collections::HashMap;
use std::fmt::Write;

/// Gives each row its hash: account, date, direction, amount, balance, narration without spaces and case, and an
/// ordinal among rows that agree in all of these.
pub fn assign(transactions: &mut [Transaction], account_number: &str) {
    let mut seen: HashMap<[u8; 32], u32> = HashMap::with_capacity(transactions.len());
    let mut key = String::new();
    for row in transactions {
        let direction = match row.direction {
            Direction::Debit => "debit",
            Direction::Credit => "credit",
        };
        key.clear();
        // Writing to a string cannot fail.
        let _ = write!(
            key,
            "1\n{account_number}\n{}\n{direction}\n{} {}\n",
            row.date, row.amount.minor, row.amount.currency
        );
        if let Some(balance) = row.balance {
            let _ = write!(key, "{}", balance.minor);
        }
        key.push('\n');
        // Spaces are left out because a line break within a word may be read with or without one.
        for c in row.narration.chars().filter(|c| !c.is_whitespace()) {
            if c.is_ascii() {
                key.push(c.to_ascii_lowercase());
            } else {
                key.extend(c.to_lowercase());
            }
        }
        // Rows that agree in all of these agree in the hash of them, and nothing else does.
        let of_key = *blake3::hash(key.as_bytes()).as_bytes();
        let ordinal = seen.entry(of_key).and_modify(|count| *count += 1).or_insert(0);
        let _ = write!(key, "\n{ordinal}");
        row.hash = blake3::hash(key.as_bytes()).to_hex().get(..32).unwrap_or_default().to_owned();
    }
}
