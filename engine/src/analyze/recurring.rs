//! What comes back: sets of rows of one counterparty that a rhythm explains.
//!
//! [`streams`] cuts the rows of a counterparty into series; this file gathers the rows and describes the sets.

mod streams;

use super::cadence::{self, Cadence, days, upper_median};
use super::entity::AccountLedger;
use super::party;
use super::roles::{BounceRole, Role};
use super::salary::{PayKind, SalaryReport};
use crate::model::{Channel, Direction, MerchantCategory, PartyKind, Transaction};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use streams::{Prior, Stream};

/// Rows of one counterparty that are looked at; a file that repeats one row a million times must not cost hours.
const MOST_ROWS: usize = 2_000;

/// Sets in both directions, each in the order of its first row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Recurring {
    /// Money that comes back in.
    pub credit: Vec<RecurringSet>,
    /// Money that goes out again and again.
    pub debit: Vec<RecurringSet>,
}

/// One set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecurringSet {
    /// The counterparty to show, when a row names one.
    pub party: Option<String>,
    /// The cleaned narration of the latest row.
    pub clean_transaction_note: String,
    /// The channel of most rows.
    pub channel: Channel,
    /// Indices into the rows of the account, in order.
    pub rows: Vec<usize>,
    /// Day of the first row.
    pub start: Date,
    /// Day of the last row.
    pub end: Date,
    /// Upper median of the amounts, in minor units.
    pub median: i64,
    /// Smallest amount.
    pub least: i64,
    /// Largest amount.
    pub most: i64,
    /// How often.
    pub cadence: Cadence,
    /// Payments that the rhythm expects between the first and the last and that are not there.
    pub missed: u32,
    /// When the next one is due; `None` for a set that ended.
    pub next_due: Option<Date>,
    /// How sure one can be of it.
    pub status: SetStatus,
}

/// Where a set stands at the end of the data or on the day of the analysis, whichever is earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetStatus {
    /// Seen twice only.
    Early,
    /// Seen three times or more, or twice when it comes every half year or year.
    Mature,
    /// More than two payments overdue.
    Ended,
}

/// Finds the sets of an account.
///
/// Rows are gathered by direction and counterparty. Interest, charges, cash and returned payments are left out: they come
/// back because the bank or a failure makes them, not because somebody agreed to them. So is pay beside the regular one.
#[must_use]
pub fn find(ledger: &AccountLedger, roles: &[Role], salary: &SalaryReport, today: Date) -> Recurring {
    let employers: HashMap<usize, String> = salary
        .payments
        .iter()
        .map(|payment| (payment.row, party::fold(payment.employer.as_deref().unwrap_or_default())))
        .collect();
    let mut groups: BTreeMap<(bool, String), Vec<usize>> = BTreeMap::new();
    for (index, row) in ledger.rows.iter().enumerate() {
        let role = roles.get(index).copied().unwrap_or_default();
        if !may_recur(row, role) {
            continue;
        }
        // Pay is gathered by employer, whatever else its narrations say.
        let key = match employers.get(&index) {
            Some(employer) => format!("=pay {employer}"),
            None => party::key(row),
        };
        if !key.is_empty() {
            groups.entry((row.direction == Direction::Credit, key)).or_default().push(index);
        }
    }
    let seen_until = ledger.span().map_or(today, |span| span.to.min(today));
    let mut recurring = Recurring::default();
    for ((is_credit, _), rows) in groups {
        if rows.len() < 2 || rows.len() > MOST_ROWS {
            continue;
        }
        let sets = sets(ledger, roles, &rows, is_credit, seen_until);
        if is_credit { &mut recurring.credit } else { &mut recurring.debit }.extend(sets);
    }
    for sets in [&mut recurring.credit, &mut recurring.debit] {
        sets.sort_by_key(|set| set.rows.first().copied());
    }
    recurring
}

