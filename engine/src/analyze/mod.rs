//! What the rows of one person or company say together, over all statements and accounts.
//!
//! [`entity`] merges statements into accounts ([`masked`] those that hide digits of their number) and [`self_transfer`] pairs money between them; [`balances`] fills the days;
//! [`salary`], [`lender`], [`bounce`] and [`recurring`] find what comes back; [`roles`] notes on each row what it turned
//! out to be; and the figures follow: [`monthly`], [`rolling`], [`expense`], [`top`], [`predictors`], [`score`].
//! Money stays in integer minor units throughout, and "today" is an argument.

pub mod balances;
pub mod bounce;
pub mod cadence;
pub mod calendar;
pub mod entity;
pub mod expense;
pub mod figure;
pub mod flows;
pub mod lender;
pub mod masked;
pub mod monthly;
pub(crate) mod party;
pub mod predictors;
pub mod recurring;
pub mod roles;
pub mod rolling;
pub mod salary;
pub mod score;
pub mod self_transfer;
#[cfg(test)]
pub(crate) mod testing;
pub mod top;
pub mod window;
pub mod year_month;

use balances::DailyBalances;
use entity::{AccountLedger, EntityStatement};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What the caller knows beyond the statements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnalysisOptions {
    /// The day of the analysis: what is overdue or ended is measured from here.
    pub today: Date,
    /// Names of employers as the applicant gave them.
    #[serde(default)]
    pub employers: Vec<String>,
    /// Further names of the holder and of companies of the holder: transfers to them are self transfers.
    #[serde(default)]
    pub own_names: Vec<String>,
}

impl AnalysisOptions {
    /// Nothing known but the day.
    #[must_use]
    pub fn on(today: Date) -> Self {
        AnalysisOptions { today, employers: Vec::new(), own_names: Vec::new() }
    }
}

/// Everything said about one entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// One per account and currency, in the order in which their first statements were given.
    pub accounts: Vec<AccountAnalysis>,
    /// Money that went from one own account to another.
    pub self_transfers: Vec<self_transfer::SelfTransfer>,
}

/// Everything said about one account. Rows are named by their index in `ledger.rows`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountAnalysis {
    /// The merged account.
    pub ledger: AccountLedger,
    /// End-of-day balances.
    pub balances: DailyBalances,
    /// Pay and pensions.
    pub salary: salary::SalaryReport,
    /// What comes back.
    pub recurring: recurring::Recurring,
    /// Loans and what was paid to and received from lenders.
    pub lender: lender::LenderReport,
    /// Returned cheques and mandates.
    pub bounces: Vec<bounce::Bounce>,
    /// What each row turned out to be, parallel to `ledger.rows`.
    pub roles: Vec<roles::Role>,
    /// Figures per calendar month.
    pub monthly: monthly::MonthlyAnalysis,
    /// Figures per window of thirty days.
    pub rolling: rolling::RollingAnalysis,
    /// Shares of what was spent.
    pub expense_categories: Vec<expense::ExpenseShare>,
    /// Largest credits and debits of each month.
    pub top: Vec<top::TopOfMonth>,
    /// Flat variables for a scorecard.
    pub predictors: predictors::Predictors,
    /// The score with its reasons.
    pub score: score::Score,
}

/// Analyses all statements of one entity.
///
/// Statements of one account merge by the hashes of their rows, so a statement given twice or two that overlap count
/// each row once. Nothing in the answer depends on the order of the statements, except the order of the accounts.
#[must_use]
pub fn analyze(statements: &[EntityStatement<'_>], options: &AnalysisOptions) -> Analysis {
    let mut ledgers = entity::merge(statements);
    let self_transfers = self_transfer::find(&mut ledgers, options);
    let accounts = ledgers.into_iter().map(|ledger| account(ledger, options)).collect();
    Analysis { accounts, self_transfers }
}

fn account(ledger: AccountLedger, options: &AnalysisOptions) -> AccountAnalysis {
    let balances = balances::daily(&ledger);
    let calendar = calendar::Calendar::of(&ledger.country);
    let bounces = bounce::find(&ledger);
    let mut roles = roles::first_look(&ledger, &bounces);
    let salary = salary::find(&ledger, &roles, &calendar, options);
    roles::add_pay(&mut roles, &salary);
    let recurring = recurring::find(&ledger, &roles, &salary, options.today);
    let lender = lender::find(&ledger, &roles, &bounces, &recurring, &salary, options.today);
    let facts = monthly::Facts { ledger: &ledger, roles: &roles, balances: &balances };
    let monthly = monthly::analyze(&facts);
    let rolling = rolling::analyze(&facts);
    let expense_categories = expense::shares(&ledger, &roles);
    let top = top::by_month(&ledger);
    let predictors = predictors::predict(&facts);
    let score = score::score(&facts, &salary, &lender, &bounces);
    AccountAnalysis {
        balances,
        salary,
        recurring,
        lender,
        bounces,
        roles,
        monthly,
        rolling,
        expense_categories,
        top,
        predictors,
        score,
        ledger,
    }
}
