//! Where odd begins. Every number that a heuristic compares with stands here, so that a deployment can move it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// `template_reuse`: rows that two customers need to share.
    pub reuse_rows: usize,
    /// `template_reuse`: how many of the rows that are kept of the statement.
    pub reuse_percent: usize,
    /// `template_reuse`: customers with one file identifier; of more, the bank writes it into every file.
    pub reuse_files: usize,
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
    /// `mostly_cash_transactions`, `majority_round_figure_transactions`: rows that an account needs before shares say something.
    pub rows_of_an_account: usize,
    /// `mostly_cash_transactions`: share of the rows.
    pub cash_rows_percent: usize,
    /// `majority_round_figure_transactions`: share of the rows.
    pub round_rows_percent: usize,
    /// `majority_round_figure_transactions`, `salary_1000_multiple`: what is round, in units of the currency; `*` for all others.
    pub round_figure: BTreeMap<String, i64>,
    /// `tax_100_multiple`: what is round, in units of the currency.
    pub round_tax: i64,
    /// `equal_credit_debit`: rows that a month needs.
    pub rows_of_a_month: usize,
    /// `equal_credit_debit`: difference of the sums, in thousandths of the credits.
    pub equal_sums_permille: i64,
    /// `equal_credit_debit`: months of which at least half must be equal.
    pub equal_months: usize,
    /// `more_cash_deposits_than_salary`: payments of pay that an account needs.
    pub pays: usize,
    /// `salary_remains_unchanged`: payments of one employer that are equal.
    pub unchanged_pays: usize,
    /// `salary_not_payroll_day`: payments that make a usual pay day.
    pub pays_of_a_rhythm: usize,
    /// `salary_not_payroll_day`: days from the usual pay day.
    pub pay_day_strays: i32,
    /// `more_than_15_days_credit`: days without a credit.
    pub days_without_credit: i32,
    /// `circular_transactions`: how often money comes back.
    pub round_trips: usize,
    /// `circular_transactions`: days within which it does.
    pub round_trip_days: i32,
    /// `circular_transactions`: smallest sum, in units of the currency.
    pub round_trip_least: i64,
    /// `same_party_both_sides`: share of the credits and of the debits.
    pub both_sides_percent: i64,
    /// `same_party_both_sides`: rows on each side.
    pub both_sides_rows: usize,
    /// `window_dressing`: months whose end was lifted.
    pub dressed_months: usize,
    /// `window_dressing`: days before and after the end of a month.
    pub dressing_days: i32,
    /// `window_dressing`: size of the credit beside the mean balance of the month.
    pub dressing_percent: i64,
    /// `window_dressing`: how much of it leaves at once.
    pub dressing_leaves_percent: i64,
    /// `sudden_credit_before_application`: days that the statements need.
    pub days_before_sudden: i32,
    /// `sudden_credit_before_application`: last days of the statements.
    pub sudden_days: i32,
    /// `sudden_credit_before_application`: how many times the largest credit before.
    pub sudden_times: i64,
    /// `atm_over_limit`: what a machine gives at once, by currency, in units of it.
    pub atm_limit: BTreeMap<String, i64>,
    /// `gambling_share`: payments for games.
    pub gambling_rows: usize,
    /// `gambling_share`: share of the income.
    pub gambling_percent: i64,
    /// `loan_stacking`: lenders that paid out.
    pub stacked_lenders: usize,
    /// `loan_stacking`: days within which they did.
    pub stacking_days: i32,
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
            reuse_rows: 4,
            reuse_percent: 30,
            reuse_files: 3,
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
            risk_medium_percent: 35,
            risk_low_percent: 2,
            risk_behaviour_percent: 50,
            rows_of_an_account: 20,
            cash_rows_percent: 50,
            round_rows_percent: 60,
            round_figure: by_currency(&[
                ("*", 100),
                ("INR", 1_000),
                ("JPY", 10_000),
                ("KRW", 100_000),
                ("VND", 1_000_000),
            ]),
            round_tax: 100,
            rows_of_a_month: 10,
            equal_sums_permille: 1,
            equal_months: 3,
            pays: 2,
            unchanged_pays: 4,
            pays_of_a_rhythm: 4,
            pay_day_strays: 10,
            days_without_credit: 15,
            round_trips: 3,
            round_trip_days: 5,
            round_trip_least: 1000,
            both_sides_percent: 10,
            both_sides_rows: 3,
            dressed_months: 2,
            dressing_days: 5,
            dressing_percent: 100,
            dressing_leaves_percent: 80,
            days_before_sudden: 60,
            sudden_days: 15,
            sudden_times: 3,
            atm_limit: by_currency(&[("INR", 20_000)]),
            gambling_rows: 5,
            gambling_percent: 10,
            stacked_lenders: 3,
            stacking_days: 45,
        }
    }
}

fn by_currency(amounts: &[(&str, i64)]) -> BTreeMap<String, i64> {
    amounts.iter().map(|(code, amount)| ((*code).to_owned(), *amount)).collect()
}
