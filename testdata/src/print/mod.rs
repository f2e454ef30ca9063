//! Printing: a ledger set in a layout becomes sheets, and sheets become a PDF.

mod cells;
mod extras;
mod file;
mod flow;
mod font_objects;
mod frame;
mod helvetica;
mod sheet;
mod table;
mod tail;
mod typeface;
mod wrap;
mod xmp;

use jiff::civil::DateTime;

pub(crate) use file::deflate;

use crate::layout::{Field, Layout};
use crate::ledger::{Ledger, batch_time};

/// What the file says about itself. Nothing is read from a clock, so equal input gives equal bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintOptions {
    /// The program that wrote the PDF.
    pub producer: Option<String>,
    /// The program that made the document.
    pub creator: Option<String>,
    /// The author.
    pub author: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The creation date in Indian time; the early morning after the statement's period when `None`.
    pub created: Option<DateTime>,
    /// The modification date; not written when `None`.
    pub modified: Option<DateTime>,
    /// Both halves of the file's identifier; not written when `None`.
    pub id: Option<[u8; 16]>,
    /// Says the same once more in an XMP packet.
    pub xmp: bool,
    /// Ends the file with a cross-reference stream instead of a table.
    pub xref_stream: bool,
}

impl Default for PrintOptions {
    /// What an untouched Lantern Bay statement says.
    fn default() -> Self {
        Self {
            producer: Some("LBB eStatement 4.2".to_string()),
            creator: Some("Lantern Bay Core Reports".to_string()),
            author: None,
            title: Some("Account Statement".to_string()),
            created: None,
            modified: None,
            id: None,
            xmp: false,
            xref_stream: false,
        }
    }
}

/// A printed statement together with the truth about where everything went.
#[derive(Debug, Clone, PartialEq)]
pub struct Printed {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// A place for each row of the ledger, in printed order; two for a row that is split over a page break.
    pub places: Vec<RowPlace>,
}

/// Where a row was printed. Lengths are in points from the page's top left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct RowPlace {
    /// Which of the printed ledgers has the row, from 0.
    pub statement: usize,
    /// The row's index in the ledger.
    pub row: usize,
    /// The page, from 0.
    pub page: usize,
    /// The upper edge of the row.
    pub top: f32,
    /// The lower edge of the row.
    pub bottom: f32,
    /// Each printed piece of text.
    pub cells: Vec<CellPlace>,
}

/// One line of one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct CellPlace {
    /// The column's field.
    pub field: Field,
    /// The text as printed.
    pub text: String,
    /// The left edge of the text.
    pub x0: f32,
    /// The right edge of the text.
    pub x1: f32,
    /// The baseline.
    pub baseline: f32,
}

/// Prints `ledger` in `layout`. The same input gives the same bytes on every machine.
pub fn print(ledger: &Ledger, layout: &Layout, options: &PrintOptions) -> Vec<u8> {
    print_with_places(ledger, layout, options).bytes
}

/// As [`print()`], and tells where each row went, for tests of positions and for tools that edit a row.
pub fn print_with_places(ledger: &Ledger, layout: &Layout, options: &PrintOptions) -> Printed {
    print_accounts(std::slice::from_ref(ledger), layout, options)
}

/// Prints several statements into one file, one after the other, with page numbers that run through.
pub fn print_accounts(ledgers: &[Ledger], layout: &Layout, options: &PrintOptions) -> Printed {
    let fonts = typeface::Fonts::new(layout.font);
    let (sheets, places) = flow::set(ledgers, layout, &fonts);
    let when = ledgers.iter().map(batch_time).max().unwrap_or(DateTime::ZERO);
    let bytes = file::write(&sheets, layout.page.points(), fonts, options, when);
    Printed { bytes, pages: sheets.len(), places }
}

/// Prints plain paragraphs on one page: a PDF with text that is no statement.
pub(crate) fn print_letter(lines: &[&str], options: &PrintOptions, when: DateTime) -> Vec<u8> {
    let mut page = sheet::Sheet::default();
    let mut y = 80.0;
    for line in lines {
        page.text(60.0, y, sheet::Style::regular(9.5), line);
        y += 15.0;
    }
    let fonts = typeface::Fonts::new(crate::layout::FontChoice::Embedded);
    file::write(&[page], crate::layout::PageSize::A4.points(), fonts, options, when)
}
