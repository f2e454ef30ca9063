//! Reads a table of a dataset back, part by part, row by row.

use super::schema::{SCALE, Table};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::{Field, Row};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// A row with its names.
#[derive(Debug)]
pub struct Record(Row);

impl Record {
    fn field(&self, name: &str) -> Option<&Field> {
        self.0.get_column_iter().find(|(of, _)| *of == name).map(|(_, field)| field)
    }

    /// A text; empty when it is absent.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        match self.field(name) {
            Some(Field::Str(text)) => text,
            _ => "",
        }
    }

    /// A whole number.
    #[must_use]
    pub fn integer(&self, name: &str) -> Option<i64> {
        match self.field(name) {
            Some(Field::Long(number)) => Some(*number),
            _ => None,
        }
    }

    /// A decimal in thousandths of its unit.
    #[must_use]
    pub fn thousandths(&self, name: &str) -> Option<i128> {
        let Some(Field::Decimal(decimal)) = self.field(name) else { return None };
        let data = decimal.data();
        let negative = data.first().is_some_and(|byte| byte & 0x80 != 0);
        let start: i128 = if negative { -1 } else { 0 };
        let value = data.iter().fold(start, |value, byte| (value << 8) | i128::from(*byte));
        (u32::try_from(decimal.scale()) == Ok(SCALE)).then_some(value)
    }

    /// A day.
    #[must_use]
    pub fn day(&self, name: &str) -> Option<Date> {
        match self.field(name) {
            Some(Field::Date(days)) => date(1970, 1, 1).checked_add(days.days()).ok(),
            _ => None,
        }
    }

    /// Any value as text, to be compared with another.
    #[must_use]
    pub fn value(&self, name: &str) -> String {
        self.field(name).map_or_else(String::new, ToString::to_string)
    }
}

/// The parts of a table, in order.
///
/// # Errors
/// The folder cannot be read.
pub fn parts(dataset: &Path, table: &Table) -> io::Result<Vec<PathBuf>> {
    let mut parts: Vec<PathBuf> = std::fs::read_dir(dataset.join(table.name))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    parts.retain(|path| path.extension().is_some_and(|extension| extension == "parquet"));
    parts.sort();
    Ok(parts)
}

/// Hands every row of a table to `each`.
///
/// # Errors
/// A part cannot be read, or `each` fails.
pub fn each_row(
    dataset: &Path,
    table: &Table,
    mut each: impl FnMut(&Record) -> io::Result<()>,
) -> io::Result<()> {
    for path in parts(dataset, table)? {
        let broken = |error: parquet::errors::ParquetError| {
            io::Error::other(format!("{} cannot be read: {error}", path.display()))
        };
        let reader = SerializedFileReader::new(File::open(&path)?).map_err(broken)?;
        for row in reader.get_row_iter(None).map_err(broken)? {
            each(&Record(row.map_err(broken)?))?;
        }
    }
    Ok(())
}
