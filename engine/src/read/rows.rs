//! Cells into money: which way each row moved how much, and the balance it left.

use super::dates::{Dated, day_lines};
use super::doubt;
use crate::model::{
    Channel, Currency, Description, Diagnostic, Direction, Locator, MerchantCategory, Money, Skipped,
    Transaction,
};
use crate::table::{Grammar, RawRow, RowKind};
use crate::value::{Amount, Mark, parse_time};
use bank_templates::Field;
use bank_templates::locale::squash;

/// One printed row, in printed order.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Row(Box<Undirected>),
    /// A stated balance: opening, carried, closing.
    Balance {
        minor: i64,
        at: Locator,
    },
    /// A dated line that moves nothing and states a balance, under no label that says why.
    Unmoved {
        minor: i64,
        at: Locator,
    },
    Totals {
        debit: Option<i64>,
        credit: Option<i64>,
        page: bool,
        at: Locator,
    },
}

/// A transaction whose direction may still have to be found from the balances.
#[derive(Clone, Debug)]
pub(super) struct Undirected {
    pub(super) transaction: Transaction,
    pub(super) directed: bool,
}

/// How a single amount column says which way money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Convention {
    /// Debits carry a minus or `Dr`; what carries nothing is a credit.
    UnmarkedIsCredit,
    /// Credits carry `Cr` or a plus; what carries nothing is a debit.
    UnmarkedIsDebit,
    /// Nothing is marked: the balances decide.
    Balances,
}

/// What the document says about signs as a whole.
#[derive(Clone, Debug, Default)]
pub(super) struct Sense {
    /// Balances are debts, as on cards.
    pub(super) owed: bool,
    /// Amounts are changes of a debt: a minus is a payment, and what carries nothing was spent.
    pub(super) inverted: bool,
    /// Which way an amount went that carries neither sign nor mark, where the template says it.
    pub(super) unmarked: Option<Direction>,
    /// Direction of each row by the title of its table.
    pub(super) sections: Vec<Option<Direction>>,
}

