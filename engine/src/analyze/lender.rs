//! Loans as the rows show them: who lent, what is paid when, what bounced, and what share of income it takes.

mod loan;

use super::bounce::Bounce;
use super::entity::AccountLedger;
use super::figure;
use super::recurring::Recurring;
use super::roles::Role;
use super::salary::SalaryReport;
use super::year_month::YearMonth;
use crate::model::Direction;
use jiff::civil::Date;
pub use loan::{Loan, LoanStatus, Outstanding};
use serde::{Deserialize, Serialize};

/// Full months whose credits stand for income where no pay is found.
const MONTHS_OF_INCOME: i32 = 6;

/// Everything between the holder and lenders.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LenderReport {
    /// Rows with lenders, card issuers and pay-later schemes, as indices into the rows of the account.
    pub transactions: Vec<usize>,
    /// Loans inferred from them, the earliest first.
    pub loans: Vec<Loan>,
    /// Instalments of all active loans per month, in minor units.
    pub obligations: i64,
    /// Income per month, in minor units: regular pay and pensions that have not ended; without any, the mean of income
    /// credits over the last six covered months.
    pub income: i64,
    /// Fixed obligations to income (FOIR) in hundredths of a percent; `None` without income.
    pub foir: Option<i64>,
}

/// Finds lenders' rows and loans.
#[must_use]
pub fn find(
    ledger: &AccountLedger,
    roles: &[Role],
    bounces: &[Bounce],
    recurring: &Recurring,
    salary: &SalaryReport,
    today: Date,
) -> LenderReport {
    let transactions: Vec<usize> =
        roles.iter().enumerate().filter(|(_, role)| role.lender.is_some()).map(|(row, _)| row).collect();
    let loans = loan::infer(ledger, roles, bounces, recurring, today);
    let obligations = loans
        .iter()
        .filter(|loan| loan.status == LoanStatus::Active)
        .fold(0_i64, |sum, loan| sum.saturating_add(loan.per_month));
    let income = income(ledger, roles, salary);
    LenderReport { transactions, loans, obligations, income, foir: figure::share(obligations, income) }
}

/// Income per month in minor units.
fn income(ledger: &AccountLedger, roles: &[Role], salary: &SalaryReport) -> i64 {
    let paid =
        salary.employments.iter().filter(|employment| !employment.ended).fold(0_i64, |sum, employment| {
            let each =
                employment.cadence.map_or(employment.usual, |cadence| cadence.per_month(employment.usual));
            sum.saturating_add(each)
        });
    if paid > 0 {
        return paid;
    }
    let Some(span) = ledger.span() else { return 0 };
    let last = YearMonth::of(span.to);
    let first = YearMonth::of(span.from).max(last.plus(1 - MONTHS_OF_INCOME));
    let months = i64::from(first.until(last)) + 1;
    let sum = ledger
        .rows
        .iter()
        .zip(roles)
        .filter(|(row, role)| {
            row.direction == Direction::Credit && YearMonth::of(row.date) >= first && role.is_income(row)
        })
        .fold(0_i64, |sum, (row, _)| sum.saturating_add(row.amount.minor));
    figure::divide(sum, months).unwrap_or(0)
}

#[cfg(test)]
mod tests;
