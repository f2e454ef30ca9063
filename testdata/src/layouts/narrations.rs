//! Presets that differ in how long narrations are broken and where the rest of the row stands beside them.

use super::lantern_bay::lantern_bay_savings;
use crate::layout::{
    Anchor, Column, DateFormat, ExtraRows, Field, FontChoice, HeadingsShown, LabelStyle, Layout, Ruling, Wrap,
};

/// Dates and amounts in the middle of the row, narration lines above and below them, deposits left of withdrawals, nothing
/// ruled.
pub fn narration_around() -> Layout {
    let base = lantern_bay_savings();
    Layout {
        name: "narration_around".to_string(),
        columns: vec![
            Column::left("Date", Field::Date, 56.0),
            Column::left("Mode/Particulars", Field::Narration, 200.0),
            Column::right("Deposits", Field::Credit, 78.0),
            Column::right("Withdrawals", Field::Debit, 78.0),
            Column::right("Balance", Field::Balance, 84.0),
        ],
        anchor: Anchor::Middle,
        ruling: Ruling::Frame,
        row_gap: 4.0,
        extra_rows: ExtraRows {
            page_total: Some("Total:".to_string()),
            carried_forward: None,
            brought_forward: None,
            ..base.extra_rows.clone()
        },
        ..base
    }
}

/// Dates and amounts on the last line, so that each narration begins above them.
pub fn narration_above() -> Layout {
    Layout {
        name: "narration_above".to_string(),
        anchor: Anchor::LastLine,
        dates: DateFormat::new("%d-%^b-%Y"),
        ruling: Ruling::Rows,
        ..lantern_bay_savings()
    }
}

/// A host program's print: Helvetica that is not embedded, no lines, no colour, rows close together, narrations cut wherever
/// the column ends.
pub fn no_ruling_lines_dense() -> Layout {
    let mut layout = lantern_bay_savings();
    layout.palette.accent = [0.0; 3];
    layout.palette.heading_fill = [1.0; 3];
    layout.palette.heading_text = [0.0; 3];
    layout.header.labels = LabelStyle::Inline;
    Layout {
        name: "no_ruling_lines_dense".to_string(),
        font: FontChoice::Base14,
        text_size: 7.0,
        row_gap: 0.0,
        ruling: Ruling::None,
        wrap: Wrap::Anywhere,
        dates: DateFormat::new("%d/%m/%y"),
        headings_shown: HeadingsShown::EachPage,
        ..layout
    }
}

/// Rows that begin at a page's end and continue on the next page, below the carried balance and the repeated headings.
pub fn rows_split_over_pages() -> Layout {
    Layout {
        name: "rows_split_over_pages".to_string(),
        rows_may_split: true,
        wrap: Wrap::Anywhere,
        ruling: Ruling::Frame,
        ..lantern_bay_savings()
    }
}