pub(super) fn read(
    raw: &[RawRow],
    dated: &Dated<'_>,
    currency: Currency,
    grammar: &Grammar<'_>,
    sense: &Sense,
    skipped: &mut Vec<Skipped>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Item> {
    let convention = match sense.unmarked {
        Some(Direction::Debit) => Convention::UnmarkedIsDebit,
        Some(Direction::Credit) => Convention::UnmarkedIsCredit,
        None => convention(raw, grammar),
    };
    let balance_of = |amount: Amount| if sense.owed { -amount.signed() } else { amount.signed() };
    let overdrawn: Vec<String> = grammar.locale.labels.overdrawn.iter().map(|word| squash(word)).collect();
    let is_debt = |row: &RawRow| {
        let mut words = row.text(Field::Narration).split_whitespace();
        words.any(|word| overdrawn.contains(&squash(word)))
    };
    let usual = [Direction::Debit, Direction::Credit].map(|side| all_minus_of(raw, sense, side, grammar));
    let minus_is_normal = [Field::Debit, Field::Credit].map(|field| all_minus(raw, field, grammar));
    let days = day_lines(raw, skipped, dated);
    let repeats = repeats_dates(raw);
    let values_agree = values_agree(raw, dated);
    let mut items = Vec::new();
    let mut day = None;
    for (place, row) in raw.iter().enumerate() {
        let Some(at) = row.at.first().copied() else {
            continue;
        };
        let amount = |field: Field| {
            let amount = grammar.amounts.parse(&row.cell(field)?.text)?;
            let side = || grammar.amounts.mark_of(row.text(Field::BalanceDrCr));
            let mark = amount.mark.or_else(|| if field == Field::Balance { side() } else { None });
            Some(Amount { mark, ..amount })
        };
        match row.kind {
            RowKind::Balance => match amount(Field::Balance)
                .or(amount(Field::Credit))
                .or(amount(Field::Amount))
                .or(amount(Field::Debit))
            {
                Some(stated) => {
                    // A line without date that carries sums beside the balance totals the columns as well.
                    if let (Some(debit), Some(credit), None) =
                        (amount(Field::Debit), amount(Field::Credit), row.cell(Field::Date))
                    {
                        let (debit, credit) = (Some(debit.minor), Some(credit.minor));
                        items.push(Item::Totals { debit, credit, page: true, at });
                    }
                    let minor = balance_of(stated);
                    let minor = if is_debt(row) { -minor.abs() } else { minor };
                    items.push(Item::Balance { minor, at });
                    skipped.push(skip(row, at, "stated_balance"));
                }
                None => skipped.push(skip(row, at, "balance_not_readable")),
            },
            RowKind::Totals | RowKind::PageTotals => {
                // `Total withdrawals` may stand in whichever column: its words say what it sums.
                if let Some((side, minor)) = labelled_total(row, grammar) {
                    let (debit, credit) = match side {
                        Direction::Debit => (Some(minor), None),
                        Direction::Credit => (None, Some(minor)),
                    };
                    items.push(Item::Totals { debit, credit, page: false, at });
                    skipped.push(skip(row, at, "totals"));
                    continue;
                }
                let debit = amount(Field::Debit).map(|amount| amount.minor);
                let credit = amount(Field::Credit).map(|amount| amount.minor);
                items.push(Item::Totals { debit, credit, page: row.kind == RowKind::PageTotals, at });
                // A closing balance is often printed on the line of the totals.
                if row.kind == RowKind::Totals
                    && let Some(stated) = amount(Field::Balance)
                {
                    items.push(Item::Balance { minor: balance_of(stated), at });
                }
                skipped.push(skip(row, at, "totals"));
            }
            RowKind::Transaction => {
                let printed = dated.read(row.text(Field::Date));
                let above = || days.iter().rfind(|(line, _)| is_above(*line, at)).map(|(_, date)| *date);
                if let Some(date) = printed.map(|(date, _)| date).or_else(above) {
                    day = Some(date);
                }
                let value = dated.read_value(row.text(Field::ValueDate));
                let other = values_agree && value.is_some() && value != day;
                if row.cell(Field::Date).is_none() && (repeats || other) {
                    let message = "no date is printed beside the row; the date of the row above was taken";
                    doubt(diagnostics, "date_missing", message.to_owned(), Some(at));
                }
                let Some(date) = day else {
                    doubt(
                        diagnostics,
                        "date_unreadable",
                        format!("{:?} is no date", row.text(Field::Date)),
                        Some(at),
                    );
                    skipped.push(skip(row, at, "date_unreadable"));
                    continue;
                };
                if printed.is_none() && row.cell(Field::Date).is_some() {
                    doubt(
                        diagnostics,
                        "date_unreadable",
                        format!("{:?} is no date", row.text(Field::Date)),
                        Some(at),
                    );
                }
                let by_section = sense.sections.get(place).copied().flatten().map(|side| {
                    let normal = usual.get(usize::from(side == Direction::Credit)).copied().unwrap_or(false);
                    (side, normal)
                });
                let moved = match by_section {
                    Some((side, normal)) => section_movement(row, side, normal, grammar),
                    None => movement(row, convention, minus_is_normal, grammar)
                        .map(|(minor, direction)| (minor, turned(direction, sense.inverted))),
                };
                let Some((minor, direction)) = moved else {
                    let reason = if row.text(Field::Narration).is_empty() {
                        "no_amount"
                    } else {
                        "dated_line_without_amount"
                    };
                    skipped.push(skip(row, at, reason));
                    if let Some(stated) = amount(Field::Balance) {
                        items.push(Item::Unmoved { minor: balance_of(stated), at });
                    }
                    continue;
                };
                let money = |minor: i64| Money::new(minor, currency);
                let text = |field: Field| Some(row.text(field).to_owned()).filter(|text| !text.is_empty());
                let transaction = Transaction {
                    date,
                    time: printed.and_then(|(_, rest)| parse_time(rest)).map(|(time, _)| time),
                    value_date: dated.read_value(row.text(Field::ValueDate)),
                    narration: row.text(Field::Narration).to_owned(),
                    reference: text(Field::Reference),
                    direction: direction.unwrap_or(Direction::Debit),
                    amount: money(minor),
                    balance: amount(Field::Balance).map(|balance| money(balance_of(balance))),
                    hash: String::new(),
                    channel: Channel::Others,
                    description: Description::None,
                    merchant_category: MerchantCategory::None,
                    counterparty: text(Field::Counterparty),
                    clean_transaction_note: String::new(),
                    references: Vec::new(),
                    counterparty_ifsc: None,
                    known_party: None,
                    return_reason: None,
                    at: row.at.clone(),
                };
                items.push(Item::Row(Box::new(Undirected { transaction, directed: direction.is_some() })));
            }
        }
    }
    items
}

/// Whether rows of one day all print it, so that a row without date has lost it rather than shares it. A new page prints the day
/// again in any case.
fn repeats_dates(raw: &[RawRow]) -> bool {
    let rows: Vec<&RawRow> = raw.iter().filter(|row| row.kind == RowKind::Transaction).collect();
    rows.windows(2).any(|pair| match pair {
        [above, below] => match (above.cell(Field::Date), below.cell(Field::Date)) {
            (Some(above), Some(below)) => above.at.page == below.at.page && above.text == below.text,
            _ => false,
        },
        _ => false,
    })
}

/// Whether each row that prints both of its dates prints the same day twice: then the value date of a row tells whose day it is.
fn values_agree(raw: &[RawRow], dated: &Dated<'_>) -> bool {
    raw.iter().filter(|row| row.kind == RowKind::Transaction).all(|row| {
        let day = dated.read(row.text(Field::Date)).map(|(day, _)| day);
        let value = dated.read_value(row.text(Field::ValueDate));
        day.is_none() || value.is_none() || day == value
    })
}

fn is_above(line: Locator, row: Locator) -> bool {
    line.page < row.page || (line.page == row.page && line.rect.top < row.rect.top)
}

fn skip(row: &RawRow, at: Locator, reason: &str) -> Skipped {
    let mut cells: Vec<_> = row.cells.iter().collect();
    cells.sort_by(|a, b| a.at.rect.x0.total_cmp(&b.at.rect.x0));
    let text = cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" ");
    Skipped { text, reason: reason.to_owned(), at }
}

