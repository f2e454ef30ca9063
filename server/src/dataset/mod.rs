//! A dataset of many statements: tables as Parquet, JSON Lines and CSV, written in parts that are whole or not there.
//!
//! [`schema`] lists tables and columns, [`rows`] fills them from what the engine says, and [`folder`] keeps the parts of a run.

pub mod cell;
pub mod compare;
pub(crate) mod csv_file;
pub mod folder;
mod json_lines;
mod membership;
mod parquet_file;
pub mod parquet_rows;
pub mod portfolio;
pub mod rows;
pub mod schema;

use cell::Row;
use schema::Table;
use std::io::{self, Write};

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Columns with types; the one that analysis reads.
    Parquet,
    /// One JSON object per row.
    Jsonl,
    /// Comma-separated values with a heading.
    Csv,
}

impl std::str::FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Format, String> {
        match name {
            "parquet" => Ok(Format::Parquet),
            "jsonl" => Ok(Format::Jsonl),
            "csv" => Ok(Format::Csv),
            _ => Err(format!("{name:?} is none of parquet, jsonl, csv")),
        }
    }
}

impl Format {
    /// The ending of its files.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Format::Parquet => "parquet",
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
        }
    }

    /// Writes rows of a table.
    ///
    /// # Errors
    /// The writer fails, or a row does not have the columns of the table.
    pub fn write(self, out: &mut (impl Write + Send), table: &'static Table, rows: &[Row]) -> io::Result<()> {
        if let Some(row) = rows.iter().find(|row| !table.fits(row)) {
            return Err(io::Error::other(format!(
                "a row of {} cells does not fit the table {}",
                row.len(),
                table.name
            )));
        }
        match self {
            Format::Parquet => parquet_file::write(out, table, rows),
            Format::Jsonl => json_lines::write(out, table, rows),
            Format::Csv => csv_file::write(out, table, rows),
        }
    }
}
