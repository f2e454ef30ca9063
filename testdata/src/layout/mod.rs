//! How a ledger looks on paper, as data: columns, formats, page furniture. The presets are in [`crate::layouts`].

mod column;
mod date_format;
mod header;
mod number_format;

pub use column::{Align, Column, Field};
pub use date_format::DateFormat;
pub use header::{HeaderBlock, HeaderField, HeaderItem, LabelStyle, TitleStyle};
pub use number_format::{Grouping, NumberFormat};

/// Everything that decides the look of a statement. Two ledgers in one layout look like two letters of one bank.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// The preset's name, in lower case with underscores.
    pub name: String,
    /// The size of the sheet.
    pub page: PageSize,
    /// White space left and right of everything, in points.
    pub side_margin: f32,
    /// Which fonts carry the text.
    pub font: FontChoice,
    /// The size of the table's text in points.
    pub text_size: f32,
    /// Colours of headings and bands.
    pub palette: Palette,
    /// What stands above the table.
    pub header: HeaderBlock,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// How dates in the table are written.
    pub dates: DateFormat,
    /// On which rows the date is written.
    pub dates_shown: DatesShown,
    /// How amounts and balances are written.
    pub numbers: NumberFormat,
    /// Words or letters for debit and credit where a marked amount or a side column is printed.
    pub marks: Marks,
    /// Which row comes first.
    pub order: Order,
    /// How a narration longer than its column is broken.
    pub wrap: Wrap,
    /// On which line of a narration the row's other cells stand.
    pub anchor: Anchor,
    /// On which rows the running balance is written.
    pub balances_shown: BalancesShown,
    /// On which pages the column headings are written.
    pub headings_shown: HeadingsShown,
    /// The most rows a page holds; less when they do not fit.
    pub rows_per_page: Option<usize>,
    /// Lets a row begin at a page's end and continue on the next page, instead of moving it there as a whole.
    pub rows_may_split: bool,
    /// Extra white space between rows, in points.
    pub row_gap: f32,
    /// Lines and bands in the table.
    pub ruling: Ruling,
    /// Fills every second row.
    pub zebra: bool,
    /// Rows that are no transactions.
    pub extra_rows: ExtraRows,
    /// Titles over the rows of each direction, which then stand together: money that came in first.
    pub sections: Option<SectionTitles>,
    /// A block of totals after the table.
    pub summary: Option<Summary>,
    /// Small print after the table.
    pub legends: Vec<String>,
    /// The foot of each page.
    pub footer: Footer,
    /// Pale text across each page.
    pub watermark: Option<String>,
}

/// Titles of the two parts of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionTitles {
    /// Over the rows that brought money in.
    pub credit: String,
    /// Over the rows that took money out.
    pub debit: String,
}

/// The size of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageSize {
    /// 210 by 297 millimetres.
    A4,
    /// 8.5 by 11 inches.
    Letter,
    /// A4 on its side.
    A4Landscape,
}

impl PageSize {
    /// Width and height in points.
    pub fn points(self) -> (f32, f32) {
        match self {
            Self::A4 => (595.28, 841.89),
            Self::Letter => (612.0, 792.0),
            Self::A4Landscape => (841.89, 595.28),
        }
    }
}

/// Which fonts carry the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FontChoice {
    /// Subsets of DejaVu Sans, embedded, two bytes a glyph, with a map to Unicode.
    Embedded,
    /// Helvetica, which every reader has; one byte a character, nothing embedded.
    Base14,
}

/// Colours as red, green and blue from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// The bank's colour: its name and the lines that frame the table.
    pub accent: [f32; 3],
    /// Behind the column headings; white for none.
    pub heading_fill: [f32; 3],
    /// The column headings' text.
    pub heading_text: [f32; 3],
    /// Behind every second row when the layout has zebra bands.
    pub band: [f32; 3],
}

/// On which rows the date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatesShown {
    /// On each row.
    EachRow,
    /// On the first row of a day, and on the first row of a page.
    FirstOfDay,
    /// On a line of its own above the rows of a day.
    DayHeading,
}

/// Words for debit and credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks {
    /// Money out, such as `Dr`.
    pub debit: String,
    /// Money in, such as `Cr`.
    pub credit: String,
}

/// Which row comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The oldest row is at the top of page 1.
    OldestFirst,
    /// The newest row is at the top of page 1.
    NewestFirst,
    /// The days run from new to old, the rows of each day from old to new.
    NewestDayFirst,
}

/// How a narration longer than its column is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrap {
    /// At spaces; inside a token only when the token alone is wider than the column, as report engines do.
    AtSpaces,
    /// Anywhere, as soon as the column is full, as host programs do.
    Anywhere,
}

/// On which line of a narration the row's other cells stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The first line; the narration continues below.
    FirstLine,
    /// The middle of the row; narration lines stand above and below.
    Middle,
    /// The last line; the narration begins above.
    LastLine,
}

/// On which rows the running balance is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BalancesShown {
    /// On each row.
    EachRow,
    /// On the last printed row of each day.
    LastOfDay,
    /// On none; only the opening and closing rows or the summary tell.
    Never,
}

/// On which pages the column headings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadingsShown {
    /// On each page that has rows.
    EachPage,
    /// On the first page only.
    FirstPage,
}

/// Lines and bands in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// None at all.
    None,
    /// Above and below the headings, and at the table's end.
    Frame,
    /// As `Frame`, and a thin line under each row.
    Rows,
    /// Every cell is boxed.
    Grid,
}

/// Rows in the table that are no transactions; each is left out when it is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExtraRows {
    /// Before the first transaction, with the opening balance.
    pub opening: Option<String>,
    /// After the last transaction, with the closing balance.
    pub closing: Option<String>,
    /// At the foot of a page that is not the last, with the running balance.
    pub carried_forward: Option<String>,
    /// At the head of a page that is not the first, with the running balance.
    pub brought_forward: Option<String>,
    /// At the foot of each page, with the sums of its debits and credits.
    pub page_total: Option<String>,
    /// After the last transaction, with the sums of all debits and credits.
    pub grand_total: Option<String>,
    /// A centred line that ends the statement.
    pub end_mark: Option<String>,
}

/// A block of totals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The line above it.
    pub title: String,
    /// Labels of opening balance, sum of debits, sum of credits, closing balance, number of debits, number of credits.
    pub labels: [String; 6],
    /// Before the table instead of after it.
    pub before_table: bool,
}

/// The foot of each page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footer {
    /// `{n}` is the page, `{m}` how many there are; empty for no page number.
    pub page_number: String,
    /// Where the page number stands.
    pub page_number_align: Align,
    /// Lines above the page number.
    pub lines: Vec<String>,
}
