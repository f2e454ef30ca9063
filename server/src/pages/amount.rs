//! Amounts as the holder of the account writes them.

use crate::typeset::group_digits;
use engine::model::{Currency, Money};

/// How amounts of an account are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct AmountFormat {
    currency: Currency,
    group: &'static str,
    point: &'static str,
}

impl AmountFormat {
    /// The format of a country (ISO 3166) for a currency. English signs where the country is not known.
    pub(super) fn of(country: &str, currency: Currency) -> AmountFormat {
        let (group, point) = match country.to_ascii_uppercase().as_str() {
            "DE" | "NL" | "RO" | "VN" | "ES" | "IT" | "PT" | "BR" | "AT" => (".", ","),
            // A narrow space that does not break.
            "FR" | "SE" | "PL" => ("\u{202f}", ","),
            _ => (",", "."),
        };
        AmountFormat { currency, group, point }
    }

    /// All digits, with the decimal places of the currency.
    pub(super) fn show(&self, minor: i64) -> String {
        let plain = Money::new(minor, self.currency).to_decimal();
        let (sign, digits) =
            plain.strip_prefix('-').map_or(("", plain.as_str()), |digits| ("\u{2212}", digits));
        let (whole, fraction) =
            digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
        let whole = group_digits(whole, self.currency == Currency::INR, self.group);
        match fraction {
            Some(fraction) => format!("{sign}{whole}{}{fraction}", self.point),
            None => format!("{sign}{whole}"),
        }
    }

    /// Two or three digits for an axis: `1.5L` is a lakh and a half, `2Cr` two crore, elsewhere `150K` and `20M`.
    pub(super) fn short(&self, minor: i64) -> String {
        let unit = 10_i64.pow(self.currency.decimals());
        let steps: &[(i64, &str)] = if self.currency == Currency::INR {
            &[(10_000_000, "Cr"), (100_000, "L"), (1_000, "K"), (1, "")]
        } else {
            &[(1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K"), (1, "")]
        };
        let sign = if minor < 0 { "\u{2212}" } else { "" };
        let whole = minor.saturating_abs() / unit;
        let (step, name) = steps.iter().find(|(step, _)| whole >= *step).copied().unwrap_or((1, ""));
        let tenths = whole % step * 10 / step;
        match tenths {
            0 => format!("{sign}{}{name}", whole / step),
            tenths => format!("{sign}{}{}{tenths}{name}", whole / step, self.point),
        }
    }

    /// The currency.
    pub(super) fn currency(&self) -> Currency {
        self.currency
    }
}

/// Makes columns as wide as what stands in them, in characters.
pub(super) fn widen<const N: usize>(widths: &mut [usize; N], texts: [&str; N]) {
    for (width, text) in widths.iter_mut().zip(texts) {
        *width = (*width).max(text.chars().count());
    }
}

/// The width that the style sheet has for a column of amounts: room for its heading, and no more than any amount needs.
pub(super) fn column(width: usize) -> usize {
    width.clamp(7, 22)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(country: &str, currency: &str) -> AmountFormat {
        AmountFormat::of(country, Currency::parse(currency).unwrap())
    }

    #[test]
    fn each_country_writes_amounts_its_own_way() {
        assert_eq!(format("IN", "INR").show(12_345_678_901), "12,34,56,789.01");
        assert_eq!(format("DE", "EUR").show(-123_456), "\u{2212}1.234,56");
        assert_eq!(format("KR", "KRW").show(1_234_567), "1,234,567");
        assert_eq!(format("VN", "VND").show(1_234_567), "1.234.567");
        assert_eq!(format("US", "USD").show(5), "0.05");
    }

    #[test]
    fn an_axis_has_lakhs_and_crores_for_rupees() {
        assert_eq!(format("IN", "INR").short(15_000_000), "1.5L");
        assert_eq!(format("IN", "INR").short(2_000_000_000), "2Cr");
        assert_eq!(format("US", "USD").short(-15_000_000), "\u{2212}150K");
        assert_eq!(format("KR", "KRW").short(950), "950");
    }
}
