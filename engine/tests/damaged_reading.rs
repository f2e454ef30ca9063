//! Attacks on the proof: correct statements whose *reading* is damaged, as a fault in a stage before would damage it. Whatever
//! is lost, doubled, merged, exchanged or misread, the verdict must not be `proven`.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bank_templates::{Field, Layout, Templates};
use engine::model::{Currency, Statement, Verdict};
use engine::page::page_lines;
use engine::read::statement;
use engine::table::{Grammar, RawRow, RowKind, StatementTable, extract, infer};
use engine::value::AmountForm;
use pdf::{Document, Line, OpenOptions};
use testdata::{Direction, Ledger, LedgerPlan, PrintOptions, Random, layouts};

/// A document with the table that was read from it, before it is damaged.
struct Reading {
    name: String,
    pages: Vec<(u32, Vec<Line>)>,
    layout: Layout,
    amounts: AmountForm,
    table: StatementTable,
}

impl Reading {
    fn grammar(&self) -> Grammar<'static> {
        let locale = Templates::embedded().locale(&self.layout.locale).unwrap();
        let usual = infer::usual_order(None, &self.layout.locale, &self.layout.currency);
        Grammar { locale, amounts: self.amounts.clone(), dates: infer::compile(&self.layout.dates), usual }
    }

    fn judge(&self, table: StatementTable) -> Statement {
        statement(&self.pages, table, &self.layout, &self.grammar(), None, None)
    }
}

/// The reading of a document by the layout that proves it, if any does.
fn proven_reading(name: &str, document: &Document) -> Option<Reading> {
    let pages = page_lines(document);
    let heard = infer::Heard::new(&pages);
    let templates = Templates::embedded();
    for locale in templates.locales() {
        for layout in infer::layouts(&heard, locale, "INR").layouts {
            let usual = AmountForm::new(locale, Currency::INR);
            for amounts in heard.number_forms(&usual) {
                let reading = Reading {
                    name: name.to_owned(),
                    pages: pages.clone(),
                    layout: layout.clone(),
                    amounts,
                    table: StatementTable::default(),
                };
                let Some(table) = extract(&infer::Heard::new(&pages), &layout, &reading.grammar()) else {
                    continue;
                };
                let read = reading.judge(table.clone());
                if read.reconciliation.verdict == Verdict::Proven && read.transactions.len() > 3 {
                    return Some(Reading { table, ..reading });
                }
            }
        }
    }
    None
}

const SENT: &str = "SENT AND";
const BACK: &str = "COME BACK";

/// An invented ledger in which a payment comes back at once, so that both rows together leave no trace in the balances.
fn ledger() -> Ledger {
    let mut ledger = Ledger::invent(11, &LedgerPlan::default().months(1).rows_per_month(36));
    let at = ledger.rows.len() / 2;
    for (narration, direction) in [(BACK, Direction::Credit), (SENT, Direction::Debit)] {
        let mut row = ledger.rows[at].clone();
        (row.narration, row.direction, row.amount_minor) = (narration.to_owned(), direction, 123_400);
        ledger.rows.insert(at, row);
    }
    ledger.rebalance();
    ledger
}

/// Printed statements in all layouts of `testdata` that prove.
fn readings() -> Vec<Reading> {
    let ledger = ledger();
    let mut readings = Vec::new();
    for layout in layouts::all() {
        let ledger =
            if layout.name == "whole_numbers" { ledger.clone().in_whole_units() } else { ledger.clone() };
        let bytes = testdata::print(&ledger, &layout, &PrintOptions::default());
        let document = Document::open(&bytes, &OpenOptions::default()).unwrap();
        readings.extend(proven_reading(&layout.name, &document));
    }
    readings
}

/// Indices of the rows that move money.
fn moving(table: &StatementTable) -> Vec<usize> {
    let moves = |row: &RawRow| {
        row.kind == RowKind::Transaction
            && row.cells.iter().any(|cell| cell.field.is_money() && cell.field != Field::Balance)
    };
    (0..table.rows.len()).filter(|index| moves(&table.rows[*index])).collect()
}

/// A way to damage the rows of a table; `None` where a table gives no occasion.
type Damage = fn(&mut StatementTable, &mut Random) -> Option<()>;

fn pick(random: &mut Random, from: &[usize]) -> usize {
    from[usize::try_from(random.between(0, i64::try_from(from.len()).unwrap() - 1)).unwrap()]
}

fn drop_a_row(table: &mut StatementTable, random: &mut Random) -> Option<()> {
    let at = pick(random, &moving(table));
    table.rows.remove(at);
    Some(())
}

fn drop_the_last_row(table: &mut StatementTable, _: &mut Random) -> Option<()> {
    let at = *moving(table).last()?;
    table.rows.remove(at);
    Some(())
}

/// The last row together with everything printed after it.
fn drop_the_end(table: &mut StatementTable, _: &mut Random) -> Option<()> {
    let at = *moving(table).last()?;
    let place = *table.rows[at].at.first()?;
    table.rows.truncate(at);
    table.around.retain(|line| {
        line.page < place.page || line.page == place.page && line.line.at.top < place.rect.top
    });
    Some(())
}

