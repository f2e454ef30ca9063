//! End-of-day balances: what the account held when a day was over.

use super::entity::AccountLedger;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days that are kept at most: a file with a row in the year 9999 must not cost millions of days.
const MOST_DAYS: usize = 40 * 366;

/// The balance at the end of each covered day, in minor units.
///
/// A day without rows has the balance of the day before. Where nothing precedes, at the start and after days that no
/// statement covers, the closest known balance stands in, which is that of the next day with rows; so defines the contract.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DailyBalances {
    /// First day; `None` when no balance is known.
    first: Option<Date>,
    /// One for each day; `None` where no statement covers it.
    balances: Vec<Option<i64>>,
}

/// The balances of an account.
#[must_use]
pub fn daily(ledger: &AccountLedger) -> DailyBalances {
    let known = known(ledger);
    let (Some((first_known, _)), Some((last_known, _))) = (known.first(), known.last()) else {
        return DailyBalances::default();
    };
    let span = ledger.span();
    let from = span.map_or(*first_known, |span| span.from.min(*first_known));
    let to = span.map_or(*last_known, |span| span.to.max(*last_known));
    let most = i32::try_from(MOST_DAYS).unwrap_or(i32::MAX);
    let from = from.max(to.saturating_sub((most - 1).days()));
    let mut balances = Vec::new();
    let mut balance = None;
    let mut next = known.iter().peekable();
    let mut missing = ledger.missing.iter().peekable();
    for day in std::iter::successors(Some(from), |day| day.tomorrow().ok()).take_while(|day| *day <= to) {
        while missing.next_if(|period| period.to < day).is_some() {}
        while let Some((_, after)) = next.next_if(|(date, _)| *date <= day) {
            balance = Some(*after);
        }
        if missing.peek().is_some_and(|period| period.from <= day) {
            balances.push(None);
            balance = None;
        } else {
            balances.push(balance.or_else(|| next.peek().map(|(_, closest)| *closest)));
        }
    }
    DailyBalances { first: Some(from), balances }
}

/// Days with rows and the balance after the last of them.
fn known(ledger: &AccountLedger) -> Vec<(Date, i64)> {
    let mut known: Vec<(Date, i64)> = Vec::new();
    for (row, balance) in ledger.rows.iter().zip(&ledger.running) {
        match (balance, known.last_mut()) {
            (Some(balance), Some((date, last))) if *date == row.date => *last = *balance,
            (Some(balance), _) => known.push((row.date, *balance)),
            (None, _) => {}
        }
    }
    if known.is_empty()
        && let (Some(opening), Some(span)) = (ledger.opening, ledger.span())
    {
        // Nothing moved: every day holds what the statement opened with.
        known.push((span.from, opening));
    }
    known
}

impl DailyBalances {
    /// The balance at the end of a day; `None` outside the covered days.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<i64> {
        let offset = super::cadence::days(self.first?, day);
        self.balances.get(usize::try_from(offset).ok()?).copied().flatten()
    }

    /// The covered days from one to another, both included.
    pub fn between(&self, from: Date, to: Date) -> impl Iterator<Item = (Date, i64)> + '_ {
        let first = self.first.unwrap_or(from);
        let skipped = usize::try_from(super::cadence::days(first, from)).unwrap_or(0);
        let start = first.max(from);
        std::iter::successors(Some(start), |day| day.tomorrow().ok())
            .zip(self.balances.iter().copied().skip(skipped))
            .take_while(move |(day, _)| *day <= to)
            .filter_map(|(day, balance)| Some((day, balance?)))
    }

    /// All covered days.
    pub fn iter(&self) -> impl Iterator<Item = (Date, i64)> + '_ {
        let days = std::iter::successors(self.first, |day| day.tomorrow().ok());
        days.zip(self.balances.iter().copied()).filter_map(|(day, balance)| Some((day, balance?)))
    }

    /// Whether no balance is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.balances.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::testing::Ledger;
    use jiff::civil::date;

    #[test]
    fn gaps_carry_the_day_before_and_the_start_takes_the_closest() {
        let ledger = Ledger::new("INR", 10_000)
            .credit(date(2025, 4, 3), 500, "A")
            .debit(date(2025, 4, 3), 200, "B")
            .debit(date(2025, 4, 6), 300, "C")
            .account(date(2025, 4, 1), date(2025, 4, 8));
        let balances = daily(&ledger);
        let list: Vec<i64> = balances.iter().map(|(_, balance)| balance).collect();
        assert_eq!(list, [10_300, 10_300, 10_300, 10_300, 10_300, 10_000, 10_000, 10_000]);
        assert_eq!(balances.on(date(2025, 4, 9)), None);
        assert_eq!(balances.on(date(2025, 3, 31)), None);
    }

    #[test]
    fn days_that_no_statement_covers_have_no_balance() {
        let ledger = Ledger::new("INR", 10_000).number("1").credit(date(2025, 4, 3), 500, "A").credit(
            date(2025, 6, 2),
            700,
            "B",
        );
        let april = ledger.statement(date(2025, 4, 1), date(2025, 4, 30));
        let june = ledger.statement(date(2025, 6, 1), date(2025, 6, 30));
        let merged = crate::analyze::entity::merge(&crate::analyze::testing::entity_of(&[&april, &june]));
        let balances = daily(&merged[0]);
        assert_eq!(balances.on(date(2025, 4, 30)), Some(10_500));
        assert_eq!(balances.on(date(2025, 5, 10)), None);
        assert_eq!(balances.on(date(2025, 6, 1)), Some(11_200), "the closest known one");
        assert_eq!(balances.between(date(2025, 4, 30), date(2025, 6, 2)).count(), 3);
    }

    #[test]
    fn balances_that_are_not_printed_follow_from_the_rows() {
        let ledger = Ledger::new("INR", 10_000)
            .credit(date(2025, 4, 3), 500, "A")
            .without_balance()
            .account(date(2025, 4, 3), date(2025, 4, 4));
        assert_eq!(daily(&ledger).on(date(2025, 4, 4)), Some(10_500));
    }

    #[test]
    fn an_account_that_nothing_moved_holds_its_opening_balance() {
        let quiet = Ledger::new("INR", 10_000).account(date(2025, 4, 1), date(2025, 4, 3));
        assert_eq!(daily(&quiet).iter().count(), 3);
        assert_eq!(daily(&quiet).on(date(2025, 4, 2)), Some(10_000));
    }

    #[test]
    fn a_row_in_the_far_future_costs_bounded_memory() {
        let far = Ledger::new("INR", 0)
            .credit(date(1900, 1, 1), 1, "A")
            .with("A")
            .credit(date(9998, 1, 1), 1, "B")
            .account(date(1900, 1, 1), date(9998, 1, 1));
        assert_eq!(daily(&far).iter().count(), MOST_DAYS);
    }
}