/// The amount of a row and its direction, where the row itself says it.
fn movement(
    row: &RawRow,
    convention: Convention,
    minus_is_normal: [bool; 2],
    grammar: &Grammar<'_>,
) -> Option<(i64, Option<Direction>)> {
    let amount = |field: Field| row.cell(field).and_then(|cell| grammar.amounts.parse(&cell.text));
    if let Some(single) = amount(Field::Amount) {
        let mark = single.mark.or_else(|| grammar.amounts.mark_of(row.text(Field::DrCr)));
        let direction = match (mark, convention) {
            (Some(Mark::Minus | Mark::Debit), _) => Some(Direction::Debit),
            (Some(Mark::Plus | Mark::Credit), _) => Some(Direction::Credit),
            (None, Convention::UnmarkedIsCredit) => Some(Direction::Credit),
            (None, Convention::UnmarkedIsDebit) => Some(Direction::Debit),
            (None, Convention::Balances) => None,
        };
        return Some((single.minor, direction));
    }
    let side = |field: Field, usual: Direction, minus_is_normal: bool| -> Option<(i64, Direction)> {
        let found: Amount = amount(field)?;
        // A minus among positive debits is a reversal: the money came back.
        let reversed = found.mark == Some(Mark::Minus) && !minus_is_normal;
        let direction = match (usual, reversed) {
            (Direction::Debit, true) => Direction::Credit,
            (Direction::Credit, true) => Direction::Debit,
            (usual, false) => usual,
        };
        Some((found.minor, direction))
    };
    let [debit_minus, credit_minus] = minus_is_normal;
    let debit = side(Field::Debit, Direction::Debit, debit_minus);
    let credit = side(Field::Credit, Direction::Credit, credit_minus);
    match (debit, credit) {
        // Some banks print 0.00 on the side that did not move.
        (Some((debit, direction)), Some((0, _)) | None) => Some((debit, Some(direction))),
        (Some((0, _)) | None, Some((credit, direction))) => Some((credit, Some(direction))),
        // Both sides moved: the net is what the balance will show.
        (Some((debit, _)), Some((credit, _))) => {
            let direction = if debit > credit { Direction::Debit } else { Direction::Credit };
            Some(((debit - credit).abs(), Some(direction)))
        }
        (None, None) => None,
    }
}

