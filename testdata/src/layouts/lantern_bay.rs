//! Lantern Bay's own savings statement: the layout that the product's demo and its first template are made for.

use crate::layout::{
    Align, Anchor, BalancesShown, Column, DateFormat, DatesShown, ExtraRows, Field, FontChoice, Footer,
    HeaderBlock, HeaderField, HeaderItem, HeadingsShown, LabelStyle, Layout, Marks, NumberFormat, Order,
    PageSize, Palette, Ruling, TitleStyle, Wrap,
};

/// `Txn Date | Value Date | Particulars | Chq/Ref No | Withdrawals | Deposits | Balance`, rows oldest first, narrations on
/// several lines, `B/F` before the first row, balances carried over page breaks, an end mark and legends.
pub fn lantern_bay_savings() -> Layout {
    Layout {
        name: "lantern_bay_savings".to_string(),
        page: PageSize::A4,
        side_margin: 34.0,
        font: FontChoice::Embedded,
        text_size: 6.6,
        palette: palette(),
        header: header(),
        columns: vec![
            Column::left("Txn Date", Field::Date, 52.0),
            Column::left("Value Date", Field::ValueDate, 52.0),
            Column::left("Particulars", Field::Narration, 171.0),
            Column::left("Chq/Ref No", Field::Reference, 78.0),
            Column::right("Withdrawals", Field::Debit, 58.0),
            Column::right("Deposits", Field::Credit, 58.0),
            Column::right("Balance", Field::Balance, 62.0),
        ],
        dates: DateFormat::new("%d-%m-%Y"),
        dates_shown: DatesShown::EachRow,
        numbers: NumberFormat::indian(),
        marks: Marks { debit: "Dr".to_string(), credit: "Cr".to_string() },
        order: Order::OldestFirst,
        wrap: Wrap::AtSpaces,
        anchor: Anchor::FirstLine,
        balances_shown: BalancesShown::EachRow,
        headings_shown: HeadingsShown::EachPage,
        rows_per_page: None,
        rows_may_split: false,
        row_gap: 3.2,
        ruling: Ruling::Rows,
        zebra: false,
        extra_rows: extra_rows(),
        sections: None,
        summary: None,
        legends: legends(),
        footer: footer(),
        watermark: None,
    }
}

/// The bank's colours: a deep sea blue and its pale tints.
pub(super) fn palette() -> Palette {
    Palette {
        accent: [0.06, 0.25, 0.38],
        heading_fill: [0.88, 0.92, 0.95],
        heading_text: [0.06, 0.25, 0.38],
        band: [0.955, 0.97, 0.98],
    }
}

/// The header that all presets share.
pub(super) fn header() -> HeaderBlock {
    HeaderBlock {
        title: TitleStyle::Left,
        heading: "STATEMENT OF ACCOUNT".to_string(),
        left: vec![
            HeaderField::new("Customer Name", HeaderItem::Holder),
            HeaderField::new("Address", HeaderItem::Address),
            HeaderField::new("Customer ID", HeaderItem::CustomerId),
            HeaderField::new("Statement Period", HeaderItem::Period),
        ],
        right: vec![
            HeaderField::new("Account No", HeaderItem::AccountNumber),
            HeaderField::new("Account Type", HeaderItem::Product),
            HeaderField::new("Branch", HeaderItem::Branch),
            HeaderField::new("IFSC", HeaderItem::Ifsc),
            HeaderField::new("MICR", HeaderItem::Micr),
            HeaderField::new("Currency", HeaderItem::Currency),
        ],
        labels: LabelStyle::Columns,
        dates: DateFormat::new("%d-%m-%Y"),
        period_link: " to ".to_string(),
        on_each_page: false,
    }
}

pub(super) fn extra_rows() -> ExtraRows {
    ExtraRows {
        opening: Some("B/F".to_string()),
        carried_forward: Some("Carried Forward".to_string()),
        brought_forward: Some("Brought Forward".to_string()),
        end_mark: Some("*** End of statement ***".to_string()),
        ..ExtraRows::default()
    }
}

pub(super) fn legends() -> Vec<String> {
    [
        "Legends: NEFT - National Electronic Funds Transfer; IMPS - Immediate Payment Service; UPI - Unified Payments Interface;",
        "NACH - National Automated Clearing House; POS - Point of Sale; BIL - Bill payment; CTS - Cheque Truncation System.",
        "Please tell the branch within 15 days of any entry that is not yours. This is a computer-generated statement and needs no signature.",
    ]
    .map(str::to_string)
    .to_vec()
}

pub(super) fn footer() -> Footer {
    Footer {
        page_number: "Page {n} of {m}".to_string(),
        page_number_align: Align::Centre,
        lines: vec!["Lantern Bay Bank never asks for your PIN, password or one-time code.".to_string()],
    }
}
