//! A table as CSV (RFC 4180) with a heading; absent values are empty.
//!
//! A text that a spreadsheet would take for a formula gets an apostrophe in front: what a stranger printed into a narration
//! must not run on an analyst's machine.

use super::cell::{Cell, Row};
use super::schema::Table;
use std::borrow::Cow;
use std::io::{self, Write};

pub(super) fn write(out: &mut impl Write, table: &Table, rows: &[Row]) -> io::Result<()> {
    let mut file = csv::Writer::from_writer(out);
    file.write_record(table.columns.iter().map(|column| column.name))?;
    for row in rows {
        file.write_record(row.iter().map(|cell| shown(cell).into_owned()))?;
    }
    file.flush()
}

/// A text as a spreadsheet takes it for a text.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}").into() } else { text.into() }
}

fn shown(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Absent => "".into(),
        Cell::Text(text) => harmless(text),
        Cell::Integer(number) => number.to_string().into(),
        Cell::Decimal(money) => money.to_decimal().into(),
        Cell::Date(date) => date.to_string().into(),
        Cell::Number(number) => number.to_string().into(),
        Cell::Flag(flag) => flag.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narration_is_no_formula() {
        assert_eq!(shown(&Cell::text("=HYPERLINK(\"x\")")), "'=HYPERLINK(\"x\")");
        assert_eq!(shown(&Cell::text("UPI/1")), "UPI/1");
    }
}
