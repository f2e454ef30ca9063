//! What payment rails allow, by date: least and most amounts, hours of business, and since when a rail exists.

use crate::{TemplateError, embedded};
use jiff::civil::{Date, Time};
use serde::Deserialize;
use std::sync::LazyLock;

/// The rails of a country.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rails {
    /// ISO 3166 country code.
    pub country: String,
    /// ISO 4217 code of the currency in which the rails move money.
    pub currency: String,
    rail: Vec<Rail>,
}

/// One rail.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rail {
    /// Its name.
    pub name: String,
    /// Words of narrations that name it, in lower case.
    words: Vec<String>,
    /// First day of service.
    pub since: Date,
    /// First day on which it worked around the clock; a rail without one always did.
    day_and_night_since: Option<Date>,
    /// Beginning and end of business before that.
    opens: Option<Time>,
    closes: Option<Time>,
    #[serde(default)]
    least: Vec<Limit>,
    #[serde(default)]
    most: Vec<Limit>,
    #[serde(default)]
    most_a_day: Vec<Limit>,
}

/// An amount that holds from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    from: Date,
    /// Whole units of the currency.
    pub amount: i64,
    /// What favoured purposes may reach, when that is more.
    pub purpose: Option<i64>,
}

impl Rails {
    /// The rails that move a currency. Read when first asked for.
    #[must_use]
    pub fn of_currency(code: &str) -> Option<&'static Rails> {
        static EMBEDDED: LazyLock<Vec<Rails>> = LazyLock::new(|| {
            embedded::RAILS.iter().filter_map(|(file, text)| Rails::parse(file, text).ok()).collect()
        });
        EMBEDDED.iter().find(|rails| rails.currency == code)
    }

    /// Reads one file of `rails/`.
    ///
    /// # Errors
    /// The text is no such file, or the limits of a rail are not in the order of time.
    pub fn parse(file: &str, text: &str) -> Result<Rails, TemplateError> {
        let rails: Rails =
            toml::from_str(text).map_err(|error| TemplateError::from_toml(file, text, &error))?;
        for rail in &rails.rail {
            let lists = [&rail.least, &rail.most, &rail.most_a_day];
            if lists.iter().any(|list| !list.is_sorted_by_key(|limit| limit.from)) {
                return Err(TemplateError::near(
                    file,
                    text,
                    &format!("\"{}\"", rail.name),
                    format!("the limits of {} are not in the order of time", rail.name),
                    "list the oldest limit first",
                ));
            }
        }
        Ok(rails)
    }

    /// The rail that a narration names first.
    #[must_use]
    pub fn named(&self, narration: &str) -> Option<&Rail> {
        let lower = narration.to_ascii_lowercase();
        let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.find_map(|word| self.rail.iter().find(|rail| rail.words.iter().any(|own| own == word)))
    }
}

impl Rail {
    /// Least amount of a payment on a day.
    #[must_use]
    pub fn least(&self, day: Date) -> Option<Limit> {
        on(&self.least, day)
    }

    /// Most that one payment may move on a day.
    #[must_use]
    pub fn most(&self, day: Date) -> Option<Limit> {
        on(&self.most, day)
    }

    /// Most that the payments of one day may move out of an account.
    #[must_use]
    pub fn most_a_day(&self, day: Date) -> Option<Limit> {
        on(&self.most_a_day, day)
    }

    /// Whether the rail rested at night and on the days on which banks rest.
    #[must_use]
    pub fn kept_hours(&self, day: Date) -> bool {
        self.day_and_night_since.is_some_and(|since| day < since)
    }

    /// Beginning and end of business, when it kept hours.
    #[must_use]
    pub fn hours(&self, day: Date) -> Option<(Time, Time)> {
        self.opens.zip(self.closes).filter(|_| self.kept_hours(day))
    }
}

fn on(limits: &[Limit], day: Date) -> Option<Limit> {
    limits.iter().rev().find(|limit| limit.from <= day).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_embedded_file_holds() {
        for (file, text) in embedded::RAILS {
            Rails::parse(file, text).unwrap();
        }
    }

    #[test]
    fn limits_follow_the_calendar_and_the_first_rail_named_counts() {
        let india = Rails::of_currency("INR").unwrap();
        let rtgs = india.named("RTGS-UTIBR52025040100012345-HARBOUR MILLS").unwrap();
        assert_eq!(rtgs.least(date(2010, 11, 14)), None);
        assert_eq!(rtgs.least(date(2025, 4, 1)).map(|limit| limit.amount), Some(200_000));
        assert!(rtgs.kept_hours(date(2020, 12, 13)) && !rtgs.kept_hours(date(2020, 12, 14)));
        let imps = india.named("MMT/IMPS/509112345678/UPI LOAN").unwrap();
        assert_eq!(imps.name, "IMPS");
        assert_eq!(imps.most(date(2021, 10, 7)).map(|limit| limit.amount), Some(200_000));
        assert_eq!(imps.most(date(2021, 10, 8)).map(|limit| limit.amount), Some(500_000));
        assert!(india.named("UPILENDER EMI").is_none(), "a name that begins like a rail");
    }

    #[test]
    fn limits_out_of_order_are_refused() {
        let text = "country = \"XX\"\ncurrency = \"XXX\"\n[[rail]]\nname = \"A\"\nwords = [\"a\"]\nsince = \"2000-01-01\"\n\
                    least = [{ from = \"2001-01-01\", amount = 2 }, { from = \"2000-01-01\", amount = 1 }]\n";
        assert_eq!(Rails::parse("xx.toml", text).unwrap_err().line, 4);
    }
}
