//! How amounts are written.

/// Which digits stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// Three, then twos: `1,52,581.54`.
    Indian,
    /// Threes: `152,581.54`.
    Thousands,
    /// No groups: `152581.54`.
    None,
}

/// How amounts are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberFormat {
    /// Which digits stand together.
    pub grouping: Grouping,
    /// Between groups, such as `,`, a space or an apostrophe.
    pub group_mark: String,
    /// Before the minor digits.
    pub decimal_mark: String,
    /// Writes the minor digits; without them the amount is rounded towards zero.
    pub show_decimals: bool,
    /// Puts the minus after the number.
    pub minus_after: bool,
    /// Before each number, such as `₹`.
    pub currency_mark: String,
    /// What the unused one of two amount columns shows, such as an empty string, `-` or `0.00`.
    pub empty_side: String,
}

impl NumberFormat {
    /// `1,52,581.54`.
    pub fn indian() -> Self {
        Self {
            grouping: Grouping::Indian,
            group_mark: ",".to_string(),
            decimal_mark: ".".to_string(),
            show_decimals: true,
            minus_after: false,
            currency_mark: String::new(),
            empty_side: String::new(),
        }
    }

    /// `152,581.54`.
    pub fn western() -> Self {
        Self { grouping: Grouping::Thousands, ..Self::indian() }
    }

    /// `152.581,54`.
    pub fn european() -> Self {
        Self { group_mark: ".".to_string(), decimal_mark: ",".to_string(), ..Self::western() }
    }

    /// `152 581,54` with a no-break space.
    pub fn spaced() -> Self {
        Self { group_mark: "\u{a0}".to_string(), ..Self::european() }
    }

    /// `152'581.54`.
    pub fn swiss() -> Self {
        Self { group_mark: "'".to_string(), ..Self::western() }
    }

    /// `152,581`.
    pub fn whole() -> Self {
        Self { show_decimals: false, ..Self::western() }
    }

    /// Writes minor units of a currency with `decimals` minor digits.
    pub fn write(&self, minor: i64, decimals: u32) -> String {
        let unit = 10_u64.pow(decimals.min(9));
        let magnitude = minor.unsigned_abs();
        let mut text = self.currency_mark.clone();
        text.push_str(&self.group((magnitude / unit).to_string().as_str()));
        if self.show_decimals && decimals > 0 {
            let width = usize::try_from(decimals).unwrap_or(0);
            text.push_str(&self.decimal_mark);
            text.push_str(&format!("{:0width$}", magnitude % unit));
        }
        match (minor < 0, self.minus_after) {
            (false, _) => text,
            (true, true) => text + "-",
            (true, false) => format!("-{text}"),
        }
    }

    fn group(&self, digits: &str) -> String {
        let count = digits.len();
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            let left = count - place;
            let boundary = match self.grouping {
                Grouping::None => false,
                Grouping::Thousands => left.is_multiple_of(3),
                Grouping::Indian => left == 3 || (left > 3 && left % 2 == 1),
            };
            if place > 0 && boundary {
                grouped.push_str(&self.group_mark);
            }
            grouped.push(digit);
        }
        grouped
    }
}

#[cfg(test)]
mod tests {
    use super::NumberFormat;

    #[test]
    fn amounts_are_written_in_the_forms_that_banks_use() {
        for (format, written) in [
            (NumberFormat::indian(), "-1,23,45,678.09"),
            (NumberFormat::western(), "-12,345,678.09"),
            (NumberFormat::european(), "-12.345.678,09"),
            (NumberFormat::swiss(), "-12'345'678.09"),
            (NumberFormat::whole(), "-12,345,678"),
        ] {
            assert_eq!(format.write(-1_234_567_809, 2), written);
        }
        assert_eq!(NumberFormat::indian().write(5, 2), "0.05");
        assert_eq!(
            NumberFormat { minus_after: true, ..NumberFormat::western() }.write(-100_000, 2),
            "1,000.00-"
        );
    }
}
