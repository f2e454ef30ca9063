//! The table's geometry: where columns stand, and how headings and rows are painted.

use super::cells::RowText;
use super::sheet::{HAIRLINE, Sheet, Style};
use super::typeface::{Fonts, Weight};
use super::{CellPlace, RowPlace};
use crate::layout::{Anchor, Column, Layout, Ruling};
use crate::ledger::Ledger;

/// White space between a cell's text and its column's edges.
const PADDING: f32 = 3.0;

/// A column with its text's edges.
pub(super) struct Slot<'a> {
    pub(super) column: &'a Column,
    pub(super) left: f32,
    pub(super) right: f32,
}

/// What all parts of the page need to know.
pub(super) struct Press<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) layout: &'a Layout,
    pub(super) fonts: &'a Fonts,
    pub(super) slots: Vec<Slot<'a>>,
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) left: f32,
    pub(super) right: f32,
}

impl<'a> Press<'a> {
    pub(super) fn new(ledger: &'a Ledger, layout: &'a Layout, fonts: &'a Fonts) -> Self {
        let (width, height) = layout.page.points();
        let (left, right) = (layout.side_margin, width - layout.side_margin);
        let shares: f32 = layout.columns.iter().map(|column| column.width).sum();
        let mut edge = left;
        let slots = layout
            .columns
            .iter()
            .map(|column| {
                let begin = edge;
                edge += column.width / shares * (right - left);
                Slot { column, left: begin + PADDING, right: edge - PADDING }
            })
            .collect();
        Self { ledger, layout, fonts, slots, width, height, left, right }
    }

    /// An amount in the layout's format.
    pub(super) fn number(&self, minor: i64) -> String {
        self.layout.numbers.write(minor, self.ledger.decimals)
    }

    /// A balance with the layout's mark instead of a sign.
    pub(super) fn marked(&self, minor: i64) -> String {
        let marks = &self.layout.marks;
        let mark = if minor < 0 { &marks.debit } else { &marks.credit };
        format!("{} {mark}", self.layout.numbers.write(minor.abs(), self.ledger.decimals))
    }

    /// The distance between two lines of a cell.
    pub(super) fn leading(&self) -> f32 {
        self.layout.text_size * 1.25
    }

    /// How tall a row with this many lines is.
    pub(super) fn row_height(&self, lines: usize) -> f32 {
        count(lines) * self.leading() + self.layout.row_gap
    }

    fn heading_lines(&self) -> usize {
        self.layout.columns.iter().map(|column| column.heading.len()).max().unwrap_or(1)
    }

    /// Paints the column headings with their upper edge at `top`; gives the lower edge.
    pub(super) fn headings(&self, sheet: &mut Sheet, top: f32) -> f32 {
        let style = Style::bold(self.layout.text_size).coloured(self.layout.palette.heading_text);
        let height = count(self.heading_lines()) * self.leading() + 7.0;
        let bottom = top + height;
        if self.layout.palette.heading_fill != [1.0; 3] {
            sheet.fill(self.left, top, self.right - self.left, height, self.layout.palette.heading_fill);
        }
        for slot in &self.slots {
            let mut y = top + 3.2 + style.size * 0.95;
            for line in &slot.column.heading {
                let line = &line.replace("{currency}", &self.ledger.currency);
                sheet.aligned(self.fonts, (slot.left, slot.right), y, slot.column.heading_align, style, line);
                y += self.leading();
            }
        }
        if self.layout.ruling != Ruling::None {
            let accent = self.layout.palette.accent;
            sheet.across(self.left, self.right, top, 0.8, accent);
            sheet.across(self.left, self.right, bottom, 0.8, accent);
        }
        bottom
    }

    /// Paints a row with its upper edge at `top` and tells where its text went.
    pub(super) fn row(&self, sheet: &mut Sheet, top: f32, text: &RowText, band: bool) -> RowPlace {
        let lines = text.lines();
        let bottom = top + self.row_height(lines);
        if band {
            sheet.fill(self.left, top, self.right - self.left, bottom - top, self.layout.palette.band);
        }
        let style = match text.weight {
            Weight::Regular => Style::regular(self.layout.text_size),
            Weight::Bold => Style::bold(self.layout.text_size),
        };
        let first = top + self.layout.row_gap / 2.0 + style.size * 0.95;
        let mut cells = Vec::new();
        for (slot, cell) in self.slots.iter().zip(&text.cells) {
            let spare = count(lines.saturating_sub(cell.len()));
            let skipped = match self.layout.anchor {
                Anchor::FirstLine => 0.0,
                Anchor::Middle => spare / 2.0,
                Anchor::LastLine => spare,
            };
            let mut baseline = first + skipped * self.leading();
            for line in cell {
                let edges = (slot.left, slot.right);
                let x0 = sheet.aligned(self.fonts, edges, baseline, slot.column.align, style, line);
                if !line.is_empty() {
                    let x1 = x0 + self.fonts.of(style.weight).width(line, style.size);
                    cells.push(CellPlace { field: slot.column.field, text: line.clone(), x0, x1, baseline });
                }
                baseline += self.leading();
            }
        }
        if matches!(self.layout.ruling, Ruling::Rows | Ruling::Grid) {
            sheet.across(self.left, self.right, bottom, 0.4, HAIRLINE);
        }
        RowPlace { statement: 0, row: 0, page: 0, top, bottom, cells }
    }

    /// Closes the part of the table that stands between `top` and `bottom` of a page.
    pub(super) fn close(&self, sheet: &mut Sheet, top: f32, bottom: f32) {
        if self.layout.ruling == Ruling::Grid {
            sheet.down(self.left, top, bottom, 0.4, HAIRLINE);
            for slot in &self.slots {
                sheet.down(slot.right + PADDING, top, bottom, 0.4, HAIRLINE);
            }
        }
        if self.layout.ruling != Ruling::None {
            sheet.across(self.left, self.right, bottom, 0.8, self.layout.palette.accent);
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "lines of a cell, rows of a page")]
pub(super) fn count(number: usize) -> f32 {
    number as f32
}
