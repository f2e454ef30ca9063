//! Presets that differ in the order of rows and in what is written once a day.

use super::lantern_bay::lantern_bay_savings;
use crate::layout::{
    Align, BalancesShown, Column, DateFormat, DatesShown, ExtraRows, Field, Footer, Layout, NumberFormat,
    Order, Ruling, SectionTitles, Summary,
};

/// The newest row at the top of page 1, as net banking prints it.
pub fn newest_first() -> Layout {
    Layout {
        name: "newest_first".to_string(),
        order: Order::NewestFirst,
        dates: DateFormat::new("%d %b %Y"),
        numbers: NumberFormat { empty_side: "0.00".to_string(), ..NumberFormat::indian() },
        extra_rows: ExtraRows::default(),
        ..lantern_bay_savings()
    }
}

/// The days from new to old, but the rows of each day from old to new.
pub fn newest_day_first() -> Layout {
    Layout { name: "newest_day_first".to_string(), order: Order::NewestDayFirst, ..newest_first() }
}

/// Date on a day's first row and balance on its last, between `BALANCE BROUGHT FORWARD` and `BALANCE CARRIED FORWARD`.
pub fn balance_per_day() -> Layout {
    Layout {
        name: "balance_per_day".to_string(),
        columns: vec![
            Column::left("Date", Field::Date, 56.0),
            Column::left("Payment type and details", Field::Narration, 230.0),
            Column::right("Paid out", Field::Debit, 76.0),
            Column::right("Paid in", Field::Credit, 76.0),
            Column::right("Balance", Field::Balance, 84.0),
        ],
        dates: DateFormat::new("%d %b %y"),
        dates_shown: DatesShown::FirstOfDay,
        balances_shown: BalancesShown::LastOfDay,
        numbers: NumberFormat::western(),
        ruling: Ruling::Frame,
        extra_rows: ExtraRows {
            opening: Some("BALANCE BROUGHT FORWARD".to_string()),
            closing: Some("BALANCE CARRIED FORWARD".to_string()),
            carried_forward: Some("BALANCE CARRIED FORWARD".to_string()),
            brought_forward: Some("BALANCE BROUGHT FORWARD".to_string()),
            ..ExtraRows::default()
        },
        ..lantern_bay_savings()
    }
}

/// No running balance anywhere: only the summary after the table tells where it began and ended.
pub fn no_balance() -> Layout {
    Layout {
        name: "no_balance".to_string(),
        columns: vec![
            Column::left("Date", Field::Date, 56.0),
            Column::left("Particulars", Field::Narration, 240.0),
            Column::left("Reference", Field::Reference, 86.0),
            Column::right("Debit", Field::Debit, 72.0),
            Column::right("Credit", Field::Credit, 72.0),
        ],
        balances_shown: BalancesShown::Never,
        extra_rows: ExtraRows { grand_total: Some("Total".to_string()), ..ExtraRows::default() },
        summary: Some(summary()),
        ..lantern_bay_savings()
    }
}

/// The date on a line of its own above the rows of a day.
pub fn day_headings() -> Layout {
    Layout {
        name: "day_headings".to_string(),
        columns: vec![
            Column::left("Transaction details", Field::Narration, 260.0),
            Column::right("Withdrawal", Field::Debit, 76.0),
            Column::right("Deposit", Field::Credit, 76.0),
            Column::right("Balance", Field::Balance, 84.0),
        ],
        dates: DateFormat::new("%A, %d %B %Y"),
        dates_shown: DatesShown::DayHeading,
        ruling: Ruling::Frame,
        extra_rows: ExtraRows { end_mark: None, ..lantern_bay_savings().extra_rows },
        ..lantern_bay_savings()
    }
}

/// `05 Apr`: the year is to be had from the period only.
pub fn dates_without_year() -> Layout {
    Layout {
        name: "dates_without_year".to_string(),
        columns: vec![
            Column::left("Date", Field::Date, 44.0),
            Column::left("Description", Field::Narration, 270.0),
            Column::right("Withdrawal", Field::Debit, 80.0),
            Column::right("Deposit", Field::Credit, 80.0),
            Column::right("Balance", Field::Balance, 88.0),
        ],
        dates: DateFormat::new("%d %b"),
        numbers: NumberFormat::western(),
        footer: Footer {
            page_number: "Page {n}/{m}".to_string(),
            page_number_align: Align::Right,
            lines: Vec::new(),
        },
        ..lantern_bay_savings()
    }
}

/// Rows of each direction under a title of their own, with one column of amounts that have no sign: only the title says which
/// way they went, and only the summary how it ended.
pub fn sections() -> Layout {
    Layout {
        name: "sections".to_string(),
        columns: vec![
            Column::left("Date", Field::Date, 56.0),
            Column::left("Description", Field::Narration, 330.0),
            Column::right("Amount", Field::PlainAmount, 90.0),
        ],
        balances_shown: BalancesShown::Never,
        sections: Some(SectionTitles {
            credit: "Deposits and other credits".to_string(),
            debit: "Withdrawals and other debits".to_string(),
        }),
        ruling: Ruling::Frame,
        extra_rows: ExtraRows::default(),
        summary: Some(summary()),
        ..lantern_bay_savings()
    }
}

/// The six figures that every summary has.
pub(super) fn summary() -> Summary {
    Summary {
        title: "Statement Summary".to_string(),
        labels: [
            "Opening Balance",
            "Total Debits",
            "Total Credits",
            "Closing Balance",
            "Debit Count",
            "Credit Count",
        ]
        .map(str::to_string),
        before_table: false,
    }
}
