//! Where odd begins. Every number that a heuristic compares with stands here, so that a deployment can move it.

use serde::{Deserialize, Serialize};

/// Thresholds of the heuristics, named after them. Lengths are in points, shares are percentages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// `date_fraud`: seconds between creation and change that banks' own systems need.
    pub change_after_creation_seconds: i64,
    /// `date_fraud`: seconds by which two statements of one moment may differ.
    pub same_moment_seconds: i64,
    /// `date_fraud`: days by which a file may be older than its last row, for the sake of time zones.
    pub rows_after_creation_days: i64,
    /// `annotation_over_text`: how much of a word an annotation must cover.
    pub annotation_covers_percent: f32,
    /// `hidden_text`, `flattened_pages`: how much of a page a picture must cover to be a scan of it.
    pub scan_covers_percent: f32,
    /// `font_anomaly`, `alignment_anomaly`: figures that a column needs before one of them can be odd.
    pub column_figures: usize,
    /// `font_anomaly`, `alignment_anomaly`: figures of a column that may be odd; of more, the column is.
    pub odd_percent: f32,
    /// `font_anomaly`: difference in size from the rest of the column.
    pub odd_size_percent: f32,
    /// `alignment_anomaly`: how far a right edge may stray, beyond three times what the column itself strays.
    pub odd_edge: f32,
    /// `alignment_anomaly`: how far a figure may stand above or below the others of its row.
    pub odd_baseline: f32,
    /// `page_mismatch`: difference in width or height.
    pub page_size: f32,
    /// `flattened_pages`: words that a page of text has at least.
    pub words_of_a_page: usize,
    /// `totals_mismatch`, `chain_gap`: of more rows that do not follow, it is the reading that is doubted, not the statement.
    pub broken_rows_percent: usize,
    /// `impossible_date`: days before the printed period from which card purchases and value dates may come.
    pub rows_before_period_days: i64,
    /// `impossible_date`: days after the printed period on which a row may still be booked.
    pub rows_after_period_days: i64,
    /// `impossible_date`: rows dated before the row above; of more, the bank orders its rows by something else.
    pub unordered_rows_percent: usize,
    /// `impossible_interest`: least and most interest of a year that an account may pay, in hundredths of a percent.
    pub interest_least_basis_points: i64,
    /// See [`Thresholds::interest_least_basis_points`].
    pub interest_most_basis_points: i64,
    /// `impossible_interest`: differences that nobody looks at, in whole units of the currency.
    pub interest_small: i64,
    /// `benford`: amounts that first digits need before they say anything.
    pub benford_amounts: usize,
    /// `benford`: how rarely chance alone departs so far (chi-square).
    pub benford_chance: f64,
    /// `benford`: mean departure of the nine shares, in percentage points; many amounts make the least departure rare.
    pub benford_departure: f64,
    /// Risk score: what a finding of severity high takes of what is left of 100, at full confidence.
    pub risk_high_percent: u32,
    /// Risk score: likewise for severity medium.
    pub risk_medium_percent: u32,
    /// Risk score: likewise for severity low.
    pub risk_low_percent: u32,
    /// Risk score: what findings about conduct weigh beside those about the file and the rows.
    pub risk_behaviour_percent: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds {
            change_after_creation_seconds: 600,
            same_moment_seconds: 120,
            rows_after_creation_days: 1,
            annotation_covers_percent: 50.0,
            scan_covers_percent: 60.0,
            column_figures: 6,
            odd_percent: 20.0,
            odd_size_percent: 4.0,
            odd_edge: 1.0,
            odd_baseline: 0.6,
            page_size: 3.0,
            words_of_a_page: 5,
            broken_rows_percent: 25,
            rows_before_period_days: 10,
            rows_after_period_days: 4,
            unordered_rows_percent: 10,
            interest_least_basis_points: 100,
            interest_most_basis_points: 1_200,
            interest_small: 100,
            benford_amounts: 300,
            benford_chance: 0.000_01,
            benford_departure: 2.5,
            risk_high_percent: 85,
            risk_medium_percent: 30,
            risk_low_percent: 3,
            risk_behaviour_percent: 50,
        }
    }
}
