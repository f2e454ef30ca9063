//! Some days of an account: the rows and balances that a figure is computed from.

use super::balances::DailyBalances;
use super::cadence::upper_median;
use super::entity::AccountLedger;
use super::figure::mean;
use super::roles::Role;
use super::year_month::YearMonth;
use crate::model::{Channel, Description, Direction, ReturnReason, Transaction};
use jiff::civil::Date;

/// What figures are computed from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The account.
    pub ledger: &'a AccountLedger,
    /// Roles parallel to its rows.
    pub roles: &'a [Role],
    /// Its end-of-day balances.
    pub balances: &'a DailyBalances,
}

impl<'a> Facts<'a> {
    /// Calendar months with at least one covered day or one row, oldest first.
    #[must_use]
    pub fn months(&self) -> Vec<YearMonth> {
        let mut months: Vec<YearMonth> = self.ledger.rows.iter().map(|row| YearMonth::of(row.date)).collect();
        let kept = self.balances.iter().next().map(|(day, _)| YearMonth::of(day));
        for period in &self.ledger.covered {
            // Months beyond the days that are kept would be empty ones without end.
            let mut month = YearMonth::of(period.from).max(kept.unwrap_or(YearMonth::of(period.from)));
            let last = YearMonth::of(period.to);
            while month < last && months.len() < MOST_MONTHS {
                months.push(month);
                month = month.plus(1);
            }
            months.push(last);
        }
        months.sort_unstable();
        months.dedup();
        months
    }

    /// The days from one to another, both included.
    #[must_use]
    pub fn window(self, from: Date, to: Date) -> Window<'a> {
        let rows = &self.ledger.rows;
        let first = rows.partition_point(|row| row.date < from);
        let past = rows.partition_point(|row| row.date <= to).max(first);
        Window { facts: self, from, to, first, past }
    }

    /// A calendar month.
    #[must_use]
    pub fn month(self, month: YearMonth) -> Window<'a> {
        self.window(month.first(), month.last())
    }
}

/// Months that are listed at most; the same bound as for days.
const MOST_MONTHS: usize = 40 * 12 + 1;

/// The rows and balances of some days.
#[derive(Clone, Copy, Debug)]
pub struct Window<'a> {
    facts: Facts<'a>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    first: usize,
    past: usize,
}

/// A row with its role.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The row.
    pub row: &'a Transaction,
    /// What it turned out to be.
    pub role: Role,
}

