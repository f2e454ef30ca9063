//! What an analyst wants to know first, in a few lines: who pays, what is owed, what bounced, what is left.

use super::report::field;
use crate::typeset::grouped;
use crate::wording;
use engine::analyze::AccountAnalysis;
use engine::analyze::bounce::{Bounce, BounceKind};
use engine::analyze::cadence::Cadence;
use engine::analyze::lender::{Loan, LoanStatus};
use engine::analyze::recurring::{RecurringSet, SetStatus};
use engine::analyze::salary::{Employment, PayKind};
use engine::model::Money;
use std::io::{self, Write};

/// Writes the lines that have something to say.
pub(super) fn write(out: &mut impl Write, account: &AccountAnalysis) -> io::Result<()> {
    let money = |minor: i64| grouped(Money::new(minor, account.ledger.currency));
    for employment in &account.salary.employments {
        let label = if employment.kind == PayKind::Pension { "pension" } else { "pay" };
        field(out, label, &paid(employment, &money))?;
    }
    for loan in &account.lender.loans {
        field(out, "loan", &owed(loan, &money))?;
    }
    if account.lender.obligations > 0 {
        let share = account.lender.foir.map_or("no income to hold them against".to_owned(), |foir| {
            format!("{}.{:02} % of an income of {}", foir / 100, foir % 100, money(account.lender.income))
        });
        field(out, "obligations", &format!("{} a month, {share}", money(account.lender.obligations)))?;
    }
    if !account.bounces.is_empty() {
        field(out, "bounces", &returned(account, &money))?;
    }
    let recurring = [
        came_back(&account.recurring.debit, "out", &money),
        came_back(&account.recurring.credit, "in", &money),
    ];
    let recurring: Vec<String> = recurring.into_iter().flatten().collect();
    if !recurring.is_empty() {
        field(out, "recurring", &recurring.join("; "))?;
    }
    balance(out, account, &money)?;
    if let Some(score) = account.score.score {
        let mut lost: Vec<_> = account.score.parts.iter().filter(|part| part.points < part.most).collect();
        lost.sort_by_key(|part| part.points - part.most);
        let reasons: Vec<&str> = lost.iter().take(3).map(|part| part.reason.as_str()).collect();
        let because = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) };
        field(out, "score", &format!("{score} of 300 to 900{because}"))?;
    }
    writeln!(out)
}

fn paid(employment: &Employment, money: &impl Fn(i64) -> String) -> String {
    let who = employment.employer.as_deref().unwrap_or("a payer who is not named");
    let rhythm = match (employment.cadence, employment.pay_day) {
        (Some(Cadence::Monthly), Some(31)) => "at the end of the month, ".to_owned(),
        (Some(Cadence::Monthly), Some(day)) => format!("monthly around day {day}, "),
        (Some(cadence), _) => format!("{}, ", wording::cadence(cadence)),
        (None, _) => String::new(),
    };
    let times =
        if employment.payments == 1 { "once".to_owned() } else { format!("{} times", employment.payments) };
    let ended = if employment.ended { ", ended" } else { "" };
    format!(
        "{who}: {} {rhythm}{times}, {} to {}{ended}",
        money(employment.usual),
        employment.from,
        employment.to
    )
}

fn owed(loan: &Loan, money: &impl Fn(i64) -> String) -> String {
    let who = loan.lender.as_deref().unwrap_or("a lender who is not named");
    let when = match (loan.cadence, loan.day) {
        (Some(Cadence::Monthly), Some(day)) => format!("monthly around day {day}"),
        (Some(cadence), _) => wording::cadence(cadence).to_owned(),
        (None, _) => "once so far".to_owned(),
    };
    let status = wording::loan_status(loan.status);
    let mut text =
        format!("{who}: {} {when}, {} months seen, {status}", money(loan.instalment), loan.months_seen);
    if !loan.bounces.is_empty() {
        text.push_str(&format!(", {} returned", loan.bounces.len()));
    }
    if let Some(outstanding) = loan.outstanding.filter(|_| loan.status != LoanStatus::Foreclosed) {
        text.push_str(&format!(", likely {} still owed", money(outstanding.likely)));
    }
    text
}

fn returned(account: &AccountAnalysis, money: &impl Fn(i64) -> String) -> String {
    let count = |kind: BounceKind| account.bounces.iter().filter(|bounce| bounce.kind == kind).count();
    let kinds: Vec<String> =
        [BounceKind::AutoDebit, BounceKind::InwardCheque, BounceKind::OutwardCheque, BounceKind::ChargeOnly]
            .into_iter()
            .map(|kind| (count(kind), wording::returned(kind)))
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| format!("{count} {words}"))
            .collect();
    let rows = |bounce: &Bounce| bounce.charges.clone();
    let charges = account
        .bounces
        .iter()
        .flat_map(rows)
        .filter_map(|row| account.ledger.rows.get(row))
        .fold(0_i64, |sum, row| sum.saturating_add(row.amount.minor));
    format!("{}; charged {}", kinds.join(", "), money(charges))
}

/// How many sets still come back, and what they sum to in a month.
fn came_back(sets: &[RecurringSet], way: &str, money: &impl Fn(i64) -> String) -> Option<String> {
    let live: Vec<&RecurringSet> = sets.iter().filter(|set| set.status != SetStatus::Ended).collect();
    let a_month = live.iter().fold(0_i64, |sum, set| sum.saturating_add(set.cadence.per_month(set.median)));
    (!live.is_empty()).then(|| format!("{} {way}, about {} a month", live.len(), money(a_month)))
}

fn balance(
    out: &mut impl Write,
    account: &AccountAnalysis,
    money: &impl Fn(i64) -> String,
) -> io::Result<()> {
    let days: Vec<_> = account.balances.iter().collect();
    let Some((day, least)) = days.iter().min_by_key(|(day, balance)| (*balance, *day)) else { return Ok(()) };
    let sum: i128 = days.iter().map(|(_, balance)| i128::from(*balance)).sum();
    let count = i128::try_from(days.len()).unwrap_or(1).max(1);
    let mean = i64::try_from(sum / count).unwrap_or(0);
    let below = days.iter().filter(|(_, balance)| *balance < 0).count();
    let negative = if below > 0 { format!(", below zero on {below} days") } else { String::new() };
    field(out, "end of day", &format!("mean {}, lowest {} on {day}{negative}", money(mean), money(*least)))
}
