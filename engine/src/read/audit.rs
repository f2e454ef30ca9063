//! The paper once more, after the rows were read: what the balances cannot see.
//!
//! Balances hold amounts. They do not see a row that was lost together with its opposite, a row of nothing, a row that
//! went into the narration of another, or a date. So each figure that stands where the table has its amounts has to be in
//! exactly one row, and each row has to be printed where it is said to be.

use super::doubt;
use super::held::lower;
use crate::model::{Diagnostic, Locator, Reconciliation, Skipped, Transaction};
use crate::table::{Cell, Grammar, RawRow, RowKind};
use crate::value::Strength;
use bank_templates::Field;
use pdf::{Line, Rect, Word};
use std::collections::{HashMap, HashSet};

/// What was found wrong, with places on the paper.
#[derive(Debug, Default)]
pub(super) struct Audit {
    /// Dated lines with figures in the columns of the table that are in no row.
    pub(super) unread: Vec<Locator>,
    /// The same without a date.
    pub(super) unread_undated: Vec<Locator>,
    /// Cells of rows whose figures are not printed where they are said to be.
    pub(super) unfounded: Vec<Locator>,
    /// Amounts right behind a number that may be their thousands: `800,00` in `1 800,00`.
    pub(super) cut: Vec<Locator>,
    /// Figures that two rows claim.
    pub(super) claimed_twice: Vec<Locator>,
    /// Pages that print the rows of another page once more.
    pub(super) repeated_pages: Vec<u32>,
}

/// Reasons for which a line is known to be no row. What was left out for any other reason is still to be accounted for.
const ACCOUNTED: &[&str] = &[
    "heading",
    "stated_balance",
    "totals",
    "left_out_by_template",
    "after_end",
    "end_of_table",
    "day",
    "pending",
];

/// Holds rows against the lines of the pages that they were read from. `fields` are the places that the header took.
pub(super) fn audit(
    pages: &[(u32, Vec<Line>)],
    raw: &[RawRow],
    transactions: &[Transaction],
    skipped: &[Skipped],
    fields: &[Locator],
    grammar: &Grammar<'_>,
) -> Audit {
    let kept: HashSet<Place> = transactions.iter().filter_map(|row| row.at.first()).map(place).collect();
    // A row that could not be read in the end has lost its figures as much as a row that was not found.
    let rows: Vec<&RawRow> = raw
        .iter()
        .filter(|row| {
            row.kind != RowKind::Transaction || row.at.first().is_some_and(|at| kept.contains(&place(at)))
        })
        .collect();
    let mut audit = Audit { claimed_twice: claimed_twice(&rows), ..Audit::default() };
    let columns = Columns::learn(&rows);
    let accounted =
        skipped.iter().filter(|line| ACCOUNTED.contains(&line.reason.as_str())).map(|line| line.at);
    let accounted = by_page(accounted.chain(fields.iter().copied()).map(|at| (at.page, at.rect)));
    let rows = by_page(rows.iter().flat_map(|row| row.at.iter().map(|at| (at.page, (at.rect, *row)))));
    let span = Span::of(transactions);
    let last = last_printed(transactions);
    for (page, lines) in pages {
        let known = accounted.get(page).map_or(&[][..], Vec::as_slice);
        let here = rows.get(page).map_or(&[][..], Vec::as_slice);
        for line in lines {
            let figures: Vec<&Word> = columns.figures(*page, line, grammar);
            if figures.is_empty() {
                continue;
            }
            let mut owners = here.iter().filter(|(at, _)| covers(*at, line.at)).peekable();
            let dated = columns.is_dated(line, grammar);
            let missing = if owners.peek().is_none() {
                let is_row = columns.undated
                    || dated
                    || span.is_within(*page, line.at)
                    || last.is_some_and(|last| follows(&figures, last, grammar));
                is_row && !known.iter().any(|at| covers(*at, line.at))
            } else {
                let owners: Vec<&RawRow> = owners.map(|(_, row)| *row).collect();
                figures.iter().any(|figure| !owners.iter().any(|row| holds(row, *page, figure.at)))
            };
            if missing {
                let places = if dated { &mut audit.unread } else { &mut audit.unread_undated };
                places.push(Locator::new(*page, line.at));
            }
        }
        audit.unfounded.extend(unfounded(*page, lines, here));
        audit.cut.extend(cut(*page, lines, here));
    }
    audit.repeated_pages = repeated_pages(transactions);
    audit
}

