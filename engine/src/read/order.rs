//! Puts rows into the order of time and finds directions that only the balances tell.

use super::rows::Item;
use crate::model::{Direction, Located, Locator, PrintedTotals, Transaction};
use bank_templates::template::Order;

/// A balance stated between rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Checkpoint {
    /// How many rows come before it.
    pub(super) after: usize,
    pub(super) minor: i64,
    pub(super) at: Locator,
}

/// Rows and stated balances, oldest first.
#[derive(Debug, Default)]
pub(super) struct Ordered {
    pub(super) transactions: Vec<Transaction>,
    pub(super) checkpoints: Vec<Checkpoint>,
}

/// Orders the items of a statement. Stated balances before the first and after the last row become the opening and
/// the closing balance, and totals printed under the table become the printed totals.
pub(super) fn oldest_first(items: Vec<Item>, order: Option<Order>, printed: &mut PrintedTotals) -> Ordered {
    let newest_first = match order {
        Some(order) => order == Order::NewestFirst,
        None => is_newest_first(&items),
    };
    let items: Vec<Item> = if newest_first {
        items.into_iter().rev().collect()
    } else {
        items
    };
    let count = items.iter().filter(|item| matches!(item, Item::Row(_))).count();
    let mut ordered = Ordered::default();
    let mut running: Option<i64> = printed.opening.as_ref().map(|opening| opening.value);
    for item in items {
        match item {
            Item::Row(mut row) => {
                if !row.directed {
                    row.transaction.direction = direction_by_balance(&row.transaction, running);
                }
                let moved = running.map(|running| running + row.transaction.signed_minor());
                running = row.transaction.balance.map(|balance| balance.minor).or(moved);
                ordered.transactions.push(row.transaction);
            }
            Item::Balance { minor, at } => {
                let after = ordered.transactions.len();
                let located = Some(Located { value: minor, at });
                if after == 0 && count > 0 {
                    printed.opening = located;
                } else if after == count {
                    printed.closing = located;
                } else {
                    ordered.checkpoints.push(Checkpoint { after, minor, at });
                }
                running = Some(minor);
            }
            Item::Totals {
                debit,
                credit,
                page,
                at,
            } => {
                // A page total is the total of the statement only when there is one page of it.
                if !page || printed.total_debit.is_none() {
                    let whole = !page || ordered.transactions.len() == count;
                    if whole && (!page || covers(&ordered.transactions, debit, credit)) {
                        printed.total_debit = debit
                            .map(|value| Located { value, at })
                            .or(printed.total_debit.take());
                        printed.total_credit = credit
                            .map(|value| Located { value, at })
                            .or(printed.total_credit.take());
                    }
                }
            }
        }
    }
    ordered
}

/// Whether sums printed for a page happen to cover all rows.
fn covers(rows: &[Transaction], debit: Option<i64>, credit: Option<i64>) -> bool {
    let sum = |direction: Direction| -> i64 {
        rows.iter()
            .filter(|row| row.direction == direction)
            .map(|row| row.amount.minor)
            .sum()
    };
    debit.is_none_or(|debit| debit == sum(Direction::Debit))
        && credit.is_none_or(|credit| credit == sum(Direction::Credit))
}

fn direction_by_balance(row: &Transaction, running: Option<i64>) -> Direction {
    match (running, row.balance) {
        (Some(before), Some(after)) if after.minor >= before => Direction::Credit,
        _ => Direction::Debit,
    }
}

/// Whether the rows run from newest to oldest: the balances say so more surely than the dates.
fn is_newest_first(items: &[Item]) -> bool {
    let rows: Vec<&Transaction> = items
        .iter()
        .filter_map(|item| match item {
            Item::Row(row) => Some(&row.transaction),
            _ => None,
        })
        .collect();
    let pairs = || rows.iter().zip(rows.iter().skip(1));
    let follows = |before: &Transaction, after: &Transaction| match (before.balance, after.balance) {
        (Some(before), Some(balance)) => {
            (balance.minor - before.minor).abs() == after.amount.minor && after.amount.minor != 0
        }
        _ => false,
    };
    let forward = pairs().filter(|(a, b)| follows(a, b)).count();
    let backward = pairs().filter(|(a, b)| follows(b, a)).count();
    if forward != backward {
        return backward > forward;
    }
    let falls = pairs().filter(|(a, b)| a.date > b.date).count();
    let rises = pairs().filter(|(a, b)| a.date < b.date).count();
    falls > rises
}
