//! A score from 300 to 900 out of few parts, each with its range, its reason and one direction: more income, more balance
//! and more regularity never lower it, more bounces and more obligations never raise it.

use super::bounce::{Bounce, BounceKind};
use super::cadence::upper_median;
use super::figure::{divide, share};
use super::lender::LenderReport;
use super::salary::{PayKind, SalaryReport};
use super::window::{Facts, Row, Window};
use serde::{Deserialize, Serialize};

/// Lowest score.
pub const LEAST: i64 = 300;
/// Highest score.
pub const MOST: i64 = 900;
/// Full months that are looked at.
const MONTHS: usize = 6;

/// The score of an account with its parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// 300 to 900; `None` when less than a month is covered or no balance is known: too little to say anything.
    pub score: Option<i64>,
    /// The parts, as many points as they give of as many as they could.
    pub parts: Vec<Part>,
}

/// One part of the score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What is looked at.
    pub id: PartId,
    /// Points given.
    pub points: i64,
    /// Points that it could give.
    pub most: i64,
    /// The value that decided, in the unit of the part.
    pub value: i64,
    /// One sentence for people.
    pub reason: String,
}

/// The parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartId {
    /// Share of months with income.
    IncomeRegularity,
    /// Confidence that pay or a pension is what comes in.
    Pay,
    /// Balance held against what is spent.
    Balance,
    /// Fixed obligations to income.
    Obligations,
    /// Returned cheques and mandates of the holder.
    Bounces,
    /// Days below zero.
    NegativeDays,
    /// What is left of income.
    Surplus,
}

/// A part as a line through points: values and the points that they give, straight between two and flat outside.
struct Line {
    id: PartId,
    points: &'static [(i64, i64)],
}

/// The whole scorecard. The points sum to 600, the width of the score.
const SCORECARD: &[Line] = &[
    // Percent of the months that have income.
    Line { id: PartId::IncomeRegularity, points: &[(0, 0), (50, 30), (80, 70), (100, 100)] },
    // Confidence of pay, 0 to 100.
    Line { id: PartId::Pay, points: &[(0, 0), (40, 20), (80, 80), (100, 100)] },
    // Median end-of-day balance in percent of the mean monthly expense.
    Line { id: PartId::Balance, points: &[(0, 0), (10, 25), (30, 55), (60, 80), (100, 100)] },
    // FOIR in percent: lenders stop at 40 to 50.
    Line { id: PartId::Obligations, points: &[(0, 100), (20, 90), (40, 60), (50, 35), (65, 10), (100, 0)] },
    // Bounces in a hundredth per month: one in six months is 17.
    Line { id: PartId::Bounces, points: &[(0, 100), (17, 70), (50, 35), (100, 10), (200, 0)] },
    // Days below zero in percent of the days.
    Line { id: PartId::NegativeDays, points: &[(0, 50), (2, 35), (10, 10), (30, 0)] },
    // Income less expenses in percent of income.
    Line { id: PartId::Surplus, points: &[(-20, 0), (0, 25), (10, 40), (30, 50)] },
];

/// Scores an account.
#[must_use]
pub fn score(facts: &Facts<'_>, salary: &SalaryReport, lender: &LenderReport, bounces: &[Bounce]) -> Score {
    let values = Values::of(facts, salary, lender, bounces);
    let Some(values) = values else { return Score { score: None, parts: Vec::new() } };
    let parts: Vec<Part> = SCORECARD
        .iter()
        .map(|line| {
            let value = values.value(line.id);
            let most = line.points.iter().map(|(_, points)| *points).max().unwrap_or(0);
            Part {
                id: line.id,
                points: on_line(line.points, value),
                most,
                value,
                reason: values.reason(line.id),
            }
        })
        .collect();
    let sum: i64 = parts.iter().map(|part| part.points).sum();
    Score { score: Some((LEAST + sum).clamp(LEAST, MOST)), parts }
}