/// A box on a page, to compare boxes for being the very same.
type Place = (u32, [u32; 4]);

fn place(at: &Locator) -> Place {
    let rect = at.rect;
    (at.page, [rect.x0, rect.x1, rect.top, rect.bottom].map(f32::to_bits))
}

fn by_page<T>(places: impl Iterator<Item = (u32, T)>) -> HashMap<u32, Vec<T>> {
    let mut pages: HashMap<u32, Vec<T>> = HashMap::new();
    for (page, place) in places {
        pages.entry(page).or_default().push(place);
    }
    pages
}

fn money_cells(row: &RawRow) -> impl Iterator<Item = &Cell> {
    row.cells.iter().filter(|cell| cell.field.is_money())
}

/// Whether the middle of a line lies beside or within a box.
fn covers(at: Rect, line: Rect) -> bool {
    let middle = (line.top + line.bottom) / 2.0;
    at.top <= middle && middle <= at.bottom
}

/// Whether a figure is one of those that a row was read from.
fn holds(row: &RawRow, page: u32, figure: Rect) -> bool {
    let within = |cell: &Cell| {
        cell.at.page == page && cell.at.rect.overlap_x(figure) > 0.0 && cell.at.rect.overlap_y(figure) > 0.0
    };
    row.cells.iter().any(within)
}

fn claimed_twice(rows: &[&RawRow]) -> Vec<Locator> {
    let mut seen = HashSet::new();
    let cells = rows.iter().filter(|row| row.kind == RowKind::Transaction).flat_map(|row| money_cells(row));
    cells.filter(|cell| !seen.insert(place(&cell.at))).map(|cell| cell.at).collect()
}

/// Where the columns of a table stand, as its rows show it.
struct Columns {
    /// Right, left or middle edges that amounts share, by page; page 0 has those of all pages.
    edges: HashMap<u32, Vec<(Side, f32)>>,
    /// From where to where dates stand.
    dates: Option<(f32, f32)>,
    /// Whether some rows have no date of their own: it stands above them, or once a day.
    undated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

impl Side {
    fn of(self, at: Rect) -> f32 {
        match self {
            Side::Left => at.x0,
            Side::Right => at.x1,
        }
    }
}

/// How far the edge of a figure may be off, in points: half of what parts two characters.
const EDGE: f32 = 1.2;

impl Columns {
    fn learn(rows: &[&RawRow]) -> Columns {
        let mut edges: HashMap<u32, Vec<(Side, f32)>> = HashMap::new();
        let transactions: Vec<&&RawRow> =
            rows.iter().filter(|row| row.kind == RowKind::Transaction).collect();
        for field in [Field::Debit, Field::Credit, Field::Amount, Field::Balance] {
            let cells: Vec<&Cell> = transactions.iter().filter_map(|row| row.cell(field)).collect();
            let Some(side) = shared_side(&cells) else { continue };
            for cell in cells {
                for page in [0, cell.at.page] {
                    let known = edges.entry(page).or_default();
                    let edge = side.of(cell.at.rect);
                    if !known.iter().any(|(of, at)| *of == side && (at - edge).abs() < 0.5) {
                        known.push((side, edge));
                    }
                }
            }
        }
        let dates = transactions
            .iter()
            .filter_map(|row| row.cell(Field::Date))
            .map(|cell| (cell.at.rect.x0, cell.at.rect.x1))
            .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let undated = transactions.iter().any(|row| row.cell(Field::Date).is_none());
        Columns { edges, dates, undated }
    }

