//! What several ledger heuristics ask of statements and rows.

use super::thresholds::Thresholds;
use crate::model::{Channel, Money, Statement, Transaction};
use bank_templates::{Rail, Rails};

/// Whether so many rows do not follow from the ones above that rather the reading is at fault than the statement.
pub(super) fn is_misread(statement: &Statement, thresholds: &Thresholds) -> bool {
    let broken = statement.reconciliation.breaks.iter().filter(|gap| gap.row.is_some()).count();
    // Whoever edits a row breaks two; a handful of breaks says nothing about the reading.
    broken > 4 && broken * 100 > thresholds.broken_rows_percent * statement.transactions.len()
}

/// Rows that a rail moved, with the rail. What banks charge for payments, and what comes back of them, follows no rule of rails.
pub(super) fn rail_rows(statement: &Statement) -> impl Iterator<Item = (&Transaction, &'static Rail)> {
    let rails = Rails::of_currency(statement.account.currency.code());
    let moved = |row: &&Transaction| {
        let lower = row.narration.to_ascii_lowercase();
        let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric());
        !matches!(row.channel, Channel::BankCharge | Channel::Refund)
            && !words.any(|word| NO_PAYMENT.contains(&word))
    };
    statement
        .transactions
        .iter()
        .filter(moved)
        .filter_map(move |row| Some((row, rails?.named(&row.narration)?)))
}

/// Words of rows that name a rail without being a payment by it.
const NO_PAYMENT: [&str; 17] = [
    "charge",
    "charges",
    "chrg",
    "chrgs",
    "chg",
    "chgs",
    "gst",
    "commission",
    "comm",
    "fee",
    "fees",
    "return",
    "returned",
    "rtn",
    "reversal",
    "rev",
    "refund",
];

/// Whole units of a currency as money of the same currency as another amount.
pub(super) fn whole(units: i64, like: Money) -> Money {
    like.with_minor(units.saturating_mul(10_i64.saturating_pow(like.currency.decimals())))
}
