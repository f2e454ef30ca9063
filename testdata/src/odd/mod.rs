//! Files that are no Lantern Bay statement: other papers, broken files and hostile ones, for tests of what is refused.

mod framed;
mod hostile;
mod scan;

use jiff::civil::date;

use crate::layout::{
    Column, DateFormat, ExtraRows, Field, Layout, NumberFormat, Palette, Ruling, TitleStyle,
};
use crate::ledger::{Bank, Ledger, LedgerPlan};
use crate::print::{PrintOptions, print, print_letter};

pub use framed::{Part, framed};
pub use hostile::{form_calls_itself, inflates_to, nested_arrays, page_tree_loop};
pub use scan::image_only;

/// A letter from the bank: text enough, names the bank and an amount, but there is no table.
pub fn not_a_statement() -> Vec<u8> {
    let lines = [
        "Lantern Bay Bank Ltd",
        "Regd. Office: 14 Harbour Wall Road, Fort, Mumbai 400001",
        "",
        "12 May 2025",
        "",
        "Dear customer,",
        "",
        "from 1 July 2025 the charge for a returned mandate is Rs. 590.00 including tax.",
        "Your account number and IFSC do not change. You need not do anything.",
        "",
        "If you have questions, please call 1800 000 5289 or visit your branch.",
        "",
        "Yours sincerely,",
        "Customer Care",
    ];
    print_letter(&lines, &PrintOptions::default(), date(2025, 5, 12).at(9, 0, 0, 0))
}

/// The first six tenths of a file, as an upload that broke off leaves it.
pub fn truncated(pdf: &[u8]) -> Vec<u8> {
    pdf.get(..pdf.len() / 10 * 6).unwrap_or_default().to_vec()
}

/// A log-in page that was saved with the ending `.pdf`.
pub fn web_page() -> Vec<u8> {
    b"<!DOCTYPE html>\n<html><head><title>Session expired</title></head>\n<body>Please log in again.</body></html>\n"
        .to_vec()
}

/// A Lantern Bay statement of a quarter without any transaction.
pub fn no_rows() -> Vec<u8> {
    let mut ledger = Ledger::invent(2, &LedgerPlan::default());
    ledger.rows.clear();
    print(&ledger, &crate::layouts::lantern_bay_savings(), &PrintOptions::default())
}

/// A statement of another invented bank, whose narrations name Lantern Bay again and again: what detection must not fall for.
pub fn other_bank() -> Vec<u8> {
    let (ledger, layout) = other_bank_parts();
    let options = PrintOptions {
        producer: Some("Pinewood Document Server 11.0".to_string()),
        creator: None,
        title: None,
        ..PrintOptions::default()
    };
    print(&ledger, &layout, &options)
}

/// What [`other_bank`] prints.
pub fn other_bank_parts() -> (Ledger, Layout) {
    let mut ledger = Ledger::invent(77, &LedgerPlan::default());
    ledger.bank = Bank {
        name: "Pinewood Mutual Co-operative Bank".to_string(),
        address: vec!["Head Office: 3 Cedar Marg, Pune 411004".to_string()],
        code: "PNWD".to_string(),
    };
    ledger.ifsc = "PNWD0000031".to_string();
    ledger.micr = "411733031".to_string();
    ledger.branch = "PUNE CAMP".to_string();
    ledger.account_number = "0031-1-004417".to_string();
    for row in &mut ledger.rows {
        row.narration = row.narration.replace("/HDFC/", "/LTBY/").replace("/SBIN/", "/LANTERN BAY BANK LTD/");
    }
    let mut layout = crate::layouts::lantern_bay_savings();
    layout.name = "pinewood".to_string();
    layout.palette = Palette {
        accent: [0.16, 0.36, 0.2],
        heading_fill: [0.9, 0.95, 0.9],
        heading_text: [0.1, 0.25, 0.13],
        band: [0.97, 0.98, 0.97],
    };
    layout.header.title = TitleStyle::Centre;
    layout.header.heading = "ACCOUNT LEDGER".to_string();
    layout.footer.lines.clear();
    layout.legends.clear();
    layout.columns = vec![
        Column::right("Sr.", Field::Serial, 24.0),
        Column::left("Tran Date", Field::Date, 54.0),
        Column::left("Details", Field::Narration, 210.0),
        Column::right("Dr Amount", Field::Debit, 70.0),
        Column::right("Cr Amount", Field::Credit, 70.0),
        Column::right("Closing Bal", Field::MarkedBalance, 84.0),
    ];
    layout.dates = DateFormat::new("%d/%m/%Y");
    layout.numbers = NumberFormat::western();
    layout.ruling = Ruling::Grid;
    layout.extra_rows = ExtraRows { opening: Some("Opening Balance".to_string()), ..ExtraRows::default() };
    (ledger, layout)
}
