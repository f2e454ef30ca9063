//! Flat underwriting variables of one account: `predictors` of the contract.

mod variables;

use super::figure::Figure;
use super::window::{Facts, Window};
use super::year_month::YearMonth;
use serde::{Deserialize, Serialize};
pub(super) use variables::is_bounce_or_penal_charge;
pub use variables::{OF_ACCOUNT, OF_MONTH};

/// Months that are told apart: 0 is the latest, 5 the oldest.
pub const MONTHS: usize = 6;

/// A variable of the whole account.
#[derive(Clone, Copy, Debug)]
pub struct AccountVariable {
    /// Name in the contract.
    pub name: &'static str,
    /// Definition for people.
    pub meaning: &'static str,
    /// Definition for the machine.
    pub compute: fn(&Whole<'_>) -> Figure,
}

/// A variable of each month; the contract writes its name with the number of the month: `credits_0`.
#[derive(Clone, Copy, Debug)]
pub struct MonthVariable {
    /// Name in the contract, without the number.
    pub name: &'static str,
    /// Definition for people.
    pub meaning: &'static str,
    /// Definition for the machine.
    pub compute: fn(Window<'_>) -> Figure,
}

/// What variables of the account are computed from.
#[derive(Clone, Debug)]
pub struct Whole<'a> {
    /// All rows and balances.
    pub facts: Facts<'a>,
    /// All covered days.
    pub window: Window<'a>,
    /// Covered months, oldest first.
    pub months: Vec<Window<'a>>,
}

/// All variables in the order of the contract's names; those of months without data are absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Predictors {
    /// Name and figure.
    pub variables: Vec<(String, Figure)>,
}

impl Predictors {
    /// A variable by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Figure> {
        self.variables.iter().find(|(known, _)| known == name).map(|(_, figure)| figure)
    }
}

/// Computes all variables.
#[must_use]
pub fn predict(facts: &Facts<'_>) -> Predictors {
    let months: Vec<YearMonth> = facts.months();
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return Predictors::default() };
    let whole = Whole {
        facts: *facts,
        window: facts.window(first.first(), last.last()),
        months: months.iter().map(|month| facts.month(*month)).collect(),
    };
    let account = OF_ACCOUNT.iter().map(|variable| (variable.name.to_owned(), (variable.compute)(&whole)));
    let monthly = OF_MONTH.iter().flat_map(|variable| {
        (0..MONTHS).map(|back| {
            // Numbers count calendar months, so a month without statement keeps its number and has no data.
            let month = last.plus(-i32::try_from(back).unwrap_or(0));
            let window = months.contains(&month).then(|| facts.month(month));
            (format!("{}_{back}", variable.name), window.map_or(Figure::Absent, variable.compute))
        })
    });
    Predictors { variables: account.chain(monthly).collect() }
}

#[cfg(test)]
mod tests;
