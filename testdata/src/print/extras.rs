//! The rows that are no transactions: opening and closing balance, sums of a page and of the whole.

use super::cells::Extra;
use super::flow::Flow;
use crate::layout::Order;
use crate::ledger::Direction;

impl Flow<'_> {
    pub(super) fn page_total(&mut self) {
        if let Some(label) = &self.press.layout.extra_rows.page_total {
            let (debit, credit) = (Some(self.page_debit), Some(self.page_credit));
            self.extra(&Extra { label, debit, credit, ..Extra::default() });
        }
    }

    pub(super) fn first_rows(&mut self) {
        match self.press.layout.order {
            Order::OldestFirst => self.opening_row(),
            Order::NewestFirst | Order::NewestDayFirst => self.closing_row(),
        }
    }

    pub(super) fn last_rows(&mut self) {
        let extra = &self.press.layout.extra_rows;
        let rows = [&extra.opening, &extra.closing, &extra.grand_total].into_iter().flatten().count();
        let height = (0..rows).fold(0.0, |sum, _| sum + self.press.row_height(1));
        if self.y + height > self.limit() {
            self.break_page();
        }
        self.page_total();
        if let Some(label) = &extra.grand_total {
            let ledger = self.press.ledger;
            let debit = Some(ledger.total_minor(Direction::Debit));
            let credit = Some(ledger.total_minor(Direction::Credit));
            self.extra(&Extra { label, debit, credit, ..Extra::default() });
        }
        match self.press.layout.order {
            Order::OldestFirst => self.closing_row(),
            Order::NewestFirst | Order::NewestDayFirst => self.opening_row(),
        }
        self.press.close(&mut self.sheet, self.table_top, self.y);
    }

    fn opening_row(&mut self) {
        let ledger = self.press.ledger;
        if let Some(label) = &self.press.layout.extra_rows.opening {
            let (date, balance) = (Some(ledger.from), Some(ledger.opening_minor));
            self.extra(&Extra { label, date, balance, ..Extra::default() });
        }
    }

    fn closing_row(&mut self) {
        let ledger = self.press.ledger;
        if let Some(label) = &self.press.layout.extra_rows.closing {
            let (date, balance) = (Some(ledger.to), Some(ledger.closing_minor()));
            self.extra(&Extra { label, date, balance, ..Extra::default() });
        }
    }
}
