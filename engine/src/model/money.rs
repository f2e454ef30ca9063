//! Money as integer minor units with its currency. No floating point takes part in reading or proving.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// Indian rupee.
    pub const INR: Currency = Currency(*b"INR");

    /// Three ASCII capitals, or nothing.
    #[must_use]
    pub fn parse(code: &str) -> Option<Currency> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Currency(bytes))
    }

    /// The code, such as `INR`.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Number of decimal places of the minor unit (ISO 4217): 2 for most, 0 for won, dong and yen, 3 for a few dinars.
    #[must_use]
    pub fn decimals(&self) -> u32 {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" | b"PYG" | b"UGX" | b"XAF" | b"XOF" | b"XPF"
            | b"RWF" | b"VUV" | b"KMF" | b"GNF" | b"DJF" | b"BIF" => 0,
            b"BHD" | b"KWD" | b"OMR" | b"JOD" | b"TND" | b"IQD" | b"LYD" => 3,
            _ => 2,
        }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Currency {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        Currency::parse(&code).ok_or_else(|| format!("{code:?} is not an ISO 4217 code"))
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

/// An amount in minor units (paise, cents, won) of one currency; signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units.
    pub minor: i64,
    /// Currency.
    pub currency: Currency,
}

impl Money {
    /// An amount of minor units.
    #[must_use]
    pub fn new(minor: i64, currency: Currency) -> Self {
        Money { minor, currency }
    }

    /// The same currency with another number of minor units.
    #[must_use]
    pub fn with_minor(self, minor: i64) -> Self {
        Money { minor, ..self }
    }

    /// A plain decimal string: no grouping, `.` as separator, all decimal places of the currency, `-` in front.
    #[must_use]
    pub fn to_decimal(self) -> String {
        let decimals = self.currency.decimals() as usize;
        let digits = format!("{:0width$}", self.minor.unsigned_abs(), width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let sign = if self.minor < 0 { "-" } else { "" };
        if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency, self.to_decimal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_follow_the_currency() {
        let won = Currency::parse("KRW").unwrap();
        assert_eq!(Money::new(-5, Currency::INR).to_decimal(), "-0.05");
        assert_eq!(Money::new(123_456, Currency::INR).to_decimal(), "1234.56");
        assert_eq!(Money::new(123_456, won).to_decimal(), "123456");
        assert_eq!(Money::new(1_234_567, Currency::parse("KWD").unwrap()).to_decimal(), "1234.567");
    }

    #[test]
    fn only_three_capitals_are_a_currency() {
        assert_eq!(Currency::parse("inr"), None);
        assert_eq!(Currency::parse("RUPEE"), None);
    }
}
