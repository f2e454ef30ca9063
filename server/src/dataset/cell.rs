//! One value of a table.

use engine::model::{Money, Verdict};
use jiff::civil::Date;

/// A value; its kind is the column's.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    Absent,
    /// A text.
    Text(String),
    /// A count or another whole number.
    Integer(i64),
    /// An amount in minor units with its currency.
    Decimal(Money),
    /// A day.
    Date(Date),
    /// A length in points.
    Number(f64),
    /// Yes or no.
    Flag(bool),
}

/// The values of one row, in the order of the columns.
pub type Row = Vec<Cell>;

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// A count.
    #[must_use]
    pub fn count(count: usize) -> Cell {
        Cell::Integer(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A code of a closed list, as the API spells it; the empty one is absent.
    pub fn code(of: &impl serde::Serialize) -> Cell {
        match serde_json::to_value(of) {
            Ok(serde_json::Value::String(code)) if !code.is_empty() => Cell::Text(code),
            _ => Cell::Absent,
        }
    }

    /// A verdict, as the API spells it.
    #[must_use]
    pub fn verdict(verdict: Verdict) -> Cell {
        Cell::code(&verdict)
    }
}

impl<T> From<Option<T>> for Cell
where
    Cell: From<T>,
{
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Absent, Cell::from)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<Money> for Cell {
    fn from(money: Money) -> Cell {
        Cell::Decimal(money)
    }
}

impl From<Date> for Cell {
    fn from(date: Date) -> Cell {
        Cell::Date(date)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Cell {
        Cell::Integer(number)
    }
}
