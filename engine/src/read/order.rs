//! Puts rows into the order of time and finds directions that only the balances tell.

use super::rows::Item;
use crate::model::{Direction, Located, Locator, PrintedTotals, Transaction};
use bank_templates::template::Order;
use jiff::civil::Date;

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
    /// Figures of the statement as a whole that are printed twice and differ.
    pub(super) conflicts: Vec<Conflict>,
    /// Whether the sums of the statement are those that a page printed: they say nothing of further pages.
    pub(super) summed_by_page: bool,
    /// Places of dated lines that move nothing and state the balance once more.
    pub(super) restated: Vec<Locator>,
}

/// A figure that is printed twice and differs.
#[derive(Clone, Debug)]
pub(super) struct Conflict {
    /// `opening_balance`, `closing_balance`, `total_debit`, `total_credit` or `page_total`.
    pub(super) what: &'static str,
    pub(super) expected: i64,
    pub(super) printed: Located<i64>,
}

impl Ordered {
    /// Takes a figure of the statement as a whole; one that was printed before has to be the same.
    fn state(&mut self, what: &'static str, place: &mut Option<Located<i64>>, value: i64, at: Locator) {
        let printed = Located { value, at };
        if let Some(before) = place.as_ref().filter(|before| before.value != value) {
            self.conflicts.push(Conflict { what, expected: before.value, printed: printed.clone() });
        }
        *place = Some(printed);
    }
}

/// Orders the items of a statement. Stated balances before the first and after the last row become the opening and
/// the closing balance, and totals printed under the table become the printed totals.
pub(super) fn oldest_first(items: Vec<Item>, order: Option<Order>, printed: &mut PrintedTotals) -> Ordered {
    let page_totals = page_totals(&items);
    let items = arrange(items, order);
    let count = items.iter().filter(|item| matches!(item, Item::Row(_))).count();
    let totals = |side: fn(&Item) -> bool| items.iter().filter(|item| side(item)).count();
    let debit_totals = totals(|item| matches!(item, Item::Totals { debit: Some(_), .. }));
    let credit_totals = totals(|item| matches!(item, Item::Totals { credit: Some(_), .. }));
    let mut ordered = Ordered { conflicts: page_totals, ..Ordered::default() };
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
                if after == 0 && (count > 0 || running.is_none()) {
                    ordered.state("opening_balance", &mut printed.opening, minor, at);
                } else if after == count {
                    ordered.state("closing_balance", &mut printed.closing, minor, at);
                } else {
                    ordered.checkpoints.push(Checkpoint { after, minor, at });
                }
                running = Some(minor);
            }
            // Before the first row nothing says whether such a line opens the statement or is a row whose amount was lost.
            Item::Unmoved { minor, at } => {
                let after = ordered.transactions.len();
                if after > 0 {
                    ordered.checkpoints.push(Checkpoint { after, minor, at });
                    ordered.restated.push(at);
                }
            }
            Item::Totals { debit, credit, page, at } => {
                // Sums printed page by page are the sums of the statement only where they cover all of it.
                let whole = ordered.transactions.len() == count;
                let alone =
                    (debit.is_none() || debit_totals == 1) && (credit.is_none() || credit_totals == 1);
                if whole && ((!page && alone) || covers(&ordered.transactions, debit, credit)) {
                    ordered.summed_by_page = page;
                    if let Some(debit) = debit {
                        ordered.state("total_debit", &mut printed.total_debit, debit, at);
                    }
                    if let Some(credit) = credit {
                        ordered.state("total_credit", &mut printed.total_credit, credit, at);
                    }
                }
            }
        }
    }
    ordered
}

/// Sums of pages that are neither those of the rows since the sums before, nor those of all rows up to there. They are
/// printed in the order of the pages, whatever the order of time is.
fn page_totals(items: &[Item]) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    let (mut all, mut here): ([i64; 2], [i64; 2]) = ([0, 0], [0, 0]);
    for item in items {
        match item {
            // Where the balances have to say which way a row went, its page's sums are not yet known.
            Item::Row(row) if !row.directed => return Vec::new(),
            Item::Row(row) => {
                let side = usize::from(row.transaction.direction == Direction::Credit);
                for sums in [&mut all, &mut here] {
                    if let Some(sum) = sums.get_mut(side) {
                        *sum = sum.saturating_add(row.transaction.amount.minor);
                    }
                }
            }
            Item::Totals { debit, credit, page: true, at } => {
                let agrees = |sums: [i64; 2]| {
                    let [debits, credits] = sums;
                    debit.is_none_or(|debit| debit == debits) && credit.is_none_or(|credit| credit == credits)
                };
                if !agrees(here) && !agrees(all) {
                    let [debits, credits] = here;
                    let differs = debit.filter(|debit| *debit != debits).map(|debit| (debits, debit));
                    let (expected, value) =
                        differs.or(credit.map(|credit| (credits, credit))).unwrap_or((0, 0));
                    let printed = Located { value, at: *at };
                    conflicts.push(Conflict { what: "page_total", expected, printed });
                }
                here = [0, 0];
            }
            _ => {}
        }
    }
    conflicts
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
    let seen: Vec<Sight> = items.iter().map(sight).collect();
    let best = ARRANGEMENTS
        .into_iter()
        .filter(|(days, _)| order.is_none_or(|order| order == *days))
        .map(|(days, within)| {
            let arranged = arranged(&seen, days, within);
            (score(&seen, &arranged), arranged)
        })
        // The first of equals wins, so that the usual order is the default.
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, arranged)| arranged);
    let Some(best) = best else { return items };
    let mut items: Vec<Option<Item>> = items.into_iter().map(Some).collect();
    best.into_iter().filter_map(|place| items.get_mut(place)?.take()).collect()
}

/// What an arrangement is judged by: of a row its date, amount and balance, of anything else nothing.
type Sight = Option<(Date, i64, Option<i64>)>;

fn sight(item: &Item) -> Sight {
    match item {
        Item::Row(row) => {
            let row = &row.transaction;
            Some((row.date, row.amount.minor, row.balance.map(|balance| balance.minor)))
        }
        _ => None,
    }
}

fn arranged(items: &[Sight], days: Order, opposite_within: bool) -> Vec<usize> {
    let mut list: Vec<usize> = (0..items.len()).collect();
    if days == Order::NewestFirst {
        list.reverse();
    }
    if !opposite_within {
        return list;
    }
    let date = |place: &usize| items.get(*place).copied().flatten().map(|(date, _, _)| date);
    let mut turned: Vec<usize> = Vec::with_capacity(list.len());
    // Balances stated between the rows of one day lose their place when the day is turned, so they end a group.
    for group in list.chunk_by(|a, b| date(a) == date(b)) {
        if group.first().is_some_and(|place| date(place).is_some()) {
            turned.extend(group.iter().rev());
        } else {
            turned.extend(group);
        }
    }
    turned
}

/// How many rows follow from the row before them, then how seldom the dates go back.
fn score(items: &[Sight], arranged: &[usize]) -> (usize, std::cmp::Reverse<usize>) {
    let mut rows = arranged.iter().filter_map(|place| items.get(*place).copied().flatten());
    let (mut held, mut falls) = (0, 0);
    let Some(mut before) = rows.next() else { return (0, std::cmp::Reverse(0)) };
    for row in rows {
        let (date, amount, balance) = row;
        let follows = matches!((before.2, balance), (Some(before), Some(balance))
            if (balance - before).abs() == amount && amount != 0);
        held += usize::from(follows);
        falls += usize::from(before.0 > date);
        before = row;
    }
    (held, std::cmp::Reverse(falls))
}
