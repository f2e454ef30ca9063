//! A table as Parquet: one row group, columns as the schema types them, compressed with Snappy.
//!
//! Nothing of time or place goes into a file, so the same rows make the same bytes.

use super::cell::{Cell, Row};
use super::schema::{Column, Kind, PRECISION, SCALE, SCHEMA_VERSION, Table};
use engine::model::Money;
use jiff::civil::{Date, date};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, FixedLenByteArray};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};
use std::io::{self, Write};
use std::sync::Arc;

/// Bytes of a decimal of 22 digits.
const DECIMAL_BYTES: i32 = 10;

pub(super) fn write(out: &mut (impl Write + Send), table: &Table, rows: &[Row]) -> io::Result<()> {
    written(out, table, rows).map_err(io::Error::other)
}

fn written(out: &mut (impl Write + Send), table: &Table, rows: &[Row]) -> Result<(), ParquetError> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("statera {}", env!("CARGO_PKG_VERSION")))
        .set_key_value_metadata(Some(vec![KeyValue::new(
            "statera_schema".to_owned(),
            Some(SCHEMA_VERSION.to_string()),
        )]))
        .build();
    let mut file = SerializedFileWriter::new(out, schema(table)?, Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    let mut place = 0;
    while let Some(mut column) = group.next_column()? {
        let cells = || rows.iter().filter_map(|row| row.get(place));
        fill(column.untyped(), cells)?;
        column.close()?;
        place += 1;
    }
    group.close()?;
    file.close()?;
    Ok(())
}

fn schema(table: &Table) -> Result<TypePtr, ParquetError> {
    let fields = table
        .columns
        .iter()
        .map(|column| Ok(Arc::new(field(column)?)))
        .collect::<Result<_, ParquetError>>()?;
    Ok(Arc::new(Type::group_type_builder(table.name).with_fields(fields).build()?))
}

fn field(column: &Column) -> Result<Type, ParquetError> {
    let scale = i32::try_from(SCALE).unwrap_or_default();
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (Physical::INT64, None),
        Kind::Decimal => (Physical::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::decimal(scale, PRECISION))),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Number => (Physical::DOUBLE, None),
        Kind::Flag => (Physical::BOOLEAN, None),
    };
    let builder = Type::primitive_type_builder(column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    match column.kind {
        Kind::Decimal => {
            builder.with_length(DECIMAL_BYTES).with_precision(PRECISION).with_scale(scale).build()
        }
        _ => builder.build(),
    }
}

fn fill<'r, C>(column: &mut ColumnWriter<'_>, cells: impl Fn() -> C) -> Result<(), ParquetError>
where
    C: Iterator<Item = &'r Cell>,
{
    let present: Vec<i16> = cells().map(|cell| i16::from(*cell != Cell::Absent)).collect();
    let levels = Some(present.as_slice());
    match column {
        ColumnWriter::ByteArrayColumnWriter(to) => {
            let values: Vec<ByteArray> = cells()
                .filter_map(|cell| match cell {
                    Cell::Text(text) => Some(ByteArray::from(text.as_str())),
                    _ => None,
                })
                .collect();
            to.write_batch(&values, levels, None)?;
        }
        ColumnWriter::Int64ColumnWriter(to) => {
            let values: Vec<i64> = cells()
                .filter_map(|cell| match cell {
                    Cell::Integer(number) => Some(*number),
                    _ => None,
                })
                .collect();
            to.write_batch(&values, levels, None)?;
        }
        ColumnWriter::FixedLenByteArrayColumnWriter(to) => {
            let values: Vec<FixedLenByteArray> = cells()
                .filter_map(|cell| match cell {
                    Cell::Decimal(money) => Some(decimal(*money)),
                    _ => None,
                })
                .collect();
            to.write_batch(&values, levels, None)?;
        }
        ColumnWriter::Int32ColumnWriter(to) => {
            let values: Vec<i32> = cells()
                .filter_map(|cell| match cell {
                    Cell::Date(date) => Some(days(*date)),
                    _ => None,
                })
                .collect();
            to.write_batch(&values, levels, None)?;
        }
        ColumnWriter::DoubleColumnWriter(to) => {
            let values: Vec<f64> = cells()
                .filter_map(|cell| match cell {
                    Cell::Number(number) => Some(*number),
                    _ => None,
                })
                .collect();
            to.write_batch(&values, levels, None)?;
        }
        ColumnWriter::BoolColumnWriter(to) => {
            let values: Vec<bool> = cells()
                .filter_map(|cell| match cell {
                    Cell::Flag(flag) => Some(*flag),
                    _ => None,
                })
                .collect();
            to.write_batch(&values, levels, None)?;
        }
        _ => return Err(ParquetError::General("a column of a type that no table has".to_owned())),
    }
    Ok(())
}

/// Thousandths of the unit, big-endian two's complement. Any amount fits: 19 digits, and one or three more for the scale.
fn decimal(money: Money) -> FixedLenByteArray {
    let shift = SCALE.saturating_sub(money.currency.decimals());
    let thousandths = i128::from(money.minor) * 10_i128.pow(shift);
    let bytes = thousandths.to_be_bytes();
    let kept = bytes.iter().skip(bytes.len() - DECIMAL_BYTES as usize).copied().collect::<Vec<u8>>();
    FixedLenByteArray::from(kept)
}

/// Days since 1970.
fn days(day: Date) -> i32 {
    (day - date(1970, 1, 1)).get_days()
}
