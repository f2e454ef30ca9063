//! What each cell of a row says, broken into the lines of its column.

use jiff::civil::Date;

use super::table::Press;
use super::typeface::Weight;
use super::wrap;
use crate::layout::{BalancesShown, Field, Order, Wrap};
use crate::ledger::{Direction, LedgerRow};

/// The lines of each cell, in the order of the layout's columns.
pub(super) struct RowText {
    pub(super) cells: Vec<Vec<String>>,
    pub(super) weight: Weight,
}

impl RowText {
    /// The first `count` lines of each cell, and what is left of them.
    pub(super) fn split(mut self, count: usize) -> (Self, Self) {
        let cut = |cell: &mut Vec<String>| cell.split_off(count.min(cell.len()));
        let rest = self.cells.iter_mut().map(cut).collect();
        let weight = self.weight;
        (self, Self { cells: rest, weight })
    }

    /// Takes the booking date away, where the layout prints it once a day.
    pub(super) fn undated(mut self, press: &Press) -> Self {
        for (slot, cell) in press.slots.iter().zip(&mut self.cells) {
            if slot.column.field == Field::Date {
                *cell = vec![String::new()];
            }
        }
        self
    }

    /// The number of lines of the tallest cell.
    pub(super) fn lines(&self) -> usize {
        self.cells.iter().map(Vec::len).max().unwrap_or(1).max(1)
    }
}

/// A row that is no transaction: a label and whichever figures it has.
#[derive(Default)]
pub(super) struct Extra<'a> {
    pub(super) label: &'a str,
    pub(super) date: Option<Date>,
    pub(super) debit: Option<i64>,
    pub(super) credit: Option<i64>,
    pub(super) balance: Option<i64>,
}

/// The cells of the transaction that is printed as number `serial`.
pub(super) fn transaction(press: &Press, serial: usize, index: usize, row: &LedgerRow) -> RowText {
    let layout = press.layout;
    let balance_shown = match layout.balances_shown {
        BalancesShown::EachRow => true,
        BalancesShown::Never => false,
        BalancesShown::LastOfDay => press.ledger.rows.get(index + 1).is_none_or(|next| next.date != row.date),
    };
    let side = |direction| {
        if row.direction == direction {
            press.number(row.amount_minor)
        } else {
            layout.numbers.empty_side.clone()
        }
    };
    let mark = match row.direction {
        Direction::Debit => &layout.marks.debit,
        Direction::Credit => &layout.marks.credit,
    };
    let text = |field: Field| match field {
        Field::Serial => (serial + 1).to_string(),
        Field::Date => layout.dates.write(row.date),
        Field::ValueDate => layout.dates.write(row.value_date),
        Field::Narration => row.narration.clone(),
        Field::Reference => row.reference.clone().unwrap_or_default(),
        Field::Branch => format!("{:04}", 1000 + row.amount_minor.rem_euclid(8)),
        Field::Debit => side(Direction::Debit),
        Field::Credit => side(Direction::Credit),
        Field::SignedAmount => press.number(row.signed_minor()),
        Field::MarkedAmount => format!("{} {mark}", press.number(row.amount_minor)),
        Field::PlainAmount => press.number(row.amount_minor),
        Field::Side => mark.clone(),
        Field::Balance if balance_shown => press.number(row.balance_minor),
        Field::MarkedBalance if balance_shown => press.marked(row.balance_minor),
        Field::Balance | Field::MarkedBalance => String::new(),
    };
    RowText { cells: broken(press, text), weight: Weight::Regular }
}

/// The cells of a row that is no transaction.
pub(super) fn extra(press: &Press, extra: &Extra) -> RowText {
    let amount = |minor: Option<i64>| minor.map(|minor| press.number(minor)).unwrap_or_default();
    let text = |field: Field| match field {
        Field::Narration => extra.label.to_string(),
        Field::Date => extra.date.map(|date| press.layout.dates.write(date)).unwrap_or_default(),
        Field::Debit => amount(extra.debit),
        Field::Credit => amount(extra.credit),
        // A single column of signed amounts can only have the difference for its sum.
        Field::SignedAmount => amount(extra.debit.zip(extra.credit).map(|(debit, credit)| credit - debit)),
        Field::Balance => amount(extra.balance),
        Field::MarkedBalance => extra.balance.map(|minor| press.marked(minor)).unwrap_or_default(),
        _ => String::new(),
    };
    RowText { cells: broken(press, text), weight: Weight::Bold }
}

/// Fills each column and breaks only what may be broken: never an amount, a balance or a date.
fn broken(press: &Press, text: impl Fn(Field) -> String) -> Vec<Vec<String>> {
    let size = press.layout.text_size;
    press
        .slots
        .iter()
        .map(|slot| {
            let text = text(slot.column.field);
            let wrap = match slot.column.field {
                Field::Narration => press.layout.wrap,
                Field::Reference => Wrap::Anywhere,
                _ => return vec![text],
            };
            wrap::lines(&text, wrap, slot.right - slot.left, |character| {
                press.fonts.regular.advance(character) * size / 1000.0
            })
        })
        .collect()
}

/// The indexes of the ledger's rows in printed order.
pub(super) fn printed_order(rows: &[LedgerRow], order: Order) -> Vec<usize> {
    let mut indexes: Vec<usize> = (0..rows.len()).collect();
    match order {
        Order::OldestFirst => {}
        Order::NewestFirst => indexes.reverse(),
        // The sort is stable, so the rows of a day keep their order.
        Order::NewestDayFirst => {
            indexes.sort_by_key(|index| std::cmp::Reverse(rows.get(*index).map(|row| row.date)));
        }
    }
    indexes
}