    /// The amounts of a line that stand in a column.
    fn figures<'l>(&self, page: u32, line: &'l Line, grammar: &Grammar<'_>) -> Vec<&'l Word> {
        let Some(edges) = self.edges.get(&page).or_else(|| self.edges.get(&0)) else { return Vec::new() };
        let near = |side: Side, rect: Rect| {
            edges.iter().any(|(of, at)| *of == side && (side.of(rect) - at).abs() < EDGE)
        };
        let words = &line.words;
        // Marks and signs beside an amount belong to it: `500.00 Cr`, `- 500.00`.
        let marked = |index: usize| {
            let after = words.get(index + 1).filter(|word| grammar.amounts.is_mark_word(&word.text));
            let before = index.checked_sub(1).and_then(|before| words.get(before));
            let before = before.filter(|word| grammar.amounts.is_lead_word(&word.text));
            after.is_some_and(|word| near(Side::Right, word.at))
                || before.is_some_and(|word| near(Side::Left, word.at))
        };
        let stands = |index: usize, at: Rect| near(Side::Right, at) || near(Side::Left, at) || marked(index);
        words
            .iter()
            .enumerate()
            // Most words have no digit, which is cheaper to see than whether a mark stands beside them.
            .filter(|(_, word)| word.text.bytes().any(|byte| byte.is_ascii_digit()))
            .filter(|(index, word)| stands(*index, word.at))
            .map(|(_, word)| word)
            .filter(|word| grammar.amounts.word_strength(&word.text) == Some(Strength::Formed))
            .collect()
    }

    /// Whether a line has a date where the rows have theirs.
    fn is_dated(&self, line: &Line, grammar: &Grammar<'_>) -> bool {
        let Some((from, to)) = self.dates else { return false };
        let text: Vec<&str> = line
            .words
            .iter()
            .filter(|word| word.at.x0 >= from - 3.0 && word.at.x0 <= to + 3.0)
            .map(|word| word.text.as_str())
            .collect();
        let text = text.join(" ");
        !text.is_empty() && grammar.date_at(&text).is_some()
    }
}

/// The side on which at least nine in ten amounts of a column are flush with another of them.
fn shared_side(cells: &[&Cell]) -> Option<Side> {
    [Side::Right, Side::Left].into_iter().find(|side| {
        let mut edges: Vec<f32> = cells.iter().map(|cell| side.of(cell.at.rect)).collect();
        edges.sort_by(f32::total_cmp);
        let flush = |index: usize| {
            let near =
                |other: Option<&f32>| other.zip(edges.get(index)).is_some_and(|(a, b)| (a - b).abs() < EDGE);
            near(index.checked_sub(1).and_then(|before| edges.get(before))) || near(edges.get(index + 1))
        };
        let flush = (0..edges.len()).filter(|index| flush(*index)).count();
        edges.len() == 1 || flush * 10 >= edges.len() * 9 && flush > 0
    })
}

/// From the first row to the last one.
struct Span {
    first: Option<(u32, f32)>,
    last: Option<(u32, f32)>,
}

impl Span {
    fn of(transactions: &[Transaction]) -> Span {
        let places = || transactions.iter().flat_map(|row| &row.at).map(|at| (at.page, at.rect.top));
        let order = |a: &(u32, f32), b: &(u32, f32)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1));
        Span { first: places().min_by(order), last: places().max_by(order) }
    }

    fn is_within(&self, page: u32, at: Rect) -> bool {
        let (Some(first), Some(last)) = (self.first, self.last) else { return false };
        let after = page > first.0 || (page == first.0 && at.top > first.1);
        after && (page < last.0 || (page == last.0 && at.top < last.1))
    }
}

