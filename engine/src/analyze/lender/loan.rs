//! One loan: its instalments, its bounces, and what is likely still owed.

use crate::analyze::bounce::Bounce;
use crate::analyze::cadence::{Cadence, days, upper_median, usual_day};
use crate::analyze::entity::AccountLedger;
use crate::analyze::party;
use crate::analyze::recurring::{Recurring, RecurringSet, SetStatus};
use crate::analyze::roles::{LenderRole, Role};
use crate::analyze::year_month::YearMonth;
use crate::model::Transaction;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

/// Days before the first instalment within which the disbursal lies.
const LONGEST_BEFORE_FIRST: i32 = 100;
/// A payment of at least this many instalments at once ends a loan early.
const FORECLOSURE_INSTALMENTS: i64 = 3;
/// Yearly interest assumed for what is likely still owed, in percent: unsecured personal loans lie around it.
const ASSUMED_RATE: i64 = 18;
/// Words of lenders for the last payment of a loan that ends early.
const CLOSING_WORDS: &[&str] = &[
    "foreclosure",
    "foreclose",
    "preclosure",
    "pre closure",
    "fc amount",
    "closure",
    "settlement",
    "payoff",
    "pay off",
];

/// Where a loan stands at the end of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoanStatus {
    /// Instalments go on.
    Active,
    /// A payment of several instalments or one that is called so ended it.
    Foreclosed,
    /// Two instalments and more are overdue: paid off, paid from another account, or in default.
    Stopped,
}

/// A loan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loan {
    /// The lender, when a row names one.
    pub lender: Option<String>,
    /// The usual instalment: upper median, in minor units.
    pub instalment: i64,
    /// The instalment in terms of a month, in minor units.
    pub per_month: i64,
    /// How often; `None` when only one instalment was seen.
    pub cadence: Option<Cadence>,
    /// Usual day of the month; 31 means the last.
    pub day: Option<i8>,
    /// First instalment.
    pub from: Date,
    /// Last instalment.
    pub to: Date,
    /// Rows of instalments, bounced ones and second presentations included.
    pub instalments: Vec<usize>,
    /// Calendar months with an instalment that held.
    pub months_seen: usize,
    /// Indices into the account's bounces.
    pub bounces: Vec<usize>,
    /// The row that brought the money, when it is on the statement.
    pub disbursal: Option<usize>,
    /// The row that ended it early.
    pub foreclosure: Option<usize>,
    /// What is likely still owed; `None` when the disbursal is not on the statement.
    pub outstanding: Option<Outstanding>,
    /// Where it stands.
    pub status: LoanStatus,
}

/// What is still owed, in minor units. Rate and term are not on a bank statement, so this is a range and not a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outstanding {
    /// Without any interest: money received less instalments paid.
    pub at_least: i64,
    /// With interest of 18 % a year on what was owed in between.
    pub likely: i64,
}

/// All loans of an account.
pub(super) fn infer(
    ledger: &AccountLedger,
    roles: &[Role],
    bounces: &[Bounce],
    recurring: &Recurring,
    today: Date,
) -> Vec<Loan> {
    let is_instalment = |row: usize| roles.get(row).is_some_and(|role| role.is_instalment());
    let sets: Vec<&RecurringSet> = recurring
        .debit
        .iter()
        .filter(|set| set.rows.iter().filter(|row| is_instalment(**row)).count() * 2 > set.rows.len())
        .collect();
    let mut taken: HashSet<usize> = sets.iter().flat_map(|set| &set.rows).copied().collect();
    let mut loans: Vec<Loan> =
        sets.iter().filter_map(|set| from_rows(ledger, bounces, &set.rows, Some(set))).collect();
    // Second presentations belong to the loan whose bounce they answer.
    taken.extend(loans.iter().flat_map(|loan| &loan.instalments).copied());
    let mut lenders: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, row) in ledger.rows.iter().enumerate() {
        if is_instalment(index) && !taken.contains(&index) {
            lenders.entry(party::key(row)).or_default().push(index);
        }
    }
    for (lender, rows) in lenders {
        close(ledger, &mut loans, &lender, &rows);
        let closing: HashSet<usize> = loans.iter().filter_map(|loan| loan.foreclosure).collect();
        let rest: Vec<usize> = rows.into_iter().filter(|row| !closing.contains(row)).collect();
        let known = loans.iter().any(|loan| key_of(ledger, loan).as_deref() == Some(lender.as_str()));
        // Payments without rhythm beside a known loan are extra ones; alone they are a loan that has only begun.
        if !known && let Some(loan) = from_rows(ledger, bounces, &rest, None) {
            loans.push(loan);
        }
    }
    loans.sort_by_key(|loan| (loan.from, loan.instalments.first().copied()));
    disbursals(ledger, roles, &mut loans);
    let seen_until = ledger.span().map_or(today, |span| span.to.min(today));
    for loan in &mut loans {
        let overdue = loan.cadence.unwrap_or(Cadence::Monthly);
        if loan.foreclosure.is_some() {
            loan.status = LoanStatus::Foreclosed;
        } else if days(loan.to, seen_until) > 2 * overdue.days() + overdue.tolerance() {
            loan.status = LoanStatus::Stopped;
        }
        loan.outstanding = outstanding(ledger, bounces, loan);
    }
    loans
}

