//! One account's statement within a document.

use super::{Account, Diagnostic, Identity, Located, Reconciliation, Skipped, Transaction};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// First and last day covered, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// What the statement itself prints about its sums; in minor units.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PrintedTotals {
    /// Balance before the first row.
    pub opening: Option<Located<i64>>,
    /// Balance after the last row.
    pub closing: Option<Located<i64>>,
    /// Sum of debits, positive.
    pub total_debit: Option<Located<i64>>,
    /// Sum of credits.
    pub total_credit: Option<Located<i64>>,
    /// Number of debits.
    pub debit_count: Option<Located<i64>>,
    /// Number of credits.
    pub credit_count: Option<Located<i64>>,
}

/// A statement: the account, its rows in the order of time, and what they prove.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// The account.
    pub account: Account,
    /// The holder.
    pub identity: Identity,
    /// The period as printed in the header.
    pub period: Option<Period>,
    /// Printed figures that the rows are held against.
    pub printed: PrintedTotals,
    /// Rows, oldest first.
    pub transactions: Vec<Transaction>,
    /// What the arithmetic proves.
    pub reconciliation: Reconciliation,
    /// Lines on transaction pages that are not transactions, with reasons.
    pub skipped: Vec<Skipped>,
    /// What is doubtful.
    pub diagnostics: Vec<Diagnostic>,
}

impl Statement {
    /// The printed period, or else the span of the rows.
    #[must_use]
    pub fn date_range(&self) -> Option<Period> {
        self.period.or_else(|| {
            let from = self.transactions.iter().map(|row| row.date).min()?;
            let to = self.transactions.iter().map(|row| row.date).max()?;
            Some(Period { from, to })
        })
    }
}
