//! Amounts of the samples, which are in rupees: the contract's answers name no currency.

use crate::typeset::grouped;
use engine::model::{Currency, Money};
use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

/// An amount in paise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rupees(i64);

impl Rupees {
    /// Reads the digits of a JSON number. They are not taken as a float, so that no step in between can round.
    fn parse(text: &str) -> Option<Rupees> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (whole, paise) = digits.split_once('.').filter(|(_, paise)| paise.len() == 2)?;
        let paise: u8 = paise.parse().ok()?;
        let amount = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(i64::from(paise))?;
        Some(Rupees(sign * amount))
    }
}

impl<'de> Deserialize<'de> for Rupees {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = Box::<RawValue>::deserialize(deserializer)?;
        let amount = Rupees::parse(number.get());
        amount.ok_or_else(|| de::Error::custom(format!("{number} is not an amount with two decimals")))
    }
}

impl Add for Rupees {
    type Output = Rupees;
    fn add(self, other: Rupees) -> Rupees {
        Rupees(self.0.saturating_add(other.0))
    }
}

impl Sub for Rupees {
    type Output = Rupees;
    fn sub(self, other: Rupees) -> Rupees {
        Rupees(self.0.saturating_sub(other.0))
    }
}

impl Sum for Rupees {
    fn sum<I: Iterator<Item = Rupees>>(amounts: I) -> Rupees {
        amounts.fold(Rupees(0), Add::add)
    }
}

/// As the samples print amounts.
impl fmt::Display for Rupees {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&grouped(Money::new(self.0, Currency::INR)))
    }
}

#[cfg(test)]
mod tests {
    use super::Rupees;

    #[test]
    fn amounts_are_read_exactly_and_grouped_as_on_the_paper() {
        for (json, printed) in [
            ("0.05", "0.05"),
            ("-1234.50", "-1,234.50"),
            ("123456.78", "1,23,456.78"),
            ("92233720368547758.07", "92,23,37,20,36,85,47,758.07"),
        ] {
            assert_eq!(serde_json::from_str::<Rupees>(json).unwrap().to_string(), printed);
        }
        for wrong in ["12", "1.5", "1e3", "\"1.00\"", "92233720368547758.08"] {
            assert!(serde_json::from_str::<Rupees>(wrong).is_err(), "{wrong}");
        }
    }
}
