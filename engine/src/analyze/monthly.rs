//! Figures per calendar month, one definition each: `monthly_analysis_updated` of the contract.

mod metrics;

use super::figure::Figure;
pub use super::window::Facts;
use super::window::Window;
use super::year_month::YearMonth;
pub use metrics::METRICS;
use serde::{Deserialize, Serialize};

/// A figure of a month.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Name in the contract.
    pub name: &'static str,
    /// Definition for people.
    pub meaning: &'static str,
    /// Definition for the machine.
    pub compute: fn(Window<'_>) -> Figure,
}

/// All metrics of all covered months.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MonthlyAnalysis {
    /// Covered months, oldest first.
    pub months: Vec<YearMonth>,
    /// Metrics in the order of [`METRICS`].
    pub metrics: Vec<MetricSeries>,
}

/// One metric over the months.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricSeries {
    /// Name in the contract.
    pub name: String,
    /// One figure per month.
    pub values: Vec<Figure>,
}

impl MonthlyAnalysis {
    /// A figure by name and month.
    #[must_use]
    pub fn figure(&self, name: &str, month: YearMonth) -> Option<&Figure> {
        let place = self.months.iter().position(|known| *known == month)?;
        self.metrics.iter().find(|series| series.name == name)?.values.get(place)
    }
}

/// Computes every metric for every covered month.
#[must_use]
pub fn analyze(facts: &Facts<'_>) -> MonthlyAnalysis {
    let months = facts.months();
    let windows: Vec<Window<'_>> = months.iter().map(|month| facts.month(*month)).collect();
    let metrics = METRICS
        .iter()
        .map(|metric| MetricSeries {
            name: metric.name.to_owned(),
            values: windows.iter().map(|window| (metric.compute)(*window)).collect(),
        })
        .collect();
    MonthlyAnalysis { months, metrics }
}

#[cfg(test)]
mod tests;