fn key_of(ledger: &AccountLedger, loan: &Loan) -> Option<String> {
    loan.instalments.first().and_then(|row| ledger.rows.get(*row)).map(party::key)
}

fn from_rows(
    ledger: &AccountLedger,
    bounces: &[Bounce],
    rows: &[usize],
    set: Option<&RecurringSet>,
) -> Option<Loan> {
    let mut instalments = rows.to_vec();
    let mine: Vec<usize> = bounces
        .iter()
        .enumerate()
        .filter(|(_, bounce)| bounce.original.is_some_and(|row| rows.contains(&row)))
        .map(|(index, _)| index)
        .collect();
    let again = mine.iter().filter_map(|index| bounces.get(*index)).filter_map(|bounce| bounce.represented);
    instalments.extend(again);
    instalments.sort_unstable();
    instalments.dedup();
    let transactions: Vec<&Transaction> = rows.iter().filter_map(|row| ledger.rows.get(*row)).collect();
    let dates: Vec<Date> = transactions.iter().map(|row| row.date).collect();
    let instalment = upper_median(transactions.iter().map(|row| row.amount.minor).collect())?;
    let failed: HashSet<usize> =
        mine.iter().filter_map(|index| bounces.get(*index)).filter_map(|bounce| bounce.original).collect();
    let held: HashSet<YearMonth> = instalments
        .iter()
        .filter(|row| !failed.contains(row))
        .filter_map(|row| ledger.rows.get(*row))
        .map(|row| YearMonth::of(row.date))
        .collect();
    let cadence = set.map(|set| set.cadence);
    Some(Loan {
        lender: transactions.iter().rev().find_map(|row| party::shown(row)),
        instalment,
        per_month: cadence.map_or(instalment, |cadence| cadence.per_month(instalment)),
        cadence,
        day: usual_day(&dates),
        from: *dates.first()?,
        to: *dates.last()?,
        instalments,
        months_seen: held.len(),
        bounces: mine,
        disbursal: None,
        foreclosure: None,
        outstanding: None,
        status: if set.is_some_and(|set| set.status == SetStatus::Ended) {
            LoanStatus::Stopped
        } else {
            LoanStatus::Active
        },
    })
}

/// Finds the payment that ended a loan of this lender early.
fn close(ledger: &AccountLedger, loans: &mut [Loan], lender: &str, rows: &[usize]) {
    for row in rows {
        let Some(payment) = ledger.rows.get(*row) else { continue };
        let words = format!(" {} ", party::fold(&payment.narration));
        let called = CLOSING_WORDS.iter().any(|word| words.contains(&format!(" {word} ")));
        let loan = loans.iter_mut().find(|loan| {
            let ends = payment.date >= loan.to;
            let large = payment.amount.minor >= loan.instalment.saturating_mul(FORECLOSURE_INSTALMENTS);
            loan.foreclosure.is_none()
                && ends
                && (called || large)
                && key_of(ledger, loan).as_deref() == Some(lender)
        });
        if let Some(loan) = loan {
            loan.foreclosure = Some(*row);
        }
    }
}

/// Gives each disbursal to the loan of the same lender whose first instalment follows it most closely.
fn disbursals(ledger: &AccountLedger, roles: &[Role], loans: &mut [Loan]) {
    for (index, row) in ledger.rows.iter().enumerate() {
        if !roles.get(index).is_some_and(|role| role.lender == Some(LenderRole::Disbursal)) {
            continue;
        }
        let lender = party::key(row);
        let loan = loans
            .iter_mut()
            .filter(|loan| {
                (0..=LONGEST_BEFORE_FIRST).contains(&days(row.date, loan.from))
                    && loan.disbursal.is_none()
                    && row.amount.minor > loan.instalment
            })
            .filter(|loan| key_of(ledger, loan).is_some_and(|key| key == lender))
            .min_by_key(|loan| loan.from);
        if let Some(loan) = loan {
            loan.disbursal = Some(index);
        }
    }
}

/// What is still owed on the day of the last instalment.
fn outstanding(ledger: &AccountLedger, bounces: &[Bounce], loan: &Loan) -> Option<Outstanding> {
    let lent = ledger.rows.get(loan.disbursal?)?;
    if loan.foreclosure.is_some() {
        return Some(Outstanding { at_least: 0, likely: 0 });
    }
    let failed: HashSet<usize> = loan
        .bounces
        .iter()
        .filter_map(|index| bounces.get(*index))
        .filter_map(|bounce| bounce.original)
        .collect();
    let (mut plain, mut owed) = (lent.amount.minor, i128::from(lent.amount.minor));
    let mut since = lent.date;
    for row in
        loan.instalments.iter().filter(|row| !failed.contains(row)).filter_map(|row| ledger.rows.get(*row))
    {
        let interest = owed * i128::from(days(since, row.date).max(0)) * i128::from(ASSUMED_RATE) / 36_500;
        owed = (owed + interest - i128::from(row.amount.minor)).max(0);
        plain = plain.saturating_sub(row.amount.minor).max(0);
        since = row.date;
    }
    Some(Outstanding { at_least: plain, likely: i64::try_from(owed).unwrap_or(i64::MAX) })
}