/// The row that stands last on the paper.
fn last_printed(transactions: &[Transaction]) -> Option<&Transaction> {
    let top = |row: &Transaction| row.at.first().map(|at| (at.page, at.rect.top));
    let order = |a: &&Transaction, b: &&Transaction| {
        let (Some(a), Some(b)) = (top(a), top(b)) else { return std::cmp::Ordering::Equal };
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
    };
    transactions.iter().max_by(order)
}

/// Whether the figures of a line go on where a row ends: an amount and the balance that it leads to, or the balance that led to that
/// row, as the next one has it where the newest row comes first. Rows of a day that is printed once end a table so.
fn follows(figures: &[&Word], last: &Transaction, grammar: &Grammar<'_>) -> bool {
    let Some(balance) = last.balance else { return false };
    let values: Vec<i64> = figures
        .iter()
        .filter_map(|word| grammar.amounts.parse(&word.text))
        .map(|amount| amount.minor)
        .filter(|minor| *minor != 0)
        .collect();
    let before = balance.minor.saturating_sub(last.signed_minor()).abs();
    let leads = |index: usize, of: i64| {
        let others = values.iter().enumerate().filter(|(other, _)| *other != index);
        let reached = |moved: i64| {
            [balance.minor.saturating_add(moved), balance.minor.saturating_sub(moved)]
                .map(i64::abs)
                .contains(&of)
        };
        others.into_iter().any(|(_, moved)| reached(*moved) || of == before)
    };
    values.iter().enumerate().any(|(index, of)| leads(index, *of))
}

/// Cells of rows on a page whose digits are not printed within their boxes.
fn unfounded(page: u32, lines: &[Line], rows: &[(Rect, &RawRow)]) -> Vec<Locator> {
    let digits = |text: &str, all: &mut Vec<u8>| all.extend(text.bytes().filter(u8::is_ascii_digit));
    // Of the lines of a page a figure touches one or two, which begin no further above it than the tallest line is high.
    let mut by_top: Vec<(f32, usize)> =
        lines.iter().enumerate().map(|(place, line)| (line.at.top, place)).collect();
    by_top.sort_by(|a, b| a.0.total_cmp(&b.0));
    let tallest = lines.iter().map(|line| line.at.height()).fold(0.0, f32::max) + 1.0;
    let mut near: Vec<usize> = Vec::new();
    let mut printed = |at: Rect, all: &mut Vec<u8>| {
        let from = by_top.partition_point(|(top, _)| *top < at.top - tallest);
        near.clear();
        let begun = by_top.iter().skip(from).take_while(|(top, _)| *top < at.bottom);
        near.extend(begun.map(|(_, place)| *place));
        near.sort_unstable();
        let near = near.iter().filter_map(|place| lines.get(*place));
        let touching = near.filter(|line| line.at.overlap_y(at) > 0.0).flat_map(|line| &line.words);
        touching
            .filter(|word| {
                let middle = (word.at.top + word.at.bottom) / 2.0;
                word.at.center_x() >= at.x0 - 0.5
                    && word.at.center_x() <= at.x1 + 0.5
                    && middle >= at.top - 0.5
                    && middle <= at.bottom + 0.5
            })
            .for_each(|word| digits(&word.text, all));
    };
    let of_page = rows
        .iter()
        .filter(|(_, row)| row.kind == RowKind::Transaction)
        .flat_map(|(_, row)| &row.cells)
        .filter(|cell| cell.at.page == page && (cell.field.is_money() || cell.field == Field::Date));
    let (mut read, mut found) = (Vec::new(), Vec::new());
    of_page
        .filter(|cell| {
            read.clear();
            found.clear();
            digits(&cell.text, &mut read);
            printed(cell.at.rect, &mut found);
            // Behind a date its time may be read along, which stands beside it.
            let founded = if cell.field == Field::Date { read.starts_with(&found) } else { found == read };
            found.is_empty() != read.is_empty() || !founded
        })
        .map(|cell| cell.at)
        .collect()
}

