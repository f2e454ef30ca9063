//! Sheets and cells: how amounts, days and texts look, and what is done to each sheet.

use engine::analyze::AccountAnalysis;
use engine::model::{Currency, Money};
use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

/// The result of writing cells.
pub(super) type Written = Result<(), XlsxError>;

/// Longest text that a cell can hold.
const LONGEST: usize = 32_000;

/// A workbook in the making.
pub(super) struct Book {
    book: Workbook,
    styles: Styles,
    pub(super) currency: Currency,
}

/// How cells look.
pub(super) struct Styles {
    heading: Format,
    label: Format,
    title: Format,
    text: Format,
    quoted: Format,
    money: Format,
    day: Format,
    month: Format,
    count: Format,
    decimal: Format,
    pub(super) alarm: Format,
}

impl Book {
    /// An empty workbook in the currency of the account.
    pub(super) fn of(account: &AccountAnalysis) -> Book {
        let currency = account.ledger.currency;
        let line = |format: Format| {
            format.set_border_bottom(FormatBorder::Thin).set_background_color(Color::RGB(0xE7_EC_F3))
        };
        let styles = Styles {
            heading: line(Format::new().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter)),
            label: Format::new().set_font_color(Color::RGB(0x50_50_50)),
            title: Format::new().set_bold().set_font_size(14),
            text: Format::new(),
            quoted: Format::new().set_quote_prefix(),
            money: Format::new().set_num_format(money_format(currency)),
            day: Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            month: line(Format::new().set_bold().set_num_format("mmm yyyy").set_align(FormatAlign::Right)),
            count: Format::new().set_num_format("0"),
            decimal: Format::new().set_num_format("0.00"),
            alarm: Format::new()
                .set_font_color(Color::RGB(0x9C_00_06))
                .set_background_color(Color::RGB(0xFF_C7_CE)),
        };
        Book { book: Workbook::new(), styles, currency }
    }

    /// Begins a sheet.
    pub(super) fn sheet(&mut self, name: &str) -> Result<Sheet<'_>, XlsxError> {
        let sheet = self.book.add_worksheet();
        sheet.set_name(name)?.set_landscape().set_print_fit_to_pages(1, 0);
        Ok(Sheet { sheet, styles: &self.styles, currency: self.currency })
    }

    /// The bytes of the file.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        self.book.save_to_buffer()
    }
}

/// Amounts with the decimals of the currency; Indian rupees in lakhs and crores.
fn money_format(currency: Currency) -> String {
    let decimals = match currency.decimals() {
        0 => String::new(),
        some => format!(".{}", "0".repeat(some as usize)),
    };
    if currency == Currency::INR {
        format!(r"[>=10000000]##\,##\,##\,##0{decimals};[>=100000]##\,##\,##0{decimals};#,##0{decimals}")
    } else {
        format!("#,##0{decimals}")
    }
}

/// A sheet that is written cell by cell.
pub(super) struct Sheet<'b> {
    pub(super) sheet: &'b mut Worksheet,
    pub(super) styles: &'b Styles,
    currency: Currency,
}

/// How a formula's value looks.
#[derive(Clone, Copy)]
pub(super) enum Look {
    Money,
    Count,
}

