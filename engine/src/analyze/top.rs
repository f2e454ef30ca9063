//! The largest credits and debits of each month.

use super::entity::AccountLedger;
use super::year_month::YearMonth;
use crate::model::{Direction, Transaction};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// How many of each direction.
const TOP: usize = 5;

/// The largest rows of a month, the largest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopOfMonth {
    /// The month.
    pub month: YearMonth,
    /// Largest credits.
    pub credits: Vec<TopRow>,
    /// Largest debits.
    pub debits: Vec<TopRow>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopRow {
    /// Index into the rows of the account.
    pub row: usize,
    /// Narration: the key in the contract's object, so no two rows of a list have the same.
    pub note: String,
    /// Amount in minor units.
    pub amount: i64,
}

/// The five largest of each direction in each month with rows.
///
/// The contract keys them by narration. Of rows with the same narration in a month only the largest is listed, and the
/// next largest with another narration takes the place; of equal amounts the earlier row comes first.
#[must_use]
pub fn by_month(ledger: &AccountLedger) -> Vec<TopOfMonth> {
    ledger
        .rows
        .chunk_by(|one, other| YearMonth::of(one.date) == YearMonth::of(other.date))
        .scan(0, |first, rows| {
            let start = *first;
            *first += rows.len();
            Some((start, rows))
        })
        .filter_map(|(start, rows)| {
            Some(TopOfMonth {
                month: YearMonth::of(rows.first()?.date),
                credits: largest(start, rows, Direction::Credit),
                debits: largest(start, rows, Direction::Debit),
            })
        })
        .collect()
}

/// The largest rows of several accounts of one currency, put together by the same rule. Indices stay those of their accounts.
#[must_use]
pub fn together<'r>(rows: &[&'r TopRow]) -> Vec<&'r TopRow> {
    let mut sorted = rows.to_vec();
    sorted.sort_by_key(|row| std::cmp::Reverse(row.amount));
    let mut notes = HashSet::new();
    sorted.into_iter().filter(|row| notes.insert(row.note.as_str())).take(TOP).collect()
}

fn largest(start: usize, rows: &[Transaction], direction: Direction) -> Vec<TopRow> {
    let mut sorted: Vec<(usize, &Transaction)> =
        rows.iter().enumerate().filter(|(_, row)| row.direction == direction).collect();
    sorted.sort_by_key(|(index, row)| (std::cmp::Reverse(row.amount.minor), *index));
    let mut notes = HashSet::new();
    sorted
        .into_iter()
        .filter(|(_, row)| notes.insert(row.narration.as_str()))
        .take(TOP)
        .map(|(index, row)| TopRow {
            row: start + index,
            note: row.narration.clone(),
            amount: row.amount.minor,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::testing::Ledger;
    use jiff::civil::date;

    #[test]
    fn five_of_each_with_different_notes() {
        let mut ledger = Ledger::new("INR", 1_000_000);
        for (day, amount, note) in [
            (1, 500, "A"),
            (2, 900, "B"),
            (3, 800, "B"),
            (4, 100, "C"),
            (5, 700, "D"),
            (6, 600, "E"),
            (7, 50, "F"),
        ] {
            ledger = ledger.debit(date(2025, 4, day), amount, note);
        }
        ledger = ledger.credit(date(2025, 5, 1), 10, "PAY");
        let top = by_month(&ledger.account(date(2025, 4, 1), date(2025, 5, 31)));
        let notes: Vec<&str> = top[0].debits.iter().map(|row| row.note.as_str()).collect();
        assert_eq!(notes, ["B", "D", "E", "A", "C"]);
        assert_eq!(top[0].debits[0].row, 1);
        assert_eq!(top[0].credits, []);
        assert_eq!((top[1].month.short().as_str(), top[1].credits[0].row), ("May-25", 7));
    }
}
