//! Turns a seed and a plan into a ledger: drafts of every month, sorted by day, then the chain of balances over them.

use jiff::civil::{Date, DateTime};
use jiff::{Span, ToSpan};

use super::month::{Draft, is_branch_holiday, next_working_day};
use super::{Direction, Flavour, Ledger, LedgerPlan, LedgerRow, RowKind, abroad, india};
use crate::random::Random;

impl Ledger {
    /// Invents a ledger. The same seed and plan give the same ledger for ever; every balance follows from the row before.
    pub fn invent(seed: u64, plan: &LedgerPlan) -> Self {
        let random = Random::new(seed);
        let mut ledger = match plan.flavour {
            Flavour::India => india::account(&mut random.fork(1)),
            other => abroad::account(other, &mut random.fork(1)),
        };
        let first = plan.first_month.first_of_month();
        ledger.from = first;
        ledger.to = last_day(first, plan.months);

        let habits = random.fork(2);
        let mut drafts = Vec::new();
        for index in 0..plan.months {
            let month = first.saturating_add(Span::new().months(i64::from(index)));
            let mut random = random.fork(100 + u64::from(index));
            match plan.flavour {
                Flavour::India => india::month(&ledger, &habits, month, plan, &mut random, &mut drafts),
                other => abroad::month(other, &habits, month, plan, &mut random, &mut drafts),
            }
        }
        // The sort is stable: within a day the drafts keep the order in which they were invented.
        drafts.sort_by_key(|draft| draft.date);
        post(&mut ledger, drafts, plan.flavour);
        ledger
    }

    /// Finds the amount of each interest row anew from the balances, and every balance, after rows were changed.
    pub fn settle(&mut self) {
        let mut balance = self.opening_minor;
        let mut interest = InterestBook { day: self.from, minor_days: 0 };
        for row in &mut self.rows {
            interest.advance(row.date, balance);
            if row.kind == RowKind::Interest {
                row.amount_minor = interest.take();
            }
            balance += row.signed_minor();
            row.balance_minor = balance;
        }
    }
}

fn last_day(first: Date, months: u32) -> Date {
    let after = first.saturating_add(Span::new().months(i64::from(months)));
    after.yesterday().unwrap_or(after)
}

/// Gives each draft its balance. What the account cannot pay is made smaller or left out, as a careful holder would.
fn post(ledger: &mut Ledger, drafts: Vec<Draft>, flavour: Flavour) {
    let mut balance = ledger.opening_minor;
    let mut interest = InterestBook { day: ledger.from, minor_days: 0 };
    let mut collected = true;
    for mut draft in drafts {
        interest.advance(draft.date, balance);
        if draft.kind == RowKind::Interest {
            draft.amount_minor = interest.take();
        }
        if matches!(draft.kind, RowKind::InstalmentReturn | RowKind::BounceCharge) && !collected {
            continue;
        }
        let shortage = draft.direction == Direction::Debit && draft.amount_minor > balance - floor(flavour);
        if draft.kind == RowKind::LoanInstalment {
            collected = !shortage;
        }
        if shortage && draft.kind == RowKind::LoanInstalment {
            // The bank does not post what is not covered; the holder sees the charge for the returned mandate instead.
            let charge = india::bounce_charge(next_working_day(draft.date), &draft.narration);
            if flavour == Flavour::India && charge.date <= ledger.to && charge.amount_minor < balance {
                draft = Draft { date: draft.date, ..charge };
            } else {
                continue;
            }
        } else if shortage {
            continue;
        }
        if draft.amount_minor == 0 {
            continue;
        }
        let signed =
            if draft.direction == Direction::Debit { -draft.amount_minor } else { draft.amount_minor };
        balance += signed;
        ledger.rows.push(LedgerRow {
            value_date: value_date(&draft, flavour),
            date: draft.date,
            narration: draft.narration,
            reference: draft.reference,
            direction: draft.direction,
            amount_minor: draft.amount_minor,
            balance_minor: balance,
            kind: draft.kind,
        });
    }
}

/// The least that stays on the account, in minor units.
fn floor(flavour: Flavour) -> i64 {
    if flavour == Flavour::India { 150_000 } else { 5_000 }
}

/// A transfer made on a branch holiday gets the next working day's value.
fn value_date(draft: &Draft, flavour: Flavour) -> Date {
    let rail = matches!(draft.kind, RowKind::Salary | RowKind::Refund);
    if flavour == Flavour::India && rail && is_branch_holiday(draft.date) {
        return next_working_day(draft.date);
    }
    draft.date
}

/// Sums balance times days, because interest is paid on each day's closing balance.
struct InterestBook {
    day: Date,
    minor_days: i64,
}

impl InterestBook {
    /// Percent per year that the account bears.
    const PERCENT: i64 = 3;

    fn advance(&mut self, to: Date, balance: i64) {
        let days = self.day.until(to).map_or(0, |span| i64::from(span.get_days()));
        self.minor_days += days * balance;
        self.day = to;
    }

    fn take(&mut self) -> i64 {
        let interest = self.minor_days * Self::PERCENT / 36_500;
        self.minor_days = 0;
        interest
    }
}

/// The early morning after the period's end, when the bank's batch prints the statement.
pub(crate) fn batch_time(ledger: &Ledger) -> DateTime {
    ledger.to.saturating_add(1.day()).at(4, 12, 37, 0)
}

#[cfg(test)]
mod tests {
    use super::super::{Flavour, Ledger, LedgerPlan, RowKind};

    #[test]
    fn every_flavour_invents_ledgers_that_balance_and_never_go_below_zero() {
        for flavour in Flavour::ALL {
            for seed in 0..60 {
                let ledger = Ledger::invent(seed, &LedgerPlan::of(flavour));
                assert_eq!(ledger.first_break(), None, "{flavour:?} {seed}");
                assert!(ledger.rows.len() > 30, "{flavour:?} {seed}: {} rows", ledger.rows.len());
                assert!(ledger.rows.iter().all(|row| row.balance_minor >= 0 && row.amount_minor > 0));
                assert!(ledger.rows.iter().all(|row| row.date >= ledger.from && row.date <= ledger.to));
                assert!(ledger.rows.is_sorted_by_key(|row| row.date));
                assert!(ledger.rows.iter().any(|row| row.kind == RowKind::Salary));
            }
        }
    }

    #[test]
    fn settling_an_untouched_ledger_changes_nothing() {
        for flavour in Flavour::ALL {
            let ledger = Ledger::invent(8, &LedgerPlan::of(flavour));
            let mut settled = ledger.clone();
            settled.settle();
            assert_eq!(settled, ledger, "{flavour:?}");
        }
    }

    #[test]
    fn the_same_seed_invents_the_same_ledger() {
        let plan = LedgerPlan::default();
        assert_eq!(Ledger::invent(11, &plan), Ledger::invent(11, &plan));
        assert_ne!(Ledger::invent(11, &plan), Ledger::invent(12, &plan));
    }
}