/// Amounts of a page that begin with three digits, with a short number a space before them that no cell of the row has: read with
/// another number form it would be their thousands, and balances that lost theirs as well would not tell.
fn cut(page: u32, lines: &[Line], rows: &[(Rect, &RawRow)]) -> Vec<Locator> {
    let is_group = |text: &str| {
        let lead = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        let digits = lead.bytes().take_while(u8::is_ascii_digit).count();
        digits == 3 && lead.len() > digits
    };
    let is_short = |word: &Word| word.text.len() <= 3 && word.text.bytes().all(|byte| byte.is_ascii_digit());
    let of_page = rows.iter().flat_map(|(at, row)| money_cells(row).map(move |cell| (at, row, cell)));
    of_page
        .filter(|(_, _, cell)| cell.at.page == page && is_group(&cell.text))
        .filter(|(at, row, cell)| {
            let words = lines.iter().filter(|line| covers(**at, line.at)).flat_map(|line| &line.words);
            let leads = |word: &Word| {
                let gap = cell.at.rect.x0 - word.at.x1;
                is_short(word)
                    && (-0.5..word.size * 0.6).contains(&gap)
                    && word.at.overlap_y(cell.at.rect) > 0.0
                    && !row.cells.iter().any(|other| other.field.is_money() && holds_word(other, page, word))
            };
            words.into_iter().any(leads)
        })
        .map(|(_, _, cell)| cell.at)
        .collect()
}

fn holds_word(cell: &Cell, page: u32, word: &Word) -> bool {
    cell.at.page == page && cell.at.rect.overlap_x(word.at) > 0.0 && cell.at.rect.overlap_y(word.at) > 0.0
}

/// Pages whose rows are those of an earlier page, figure by figure and in the same places.
fn repeated_pages(transactions: &[Transaction]) -> Vec<u32> {
    type Printed<'r> = (u32, jiff::civil::Date, i64, Option<i64>, &'r str);
    let rows = transactions.iter().filter_map(|row| {
        let at = row.at.first()?;
        let balance = row.balance.map(|balance| balance.minor);
        let top = at.rect.top.round().to_bits();
        Some((at.page, (top, row.date, row.signed_minor(), balance, row.narration.as_str())))
    });
    let mut pages: Vec<(u32, Vec<Printed<'_>>)> = by_page(rows).into_iter().collect();
    pages.sort_unstable_by_key(|(page, _)| *page);
    let mut seen: HashMap<Vec<Printed<'_>>, u32> = HashMap::new();
    let mut repeated = Vec::new();
    for (page, mut rows) in pages {
        rows.sort();
        // One row may well be printed twice by chance, such as a standing order on the only row of two pages.
        if rows.len() > 1 && seen.insert(rows, page).is_some() {
            repeated.push(page);
        }
    }
    repeated
}

/// Lowers a proof by what the paper shows and the rows do not. Sums of both sides that agree leave no room for a row without
/// date that was not read; nothing makes up for one that is dated, or for a figure that is not where it is said to be.
pub(super) fn hold(
    audit: &Audit,
    totals_agree: bool,
    reconciliation: &mut Reconciliation,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let findings = [
        ("rows_unread", &audit.unread, "dated lines with figures in the columns of the table are in no row"),
        (
            "figures_unread",
            &audit.unread_undated,
            "lines with figures in the columns of the table are in no row",
        ),
        ("figures_unfounded", &audit.unfounded, "figures of rows are not printed where they were read"),
        ("figures_cut", &audit.cut, "amounts follow a number that may be their thousands"),
        ("figures_claimed_twice", &audit.claimed_twice, "figures were read for two rows"),
    ];
    for (code, places, what) in findings {
        for at in places {
            doubt(diagnostics, code, what.to_owned(), Some(*at));
        }
        let excused = code == "figures_unread" && totals_agree;
        if !places.is_empty() && !excused {
            lower(reconciliation, format!("{} {what}", places.len()));
        }
    }
    for page in &audit.repeated_pages {
        lower(reconciliation, format!("page {page} prints the rows of another page once more"));
    }
}
