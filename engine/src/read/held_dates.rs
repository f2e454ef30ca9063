//! What holds the dates: balances hold amounts only.
//!
//! A date is trusted when it is printed beside its row or above the rows of its day, in a form that the document settles, with
//! a year that is printed somewhere, within the printed period, and not before the row above it.

use super::dates::{AMBIGUOUS, Dated, Year};
use super::held::lower;
use crate::model::{Diagnostic, Period, Reconciliation, Transaction};
use jiff::ToSpan;

/// How long before the first day of the period a row may be dated, in days: card purchases and value dates come from before
/// the day on which they are booked.
const BEFORE_PERIOD: i64 = 10;
/// How long after the last day of the period a row may be dated, in days: a weekend and a holiday.
const AFTER_PERIOD: i64 = 4;

/// Lowers a proof whose dates are not held by what is printed.
pub(super) fn hold(
    reconciliation: &mut Reconciliation,
    diagnostics: &[Diagnostic],
    dated: &Dated<'_>,
    rows: &[Transaction],
) {
    let count = |code: &str| diagnostics.iter().filter(|doubt| doubt.code == code).count();
    let lost = count("date_missing");
    if lost > 0 {
        lower(reconciliation, format!("{lost} rows lost their date; that of the row above was taken"));
    }
    if rows.is_empty() {
        return;
    }
    if count(AMBIGUOUS) > 0 {
        lower(reconciliation, "nothing printed says in which order the numbers of a date stand".to_owned());
    }
    if dated.year == Year::OfTheFile {
        let gap =
            "no year is printed, neither beside the rows nor as period; that of the file's date was taken";
        lower(reconciliation, gap.to_owned());
    }
    let strange = rows.iter().filter(|row| !(1970..=2100).contains(&row.date.year())).count();
    if strange > 0 {
        lower(reconciliation, format!("{strange} rows are dated in a year that cannot be meant"));
    }
    let outside = dated.period.map_or(0, |period| rows.iter().filter(|row| is_outside(row, period)).count());
    if outside > 0 {
        lower(reconciliation, format!("{outside} rows are dated outside of the printed period"));
    }
    // Where balances run along the rows, the rows are in the order of booking; lists without balances may be sorted anyhow.
    let pairs = rows.iter().zip(rows.iter().skip(1));
    let back = pairs.filter(|(a, b)| a.balance.is_some() && b.balance.is_some() && b.date < a.date).count();
    if back > 0 {
        lower(reconciliation, format!("{back} rows are dated before the row above them"));
    }
}

fn is_outside(row: &Transaction, period: Period) -> bool {
    let first = period.from.saturating_sub(BEFORE_PERIOD.days());
    let last = period.to.saturating_add(AFTER_PERIOD.days());
    row.date < first || row.date > last
}
