//! The rows of a month before they have balances, and the calendar they must respect.

use jiff::civil::{Date, Weekday};

use super::{Direction, RowKind};

/// A row that still waits for its place in the chain of balances.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) date: Date,
    pub(super) narration: String,
    pub(super) reference: Option<String>,
    pub(super) direction: Direction,
    pub(super) amount_minor: i64,
    pub(super) kind: RowKind,
}

impl Draft {
    pub(super) fn debit(date: Date, amount_minor: i64, kind: RowKind, narration: String) -> Self {
        Self { date, narration, reference: None, direction: Direction::Debit, amount_minor, kind }
    }

    pub(super) fn credit(date: Date, amount_minor: i64, kind: RowKind, narration: String) -> Self {
        Self { date, narration, reference: None, direction: Direction::Credit, amount_minor, kind }
    }

    pub(super) fn reference(self, reference: String) -> Self {
        Self { reference: Some(reference), ..self }
    }
}

/// The given day of `month`'s month; the last day when the month is shorter.
pub(super) fn day(month: Date, day: i64) -> Date {
    let first = month.first_of_month();
    let last = month.last_of_month();
    let wanted = i8::try_from(day.clamp(1, i64::from(last.day()))).unwrap_or(1);
    first.with().day(wanted).build().unwrap_or(first)
}

/// Indian branches are closed on Sundays and on every second and fourth Saturday.
pub(super) fn is_branch_holiday(date: Date) -> bool {
    let second_or_fourth = matches!((date.day() - 1) / 7, 1 | 3);
    date.weekday() == Weekday::Sunday || (date.weekday() == Weekday::Saturday && second_or_fourth)
}

/// `date`, or the nearest working day before it in the same month, or the first one after.
pub(super) fn working_day(date: Date) -> Date {
    let mut candidate = date;
    while is_branch_holiday(candidate) {
        match candidate.yesterday() {
            Ok(earlier) if earlier.month() == date.month() => candidate = earlier,
            _ => return next_working_day(date),
        }
    }
    candidate
}

/// `date`, or the nearest working day after it.
pub(super) fn next_working_day(date: Date) -> Date {
    let mut candidate = date;
    while is_branch_holiday(candidate) {
        candidate = candidate.tomorrow().unwrap_or(candidate);
    }
    candidate
}

#[cfg(test)]
mod tests {
    use super::{is_branch_holiday, working_day};
    use jiff::civil::date;

    #[test]
    fn second_saturdays_and_sundays_are_holidays_and_first_saturdays_are_not() {
        assert!(!is_branch_holiday(date(2025, 4, 5)));
        assert!(is_branch_holiday(date(2025, 4, 12)));
        assert!(is_branch_holiday(date(2025, 4, 13)));
        assert_eq!(working_day(date(2025, 4, 13)), date(2025, 4, 11));
    }
}
