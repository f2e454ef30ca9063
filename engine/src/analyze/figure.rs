//! A figure of an analysis: money, a count, a share or a word. Wire formats are made from it at the edge.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One figure with its unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// An amount in minor units of the account's currency.
    Money(i64),
    /// A number of rows, days or months.
    Count(i64),
    /// Hundredths: a ratio of 1.50 is 150, a share of 12.34 % is 1234.
    Hundredths(i64),
    /// A name or another word.
    Text(String),
    /// A day.
    Day(Date),
    /// No data: the month is not covered, or there is nothing to divide by.
    Absent,
}

impl Figure {
    /// Money, or absent.
    #[must_use]
    pub fn money(minor: Option<i64>) -> Figure {
        minor.map_or(Figure::Absent, Figure::Money)
    }

    /// A count of things.
    #[must_use]
    pub fn count(count: usize) -> Figure {
        Figure::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// Hundredths, or absent.
    #[must_use]
    pub fn hundredths(value: Option<i64>) -> Figure {
        value.map_or(Figure::Absent, Figure::Hundredths)
    }
}

/// A quotient rounded half away from zero; `None` when the divisor is zero.
#[must_use]
pub fn divide(dividend: i64, divisor: i64) -> Option<i64> {
    let (dividend, divisor) = (i128::from(dividend), i128::from(divisor));
    if divisor == 0 {
        return None;
    }
    let half = divisor.abs() / 2;
    let signed = if (dividend < 0) == (divisor < 0) { half } else { -half };
    let adjusted = dividend + if divisor < 0 { -signed } else { signed };
    i64::try_from(adjusted / divisor).ok()
}

/// The mean of amounts in minor units, rounded half away from zero; `None` of nothing.
#[must_use]
pub fn mean(amounts: impl Iterator<Item = i64>) -> Option<i64> {
    let (mut sum, mut count) = (0_i128, 0_i64);
    for amount in amounts {
        sum += i128::from(amount);
        count += 1;
    }
    divide(i64::try_from(sum).ok()?, count)
}

/// `part` of `whole` in hundredths of a percent; `None` when the whole is zero.
#[must_use]
pub fn share(part: i64, whole: i64) -> Option<i64> {
    i64::try_from(i128::from(part) * 10_000).ok().and_then(|scaled| divide(scaled, whole))
}

/// `part / whole` in hundredths; `None` when the whole is zero.
#[must_use]
pub fn ratio(part: i64, whole: i64) -> Option<i64> {
    i64::try_from(i128::from(part) * 100).ok().and_then(|scaled| divide(scaled, whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_are_rounded_half_away_from_zero() {
        assert_eq!(divide(5, 2), Some(3));
        assert_eq!(divide(-5, 2), Some(-3));
        assert_eq!(divide(5, -2), Some(-3));
        assert_eq!(divide(-5, -2), Some(3));
        assert_eq!(divide(4, 3), Some(1));
        assert_eq!(divide(1, 0), None);
        assert_eq!(mean([1, 2].into_iter()), Some(2));
        assert_eq!(mean(std::iter::empty()), None);
    }

    #[test]
    fn shares_and_ratios_are_hundredths() {
        assert_eq!(share(1, 3), Some(3_333));
        assert_eq!(ratio(3, 2), Some(150));
        assert_eq!(ratio(1, 0), None);
        assert_eq!(share(i64::MAX, 1), None, "what does not fit is absent, not wrong");
    }
}
