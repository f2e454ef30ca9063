//! The story of one employer: which of its credits are pay, how often, how much, since when.

use super::payer::{Credit, Payer};
use super::{PayKind, PayReason, Payment, month};
use crate::analyze::cadence::{self, Cadence, apart, days, upper_median, usual_day};
use crate::analyze::calendar::Calendar;
use crate::analyze::entity::AccountLedger;
use crate::analyze::year_month::YearMonth;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// How far an amount may be from the usual one and still be steady, in percent.
const STEADY: i64 = 15;
/// From this many credits that are called pay on, one that is not has to fill a gap between them.
const ENOUGH_LABELLED: usize = 3;
/// How far an unlabelled credit of an employer may be from the usual pay and still be pay, in percent.
const LIKE_PAY: i64 = 40;
/// From which step on a lasting change of pay is told, in percent.
const INCREMENT: i64 = 3;

/// Pay of one employer, or one pension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employment {
    /// Who pays, when a narration says so.
    pub employer: Option<String>,
    /// `salary` or `pension`.
    pub kind: PayKind,
    /// How often; `None` with a single payment or without rhythm.
    pub cadence: Option<Cadence>,
    /// First payment.
    pub from: Date,
    /// Last payment.
    pub to: Date,
    /// Regular payments, days with several credits counted once.
    pub payments: usize,
    /// Upper median of regular payments, in minor units.
    pub usual: i64,
    /// For monthly pay the usual day of the month; 31 means its last day.
    pub pay_day: Option<i8>,
    /// Payments that the rhythm expects and that are not there.
    pub missed: u32,
    /// When the next payment is due, on a working day.
    pub next_due: Option<Date>,
    /// Whether two payments are overdue at the end of the data or on the day of the analysis, whichever is earlier.
    pub ended: bool,
    /// Lasting changes of the regular amount.
    pub increments: Vec<Increment>,
}

/// A lasting change of pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Increment {
    /// First payment of the new amount.
    pub on: Date,
    /// Amount before, in minor units.
    pub from: i64,
    /// Amount from then on, in minor units.
    pub to: i64,
}

/// The pay of one payer.
pub(super) fn tell(
    ledger: &AccountLedger,
    payer: &Payer,
    calendar: &Calendar,
    seen_until: Date,
) -> (Employment, Vec<Payment>) {
    let in_rhythm: HashSet<usize> = payer.chain.iter().flat_map(|chain| &chain.members).copied().collect();
    let cadence = payer.chain.as_ref().map(|chain| chain.cadence);
    let regular: Vec<&Credit> = regular(payer, &in_rhythm);
    let by_day = by_day(&regular);
    let dates: Vec<Date> = by_day.iter().map(|(date, _)| *date).collect();
    let usual = upper_median(by_day.iter().map(|(_, amount)| *amount).collect()).unwrap_or(0);
    let is_monthly = matches!(cadence, Some(Cadence::Monthly) | None);
    let pay_day = if is_monthly && dates.len() >= 2 { usual_day(&dates) } else { None };
    let payments = payer
        .credits
        .iter()
        .enumerate()
        .filter_map(|(index, credit)| {
            let kind = kind(payer, index, credit, &in_rhythm, usual)?;
            let row = ledger.rows.get(credit.row)?;
            let on_day: Vec<i64> =
                by_day.iter().filter(|(date, _)| *date == credit.point.date).map(|(_, sum)| *sum).collect();
            let whole = on_day.first().copied().unwrap_or(credit.point.amount);
            let mut reasons = Vec::new();
            let mut because = |reason: PayReason, holds: bool| {
                if holds {
                    reasons.push(reason);
                }
            };
            because(PayReason::Labelled, credit.called.is_some());
            because(PayReason::EmployerHint, payer.is_hinted);
            because(
                PayReason::SamePayer,
                credit.called.is_none() && payer.credits.iter().any(|other| other.called.is_some()),
            );
            because(PayReason::CompanyName, payer.is_company);
            because(PayReason::Rhythm, in_rhythm.contains(&index) && in_rhythm.len() >= 2);
            because(PayReason::SteadyAmount, dates.len() >= 2 && apart(whole, usual) <= STEADY);
            because(
                PayReason::PayDay,
                pay_day.is_some_and(|day| is_pay_day(credit.point.date, day, calendar)),
            );
            let points: u32 = reasons.iter().map(|reason| u32::from(reason.weight())).sum();
            Some(Payment {
                row: credit.row,
                kind,
                employer: payer.name.clone(),
                month: month::paid_for(row.date, &row.narration, cadence, pay_day),
                is_part: kind == PayKind::Salary && whole != credit.point.amount,
                confidence: u8::try_from(points.min(100)).unwrap_or(100),
                reasons,
            })
        })
        .collect::<Vec<_>>();
    let first = payer.credits.first().map_or(seen_until, |credit| credit.point.date);
    let next_due = cadence.and_then(|cadence| cadence::next_due(cadence, &dates));
    let employment = Employment {
        employer: payer.name.clone(),
        kind: if payer.is_pension { PayKind::Pension } else { PayKind::Salary },
        cadence,
        from: dates.first().copied().unwrap_or(first),
        to: dates.last().copied().unwrap_or(first),
        payments: dates.len(),
        usual,
        pay_day,
        missed: payer.chain.as_ref().map_or(0, |chain| chain.missed),
        next_due: next_due.map(|due| calendar.on_or_before(due)),
        ended: cadence.zip(dates.last()).is_some_and(|(cadence, last)| {
            days(*last, seen_until) > 2 * cadence.days() + cadence.tolerance()
        }),
        increments: increments(&by_day),
    };
    (employment, payments)
}

