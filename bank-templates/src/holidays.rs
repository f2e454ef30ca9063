//! On which days the banks of a country rest: weekends, closed Saturdays and holidays.

use crate::{TemplateError, embedded};
use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

/// The days of rest of a country. Outside the years that the data covers only weekends are known.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holidays {
    /// ISO 3166 country code.
    pub country: String,
    /// Days of the week on which all banks rest.
    weekend: Vec<DayOfWeek>,
    /// Which Saturdays of a month are closed where the others are not.
    #[serde(default)]
    closed_saturdays: Vec<i8>,
    /// Since when they are.
    closed_saturdays_since: Option<Date>,
    holiday: Vec<Holiday>,
    /// For each day the place of its holiday in `holiday`; filled after loading.
    #[serde(skip)]
    by_day: BTreeMap<Date, usize>,
}

/// A holiday and the days on which it fell.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// Its name.
    pub name: String,
    /// Whether every bank of the country rests; otherwise it depends on the state.
    #[serde(default)]
    pub everywhere: bool,
    days: Vec<Date>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum DayOfWeek {
    Friday,
    Saturday,
    Sunday,
}

impl DayOfWeek {
    fn weekday(self) -> Weekday {
        match self {
            DayOfWeek::Friday => Weekday::Friday,
            DayOfWeek::Saturday => Weekday::Saturday,
            DayOfWeek::Sunday => Weekday::Sunday,
        }
    }
}

impl Holidays {
    /// The embedded days of rest of a country, in any case. Each file, named like its country, is read when first asked for.
    #[must_use]
    pub fn of(country: &str) -> Option<&'static Holidays> {
        type Files = Vec<(&'static str, &'static str, OnceLock<Option<Holidays>>)>;
        static EMBEDDED: LazyLock<Files> = LazyLock::new(|| {
            embedded::HOLIDAYS.iter().map(|(file, text)| (*file, *text, OnceLock::new())).collect()
        });
        let is_of = |file: &str| {
            let name = file.rsplit('/').next().and_then(|name| name.strip_suffix(".toml"));
            name.is_some_and(|name| name.eq_ignore_ascii_case(country))
        };
        let (file, text, read) = EMBEDDED.iter().find(|(file, ..)| is_of(file))?;
        read.get_or_init(|| Holidays::parse(file, text).ok()).as_ref()
    }

    /// Reads one file of `holidays/`.
    ///
    /// # Errors
    /// The text is no such file, or two holidays claim the same day.
    pub fn parse(file: &str, text: &str) -> Result<Holidays, TemplateError> {
        let mut holidays: Holidays =
            toml::from_str(text).map_err(|error| TemplateError::from_toml(file, text, &error))?;
        for (place, holiday) in holidays.holiday.iter().enumerate() {
            for day in &holiday.days {
                if holidays.by_day.insert(*day, place).is_some() {
                    return Err(TemplateError::near(
                        file,
                        text,
                        &format!("\"{day}\""),
                        format!("{day} is listed twice"),
                        "list each day once, under the holiday that closes banks",
                    ));
                }
            }
        }
        Ok(holidays)
    }

    /// The holiday on this day, if there is one.
    #[must_use]
    pub fn holiday(&self, day: Date) -> Option<&Holiday> {
        self.by_day.get(&day).and_then(|place| self.holiday.get(*place))
    }

    /// Whether the day belongs to the weekend of banks, closed Saturdays included.
    #[must_use]
    pub fn is_weekend(&self, day: Date) -> bool {
        let weekday = day.weekday();
        self.weekend.iter().any(|rest| rest.weekday() == weekday)
            || (weekday == Weekday::Saturday
                && self.closed_saturdays.contains(&((day.day() - 1) / 7 + 1))
                && self.closed_saturdays_since.is_none_or(|since| day >= since))
    }

    /// Whether no branch of the country works on this day: a Sunday (or what stands for it), a Saturday that is closed by
    /// rule, or a holiday that holds everywhere. Other Saturdays say nothing, since branches differ.
    #[must_use]
    pub fn branches_rest(&self, day: Date) -> bool {
        let saturday_as_it_pleases = day.weekday() == Weekday::Saturday && self.closed_saturdays.is_empty();
        (self.is_weekend(day) && !saturday_as_it_pleases)
            || self.holiday(day).is_some_and(|holiday| holiday.everywhere)
    }

    /// Whether banks rest on this day, at least in some states.
    #[must_use]
    pub fn is_closed(&self, day: Date) -> bool {
        self.is_weekend(day) || self.holiday(day).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_embedded_file_holds_and_covers_its_years() {
        for (file, text) in embedded::HOLIDAYS {
            let holidays = Holidays::parse(file, text).unwrap();
            assert!(file.ends_with(&format!("/{}.toml", holidays.country.to_lowercase())), "{file}");
            for year in 2015..=2027 {
                let count = holidays.by_day.range(date(year, 1, 1)..=date(year, 12, 31)).count();
                assert!(count >= 5, "{file}: {count} days in {year}");
            }
        }
    }

    #[test]
    fn india_closes_every_other_saturday_since_2015_and_three_days_everywhere() {
        let india = Holidays::of("in").unwrap();
        assert!(!india.is_weekend(date(2015, 8, 8)), "before the rule");
        assert!(india.is_weekend(date(2025, 4, 12)), "second Saturday");
        assert!(!india.is_weekend(date(2025, 4, 5)), "first Saturday");
        assert!(india.is_weekend(date(2025, 4, 6)), "Sunday");
        assert!(india.holiday(date(2025, 8, 15)).is_some_and(|holiday| holiday.everywhere));
        assert!(india.holiday(date(2025, 10, 20)).is_some_and(|holiday| !holiday.everywhere));
        assert!(!india.is_closed(date(2025, 4, 9)));
        assert!(india.branches_rest(date(2025, 4, 12)) && india.branches_rest(date(2025, 8, 15)));
        assert!(!india.branches_rest(date(2025, 10, 20)), "a holiday of some states");
        assert!(!Holidays::of("gb").unwrap().branches_rest(date(2025, 4, 5)), "a Saturday");
    }

    #[test]
    fn a_day_listed_twice_is_refused() {
        let text = "country = \"XX\"\nweekend = [\"sunday\"]\n[[holiday]]\nname = \"A\"\ndays = [\"2020-01-01\"]\n[[holiday]]\nname = \"B\"\ndays = [\"2020-01-01\"]\n";
        let error = Holidays::parse("xx.toml", text).unwrap_err();
        assert_eq!(error.line, 5);
    }
}