impl<'a> Window<'a> {
    /// The same first day with another last one.
    #[must_use]
    pub fn until(self, to: Date) -> Window<'a> {
        self.facts.window(self.from, to)
    }

    /// The rows, oldest first.
    pub fn rows(self) -> impl DoubleEndedIterator<Item = Row<'a>> + Clone {
        let rows = self.facts.ledger.rows.get(self.first..self.past).unwrap_or_default();
        let roles = self.facts.roles.get(self.first..self.past).unwrap_or_default();
        rows.iter().zip(roles).map(|(row, role)| Row { row, role: *role })
    }

    /// The sum of the rows that fit, in minor units.
    #[must_use]
    pub fn sum(self, fits: impl Fn(Row<'a>) -> bool) -> i64 {
        self.rows().filter(|row| fits(*row)).fold(0, |sum, row| sum.saturating_add(row.row.amount.minor))
    }

    /// How many rows fit.
    #[must_use]
    pub fn count(self, fits: impl Fn(Row<'a>) -> bool) -> usize {
        self.rows().filter(|row| fits(*row)).count()
    }

    /// End-of-day balances of the covered days.
    pub fn days(self) -> impl Iterator<Item = (Date, i64)> + 'a {
        self.facts.balances.between(self.from, self.to)
    }

    /// Balance at the end of a day, in minor units, when it is covered.
    #[must_use]
    pub fn on(self, day: Date) -> Option<i64> {
        self.facts.balances.on(day)
    }

    /// Mean of the end-of-day balances.
    #[must_use]
    pub fn mean_balance(self) -> Option<i64> {
        mean(self.days().map(|(_, balance)| balance))
    }

    /// Upper median of the end-of-day balances.
    #[must_use]
    pub fn median_balance(self) -> Option<i64> {
        upper_median(self.days().map(|(_, balance)| balance).collect())
    }

    /// The end-of-day balance that most days have; the lowest among equals.
    #[must_use]
    pub fn mode_balance(self) -> Option<i64> {
        let mut balances: Vec<i64> = self.days().map(|(_, balance)| balance).collect();
        balances.sort_unstable();
        let runs = balances.chunk_by(|one, other| one == other);
        runs.fold(None, |best: Option<&[i64]>, run| match best {
            Some(best) if best.len() >= run.len() => Some(best),
            _ => Some(run),
        })
        .and_then(|run| run.first().copied())
    }

    /// Balances after each row.
    pub fn running(self) -> impl Iterator<Item = i64> + 'a {
        self.facts
            .ledger
            .running
            .get(self.first..self.past)
            .unwrap_or_default()
            .iter()
            .filter_map(|balance| *balance)
    }

    /// Balance before the first row: after the row before it, or what the first running balance says.
    #[must_use]
    pub fn opening(self) -> Option<i64> {
        let ledger = self.facts.ledger;
        let before = self.first.checked_sub(1).and_then(|row| ledger.running.get(row).copied().flatten());
        let derived = || {
            let row = ledger.rows.get(self.first)?;
            ledger.running.get(self.first).copied().flatten()?.checked_sub(row.signed_minor())
        };
        // Days may be missing between the row before and this window; its own first row knows better.
        if self.first < self.past { derived().or(before) } else { before.or(ledger.opening) }
    }

    /// Balance after the last row, or the opening balance.
    #[must_use]
    pub fn closing(self) -> Option<i64> {
        self.running().last().or_else(|| self.opening())
    }

    /// Days that ended, or had a row, below zero.
    #[must_use]
    pub fn negative_days(self) -> usize {
        let mut days: Vec<Date> =
            self.days().filter(|(_, balance)| *balance < 0).map(|(day, _)| day).collect();
        let running = self.facts.ledger.running.get(self.first..self.past).unwrap_or_default();
        let rows = self.facts.ledger.rows.get(self.first..self.past).unwrap_or_default();
        days.extend(
            rows.iter()
                .zip(running)
                .filter(|(_, balance)| balance.is_some_and(|b| b < 0))
                .map(|(row, _)| row.date),
        );
        days.sort_unstable();
        days.dedup();
        days.len()
    }

    /// End-of-day balance less the loan credits of the window up to that day.
    #[must_use]
    pub fn on_without_loans(self, day: Date) -> Option<i64> {
        let lent = self.sum(|row| row.role.is_disbursal() && row.row.date <= day);
        self.on(day)?.checked_sub(lent)
    }
}

impl Row<'_> {
    /// Whether money came in.
    #[must_use]
    pub fn is_credit(self) -> bool {
        self.row.direction == Direction::Credit
    }

    /// Whether money left.
    #[must_use]
    pub fn is_debit(self) -> bool {
        self.row.direction == Direction::Debit
    }

    /// Whether money came in by a channel.
    #[must_use]
    pub fn credit_by(self, channel: Channel) -> bool {
        self.is_credit() && self.row.channel == channel
    }

    /// Whether money left by a channel.
    #[must_use]
    pub fn debit_by(self, channel: Channel) -> bool {
        self.is_debit() && self.row.channel == channel
    }

    /// Whether it is a debit with a description.
    #[must_use]
    pub fn debit_for(self, description: Description) -> bool {
        self.is_debit() && self.row.description == description
    }

    /// Whether a cheque or mandate came back because the money was not there.
    #[must_use]
    pub fn lacks_funds(self) -> bool {
        self.row.description == Description::ChqBounceInsuffFunds
            || self.row.return_reason == Some(ReturnReason::FundsInsufficient)
    }

    /// Whether the bank charges for a return.
    #[must_use]
    pub fn is_bounce_charge(self) -> bool {
        self.debit_for(Description::AchBounceCharge) || self.debit_for(Description::ChqBounceCharge)
    }

    /// Whether it is income; see [`Role::is_income`].
    #[must_use]
    pub fn is_income(self) -> bool {
        self.role.is_income(self.row)
    }

    /// Whether it is income of more than 500 units of the currency.
    #[must_use]
    pub fn is_business(self) -> bool {
        let unit = 10_i64.pow(self.row.amount.currency.decimals());
        self.is_income() && self.row.amount.minor > 500 * unit
    }

    /// Whether it is an expense: a debit that is not a bounced deposit taken back.
    #[must_use]
    pub fn is_expense(self) -> bool {
        self.is_debit() && self.row.channel != Channel::OutwardChequeBounce
    }

    /// Whether an instalment came back.
    #[must_use]
    pub fn is_instalment_returned(self) -> bool {
        self.is_credit() && self.role.lender == Some(super::roles::LenderRole::InstalmentReturned)
    }
}
