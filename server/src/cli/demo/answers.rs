//! What the demo reads out of the API's answers. Shapes of a client, not of the server: a field that the demo does not show is
//! not here, so the demo notices when one that it needs goes missing.

use super::rupees::Rupees;
use serde::Deserialize;

/// Answer to an upload with `?identity=true`.
#[derive(Debug, Deserialize)]
pub(super) struct Uploaded {
    /// The statement.
    pub(super) statement_id: String,
    /// The customer.
    pub(super) entity_id: String,
    /// The printed period.
    pub(super) date_range: DateRange,
}

/// A period; either end may be missing.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct DateRange {
    /// First day, `YYYY-MM-DD`.
    pub(super) from_date: Option<String>,
    /// Last day.
    pub(super) to_date: Option<String>,
}

/// Answer of `/v1/entities/{id}/report_link`.
#[derive(Debug, Deserialize)]
pub(super) struct ReportLink {
    /// Opens the report page without a key.
    pub(super) link: String,
}

/// Answer of `identity/`.
#[derive(Debug, Deserialize)]
pub(super) struct Identities {
    /// One per account.
    pub(super) identity: Vec<Identity>,
}

/// The holder of an account.
#[derive(Debug, Deserialize)]
pub(super) struct Identity {
    /// The account.
    pub(super) account_id: String,
    /// Name of the holder.
    pub(super) name: Option<String>,
}

/// Answer of `transactions/`.
#[derive(Debug, Deserialize)]
pub(super) struct Transactions {
    /// One per statement.
    pub(super) progress: Vec<Progress>,
    /// The accounts.
    pub(super) accounts: Vec<Account>,
    /// What was found.
    pub(super) fraud: Fraud,
    /// Rows of all statements, oldest first, each row once.
    pub(super) transactions: Vec<Row>,
}

/// How far a statement has come.
#[derive(Debug, Deserialize)]
pub(super) struct Progress {
    /// The statement.
    pub(super) statement_id: String,
    /// Its state.
    pub(super) status: Status,
    /// Why it failed.
    pub(super) message: Option<String>,
}

/// The state of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    /// Not read yet.
    Processing,
    /// Read.
    Completed,
    /// Given up.
    Failed,
}

/// An account.
#[derive(Debug, Deserialize)]
pub(super) struct Account {
    /// The account.
    pub(super) account_id: String,
    /// As printed.
    pub(super) account_number: Option<String>,
    /// Identifier of the bank.
    pub(super) bank: String,
    /// Its statements.
    pub(super) statements: Vec<String>,
}

/// What was found.
#[derive(Debug, Deserialize)]
pub(super) struct Fraud {
    /// The findings.
    pub(super) fraud_type: Vec<Finding>,
}

/// A finding.
#[derive(Debug, Deserialize)]
pub(super) struct Finding {
    /// The statement; null for a finding about an account.
    pub(super) statement_id: Option<String>,
    /// What was found.
    pub(super) fraud_type: String,
    /// The account.
    pub(super) account_id: Option<String>,
    /// The row, for a finding about a row.
    pub(super) transaction_hash: Option<String>,
}

/// A row.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    /// Stable identity of the row.
    pub(super) hash: String,
    /// The account.
    pub(super) account_id: String,
    /// Which way the money went.
    pub(super) transaction_type: Direction,
    /// Always positive.
    pub(super) amount: Rupees,
    /// `YYYY-MM-DD HH:MM:SS`.
    pub(super) date: String,
    /// Balance after the row.
    pub(super) balance: Option<Rupees>,
}

/// Which way money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Direction {
    /// Into the account.
    Credit,
    /// Out of the account.
    Debit,
}

impl Row {
    /// The day of the row, `YYYY-MM-DD`.
    pub(super) fn day(&self) -> &str {
        self.date.split(' ').next().unwrap_or_default()
    }

    /// What the balance should be, given the one before the row.
    pub(super) fn balance_after(&self, before: Rupees) -> Rupees {
        match self.transaction_type {
            Direction::Credit => before + self.amount,
            Direction::Debit => before - self.amount,
        }
    }
}
