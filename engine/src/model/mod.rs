//! The words every stage speaks: money, rows, statements and what was found about them.

mod account;
mod counterparty;
mod detection;
mod diagnostic;
mod finding;
mod fingerprint;
mod locator;
mod money;
pub mod number;
mod reconciliation;
mod report;
mod risk;
mod statement;
mod transaction;

pub use account::{Account, AccountCategory, AccountType, Identity, Located, account_key};
pub use counterparty::{KnownParty, PartyKind, Reference, ReferenceKind, ReturnReason};
pub use detection::{BankRef, Detection, Evidence};
pub use diagnostic::{Diagnostic, Skipped};
pub use finding::{Finding, FindingGroup, NotRun, Severity};
pub use fingerprint::{Fingerprint, RowMark};
pub use locator::Locator;
pub use money::{Currency, Money};
pub use reconciliation::{Break, Reconciliation, Verdict};
pub use report::{DocumentFacts, Inspection, Report};
pub use risk::{Risk, RiskBand, RiskReason};
pub use statement::{Period, PrintedTotals, Statement};
pub use transaction::{Channel, Description, Direction, MerchantCategory, Transaction};