impl Sheet<'_> {
    /// The headings of a table in the first row, which stays in sight, with their widths; and filters over `rows` rows.
    pub(super) fn table(&mut self, headings: &[(&str, f64)], rows: usize) -> Written {
        for (column, (heading, width)) in (0..).zip(headings) {
            self.sheet.write_string_with_format(0, column, *heading, &self.styles.heading)?;
            self.sheet.set_column_width(column, *width)?;
        }
        self.sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
        let last = u16::try_from(headings.len().saturating_sub(1)).unwrap_or(0);
        if rows > 0 {
            self.sheet.autofilter(0, 0, place(rows), last)?;
        }
        Ok(())
    }

    /// A heading beyond those of the table.
    pub(super) fn heading(&mut self, column: u16, text: &str, width: f64) -> Written {
        self.sheet.write_string_with_format(0, column, text, &self.styles.heading)?;
        self.sheet.set_column_width(column, width)?;
        Ok(())
    }

    /// A text. One that could be taken for a formula is marked as text, also for those who edit it.
    pub(super) fn text(&mut self, row: u32, column: u16, text: &str) -> Written {
        let is_like_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
        let format = if is_like_formula { &self.styles.quoted } else { &self.styles.text };
        let text: String = text.chars().take(LONGEST).collect();
        if !text.is_empty() {
            self.sheet.write_string_with_format(row, column, text, format)?;
        }
        Ok(())
    }

    /// A text, when there is one.
    pub(super) fn maybe(&mut self, row: u32, column: u16, text: Option<&str>) -> Written {
        self.text(row, column, text.unwrap_or_default())
    }

    /// A word of a closed list as it is printed on the wire.
    pub(super) fn word(&mut self, row: u32, column: u16, word: impl serde::Serialize) -> Written {
        match serde_json::to_value(word) {
            Ok(serde_json::Value::String(word)) => self.text(row, column, &word.replace('_', " ")),
            _ => Ok(()),
        }
    }

    /// The title of a sheet that is no table.
    pub(super) fn title(&mut self, row: u32, text: &str) -> Written {
        self.sheet.write_string_with_format(row, 0, text, &self.styles.title)?;
        Ok(())
    }

    /// What a value beside it is.
    pub(super) fn label(&mut self, row: u32, text: &str) -> Written {
        self.sheet.write_string_with_format(row, 0, text, &self.styles.label)?;
        Ok(())
    }

    /// An amount in minor units.
    pub(super) fn money(&mut self, row: u32, column: u16, minor: i64) -> Written {
        self.sheet.write_number_with_format(row, column, self.major(minor), &self.styles.money)?;
        Ok(())
    }

    /// A whole number.
    pub(super) fn count(&mut self, row: u32, column: u16, count: i64) -> Written {
        self.sheet.write_number_with_format(row, column, lossy(count), &self.styles.count)?;
        Ok(())
    }

    /// A number of hundredths.
    pub(super) fn hundredths(&mut self, row: u32, column: u16, value: i64) -> Written {
        self.sheet.write_number_with_format(row, column, lossy(value) / 100.0, &self.styles.decimal)?;
        Ok(())
    }

    /// A day.
    pub(super) fn day(&mut self, row: u32, column: u16, day: Date) -> Written {
        match excel_day(day) {
            Some(serial) => self.sheet.write_datetime_with_format(row, column, &serial, &self.styles.day)?,
            // Before 1900 there are no days in a workbook.
            None => self.sheet.write_string_with_format(row, column, day.to_string(), &self.styles.day)?,
        };
        Ok(())
    }

    /// A month at the head of a column, as its first day.
    pub(super) fn month(&mut self, column: u16, first: Date) -> Written {
        match excel_day(first) {
            Some(serial) => self.sheet.write_datetime_with_format(0, column, &serial, &self.styles.month)?,
            None => self.sheet.write_string_with_format(0, column, first.to_string(), &self.styles.month)?,
        };
        Ok(())
    }

    /// A formula, and its value for programs that do not calculate: minor units, or a count.
    pub(super) fn formula(
        &mut self,
        row: u32,
        column: u16,
        formula: &str,
        look: Look,
        value: i64,
    ) -> Written {
        let (format, value) = match look {
            Look::Money => (&self.styles.money, Money::new(value, self.currency).to_decimal()),
            Look::Count => (&self.styles.count, value.to_string()),
        };
        let formula = Formula::new(formula).set_result(value);
        self.sheet.write_formula_with_format(row, column, formula, format)?;
        Ok(())
    }

    /// An amount in the units that people speak of. A cell holds fifteen digits; no account has more.
    fn major(&self, minor: i64) -> f64 {
        lossy(minor) / lossy(10_i64.pow(self.currency.decimals()))
    }
}

/// The row of a table below its heading; a sheet ends where the writer says so.
pub(super) fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[allow(clippy::cast_precision_loss)] // Exact to 2^53, which is more than a cell holds.
fn lossy(value: i64) -> f64 {
    value as f64
}

fn excel_day(day: Date) -> Option<ExcelDateTime> {
    let (year, month, day) =
        (u16::try_from(day.year()).ok()?, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    ExcelDateTime::from_ymd(year, month, day).ok()
}
