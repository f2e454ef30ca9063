//! Lets the rows flow over pages, with whatever the layout prints at a page's end and at the next one's beginning.

use jiff::civil::Date;

use super::cells::{self, Extra, RowText};
use super::sheet::{Sheet, Style};
use super::table::Press;
use super::typeface::Fonts;
use super::{RowPlace, frame, tail};
use crate::layout::{Anchor, DatesShown, HeadingsShown, Layout, Order};
use crate::ledger::{Direction, Ledger, LedgerRow};

/// Sets each ledger as a statement of its own that begins on a new page; gives all pages and the places of all rows.
pub(super) fn set(ledgers: &[Ledger], layout: &Layout, fonts: &Fonts) -> (Vec<Sheet>, Vec<RowPlace>) {
    let mut sheets = Vec::new();
    let mut places = Vec::new();
    for (statement, ledger) in ledgers.iter().enumerate() {
        let press = Press::new(ledger, layout, fonts);
        let (pages, rows) = set_one(&press);
        let earlier = sheets.len();
        sheets.extend(pages);
        places.extend(rows.into_iter().map(|place| RowPlace {
            statement,
            page: place.page + earlier,
            ..place
        }));
    }
    // Only now it is known how many pages there are.
    let total = sheets.len();
    if let Some(ledger) = ledgers.first() {
        let press = Press::new(ledger, layout, fonts);
        for (number, sheet) in sheets.iter_mut().enumerate() {
            frame::foot(&press, sheet, number + 1, total);
        }
    }
    (sheets, places)
}

fn set_one(press: &Press) -> (Vec<Sheet>, Vec<RowPlace>) {
    let rows = &press.ledger.rows;
    let mut flow = Flow::new(press);
    flow.begin_page();
    flow.first_rows();
    let order = cells::printed_order(rows, press.layout.order);
    match &press.layout.sections {
        None => flow.transactions(&order, rows),
        Some(titles) => {
            for (title, direction) in [(&titles.credit, Direction::Credit), (&titles.debit, Direction::Debit)]
            {
                let of = |index: &usize| rows.get(*index).is_some_and(|row| row.direction == direction);
                let part: Vec<usize> = order.iter().copied().filter(of).collect();
                if !part.is_empty() {
                    flow.title(title);
                    flow.transactions(&part, rows);
                }
            }
        }
    }
    flow.last_rows();
    flow.finish()
}

pub(super) struct Flow<'a> {
    pub(super) press: &'a Press<'a>,
    done: Vec<Sheet>,
    pub(super) sheet: Sheet,
    places: Vec<RowPlace>,
    /// The upper edge of the next row.
    pub(super) y: f32,
    pub(super) table_top: f32,
    /// Printed transactions, on this page and on all.
    on_page: usize,
    pub(super) page_debit: i64,
    pub(super) page_credit: i64,
    /// The balance that is carried over a page break here.
    carried: i64,
    last_date: Option<Date>,
}

impl<'a> Flow<'a> {
    fn new(press: &'a Press<'a>) -> Self {
        let carried = match press.layout.order {
            Order::OldestFirst => press.ledger.opening_minor,
            Order::NewestFirst | Order::NewestDayFirst => press.ledger.closing_minor(),
        };
        Self {
            press,
            done: Vec::new(),
            sheet: Sheet::default(),
            places: Vec::new(),
            y: 0.0,
            table_top: 0.0,
            on_page: 0,
            page_debit: 0,
            page_credit: 0,
            carried,
            last_date: None,
        }
    }

    fn begin_page(&mut self) {
        let first = self.done.is_empty();
        let press = self.press;
        self.y = frame::head(press, &mut self.sheet, first);
        if first && press.layout.summary.as_ref().is_some_and(|summary| summary.before_table) {
            self.y = tail::summary(press, &mut self.sheet, self.y);
        }
        self.table_top = self.y;
        if first || press.layout.headings_shown == HeadingsShown::EachPage {
            self.y = press.headings(&mut self.sheet, self.y);
        }
        (self.on_page, self.page_debit, self.page_credit) = (0, 0, 0);
        if let (false, Some(label)) = (first, &press.layout.extra_rows.brought_forward) {
            self.extra(&Extra { label, balance: Some(self.carried), ..Extra::default() });
        }
    }

    pub(super) fn break_page(&mut self) {
        self.page_total();
        if let Some(label) = &self.press.layout.extra_rows.carried_forward {
            self.extra(&Extra { label, balance: Some(self.carried), ..Extra::default() });
        }
        self.press.close(&mut self.sheet, self.table_top, self.y);
        self.done.push(std::mem::take(&mut self.sheet));
        self.begin_page();
    }