/// Two neighbours that cancel each other out, so that every balance still follows.
fn drop_opposites(table: &mut StatementTable, _: &mut Random) -> Option<()> {
    let rows = moving(table);
    let pair = rows.windows(2).find(|pair| {
        table.rows[pair[0]].text(Field::Narration).contains(SENT)
            && table.rows[pair[1]].text(Field::Narration).contains(BACK)
    });
    let (first, second) = pair.map(|pair| (pair[0], pair[1]))?;
    table.rows.drain(first..=second);
    Some(())
}

fn swap_debit_and_credit(table: &mut StatementTable, _: &mut Random) -> Option<()> {
    let mut swapped = 0;
    for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
        let other = match cell.field {
            Field::Debit => Field::Credit,
            Field::Credit => Field::Debit,
            field => field,
        };
        swapped += usize::from(other != cell.field);
        cell.field = other;
    }
    (swapped > 0).then_some(())
}

fn swap_one_side(table: &mut StatementTable, random: &mut Random) -> Option<()> {
    let at = pick(random, &moving(table));
    let cell =
        table.rows[at].cells.iter_mut().find(|cell| matches!(cell.field, Field::Debit | Field::Credit))?;
    cell.field = if cell.field == Field::Debit { Field::Credit } else { Field::Debit };
    Some(())
}

/// The second row's narration and box go to the first, its figures are lost.
fn merge_two_rows(table: &mut StatementTable, random: &mut Random) -> Option<()> {
    let rows = moving(table);
    let at = pick(random, &rows[..rows.len() - 1]);
    let next = rows.iter().copied().find(|row| *row > at)?;
    let swallowed = table.rows.remove(next);
    let narration = swallowed.text(Field::Narration).to_owned();
    let row = &mut table.rows[at];
    row.at.extend(swallowed.at.iter().copied());
    if let (Some(first), Some(second)) = (row.at.first().copied(), row.at.get(1).copied())
        && first.page == second.page
    {
        row.at.truncate(1);
        row.at[0].rect = first.rect.union(second.rect);
    }
    if let Some(cell) = row.cells.iter_mut().find(|cell| cell.field == Field::Narration) {
        cell.text = format!("{} {narration}", cell.text);
    }
    Some(())
}

/// The merged row keeps the second row's balance and the sum of the two, so that everything adds up.
fn merge_two_rows_and_add_them(table: &mut StatementTable, random: &mut Random) -> Option<()> {
    let rows = moving(table);
    let at = pick(random, &rows[..rows.len() - 1]);
    let next = rows.iter().copied().find(|row| *row > at)?;
    let side = |row: &RawRow| {
        row.cells.iter().find(|cell| matches!(cell.field, Field::Debit | Field::Credit)).cloned()
    };
    let (first, second) = (side(&table.rows[at])?, side(&table.rows[next])?);
    (first.field == second.field).then_some(())?;
    let number = |text: &str| -> Option<i64> {
        text.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()
    };
    let sum = number(&first.text)? + number(&second.text)?;
    let text = format!("{}.{:02}", sum / 100, sum % 100);
    // Only where the document prints its amounts that way.
    first.text.contains('.').then_some(())?;
    let balance = table.rows[next].cell(Field::Balance).cloned();
    let row = &mut table.rows[at];
    row.cells.iter_mut().find(|cell| cell.field == first.field)?.text = text;
    row.cells.retain(|cell| cell.field != Field::Balance);
    row.cells.extend(balance);
    table.rows.remove(next);
    Some(())
}

fn shift_a_date(table: &mut StatementTable, random: &mut Random) -> Option<()> {
    let dated: Vec<usize> =
        moving(table).into_iter().filter(|row| table.rows[*row].cell(Field::Date).is_some()).collect();
    let at = (!dated.is_empty()).then(|| pick(random, &dated))?;
    let cell = table.rows[at].cells.iter_mut().find(|cell| cell.field == Field::Date)?;
    cell.text = other_digit(&cell.text, random)?;
    Some(())
}

/// The text with one of its last digits exchanged for a neighbour, so that it stays a date or an amount.
fn other_digit(text: &str, random: &mut Random) -> Option<String> {
    let digits: Vec<usize> =
        text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    let at = digits[usize::try_from(random.between(0, i64::try_from(digits.len()).ok()? - 1)).ok()?];
    let digit = text[at..].chars().next()?.to_digit(10)?;
    let other = if digit == 9 { 8 } else { digit + 1 };
    Some(format!("{}{other}{}", &text[..at], &text[at + 1..]))
}

fn misread_a_digit(table: &mut StatementTable, random: &mut Random) -> Option<()> {
    let at = pick(random, &moving(table));
    let cell =
        table.rows[at].cells.iter_mut().find(|cell| cell.field.is_money() && cell.field != Field::Balance)?;
    cell.text = other_digit(&cell.text, random)?;
    Some(())
}