/// The points of a value: linear between two corners, flat outside.
fn on_line(points: &[(i64, i64)], value: i64) -> i64 {
    let after = points.iter().position(|(corner, _)| value < *corner);
    match after {
        Some(0) => points.first().map_or(0, |(_, points)| *points),
        None => points.last().map_or(0, |(_, points)| *points),
        Some(next) => match points.get(next - 1..=next) {
            Some([(low, from), (high, to)]) => {
                let (run, rise) = (high - low, to - from);
                from + divide((value - low) * rise, run).unwrap_or(0)
            }
            _ => 0,
        },
    }
}

/// What the scorecard looks at, over the latest six covered months.
#[derive(Clone, Copy, Debug)]
struct Values {
    months: i64,
    with_income: i64,
    pay: i64,
    balance: i64,
    foir: i64,
    bounces: i64,
    negative: i64,
    surplus: i64,
}

impl Values {
    fn of(
        facts: &Facts<'_>,
        salary: &SalaryReport,
        lender: &LenderReport,
        bounces: &[Bounce],
    ) -> Option<Values> {
        let covered = facts.months();
        let latest = covered.len().saturating_sub(MONTHS);
        let windows: Vec<Window<'_>> =
            covered.get(latest..).unwrap_or_default().iter().map(|month| facts.month(*month)).collect();
        let (first, last) = (windows.first()?, windows.last()?);
        let all = facts.window(first.from, last.to);
        let days = i64::try_from(all.days().count()).ok().filter(|days| *days >= 28)?;
        let months = i64::try_from(windows.len()).ok()?;
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let (income, expense) = (all.sum(Row::is_income), all.sum(Row::is_expense));
        let mean_expense = divide(expense, months)?;
        let failed = bounces
            .iter()
            .filter(|bounce| bounce.date >= first.from && !matches!(bounce.kind, BounceKind::OutwardCheque));
        let percent = |hundredths: Option<i64>| hundredths.and_then(|share| divide(share, 100));
        let pensions = salary.payments.iter().filter(|payment| payment.kind == PayKind::Pension);
        let pension =
            upper_median(pensions.map(|payment| i64::from(payment.confidence)).collect()).unwrap_or(0);
        Some(Values {
            months,
            with_income: count(windows.iter().filter(|month| month.count(Row::is_income) > 0).count()),
            pay: i64::from(salary.confidence).max(pension),
            // Nothing spent and something held is as good as held in full.
            balance: percent(share(all.median_balance()?.max(0), mean_expense)).unwrap_or(100),
            // Without income any obligation is too much.
            foir: percent(lender.foir).unwrap_or(if lender.obligations > 0 { 100 } else { 0 }),
            bounces: divide(count(failed.count()).saturating_mul(100), months)?,
            negative: percent(share(count(all.negative_days()), days)).unwrap_or(0),
            surplus: percent(share(income.saturating_sub(expense), income)).unwrap_or(-100),
        })
    }

    fn value(&self, part: PartId) -> i64 {
        match part {
            PartId::IncomeRegularity => divide(self.with_income * 100, self.months).unwrap_or(0),
            PartId::Pay => self.pay,
            PartId::Balance => self.balance,
            PartId::Obligations => self.foir,
            PartId::Bounces => self.bounces,
            PartId::NegativeDays => self.negative,
            PartId::Surplus => self.surplus,
        }
    }

    fn reason(&self, part: PartId) -> String {
        match part {
            PartId::IncomeRegularity => format!("income in {} of {} months", self.with_income, self.months),
            PartId::Pay if self.pay == 0 => "no pay or pension found".to_owned(),
            PartId::Pay => format!("pay or a pension found with confidence {} of 100", self.pay),
            PartId::Balance => format!("the median balance is {} % of a month's expenses", self.balance),
            PartId::Obligations => format!("instalments take {} % of income", self.foir),
            PartId::Bounces if self.bounces == 0 => "no returned cheque or mandate".to_owned(),
            PartId::Bounces => {
                format!(
                    "{}.{:02} returned cheques or mandates a month",
                    self.bounces / 100,
                    self.bounces % 100
                )
            }
            PartId::NegativeDays => format!("below zero on {} % of the days", self.negative),
            PartId::Surplus => format!("{} % of income is left after expenses", self.surplus),
        }
    }
}

#[cfg(test)]
mod tests;
