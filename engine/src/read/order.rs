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
    let items = arrange(items, order);
    let count = items.iter().filter(|item| matches!(item, Item::Row(_))).count();
    let totals = |side: fn(&Item) -> bool| items.iter().filter(|item| side(item)).count();
    let debit_totals = totals(|item| matches!(item, Item::Totals { debit: Some(_), .. }));
    let credit_totals = totals(|item| matches!(item, Item::Totals { credit: Some(_), .. }));
    let mut ordered = Ordered::default();
    let mut running: Option<i64> = printed.opening.as_ref().map(|opening| opening.value);
    for item in items {
        match item {
            Item::Row(mut row) => {
                if !row.directed {
                    row.transaction.direction = direction_by_balance(&row.transaction, running);
                }
                let moved = running.and_then(|running| running.checked_add(row.transaction.signed_minor()));
                running = row.transaction.balance.map(|balance| balance.minor).or(moved);
                ordered.transactions.push(row.transaction);
            }
            Item::Balance { minor, at } => {
                let after = ordered.transactions.len();
                let located = Some(Located { value: minor, at });
                if after == 0 && (count > 0 || running.is_none()) {
                    printed.opening = located;
                } else if after == count {
                    printed.closing = located;
                } else {
                    ordered.checkpoints.push(Checkpoint { after, minor, at });
                }
                running = Some(minor);
            }
            Item::Totals { debit, credit, page, at } => {
                // Sums printed page by page are the sums of the statement only where they cover all of it.
                let whole = ordered.transactions.len() == count;
                let alone =
                    (debit.is_none() || debit_totals == 1) && (credit.is_none() || credit_totals == 1);
                if whole && ((!page && alone) || covers(&ordered.transactions, debit, credit)) {
                    printed.total_debit =
                        debit.map(|value| Located { value, at }).or(printed.total_debit.take());
                    printed.total_credit =
                        credit.map(|value| Located { value, at }).or(printed.total_credit.take());
                }
            }
        }
    }
    ordered
}

/// Whether sums printed for a page happen to cover all rows.
fn covers(rows: &[Transaction], debit: Option<i64>, credit: Option<i64>) -> bool {
    let sum = |direction: Direction| -> i64 {
        rows.iter().filter(|row| row.direction == direction).map(|row| row.amount.minor).sum()
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

/// Ways in which banks print days and the rows within a day.
const ARRANGEMENTS: [(Order, bool); 4] = [
    (Order::OldestFirst, false),
    (Order::NewestFirst, false),
    // Days in one direction, rows of a day in the other.
    (Order::NewestFirst, true),
    (Order::OldestFirst, true),
];

/// Brings the items into the order of time. The balances say which arrangement was printed more surely than the dates.
fn arrange(items: Vec<Item>, order: Option<Order>) -> Vec<Item> {
    let best = ARRANGEMENTS
        .into_iter()
        .filter(|(days, _)| order.is_none_or(|order| order == *days))
        .map(|(days, within)| {
            let arranged = arranged(&items, days, within);
            (score(&arranged), arranged)
        })
        // The first of equals wins, so that the usual order is the default.
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, arranged)| arranged);
    best.unwrap_or(items)
}

fn arranged(items: &[Item], days: Order, opposite_within: bool) -> Vec<Item> {
    let mut list: Vec<Item> = items.to_vec();
    if days == Order::NewestFirst {
        list.reverse();
    }
    if !opposite_within {
        return list;
    }
    let date = |item: &Item| match item {
        Item::Row(row) => Some(row.transaction.date),
        _ => None,
    };
    let mut turned: Vec<Item> = Vec::with_capacity(list.len());
    // Balances stated between the rows of one day lose their place when the day is turned, so they end a group.
    for group in list.chunk_by(|a, b| date(a) == date(b)) {
        if group.first().is_some_and(|item| date(item).is_some()) {
            turned.extend(group.iter().rev().cloned());
        } else {
            turned.extend(group.iter().cloned());
        }
    }
    turned
}

/// How many rows follow from the row before them, then how seldom the dates go back.
fn score(items: &[Item]) -> (usize, std::cmp::Reverse<usize>) {
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
    let held = pairs().filter(|(a, b)| follows(a, b)).count();
    (held, std::cmp::Reverse(pairs().filter(|(a, b)| a.date > b.date).count()))
}
