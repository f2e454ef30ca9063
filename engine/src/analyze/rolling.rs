//! Figures over windows of thirty days that end with the data, and over calendar months: `rolling_monthly_analysis`.

mod variables;

use super::figure::{Figure, mean};
use super::window::{Facts, Row, Window};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
pub use variables::VARIABLES;

/// Days of one window.
const DAYS: i32 = 30;
/// Windows that are told at most.
const WINDOWS: i32 = 12;

/// What a variable is computed from.
#[derive(Clone, Copy)]
pub enum Compute {
    /// Statistics over the rows that fit.
    Rows(fn(Row<'_>) -> bool),
    /// One figure of the window.
    Figure(fn(Window<'_>) -> Figure),
}

/// A variable of a window.
#[derive(Clone, Copy)]
pub struct Variable {
    /// Name in the contract.
    pub name: &'static str,
    /// Definition for people.
    pub meaning: &'static str,
    /// Definition for the machine.
    pub compute: Compute,
}

/// All windows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RollingAnalysis {
    /// `month_0` is the latest thirty days; then the covered calendar months, oldest first; `3_months_group` is the latest
    /// ninety days.
    pub groups: Vec<RollingGroup>,
}

/// One window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RollingGroup {
    /// `month_<n>`, a calendar month such as `Apr-2025`, or `3_months_group`, `6_months_group`, `12_months_group`.
    pub name: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Variables in the order of [`VARIABLES`].
    pub variables: Vec<(String, RollingValue)>,
}

/// The value of a variable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RollingValue {
    /// Statistics over rows.
    Rows(RowStatistics),
    /// One figure.
    Figure(Figure),
}

/// Statistics over rows; amounts in minor units, absent without rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowStatistics {
    /// Sum of the amounts.
    pub sum: i64,
    /// Number of rows.
    pub count: usize,
    /// Mean.
    pub avg: Option<i64>,
    /// Largest amount.
    pub max: Option<i64>,
    /// Smallest amount.
    pub min: Option<i64>,
    /// Day of the largest amount, the earliest among equals.
    pub max_date: Option<Date>,
    /// Day of the smallest amount, the earliest among equals.
    pub min_date: Option<Date>,
}

impl RollingAnalysis {
    /// A value by window and name.
    #[must_use]
    pub fn get(&self, group: &str, name: &str) -> Option<&RollingValue> {
        let group = self.groups.iter().find(|known| known.name == group)?;
        group.variables.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

/// Computes all windows that lie fully within the covered days, the latest one in any case, and every covered month.
#[must_use]
pub fn analyze(facts: &Facts<'_>) -> RollingAnalysis {
    let Some(span) = facts.ledger.span() else { return RollingAnalysis::default() };
    let window = |name: String, back: i32, length: i32| {
        let to = span.to.saturating_sub((DAYS * back).days());
        let from = to.saturating_sub((DAYS * length - 1).days());
        (from >= span.from || (back, length) == (0, 1)).then(|| group(facts, name, from, to))
    };
    let months = (0..WINDOWS).filter_map(|back| window(format!("month_{back}"), back, 1));
    let groups =
        [3, 6, 12].into_iter().filter_map(|length| window(format!("{length}_months_group"), 0, length));
    let calendar =
        facts.months().into_iter().map(|month| group(facts, month.long(), month.first(), month.last()));
    RollingAnalysis { groups: months.chain(calendar).chain(groups).collect() }
}

fn group(facts: &Facts<'_>, name: String, from: Date, to: Date) -> RollingGroup {
    let window = facts.window(from, to);
    let variables = VARIABLES.iter().map(|variable| {
        let value = match variable.compute {
            Compute::Rows(fits) => RollingValue::Rows(statistics(window, fits)),
            Compute::Figure(figure) => RollingValue::Figure(figure(window)),
        };
        (variable.name.to_owned(), value)
    });
    RollingGroup { name, from, to, variables: variables.collect() }
}

fn statistics(window: Window<'_>, fits: fn(Row<'_>) -> bool) -> RowStatistics {
    let rows: Vec<(i64, Date)> =
        window.rows().filter(|row| fits(*row)).map(|row| (row.row.amount.minor, row.row.date)).collect();
    let most = rows.iter().max_by_key(|(amount, date)| (*amount, std::cmp::Reverse(*date)));
    let least = rows.iter().min();
    RowStatistics {
        sum: rows.iter().fold(0, |sum, (amount, _)| sum.saturating_add(*amount)),
        count: rows.len(),
        avg: mean(rows.iter().map(|(amount, _)| *amount)),
        max: most.map(|(amount, _)| *amount),
        min: least.map(|(amount, _)| *amount),
        max_date: most.map(|(_, date)| *date),
        min_date: least.map(|(_, date)| *date),
    }
}

#[cfg(test)]
mod tests;