/// Credits that count for the usual amount and day.
fn regular<'p>(payer: &'p Payer, in_rhythm: &HashSet<usize>) -> Vec<&'p Credit> {
    let labelled = |credit: &Credit| matches!(credit.called, Some(PayKind::Salary | PayKind::Pension));
    payer
        .credits
        .iter()
        .enumerate()
        .filter(|(index, credit)| labelled(credit) || in_rhythm.contains(index))
        .map(|(_, credit)| credit)
        .collect()
}

/// Sums per day, in order.
fn by_day(credits: &[&Credit]) -> Vec<(Date, i64)> {
    let mut sums: Vec<(Date, i64)> = Vec::new();
    for credit in credits {
        match sums.last_mut() {
            Some((date, sum)) if *date == credit.point.date => *sum = sum.saturating_add(credit.point.amount),
            _ => sums.push((credit.point.date, credit.point.amount)),
        }
    }
    sums
}

/// What a credit of an employer is: as it is called; without a word pay when it fits rhythm or amount, a bonus when it
/// is much more than that out of rhythm, and nothing when it is small: expenses paid back, for example.
fn kind(
    payer: &Payer,
    index: usize,
    credit: &Credit,
    in_rhythm: &HashSet<usize>,
    usual: i64,
) -> Option<PayKind> {
    match credit.called {
        Some(PayKind::Salary) if payer.is_pension => return Some(PayKind::Pension),
        Some(kind) => return Some(kind),
        None if credit.is_other => return None,
        None => {}
    }
    let like_pay = apart(credit.point.amount, usual) <= LIKE_PAY;
    let labelled: Vec<&Credit> = payer.credits.iter().filter(|other| other.called.is_some()).collect();
    if labelled.len() >= ENOUGH_LABELLED {
        let step = payer.chain.as_ref().map_or(0, |chain| chain.cadence.days());
        let between = |other: &&Credit| days(other.point.date, credit.point.date).abs() * 10 < step * 6;
        let fills = apart(credit.point.amount, usual) <= STEADY && !labelled.iter().any(between);
        if !fills {
            return None;
        }
    }
    if payer.is_pension {
        return (in_rhythm.contains(&index) && like_pay).then_some(PayKind::Pension);
    }
    match in_rhythm.contains(&index) {
        true if like_pay => Some(PayKind::Salary),
        // Far more than usual on a pay day is pay and bonus in one credit.
        true if credit.point.amount > usual => Some(PayKind::Salary),
        _ => None,
    }
}

/// Whether a day is the usual pay day of its month or of the month beside it, days of rest considered.
fn is_pay_day(date: Date, pay_day: i8, calendar: &Calendar) -> bool {
    let month = YearMonth::of(date);
    [month.before(), month, month.plus(1)].into_iter().any(|month| calendar.shifts(month.day(pay_day), date))
}

/// Steps after which the pay stays: the payment after next to the new amount, not to the old one.
fn increments(by_day: &[(Date, i64)]) -> Vec<Increment> {
    let mut found = Vec::new();
    for window in by_day.windows(3) {
        let [(_, before), (on, new), (_, after)] = window else { continue };
        let stays = apart(*new, *after) < INCREMENT && apart(*before, *after) >= INCREMENT;
        if apart(*before, *new) >= INCREMENT && stays {
            found.push(Increment { on: *on, from: *before, to: *new });
        }
    }
    found
}