fn may_recur(row: &Transaction, role: Role) -> bool {
    let by_rail = !matches!(
        row.channel,
        Channel::BankInterest
            | Channel::BankCharge
            | Channel::CashWithdrawal
            | Channel::CashDeposit
            | Channel::InwardChequeBounce
            | Channel::OutwardChequeBounce
            | Channel::AutoDebitPaymentBounce
            | Channel::Refund
    );
    let regular = !matches!(role.pay, Some(PayKind::Bonus | PayKind::Advance));
    by_rail
        && regular
        && !matches!(role.bounce, Some(BounceRole::Return | BounceRole::Represented | BounceRole::Charge))
}

fn sets(
    ledger: &AccountLedger,
    roles: &[Role],
    rows: &[usize],
    is_credit: bool,
    seen_until: Date,
) -> Vec<RecurringSet> {
    let transactions: Vec<&Transaction> = rows.iter().filter_map(|index| ledger.rows.get(*index)).collect();
    let points: Vec<cadence::Point> =
        transactions.iter().map(|row| cadence::Point { date: row.date, amount: row.amount.minor }).collect();
    let agreed = rows
        .iter()
        .filter(|index| {
            let role = roles.get(**index).copied().unwrap_or_default();
            ledger.rows.get(**index).is_some_and(|row| is_agreed(row, role))
        })
        .count();
    let prior = if agreed * 2 > rows.len() { Prior::Agreed } else { Prior::Habit };
    streams::cut(&points, prior, is_credit)
        .into_iter()
        .filter_map(|stream| describe(ledger, rows, stream, seen_until))
        .collect()
}

/// Whether a row is of a kind that somebody agreed to pay again and again: mandates, bills, lenders, insurers, pay.
fn is_agreed(row: &Transaction, role: Role) -> bool {
    role.pay.is_some()
        || role.lender.is_some()
        || matches!(
            row.channel,
            Channel::AutoDebitPayment | Channel::BillPayment | Channel::Salary | Channel::Investment
        )
        || matches!(
            row.merchant_category,
            MerchantCategory::Bills | MerchantCategory::Insurance | MerchantCategory::Investments
        )
        || row
            .known_party
            .as_ref()
            .is_some_and(|party| matches!(party.kind, PartyKind::Biller | PartyKind::Employer))
}

fn describe(
    ledger: &AccountLedger,
    rows: &[usize],
    stream: Stream,
    seen_until: Date,
) -> Option<RecurringSet> {
    let members: Vec<usize> = stream.members.iter().filter_map(|member| rows.get(*member)).copied().collect();
    let transactions: Vec<&Transaction> =
        members.iter().filter_map(|index| ledger.rows.get(*index)).collect();
    let amounts: Vec<i64> = transactions.iter().map(|row| row.amount.minor).collect();
    let dates: Vec<Date> = transactions.iter().map(|row| row.date).collect();
    let (start, end) = (*dates.first()?, *dates.last()?);
    let cadence = stream.cadence;
    let status = if days(end, seen_until) > 2 * cadence.days() + cadence.tolerance() {
        SetStatus::Ended
    } else if members.len() >= 3 || cadence >= Cadence::HalfYearly {
        SetStatus::Mature
    } else {
        SetStatus::Early
    };
    Some(RecurringSet {
        party: transactions.iter().rev().find_map(|row| party::shown(row)),
        clean_transaction_note: transactions.last()?.clean_transaction_note.clone(),
        channel: usual_channel(&transactions),
        start,
        end,
        median: upper_median(amounts.clone())?,
        least: *amounts.iter().min()?,
        most: *amounts.iter().max()?,
        cadence,
        missed: stream.missed,
        next_due: if status == SetStatus::Ended { None } else { cadence::next_due(cadence, &dates) },
        status,
        rows: members,
    })
}

/// The channel of most rows; of the latest one among equals.
fn usual_channel(rows: &[&Transaction]) -> Channel {
    let count = |channel: Channel| rows.iter().filter(|row| row.channel == channel).count();
    rows.iter().map(|row| row.channel).max_by_key(|channel| count(*channel)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
