//! What holds the dates: balances hold amounts only.
//!
//! A date is trusted when it is printed beside its row or above the rows of its day, in a form that the document settles, with
//! a year that is printed somewhere, within the printed period, and not before the row above it.

use super::dates::{AMBIGUOUS, Dated, Year, headed_otherwise};
use super::held::lower;
use crate::model::{Diagnostic, Period, Reconciliation, Skipped, Transaction};
use crate::table::{RawRow, RowKind};
use bank_templates::Field;
use jiff::ToSpan;
use pdf::{Line, Rect, Word};
use std::collections::HashMap;

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
    raw: &[RawRow],
    skipped: &[Skipped],
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
    let without = dated.without_year(raw);
    if without > 0 {
        lower(reconciliation, format!("{without} rows print no year where the others print theirs"));
    }
    let otherwise = headed_otherwise(raw, skipped, dated);
    if otherwise > 0 {
        lower(reconciliation, format!("{otherwise} rows have another date than the line above them"));
    }
    if let Some(years) = dated.far_from_reference(rows) {
        let gap = format!(
            "years are printed by two digits, and the document was made {years} years away from its rows"
        );
        lower(reconciliation, gap);
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

/// Lowers a proof where rows have another date before their narration, which no column took: then one of the two has no heading,
/// and a row that lacks the one may have been given the other, a value date for the day of booking.
pub(super) fn hold_to_one(
    reconciliation: &mut Reconciliation,
    pages: &[(u32, Vec<Line>)],
    rows: &[RawRow],
    dated: &Dated<'_>,
) {
    let mut by_page: HashMap<u32, Vec<(Rect, &RawRow)>> = HashMap::new();
    for row in rows.iter().filter(|row| row.kind == RowKind::Transaction) {
        if let Some(cell) = row.cell(Field::Date) {
            by_page.entry(cell.at.page).or_default().push((cell.at.rect, row));
        }
    }
    let mut count = 0;
    for (page, lines) in pages {
        for line in lines {
            let all = by_page.get(page).into_iter().flatten();
            let beside = all.filter(|(date, _)| line.at.overlap_y(*date) > date.height() * 0.5);
            let here: Vec<&RawRow> = beside.map(|(_, row)| *row).collect();
            count += usize::from(!here.is_empty() && has_other_date(line, &here, dated));
        }
    }
    if count > 0 {
        lower(reconciliation, format!("{count} rows have a second date in a column without a heading"));
    }
}

/// Whether words of a line are a date before the narration of the rows on it, mostly one, and in no cell of theirs.
fn has_other_date(line: &Line, rows: &[&RawRow], dated: &Dated<'_>) -> bool {
    let cells = || rows.iter().flat_map(|row| &row.cells);
    let narrations = cells().filter(|cell| cell.field == Field::Narration);
    let narration = narrations.map(|cell| cell.at.rect.x0).fold(f32::MAX, f32::min);
    let own = |word: &Word| {
        cells().any(|cell| cell.at.rect.overlap_x(word.at) > 0.0 && cell.at.rect.overlap_y(word.at) > 0.0)
    };
    let loose = line.words.iter().take_while(|word| word.at.x1 <= narration).filter(|word| !own(word));
    let loose: Vec<&str> = loose.map(|word| word.text.as_str()).collect();
    (0..loose.len()).any(|from| {
        let text = loose.get(from..).unwrap_or_default().join(" ");
        dated.read(&text).is_some()
    })
}

fn is_outside(row: &Transaction, period: Period) -> bool {
    let first = period.from.saturating_sub(BEFORE_PERIOD.days());
    let last = period.to.saturating_add(AFTER_PERIOD.days());
    row.date < first || row.date > last
}
