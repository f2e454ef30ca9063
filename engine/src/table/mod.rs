//! Document and layout in, raw rows out: headings, columns, cells, rows. Nothing here knows what a value means
//! beyond whether it looks like a date or an amount.

mod cells;
mod columns;
mod fold;
mod header;
pub mod infer;
mod rows;

use crate::model::{Locator, Skipped};
use crate::value::{AmountForm, DateForm};
use bank_templates::{Field, Layout, Locale};
use pdf::{Document, Line};

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
}

/// A line and its page.
#[derive(Clone, Debug)]
pub struct PageLine {
    /// Page number from 1.
    pub page: u32,
    /// The line.
    pub line: Line,
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
    /// Date forms that may occur.
    pub dates: Vec<DateForm>,
}

/// The horizontal lines of each page.
#[must_use]
pub fn page_lines(document: &Document) -> Vec<(u32, Vec<Line>)> {
    document.pages.iter().map(|page| (page.number, page.lines())).collect()
}

/// Texts that do not run along the page: watermarks and margin notes. Words of one direction that follow each other
/// in drawing order make one line.
#[must_use]
pub fn turned_lines(document: &Document) -> Vec<PageLine> {
    let mut lines: Vec<PageLine> = Vec::new();
    for page in &document.pages {
        let mut before: Option<f32> = None;
        for word in &page.words {
            let angle = (!word.is_horizontal()).then_some(word.angle);
            match (angle, before, lines.last_mut()) {
                (Some(angle), Some(last), Some(line))
                    if line.page == page.number && (angle - last).abs() < 1.0 =>
                {
                    line.line.at = line.line.at.union(word.at);
                    line.line.words.push(word.clone());
                }
                (Some(_), _, _) => lines.push(PageLine {
                    page: page.number,
                    line: Line { words: vec![word.clone()], at: word.at, baseline: word.baseline },
                }),
                (None, _, _) => {}
            }
            before = angle;
        }
    }
    lines
}

/// Extracts the table that a layout describes; `None` when its headings are on no page.
#[must_use]
pub fn extract(pages: &[(u32, Vec<Line>)], layout: &Layout, grammar: &Grammar<'_>) -> Option<StatementTable> {
    let headings: Vec<Vec<header::HeaderRow>> =
        pages.iter().map(|(_, lines)| header::find(lines, &layout.table.columns)).collect();
    if headings.iter().all(Vec::is_empty) {
        return None;
    }
    let sections = rows::sections(pages, &headings);
    let geometries = columns::learn(&sections, layout, grammar);
    Some(rows::build(&sections, &geometries, layout, grammar))
}