/// The movement of a row whose table holds one direction; a minus that is not on all its amounts is a reversal.
fn section_movement(
    row: &RawRow,
    side: Direction,
    minus_is_normal: bool,
    grammar: &Grammar<'_>,
) -> Option<(i64, Option<Direction>)> {
    let amount = grammar.amounts.parse(&row.cell(Field::Amount)?.text)?;
    let reversed = match amount.mark {
        Some(Mark::Minus) => !minus_is_normal,
        Some(Mark::Credit) => side == Direction::Debit,
        Some(Mark::Debit) => side == Direction::Credit,
        Some(Mark::Plus) | None => false,
    };
    Some((amount.minor, turned(Some(side), reversed)))
}

fn turned(direction: Option<Direction>, turn: bool) -> Option<Direction> {
    match (direction, turn) {
        (Some(Direction::Debit), true) => Some(Direction::Credit),
        (Some(Direction::Credit), true) => Some(Direction::Debit),
        (direction, _) => direction,
    }
}

/// Whether every amount under titles of one direction carries a minus.
fn all_minus_of(raw: &[RawRow], sense: &Sense, side: Direction, grammar: &Grammar<'_>) -> bool {
    let mut amounts = raw
        .iter()
        .zip(&sense.sections)
        .filter(|(row, of)| row.kind == RowKind::Transaction && **of == Some(side))
        .filter_map(|(row, _)| grammar.amounts.parse(&row.cell(Field::Amount)?.text))
        .filter(|amount| amount.minor != 0)
        .peekable();
    amounts.peek().is_some() && amounts.all(|amount| amount.mark == Some(Mark::Minus))
}

/// A total whose words say which side it sums, with the one amount of its row.
fn labelled_total(row: &RawRow, grammar: &Grammar<'_>) -> Option<(Direction, i64)> {
    let label = squash(row.text(Field::Narration));
    let labels = &grammar.locale.labels;
    let is = |list: &[String]| list.iter().any(|known| squash(known) == label);
    let side = match (is(&labels.total_debit), is(&labels.total_credit)) {
        (true, false) => Direction::Debit,
        (false, true) => Direction::Credit,
        _ => return None,
    };
    let mut money = row.cells.iter().filter(|cell| cell.field.is_money());
    let amount = grammar.amounts.parse(&money.next()?.text)?;
    money.next().is_none().then_some((side, amount.minor))
}

fn convention(raw: &[RawRow], grammar: &Grammar<'_>) -> Convention {
    let marks: Vec<Option<Mark>> = raw
        .iter()
        .filter(|row| row.kind == RowKind::Transaction)
        .filter_map(|row| grammar.amounts.parse(&row.cell(Field::Amount)?.text))
        .map(|amount| amount.mark)
        .collect();
    if marks.iter().any(|mark| matches!(mark, Some(Mark::Minus | Mark::Debit))) {
        Convention::UnmarkedIsCredit
    } else if marks.iter().any(|mark| matches!(mark, Some(Mark::Plus | Mark::Credit))) {
        Convention::UnmarkedIsDebit
    } else {
        Convention::Balances
    }
}

/// Whether every amount of a column carries a minus, so that the minus says no more than the heading does.
fn all_minus(raw: &[RawRow], field: Field, grammar: &Grammar<'_>) -> bool {
    let mut amounts = raw
        .iter()
        .filter(|row| row.kind == RowKind::Transaction)
        .filter_map(|row| grammar.amounts.parse(&row.cell(field)?.text))
        .filter(|amount| amount.minor != 0)
        .peekable();
    amounts.peek().is_some() && amounts.all(|amount| amount.mark == Some(Mark::Minus))
}
