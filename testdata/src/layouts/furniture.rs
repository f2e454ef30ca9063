//! Presets that differ in what surrounds the rows: headings, headers, totals, lines, paper.

use super::lantern_bay::lantern_bay_savings;
use super::rhythm::summary;
use crate::layout::{
    Align, Column, DateFormat, ExtraRows, Field, HeaderField, HeaderItem, HeadingsShown, LabelStyle, Layout,
    NumberFormat, PageSize, Ruling, Summary, TitleStyle,
};

/// Headings on two lines, on US letter paper.
pub fn two_line_headings() -> Layout {
    Layout {
        name: "two_line_headings".to_string(),
        page: PageSize::Letter,
        columns: vec![
            Column::left("Transaction|Date", Field::Date, 54.0),
            Column::left("Value|Date", Field::ValueDate, 54.0),
            Column::left("Transaction|Details", Field::Narration, 170.0),
            Column::left("Ref/Cheque|No.", Field::Reference, 82.0),
            Column::right("Withdrawals|({currency})", Field::Debit, 62.0),
            Column::right("Deposits|({currency})", Field::Credit, 62.0),
            Column::right("Balance|({currency})", Field::MarkedBalance, 72.0),
        ],
        dates: DateFormat::new("%d %b %y"),
        ..lantern_bay_savings()
    }
}

/// Column headings on page 1 only; later pages begin with rows.
pub fn headings_on_first_page_only() -> Layout {
    Layout {
        name: "headings_on_first_page_only".to_string(),
        headings_shown: HeadingsShown::FirstPage,
        extra_rows: ExtraRows {
            opening: Some("OPENING BALANCE".to_string()),
            closing: Some("CLOSING BALANCE".to_string()),
            ..ExtraRows::default()
        },
        ..lantern_bay_savings()
    }
}

/// At most 18 rows a page, sums under each page and under the whole.
pub fn page_totals() -> Layout {
    Layout {
        name: "page_totals".to_string(),
        rows_per_page: Some(18),
        extra_rows: ExtraRows {
            opening: Some("Opening Balance".to_string()),
            closing: Some("Closing Balance".to_string()),
            page_total: Some("PAGE TOTAL".to_string()),
            grand_total: Some("GRAND TOTAL".to_string()),
            end_mark: Some("*** End of statement ***".to_string()),
            ..ExtraRows::default()
        },
        summary: Some(summary()),
        ..lantern_bay_savings()
    }
}

/// Every cell boxed, every second row tinted, and a watermark behind it all.
pub fn grid_zebra_watermark() -> Layout {
    Layout {
        name: "grid_zebra_watermark".to_string(),
        ruling: Ruling::Grid,
        zebra: true,
        watermark: Some("LANTERN BAY".to_string()),
        ..lantern_bay_savings()
    }
}

/// The account's facts on each page, with each value below its label, and the bank's name on the right.
pub fn header_on_each_page() -> Layout {
    let mut layout = lantern_bay_savings();
    layout.header.on_each_page = true;
    layout.header.labels = LabelStyle::Below;
    layout.header.title = TitleStyle::Right;
    layout.header.dates = DateFormat::new("%d %B %Y");
    layout.header.period_link = " - ".to_string();
    layout.header.left = vec![
        HeaderField::new("", HeaderItem::Holder),
        HeaderField::new("", HeaderItem::Address),
        HeaderField::new("Statement Period", HeaderItem::Period),
    ];
    layout.header.right = vec![
        HeaderField::new("Account Number", HeaderItem::MaskedAccountNumber),
        HeaderField::new("IFSC Code", HeaderItem::Ifsc),
        HeaderField::new("Statement Date", HeaderItem::StatementDate),
    ];
    Layout { name: "header_on_each_page".to_string(), dates: DateFormat::new("%d %b %Y"), ..layout }
}

/// The summary above the table, inline labels, and only a frame around the rows.
pub fn summary_before_table() -> Layout {
    let mut layout = lantern_bay_savings();
    layout.header.labels = LabelStyle::Inline;
    layout.header.title = TitleStyle::Centre;
    Layout {
        name: "summary_before_table".to_string(),
        summary: Some(Summary { before_table: true, ..summary() }),
        ruling: Ruling::Frame,
        zebra: true,
        ..layout
    }
}

/// A4 on its side, with room for narrations on one line.
pub fn landscape() -> Layout {
    Layout {
        name: "landscape".to_string(),
        page: PageSize::A4Landscape,
        columns: vec![
            Column::right("#", Field::Serial, 24.0),
            Column::left("Txn Date", Field::Date, 56.0),
            Column::left("Value Date", Field::ValueDate, 56.0),
            Column::left("Particulars", Field::Narration, 330.0),
            Column::left("Chq/Ref No", Field::Reference, 86.0),
            Column::right("Debit", Field::Debit, 66.0),
            Column::right("Credit", Field::Credit, 66.0),
            Column::right("Balance", Field::MarkedBalance, 78.0),
        ],
        numbers: NumberFormat::western(),
        ruling: Ruling::Grid,
        ..lantern_bay_savings()
    }
}

/// A code of the branch right of the balance, close to it, under a heading of two short lines.
pub fn branch_beside_balance() -> Layout {
    Layout {
        name: "branch_beside_balance".to_string(),
        columns: vec![
            Column::left("Tran Date", Field::Date, 54.0),
            Column::left("Chq No", Field::Reference, 82.0),
            Column::left("Particulars", Field::Narration, 176.0),
            Column::right("Debit", Field::Debit, 64.0),
            Column::right("Credit", Field::Credit, 64.0),
            Column::right("Balance", Field::Balance, 78.0),
            Column::right("Init.|Br", Field::Branch, 28.0),
        ],
        ruling: Ruling::None,
        ..lantern_bay_savings()
    }
}

/// Headings in the middle of their columns, over narrations and references that are set flush left and amounts flush right.
pub fn centred_headings() -> Layout {
    let columns = vec![
        Column::left("Date", Field::Date, 54.0),
        Column::left("Ref No", Field::Reference, 92.0),
        Column::left("Particulars", Field::Narration, 190.0),
        Column::right("Debit", Field::Debit, 66.0),
        Column::right("Credit", Field::Credit, 66.0),
        Column::right("Balance", Field::Balance, 78.0),
    ];
    Layout {
        name: "centred_headings".to_string(),
        columns: columns.into_iter().map(|column| column.headed(Align::Centre)).collect(),
        ruling: Ruling::None,
        ..lantern_bay_savings()
    }
}

/// Each heading in two languages, one below the other.
pub fn two_languages() -> Layout {
    Layout {
        name: "two_languages".to_string(),
        columns: vec![
            Column::left("Ngày giao dịch|Transaction date", Field::Date, 74.0),
            Column::left("Số tham chiếu|Reference", Field::Reference, 82.0),
            Column::right("Số tiền ghi nợ|Debit", Field::Debit, 70.0),
            Column::right("Số tiền ghi có|Credit", Field::Credit, 70.0),
            Column::right("Số dư|Balance", Field::Balance, 72.0),
            Column::left("Nội dung|Details", Field::Narration, 170.0),
        ],
        dates: DateFormat::new("%d/%m/%Y"),
        numbers: NumberFormat::western(),
        ruling: Ruling::Grid,
        ..lantern_bay_savings()
    }
}
