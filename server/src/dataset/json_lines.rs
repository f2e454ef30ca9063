//! A table as JSON Lines: amounts are numbers written digit by digit, days are `2025-04-01`, absent values are null.

use super::cell::{Cell, Row};
use super::schema::Table;
use serde_json::value::RawValue;
use std::io::{self, Write};

pub(super) fn write(out: &mut impl Write, table: &Table, rows: &[Row]) -> io::Result<()> {
    for row in rows {
        for (index, (column, cell)) in table.columns.iter().zip(row).enumerate() {
            out.write_all(if index == 0 { b"{" } else { b"," })?;
            serde_json::to_writer(&mut *out, column.name)?;
            out.write_all(b":")?;
            value(out, cell)?;
        }
        out.write_all(b"}\n")?;
    }
    Ok(())
}

fn value(out: &mut impl Write, cell: &Cell) -> io::Result<()> {
    match cell {
        Cell::Absent => out.write_all(b"null")?,
        Cell::Text(text) => serde_json::to_writer(out, text)?,
        Cell::Integer(number) => serde_json::to_writer(out, number)?,
        Cell::Decimal(money) => serde_json::to_writer(out, &RawValue::from_string(money.to_decimal())?)?,
        Cell::Date(date) => serde_json::to_writer(out, &date.to_string())?,
        Cell::Number(number) => serde_json::to_writer(out, number)?,
        Cell::Flag(flag) => serde_json::to_writer(out, flag)?,
    }
    Ok(())
}
