//! A calendar month, and the ways in which the contract writes it.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A calendar month.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct YearMonth(Date);

impl YearMonth {
    /// The month of a day.
    #[must_use]
    pub fn of(day: Date) -> YearMonth {
        YearMonth(day.first_of_month())
    }

    /// First day.
    #[must_use]
    pub fn first(self) -> Date {
        self.0
    }

    /// Last day.
    #[must_use]
    pub fn last(self) -> Date {
        self.0.last_of_month()
    }

    /// A day of the month, or its last day when it is shorter.
    #[must_use]
    pub fn day(self, day: i8) -> Date {
        let day = day.clamp(1, self.last().day());
        self.0.with().day(day).build().unwrap_or(self.0)
    }

    /// The month before.
    #[must_use]
    pub fn before(self) -> YearMonth {
        self.plus(-1)
    }

    /// The month `months` later.
    #[must_use]
    pub fn plus(self, months: i32) -> YearMonth {
        let span: Span = months.months();
        YearMonth(self.0.saturating_add(span))
    }

    /// Months from this one to another.
    #[must_use]
    pub fn until(self, other: YearMonth) -> i32 {
        let months = |of: YearMonth| i32::from(of.0.year()) * 12 + i32::from(of.0.month());
        months(other) - months(self)
    }

    /// As salary rows have it, without padding: `4-2025`.
    #[must_use]
    pub fn unpadded(self) -> String {
        format!("{}-{}", self.0.month(), self.0.year())
    }

    /// As monthly figures have it: `Apr-2025`.
    #[must_use]
    pub fn long(self) -> String {
        self.0.strftime("%b-%Y").to_string()
    }

    /// As the largest credits and predictors have it: `Apr-25`.
    #[must_use]
    pub fn short(self) -> String {
        self.0.strftime("%b-%y").to_string()
    }
}

impl fmt::Display for YearMonth {
    /// As accounts have it: `2025-04`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m"))
    }
}

impl fmt::Debug for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<YearMonth> for String {
    fn from(month: YearMonth) -> String {
        month.to_string()
    }
}

impl TryFrom<String> for YearMonth {
    type Error = String;
    fn try_from(text: String) -> Result<YearMonth, String> {
        let day: Result<Date, _> = format!("{text}-01").parse();
        day.map(YearMonth::of).map_err(|_| format!("{text:?} is not a month such as 2025-04"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_way_to_write_a_month() {
        let month = YearMonth::of(date(2025, 4, 17));
        assert_eq!(month.unpadded(), "4-2025");
        assert_eq!(month.long(), "Apr-2025");
        assert_eq!(month.short(), "Apr-25");
        assert_eq!(month.to_string(), "2025-04");
        assert_eq!(YearMonth::try_from("2025-04".to_owned()), Ok(month));
        assert!(YearMonth::try_from("2025-13".to_owned()).is_err());
    }

    #[test]
    fn days_and_neighbours() {
        let february = YearMonth::of(date(2024, 2, 3));
        assert_eq!(february.day(30), date(2024, 2, 29));
        assert_eq!(february.before().first(), date(2024, 1, 1));
        assert_eq!(february.until(YearMonth::of(date(2025, 1, 9))), 11);
    }
}
