//! Credits that are pay: by what they are called, by who pays, and by rhythm.
//!
//! [`payer`] gathers credits by who pays them and weighs each payer, [`employment`] tells the story of one employer, and
//! [`month`] says for which month a payment is. `docs/analysis.md` has the definitions and what may explain a mistake.

mod employment;
mod month;
mod payer;

use super::AnalysisOptions;
use super::calendar::Calendar;
use super::entity::AccountLedger;
use super::roles::Role;
use super::year_month::YearMonth;
pub use employment::{Employment, Increment};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What kind of pay a credit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayKind {
    /// Regular pay.
    Salary,
    /// Bonus, incentive, arrears: pay beside the regular one.
    Bonus,
    /// Pay before it is due.
    Advance,
    /// A pension or another lasting benefit of a former working life.
    Pension,
}

/// Why a credit is taken for pay. Each reason has its weight in points of confidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayReason {
    /// The narration calls it pay.
    Labelled,
    /// The caller named the payer as employer.
    EmployerHint,
    /// Other credits of the payer are called pay.
    SamePayer,
    /// The payer is a company or an office by its name.
    CompanyName,
    /// It fits the rhythm of the payer's credits.
    Rhythm,
    /// Its amount is within 15 % of what the payer usually pays.
    SteadyAmount,
    /// It was booked on the usual pay day, days of rest considered.
    PayDay,
}

impl PayReason {
    /// Points of confidence; a payment has the sum of its reasons, 100 at most.
    #[must_use]
    pub fn weight(self) -> u8 {
        match self {
            PayReason::Labelled => 60,
            PayReason::EmployerHint => 40,
            PayReason::SamePayer => 30,
            PayReason::CompanyName => 15,
            PayReason::Rhythm => 25,
            PayReason::SteadyAmount => 15,
            PayReason::PayDay => 10,
        }
    }
}

/// A credit that is pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Index into the rows of the account.
    pub row: usize,
    /// What kind of pay.
    pub kind: PayKind,
    /// Who pays, when the narration says so.
    pub employer: Option<String>,
    /// The month that it pays for.
    pub month: YearMonth,
    /// Whether the pay of one pay day came in several credits, of which this is one.
    pub is_part: bool,
    /// 0 to 100, the sum of the weights of the reasons.
    pub confidence: u8,
    /// Why.
    pub reasons: Vec<PayReason>,
}

/// All pay of an account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SalaryReport {
    /// Payments in the order of the rows.
    pub payments: Vec<Payment>,
    /// One per employer or pension, the earliest first.
    pub employments: Vec<Employment>,
    /// One employer after another.
    pub job_changes: Vec<JobChange>,
    /// 0 to 100: the upper median of the confidence of regular pay; 0 without any.
    pub confidence: u8,
}

/// The first pay of a new employer after the last of the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobChange {
    /// First pay of the new employer.
    pub on: Date,
    /// The employer before.
    pub from: Option<String>,
    /// The new employer.
    pub to: Option<String>,
}

/// Finds pay among the credits of an account.
#[must_use]
pub fn find(
    ledger: &AccountLedger,
    roles: &[Role],
    calendar: &Calendar,
    options: &AnalysisOptions,
) -> SalaryReport {
    let seen_until = ledger.span().map_or(options.today, |span| span.to.min(options.today));
    let mut payments = Vec::new();
    let mut employments = Vec::new();
    for payer in payer::employers(ledger, roles, options) {
        let (employment, mut paid) = employment::tell(ledger, &payer, calendar, seen_until);
        payments.append(&mut paid);
        employments.push(employment);
    }
    payments.sort_by_key(|payment: &Payment| payment.row);
    employments.sort_by_key(|employment: &Employment| (employment.from, employment.to));
    let regular = payments.iter().filter(|payment| payment.kind == PayKind::Salary);
    let confidence =
        super::cadence::upper_median(regular.map(|payment| i64::from(payment.confidence)).collect());
    SalaryReport {
        job_changes: job_changes(&employments),
        payments,
        employments,
        confidence: confidence.and_then(|points| u8::try_from(points).ok()).unwrap_or(0),
    }
}

/// A change is one regular employer that stops before another begins, within two months.
fn job_changes(employments: &[Employment]) -> Vec<JobChange> {
    let regular: Vec<&Employment> =
        employments.iter().filter(|one| one.kind == PayKind::Salary && one.payments >= 2).collect();
    regular
        .windows(2)
        .filter_map(|pair| {
            let [before, after] = pair else { return None };
            let gap = super::cadence::days(before.to, after.from);
            (0..=75).contains(&gap).then(|| JobChange {
                on: after.from,
                from: before.employer.clone(),
                to: after.employer.clone(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
