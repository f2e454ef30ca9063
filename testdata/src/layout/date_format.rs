//! How dates are written.

use jiff::civil::Date;

/// A `strftime` pattern such as `%d-%m-%Y`, the same notation that bank templates use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFormat {
    /// The pattern.
    pub pattern: String,
}

impl DateFormat {
    /// The format with this pattern.
    pub fn new(pattern: &str) -> Self {
        Self { pattern: pattern.to_string() }
    }

    /// The date as text.
    pub fn write(&self, date: Date) -> String {
        date.strftime(&self.pattern).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::DateFormat;
    use jiff::civil::date;

    #[test]
    fn dates_are_written_in_the_forms_that_banks_use() {
        let day = date(2025, 4, 5);
        for (pattern, written) in [
            ("%d-%m-%Y", "05-04-2025"),
            ("%d/%m/%y", "05/04/25"),
            ("%d %b %Y", "05 Apr 2025"),
            ("%d-%^b-%Y", "05-APR-2025"),
            ("%-d %b", "5 Apr"),
            ("%Y.%m.%d", "2025.04.05"),
            ("%m/%d", "04/05"),
        ] {
            assert_eq!(DateFormat::new(pattern).write(day), written);
        }
    }
}
