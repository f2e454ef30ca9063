//! The balance is the judge: what the arithmetic of a statement proves.

use super::{Locator, Money};
use serde::{Deserialize, Serialize};

/// Outcome of reconciling a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every row is held by printed balances or totals on both sides of it.
    Proven,
    /// Nothing contradicts, but something that would prove the rest is not printed; [`Reconciliation::gaps`] names it.
    ProvenWithGaps,
    /// A printed figure contradicts the rows, or nothing is printed that could prove them.
    Unproven,
}

/// A place where the printed balance does not follow from the rows above it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Break {
    /// Index of the row in `transactions`, in statement order; `None` when a printed closing balance or total disagrees.
    pub row: Option<usize>,
    /// What is contradicted: `running_balance`, `closing_balance`, `total_debit`, `total_credit`, `debit_count`, `credit_count`.
    pub what: String,
    /// What the rows give.
    pub expected: Money,
    /// What is printed.
    pub printed: Money,
    /// Where it is printed.
    pub at: Option<Locator>,
}

/// The arithmetic of one statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reconciliation {
    /// The verdict.
    pub verdict: Verdict,
    /// Balance before the first row: printed, or derived from the first running balance.
    pub opening_balance: Option<Money>,
    /// Whether the opening balance is printed; a derived one proves nothing about the first row.
    pub opening_is_printed: bool,
    /// Balance after the last row: printed, or the last running balance, or opening plus rows.
    pub closing_balance: Option<Money>,
    /// Sum of the debits.
    pub total_debit: Money,
    /// Sum of the credits.
    pub total_credit: Money,
    /// Where the arithmetic fails.
    pub breaks: Vec<Break>,
    /// What is missing for a full proof, one sentence each.
    pub gaps: Vec<String>,
}
