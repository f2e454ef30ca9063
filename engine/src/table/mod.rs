//! Document and layout in, raw rows out: headings, columns, cells, rows. Nothing here knows what a value means
//! beyond whether it looks like a date or an amount.

mod alike;
mod assign;
mod borders;
mod broken;
mod cells;
mod centred;
mod columns;
mod date_cells;
mod fold;
mod glued;
mod header;
pub mod infer;
mod open;
mod pending;
mod rows;
mod sections;
mod sort;
#[cfg(test)]
mod testing;
mod tokens;
mod torn;

use crate::model::{Locator, Skipped};
use crate::page::PageLine;
use crate::value::{AmountForm, DateForm, DayMonth, Opening, PrintedDate, may_open_with_date};
use bank_templates::{Field, Layout, Locale};
use header::HeaderRow;
use infer::Heard;
use pdf::Line;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The transaction table of a document, as printed.
#[derive(Clone, Debug, Default)]
pub struct StatementTable {
    /// Rows in printed order.
    pub rows: Vec<RawRow>,
    /// Lines within the table that are not rows, with reasons.
    pub skipped: Vec<Skipped>,
    /// Lines above the first table, which hold the header fields, in reading order.
    pub above: Vec<PageLine>,
    /// Lines that belong to no table but stand below or between tables.
    pub around: Vec<PageLine>,
    /// Lines of the document outside this statement that may say whose it is.
    pub cover: Vec<PageLine>,
    /// What the rows leave open in their narrations.
    pub open: Open,
    /// Page numbers printed anywhere in the document, as `(2, 6)` for `Page 2 of 6`; they count pages of the whole file.
    pub page_numbers: BTreeSet<(u32, u32)>,
}

/// What the paper leaves open about narrations, counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Open {
    /// Lines of narrations that stand beside the rows in a list of their own, so that nothing says which row each belongs to.
    pub apart: usize,
    /// Lines that begin where narrations begin and belong to no row.
    pub unclaimed: usize,
    /// Lines that stand as near to the row above as to the row below, and whose lengths do not say which of them goes on there.
    pub adrift: usize,
    /// Narrations that go on below a line with room for more, where nearly all are broken only when their line is full, or not at all.
    pub roomy: usize,
    /// Rows whose narration is not centred around their amount, where those of nearly all other rows are.
    pub uncentred: usize,
    /// Rows without a narration that stand right beside lines of words that no row takes.
    pub lost: usize,
    /// Rows without a narration that have its words in another column, where most rows are so.
    pub elsewhere: usize,
    /// Rows whose narrations have words under the heading of a column of text that is empty in all rows.
    pub astray: usize,
    /// Lines in which the border of a column may have torn a narration.
    pub torn: usize,
    /// Rows whose narrations hold words that are printed over each other.
    pub overprinted: usize,
    /// Rows without a narration at the end or the start of a page: it may stand on the other page, among the lines of another row.
    pub parted: usize,
    /// Rows with a figure where most rows have one and no heading names it.
    pub nameless_figures: usize,
    /// Rows in whose narrations wide gaps stand, where no heading says what a narration is.
    pub mixed: usize,
}

/// One row as printed.
#[derive(Clone, Debug)]
pub struct RawRow {
    /// What the row is by its label.
    pub kind: RowKind,
    /// One text per field that the row has; narration lines are folded into one.
    pub cells: Vec<Cell>,
    /// The boxes of the row, one per page.
    pub at: Vec<Locator>,
}

/// What a row is by its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// Money moved.
    Transaction,
    /// States the balance at this point: opening, brought or carried forward, closing.
    Balance,
    /// Sums over the statement.
    Totals,
    /// Sums over a page.
    PageTotals,
}

/// One cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Which column it stands in.
    pub field: Field,
    /// The text, words joined by single spaces.
    pub text: String,
    /// Where it stands.
    pub at: Locator,
}

impl RawRow {
    /// The text of a field, when the row has one.
    #[must_use]
    pub fn cell(&self, field: Field) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.field == field)
    }

    /// The text of a field, or nothing.
    #[must_use]
    pub fn text(&self, field: Field) -> &str {
        self.cell(field).map_or("", |cell| cell.text.as_str())
    }
}

