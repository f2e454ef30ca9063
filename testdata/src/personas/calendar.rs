//! Days on which nobody is paid, in the plain form that an invented world needs: weekends and a few fixed holidays.

use super::Country;
use jiff::civil::{Date, Weekday};

fn is_closed(country: Country, day: Date) -> bool {
    let weekend = match country {
        Country::India => {
            day.weekday() == Weekday::Sunday
                || (day.weekday() == Weekday::Saturday && matches!((day.day() - 1) / 7, 1 | 3))
        }
        _ => matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
    };
    let fixed: &[(i8, i8)] = match country {
        Country::India => &[(1, 26), (8, 15), (10, 2), (12, 25)],
        Country::Korea => &[(1, 1), (3, 1), (5, 5), (8, 15), (10, 3), (12, 25)],
        Country::Vietnam => &[(1, 1), (4, 30), (5, 1), (9, 2)],
        Country::Romania => &[(1, 1), (1, 2), (5, 1), (12, 1), (12, 25)],
        Country::UnitedStates => &[(1, 1), (7, 4), (11, 11), (12, 25)],
        Country::UnitedKingdom => &[(1, 1), (12, 25), (12, 26)],
        Country::Singapore => &[(1, 1), (5, 1), (8, 9), (12, 25)],
    };
    weekend || fixed.contains(&(day.month(), day.day()))
}

/// The day or the last working day before it.
pub(super) fn before(country: Country, day: Date) -> Date {
    let mut day = day;
    while is_closed(country, day) {
        day = day.yesterday().unwrap_or(day);
    }
    day
}

/// The day or the first working day after it.
pub(super) fn after(country: Country, day: Date) -> Date {
    let mut day = day;
    while is_closed(country, day) {
        day = day.tomorrow().unwrap_or(day);
    }
    day
}

/// A day of a month, or its last day when it is shorter.
pub(super) fn day(month: Date, day: i64) -> Date {
    let last = month.last_of_month();
    let day = i8::try_from(day.clamp(1, i64::from(last.day()))).unwrap_or(1);
    month.first_of_month().with().day(day).build().unwrap_or(month)
}
