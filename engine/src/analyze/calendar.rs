//! Working days of a country: where a payment due on a day of rest goes.

use bank_templates::Holidays;
use jiff::civil::{Date, Weekday};

/// Longest run of days of rest that is looked through; Tet and Golden Week stay below.
const LONGEST_REST: usize = 14;

/// The working days of a country; Saturday and Sunday rest where nothing is known.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    holidays: Option<&'static Holidays>,
}

impl Calendar {
    /// The calendar of a country, in any case.
    #[must_use]
    pub fn of(country: &str) -> Calendar {
        Calendar { holidays: Holidays::of(country) }
    }

    /// Whether banks rest.
    #[must_use]
    pub fn is_closed(&self, day: Date) -> bool {
        match self.holidays {
            Some(holidays) => holidays.is_closed(day),
            None => matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }

    /// The day, or the first working day after it.
    #[must_use]
    pub fn on_or_after(&self, day: Date) -> Date {
        std::iter::successors(Some(day), |day| day.tomorrow().ok())
            .take(LONGEST_REST)
            .find(|day| !self.is_closed(*day))
            .unwrap_or(day)
    }

    /// The day, or the last working day before it.
    #[must_use]
    pub fn on_or_before(&self, day: Date) -> Date {
        std::iter::successors(Some(day), |day| day.yesterday().ok())
            .take(LONGEST_REST)
            .find(|day| !self.is_closed(*day))
            .unwrap_or(day)
    }

    /// Whether a payment due on one day may have been booked on another because the days between are days of rest.
    #[must_use]
    pub fn shifts(&self, due: Date, booked: Date) -> bool {
        booked == due || booked == self.on_or_before(due) || booked == self.on_or_after(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_payment_due_on_a_day_of_rest_moves_to_either_side() {
        let india = Calendar::of("IN");
        // 31 August 2025 is a Sunday, 30 August the fifth Saturday, which is open.
        assert!(india.shifts(date(2025, 8, 31), date(2025, 8, 30)));
        assert!(india.shifts(date(2025, 8, 31), date(2025, 9, 1)));
        assert!(!india.shifts(date(2025, 8, 31), date(2025, 9, 2)));
        // Seollal 2025: 27 to 30 January.
        assert_eq!(Calendar::of("KR").on_or_before(date(2025, 1, 30)), date(2025, 1, 24));
    }

    #[test]
    fn an_unknown_country_rests_at_the_weekend() {
        let nowhere = Calendar::of("");
        assert_eq!(nowhere.on_or_after(date(2025, 8, 30)), date(2025, 9, 1));
        assert!(!nowhere.is_closed(date(2025, 12, 25)));
    }
}