    /// The y that rows must not cross, so that the rows at the page's end still fit.
    pub(super) fn limit(&self) -> f32 {
        let extra = &self.press.layout.extra_rows;
        let rows = usize::from(extra.page_total.is_some()) + usize::from(extra.carried_forward.is_some());
        (0..rows).fold(frame::foot_top(self.press), |y, _| y - self.press.row_height(1))
    }

    fn transactions(&mut self, indexes: &[usize], rows: &[LedgerRow]) {
        for (serial, index) in indexes.iter().enumerate() {
            if let Some(row) = rows.get(*index) {
                self.transaction(serial, *index, row);
            }
        }
    }

    fn transaction(&mut self, serial: usize, index: usize, row: &LedgerRow) {
        let press = self.press;
        let shown = press.layout.dates_shown;
        let text = cells::transaction(press, serial, index, row);
        let heading = shown == DatesShown::DayHeading && self.last_date != Some(row.date);
        let mut split = None;
        // A page without any row would never end; a row taller than the page is let over its edge instead.
        if self.on_page > 0 {
            let most = press.layout.rows_per_page;
            if most.is_some_and(|most| self.on_page >= most) {
                self.break_page();
            } else if !self.fits(text.lines(), heading) {
                split = self.split_at(text.lines(), heading);
                if split.is_none() {
                    self.break_page();
                }
            }
        }
        let dated = match shown {
            DatesShown::EachRow => true,
            DatesShown::FirstOfDay => self.last_date != Some(row.date) || self.on_page == 0,
            DatesShown::DayHeading => false,
        };
        if heading {
            self.day_heading(row.date);
        }
        let text = if dated { text } else { text.undated(press) };
        let band = press.layout.zebra && serial % 2 == 1;
        if let Some(count) = split {
            let (begin, rest) = text.split(count);
            self.place(index, &begin, band);
            self.count(row);
            self.break_page();
            self.place(index, &rest, band);
        } else {
            self.place(index, &text, band);
            self.count(row);
        }
        self.on_page += 1;
    }

    fn fits(&self, lines: usize, heading: bool) -> bool {
        let above = if heading { self.press.row_height(1) } else { 0.0 };
        self.y + above + self.press.row_height(lines) <= self.limit()
    }

    /// After how many lines a row that does not fit is to be cut, where the layout cuts rows.
    fn split_at(&self, lines: usize, heading: bool) -> Option<usize> {
        let layout = self.press.layout;
        // Only with the amounts on the first line is it plain to which page a row belongs.
        let may = layout.rows_may_split && layout.anchor == Anchor::FirstLine;
        (1..lines).rev().find(|count| may && self.fits(*count, heading))
    }

    fn day_heading(&mut self, date: Date) {
        self.line(&self.press.layout.dates.write(date));
    }

    /// The title of a section; one row below it stays on its page.
    fn title(&mut self, title: &str) {
        if !self.fits(1, true) {
            self.break_page();
        }
        self.line(title);
    }

    fn line(&mut self, text: &str) {
        let layout = self.press.layout;
        let style = Style::bold(layout.text_size).coloured(layout.palette.accent);
        let baseline = self.y + layout.row_gap / 2.0 + style.size * 0.95;
        self.sheet.text(self.press.left + 3.0, baseline, style, text);
        self.y += self.press.row_height(1);
    }

    fn place(&mut self, row: usize, text: &RowText, band: bool) {
        let place = self.paint(text, band);
        self.places.push(RowPlace { row, page: self.done.len(), ..place });
    }

    /// Adds a printed row to the page's sums and to the balance that is carried.
    fn count(&mut self, row: &LedgerRow) {
        self.last_date = Some(row.date);
        match row.direction {
            Direction::Debit => self.page_debit += row.amount_minor,
            Direction::Credit => self.page_credit += row.amount_minor,
        }
        self.carried = match self.press.layout.order {
            Order::OldestFirst => row.balance_minor,
            Order::NewestFirst | Order::NewestDayFirst => row.balance_minor - row.signed_minor(),
        };
    }

    fn paint(&mut self, text: &RowText, band: bool) -> RowPlace {
        let place = self.press.row(&mut self.sheet, self.y, text, band);
        self.y = place.bottom;
        place
    }

    pub(super) fn extra(&mut self, extra: &Extra) {
        let text = cells::extra(self.press, extra);
        self.paint(&text, false);
    }

    /// Prints what follows the table.
    fn finish(mut self) -> (Vec<Sheet>, Vec<RowPlace>) {
        for piece in tail::pieces(self.press) {
            if self.y + piece.height > frame::foot_top(self.press) {
                self.done.push(std::mem::take(&mut self.sheet));
                self.y = frame::head(self.press, &mut self.sheet, false);
            }
            self.y = piece.paint(self.press, &mut self.sheet, self.y);
        }
        self.done.push(self.sheet);
        (self.done, self.places)
    }
}