/// What the table stage needs to know of values.
#[derive(Clone, Debug)]
pub struct Grammar<'a> {
    /// Names and words of the language.
    pub locale: &'a Locale,
    /// The number form.
    pub amounts: AmountForm,
    /// Date forms that may occur. Many grammars share the same ones.
    pub dates: Arc<[DateForm]>,
    /// The order of day and month that is usual where the bank is; it decides where nothing printed does.
    pub usual: Option<DayMonth>,
}

impl Grammar<'_> {
    /// The date that a text opens with, in the first form that reads one, and the rest of the text.
    #[must_use]
    pub fn date_at<'t>(&self, text: &'t str) -> Option<(PrintedDate, &'t str)> {
        if !self.may_open_with_date(text) {
            return None;
        }
        let opening = Opening::of(text, self.locale);
        self.dates.iter().find_map(|form| form.parse_opening(&opening, self.locale))
    }

    /// Whether a text is a date and nothing else.
    #[must_use]
    pub fn is_date(&self, text: &str) -> bool {
        self.whole_date(text).is_some()
    }

    /// The date that a text is and nothing else, in the first form that reads one.
    pub(crate) fn whole_date(&self, text: &str) -> Option<PrintedDate> {
        if !self.may_open_with_date(text) {
            return None;
        }
        let opening = Opening::of(text, self.locale);
        self.dates.iter().find_map(|form| form.parse_opening_alone(&opening, self.locale))
    }

    /// Most words of a page open no date, and dozens of forms need not be tried to see it.
    pub(crate) fn may_open_with_date(&self, text: &str) -> bool {
        may_open_with_date(text, self.locale) || self.dates.iter().any(DateForm::opens_with_a_sign)
    }
}

/// Extracts the table that a layout describes; `None` when its headings are on no page.
#[must_use]
pub fn extract(heard: &Heard<'_>, layout: &Layout, grammar: &Grammar<'_>) -> Option<StatementTable> {
    extract_kinds(heard, &[layout], grammar)
}

/// Extracts one of several tables that have the same headings, or nearly so, where all of them together are no ledger: without the
/// first ones, such as a summary of accounts, and without what stands under headings that share only some words with those of the
/// layout, such as a list of bonus points. `None` where there is nothing to leave out.
#[must_use]
pub fn extract_apart(
    heard: &Heard<'_>,
    layout: &Layout,
    grammar: &Grammar<'_>,
    leave_out: usize,
) -> Option<StatementTable> {
    let mut headings = headings(heard, &[layout]);
    let foreign = header::add_foreign(heard.pages, &mut headings, layout);
    let first = headings.iter_mut().find(|found| !found.is_empty())?;
    // A page of one table begins the ledger; several tables of one page may be others before it.
    if leave_out >= first.len() || (leave_out == 0 && foreign == 0) {
        return None;
    }
    first.drain(..leave_out);
    extract_under(heard.pages, &headings, &[layout], grammar)
}

/// The headings of layouts on each page.
fn headings(heard: &Heard<'_>, layouts: &[&Layout]) -> Vec<Vec<HeaderRow>> {
    heard.each().map(|(_, words)| header::find_all(words.words(), layouts)).collect()
}

/// Extracts the tables of a document that has several kinds of them, such as one of deposits and one of checks: each under its
/// own headings. The rules for rows are those of the first layout.
#[must_use]
pub fn extract_kinds(
    heard: &Heard<'_>,
    layouts: &[&Layout],
    grammar: &Grammar<'_>,
) -> Option<StatementTable> {
    extract_under(heard.pages, &headings(heard, layouts), layouts, grammar)
}

/// Extracts the table under headings that are known.
fn extract_under(
    pages: &[(u32, Vec<Line>)],
    headings: &[Vec<HeaderRow>],
    layouts: &[&Layout],
    grammar: &Grammar<'_>,
) -> Option<StatementTable> {
    if headings.iter().all(Vec::is_empty) {
        return None;
    }
    let sections = sections::sections(pages, headings);
    let geometries = columns::learn(&sections, layouts, grammar);
    Some(rows::build(&sections, &geometries, layouts.first()?, grammar))
}