fn misread_a_balance(table: &mut StatementTable, random: &mut Random) -> Option<()> {
    let with: Vec<usize> =
        moving(table).into_iter().filter(|row| table.rows[*row].cell(Field::Balance).is_some()).collect();
    let at = (!with.is_empty()).then(|| pick(random, &with))?;
    let cell = table.rows[at].cells.iter_mut().find(|cell| cell.field == Field::Balance)?;
    cell.text = other_digit(&cell.text, random)?;
    Some(())
}

/// One amount more and its neighbour of the same side less by as much; balances between them are lost.
fn compensate(table: &mut StatementTable, random: &mut Random) -> Option<()> {
    let rows = moving(table);
    let at = pick(random, &rows[..rows.len() - 1]);
    let next = rows.iter().copied().find(|row| *row > at)?;
    let field =
        table.rows[at].cells.iter().find(|cell| matches!(cell.field, Field::Debit | Field::Credit))?.field;
    let first = table.rows[at].cell(field)?.text.clone();
    let second = table.rows[next].cell(field)?.text.clone();
    (first != second).then_some(())?;
    table.rows[at].cells.iter_mut().find(|cell| cell.field == field)?.text = second;
    table.rows[next].cells.iter_mut().find(|cell| cell.field == field)?.text = first;
    table.rows[at].cells.retain(|cell| cell.field != Field::Balance);
    Some(())
}

fn lose_a_page(table: &mut StatementTable, random: &mut Random) -> Option<()> {
    let pages = pages_with_rows(table);
    (pages.len() > 1).then_some(())?;
    let page = pages[usize::try_from(random.between(0, i64::try_from(pages.len()).ok()? - 1)).ok()?];
    table.rows.retain(|row| row.at.first().is_none_or(|at| at.page != page));
    Some(())
}

fn pages_with_rows(table: &StatementTable) -> Vec<u32> {
    let mut pages: Vec<u32> =
        moving(table).iter().filter_map(|row| table.rows[*row].at.first()).map(|at| at.page).collect();
    pages.dedup();
    pages
}

/// The last page and all that it says of closing balance and totals.
fn lose_the_last_page(table: &mut StatementTable, _: &mut Random) -> Option<()> {
    let page = pages_with_rows(table).into_iter().max()?;
    (page > 1).then_some(())?;
    let before = table.rows.len();
    table.rows.retain(|row| row.at.first().is_none_or(|at| at.page != page));
    table.around.retain(|line| line.page != page);
    (before > table.rows.len()).then_some(())
}

fn read_a_page_twice(table: &mut StatementTable, random: &mut Random) -> Option<()> {
    let rows = moving(table);
    let page = table.rows[pick(random, &rows)].at.first()?.page;
    let again: Vec<RawRow> =
        table.rows.iter().filter(|row| row.at.first().is_some_and(|at| at.page == page)).cloned().collect();
    let at = table.rows.iter().rposition(|row| row.at.first().is_some_and(|at| at.page == page))?;
    table.rows.splice(at + 1..at + 1, again);
    Some(())
}

fn read_a_row_twice(table: &mut StatementTable, random: &mut Random) -> Option<()> {
    let at = pick(random, &moving(table));
    let row = table.rows[at].clone();
    table.rows.insert(at, row);
    Some(())
}

const DAMAGES: &[(&str, Damage)] = &[
    ("a row is lost", drop_a_row),
    ("the last row is lost", drop_the_last_row),
    ("the last row is lost with all that follows it", drop_the_end),
    ("two rows that cancel out are lost", drop_opposites),
    ("debit and credit are exchanged", swap_debit_and_credit),
    ("one row changes sides", swap_one_side),
    ("two rows are merged", merge_two_rows),
    ("two rows are merged and added up", merge_two_rows_and_add_them),
    ("a date is misread", shift_a_date),
    ("an amount is misread", misread_a_digit),
    ("a balance is misread", misread_a_balance),
    ("two amounts are exchanged", compensate),
    ("a page is lost", lose_a_page),
    ("the last page is lost", lose_the_last_page),
    ("a page is read twice", read_a_page_twice),
    ("a row is read twice", read_a_row_twice),
];

#[test]
fn a_damaged_reading_is_never_proven() {
    let readings = readings();
    assert!(readings.len() >= 20, "only {} layouts prove before they are damaged", readings.len());
    let mut failures = Vec::new();
    let mut done = vec![0; DAMAGES.len()];
    for reading in &readings {
        for (index, (what, damage)) in DAMAGES.iter().enumerate() {
            let mut table = reading.table.clone();
            // Another row in each layout, and always the same one.
            let mut random = Random::new(reading.name.len() as u64 * 31 + index as u64);
            if damage(&mut table, &mut random).is_none() {
                continue;
            }
            done[index] += 1;
            if reading.judge(table).reconciliation.verdict == Verdict::Proven {
                failures.push(format!("{}: {what}, and it is proven", reading.name));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {done:?}:\n{}", failures.len(), failures.join("\n"));
    let never: Vec<&str> =
        DAMAGES.iter().zip(&done).filter(|(_, done)| **done == 0).map(|((what, _), _)| *what).collect();
    assert_eq!(never, [] as [&str; 0], "damages that never found an occasion");
}
