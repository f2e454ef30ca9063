//! The identity of a row: the same whenever the same row is read again, from whatever file.

use crate::model::{Direction, Transaction};
use std::collections::HashMap;

/// Gives each row its hash: account, date, direction, amount, balance, narration without spaces and case, and an
/// ordinal among rows that agree in all of these.
pub fn assign(transactions: &mut [Transaction], account_number: &str) {
    let mut seen: HashMap<String, u32> = HashMap::new();
    for row in transactions {
        let direction = match row.direction {
            Direction::Debit => "debit",
            Direction::Credit => "credit",
        };
        let balance = row.balance.map_or(String::new(), |balance| balance.minor.to_string());
        // Spaces are left out because a line break within a word may be read with or without one.
        let narration: String =
            row.narration.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        let key = format!(
            "1\n{account_number}\n{}\n{direction}\n{} {}\n{balance}\n{narration}",
            row.date, row.amount.minor, row.amount.currency
        );
        let ordinal = seen.entry(key.clone()).and_modify(|count| *count += 1).or_insert(0);
        let digest = blake3::hash(format!("{key}\n{ordinal}").as_bytes());
        row.hash = digest.to_hex().chars().take(32).collect();
    }
}
