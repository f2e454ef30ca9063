//! Expected rows, in the forms in which their authors published them.

use crate::cases::text;
use crate::csv::Table;
use engine::model::Transaction;
use serde_json::Value;
use std::fmt;
use std::path::Path;

/// One row as its author says it is, or as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) day: Day,
    pub(crate) narration: String,
    /// Minor units, negative for a debit; `None` for a row that states a balance and moves nothing.
    pub(crate) amount: Option<i64>,
    /// Minor units.
    pub(crate) balance: Option<i64>,
}

/// A date; the year may be unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    year: Option<i16>,
    month: i8,
    day: i8,
}

impl Day {
    /// `2025-04-01`, `01/04/2025`, `01-04-25` or `01/04`: the day is first unless the year is.
    fn read(text: &str) -> Option<Day> {
        let parts: Vec<&str> = text.split(['-', '/', '.']).map(str::trim).collect();
        let number = |part: &str| part.parse::<i16>().ok();
        let small = |part: &str| part.parse::<i8>().ok();
        match parts.as_slice() {
            [year, month, day] if year.len() == 4 => {
                Some(Day { year: Some(number(year)?), month: small(month)?, day: small(day)? })
            }
            [day, month, year] => {
                let year = if year.len() == 2 { number(year)? + 2000 } else { number(year)? };
                Some(Day { year: Some(year), month: small(month)?, day: small(day)? })
            }
            [day, month] => Some(Day { year: None, month: small(month)?, day: small(day)? }),
            _ => None,
        }
    }

    pub(crate) fn agrees(self, other: Day) -> bool {
        let years = self.year.zip(other.year).is_none_or(|(a, b)| a == b);
        years && (self.month, self.day) == (other.month, other.day)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Some(year) => write!(f, "{year}-{:02}-{:02}", self.month, self.day),
            None => write!(f, "{:02}-{:02}", self.month, self.day),
        }
    }
}

impl Row {
    /// A row that was read.
    pub(crate) fn of(row: &Transaction) -> Row {
        Row {
            day: Day { year: Some(row.date.year()), month: row.date.month(), day: row.date.day() },
            narration: row.narration.clone(),
            amount: Some(row.signed_minor()),
            balance: row.balance.map(|balance| balance.minor),
        }
    }

    /// The narration without spaces: whether a line broke at a space is not always on the paper.
    pub(crate) fn letters(&self) -> String {
        self.narration.split_whitespace().collect()
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let balance = self.balance.map_or_else(|| "-".to_owned(), |balance| balance.to_string());
        let amount = self.amount.map_or_else(|| "-".to_owned(), |amount| amount.to_string());
        write!(f, "{} {amount} {balance} {:?}", self.day, self.narration)
    }
}

/// Reads a CSV with a row per transaction, or a JSON document with a list `transactions`.
pub(crate) fn read(path: &Path) -> Result<Vec<Row>, String> {
    let text = text(path)?;
    let rows = if path.extension().is_some_and(|ending| ending == "json") {
        let document: Value =
            serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        document
            .get("transactions")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(from_json)
            .collect::<Option<Vec<_>>>()
    } else {
        from_csv(&text)
    };
    rows.filter(|rows| !rows.is_empty())
        .ok_or_else(|| format!("{}: no rows that we can read", path.display()))
}

const DEBIT: &[&str] = &["debit", "debit amt", "dr", "withdrawal"];
const CREDIT: &[&str] = &["credit", "credit amt", "cr", "deposit"];

fn from_csv(text: &str) -> Option<Vec<Row>> {
    let table = Table::read(text);
    let row = |cells: &Vec<String>| {
        let cell = |names: &[&str]| table.cell(cells, names);
        let amount = if table.has("amount") {
            minor(cell(&["amount"]))
        } else {
            moved(minor(cell(DEBIT)), minor(cell(CREDIT)))
        };
        Some(Row {
            day: Day::read(cell(&["date"]))?,
            narration: cell(&["narration", "description", "particulars"]).to_owned(),
            amount,
            balance: minor(cell(&["balance"])),
        })
    };
    table.rows.iter().map(row).collect()
}

fn from_json(row: &Value) -> Option<Row> {
    let money = |name: &str| match row.get(name)? {
        Value::String(text) => minor(text),
        Value::Number(number) => minor(&number.to_string()),
        _ => None,
    };
    let text = |names: [&str; 2]| names.into_iter().find_map(|name| row.get(name)?.as_str());
    Some(Row {
        day: Day::read(text(["txn_date", "date"])?)?,
        narration: text(["narration", "description"])?.to_owned(),
        amount: moved(money("debit"), money("credit")),
        // Of a forged statement the printed balance counts, not the one that should have been there.
        balance: money("balance").or(money("displayed_balance")),
    })
}

fn moved(debit: Option<i64>, credit: Option<i64>) -> Option<i64> {
    match (debit.filter(|debit| *debit != 0), credit.filter(|credit| *credit != 0)) {
        (Some(debit), _) => Some(-debit),
        (None, Some(credit)) => Some(credit),
        (None, None) => debit.or(credit),
    }
}

/// A plain decimal in minor units, of currencies with two places.
fn minor(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    let whole: i64 = whole.trim_start_matches('-').parse().ok()?;
    let fraction: i64 = format!("{fraction:0<2}").get(..2)?.parse().ok()?;
    Some(sign * (whole * 100 + fraction))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_amounts_of_all_authors_are_read() {
        assert_eq!(Day::read("01/02/24").map(|day| day.to_string()).as_deref(), Some("2024-02-01"));
        assert!(Day::read("02/07").zip(Day::read("2023-07-02")).is_some_and(|(a, b)| a.agrees(b)));
        assert_eq!(
            (minor("-0.5"), minor("1935.3"), minor("75000"), minor("")),
            (Some(-50), Some(193_530), Some(7_500_000), None)
        );
        let rows = from_csv("Date,Particulars,Dr,Cr,Balance\n04/01/24,X,0,5,7.5\n").unwrap();
        assert_eq!((rows[0].amount, rows[0].balance), (Some(500), Some(750)));
    }
}
