//! Printed dates: strftime-like forms over the month names of a locale.

use bank_templates::Locale;
use jiff::civil::{Date, Time};

/// A date form such as `%d/%m/%Y`. Understood: `%d %m %Y %y %b` and literal text; a space stands for any run of
/// white space, `%b` for any name of the month, long or short. A weekday before or after the date is passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateForm {
    text: String,
    parts: Vec<Part>,
    /// Years of two digits count in the Buddhist era.
    buddhist: bool,
    /// See [`DateForm::with_year`].
    grown: Vec<DateForm>,
    /// See [`DateForm::order`].
    order: Option<DayMonth>,
    has_year: bool,
}

/// How many years the Buddhist era is ahead.
const BUDDHIST: i16 = 543;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Day,
    Month,
    MonthName,
    Year,
    ShortYear,
    Space,
    Char(char),
}

/// Which of the numbers of a date is the day, or that the year of two digits comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayMonth {
    /// `31/12`, as most of the world prints it.
    DayFirst,
    /// `12/31`, as the United States print it.
    MonthFirst,
    /// `25-12-31`, as Sweden and Korea print it beside forms with a whole year.
    YearFirst,
}

/// How a text opens in which a date is sought: what is asked of it for every form alike.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opening<'t> {
    /// Without the space before it.
    text: &'t str,
    /// How many digits it opens with, as far as a year goes.
    digits: usize,
    /// What follows a weekday and the space behind it; no weekday begins with a digit.
    after_weekday: Option<&'t str>,
}

impl<'t> Opening<'t> {
    pub(crate) fn of(text: &'t str, locale: &Locale) -> Opening<'t> {
        let text = text.trim_start();
        let digits = text.bytes().take(4).take_while(u8::is_ascii_digit).count();
        let after_weekday = || {
            let after = strip_weekday(text, locale)?.trim_start_matches(['.', ',']);
            after.strip_prefix(char::is_whitespace)
        };
        Opening { text, digits, after_weekday: if digits > 0 { None } else { after_weekday() } }
    }
}

/// A date as printed; the year may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct PrintedDate {
    /// Day of the month, 1 to 31.
    pub day: i8,
    /// Month, 1 to 12.
    pub month: i8,
    /// Full year, when printed.
    pub year: Option<i16>,
}

impl PrintedDate {
    /// The day, when the year is printed and the day exists.
    #[must_use]
    pub fn to_date(self) -> Option<Date> {
        self.in_year(self.year?)
    }

    /// The day in a given year, when it exists.
    #[must_use]
    pub fn in_year(self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }
}

impl DateForm {
    /// Reads a form; unknown `%` letters make it invalid.
    #[must_use]
    pub fn new(text: &str) -> Option<DateForm> {
        let mut parts = Vec::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            parts.push(match c {
                '%' => match chars.next()? {
                    'd' | 'e' => Part::Day,
                    'm' => Part::Month,
                    'b' | 'B' => Part::MonthName,
                    'Y' => Part::Year,
                    'y' => Part::ShortYear,
                    _ => return None,
                },
                c if c.is_whitespace() => Part::Space,
                c => Part::Char(c),
            });
        }
        let complete =
            parts.contains(&Part::Day) && (parts.contains(&Part::Month) || parts.contains(&Part::MonthName));
        complete.then(|| DateForm {
            text: text.to_owned(),
            buddhist: false,
            grown: grown(text),
            order: order(&parts),
            has_year: parts.iter().any(|part| matches!(part, Part::Year | Part::ShortYear)),
            parts,
        })
    }

    /// `2025-04-03`.
    #[must_use]
    pub fn iso() -> DateForm {
        let parts = vec![Part::Year, Part::Char('-'), Part::Month, Part::Char('-'), Part::Day];
        let text = "%Y-%m-%d".to_owned();
        DateForm { text, parts, buddhist: false, grown: Vec::new(), order: None, has_year: true }
    }

    /// The same form, whose years of two digits count in the Buddhist era.
    #[must_use]
    pub fn in_buddhist_era(self) -> DateForm {
        let grown = self.grown.into_iter().map(DateForm::in_buddhist_era).collect();
        DateForm { buddhist: true, grown, ..self }
    }

    /// The form as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The forms that the same bank uses where it does print the year; none when this form prints it.
    #[must_use]
    pub fn with_year(&self) -> &[DateForm] {
        &self.grown
    }

    /// Which number is the day, where nothing but its place says so: not for names of months, nor behind a whole year.
    #[must_use]
    pub fn order(&self) -> Option<DayMonth> {
        self.order
    }

    /// Whether the form opens with something that is no part of the date, which texts of every kind may begin with.
    #[must_use]
    pub fn opens_with_a_sign(&self) -> bool {
        matches!(self.parts.first(), Some(Part::Char(_)))
    }

    /// Whether the form prints the year.
    #[must_use]
    pub fn has_year(&self) -> bool {
        self.has_year
    }

    /// Whether the form prints the last two digits of the year only.
    #[must_use]
    pub fn has_short_year(&self) -> bool {
        self.parts.contains(&Part::ShortYear)
    }

    /// Reads a date at the start of a text and gives the rest; the rest never starts within a word or number.
    #[must_use]
    pub fn parse_prefix<'t>(&self, text: &'t str, locale: &Locale) -> Option<(PrintedDate, &'t str)> {
        self.parse_opening(&Opening::of(text, locale), locale)
    }

    /// The same where many forms are tried on one text, of which it is known already how it opens.
    #[inline]
    pub(crate) fn parse_opening<'t>(
        &self,
        opening: &Opening<'t>,
        locale: &Locale,
    ) -> Option<(PrintedDate, &'t str)> {
        if opening.digits > 0 && !self.may_fit(opening) {
            return None;
        }
        let behind = |text: &'t str| self.parse_parts(text, locale);
        let (date, rest) = behind(opening.text).or_else(|| behind(opening.after_weekday?))?;
        // `2025.04.03 (목)`
        let bracket = rest.trim_start().strip_prefix('(').and_then(|inner| strip_weekday(inner, locale));
        Some((date, bracket.and_then(|tail| tail.strip_prefix(')')).unwrap_or(rest)))
    }

    /// Whether a text that opens with a digit has what the form has behind its first number. Most forms already fail there, and it
    /// takes a look at two bytes to see it.
    #[inline]
    fn may_fit(&self, opening: &Opening<'_>) -> bool {
        let (text, count) = (opening.text.as_bytes(), opening.digits);
        let (least, most) = match self.parts.first() {
            Some(Part::Day | Part::Month) => (1, 2),
            Some(Part::ShortYear) => (2, 2),
            Some(Part::Year) => (4, 4),
            Some(Part::MonthName) => return false,
            _ => return true,
        };
        let Some(next) = text.get(count.min(most)).filter(|_| count >= least) else { return count >= least };
        match self.parts.get(1) {
            // Letters may be those of an ordinal.
            Some(Part::Char(wanted)) if wanted.is_ascii() => {
                u32::from(*next) == u32::from(*wanted) || next.is_ascii_alphabetic()
            }
            Some(Part::Space) => !next.is_ascii_digit(),
            _ => true,
        }
    }

    fn parse_parts<'t>(&self, text: &'t str, locale: &Locale) -> Option<(PrintedDate, &'t str)> {
        let mut rest = text.trim_start();
        let mut date = PrintedDate::default();
        for part in &self.parts {
            match part {
                Part::Day => {
                    let (value, tail) = digits(rest, 1, 2)?;
                    date.day = i8::try_from(value).ok()?;
                    rest = strip_ordinal(tail);
                }
                Part::Month => {
                    let (value, tail) = digits(rest, 1, 2)?;
                    date.month = i8::try_from(value).ok()?;
                    rest = tail;
                }
                Part::MonthName => {
                    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
                    let (name, tail) = rest.split_at(end);
                    date.month = locale.month(name)?;
                    rest = tail.strip_prefix('.').unwrap_or(tail);
                }
                Part::Year => {
                    let (value, tail) = digits(rest, 4, 4)?;
                    // No other statement is from the 25th century.
                    let year = i16::try_from(value).ok()?;
                    date.year = Some(if (2400..2700).contains(&year) { year - BUDDHIST } else { year });
                    rest = tail;
                }
                Part::ShortYear => {
                    let (value, tail) = digits(rest, 2, 2)?;
                    let century = if self.buddhist { 2500 - BUDDHIST } else { 2000 };
                    date.year = Some(century + i16::try_from(value).ok()?);
                    rest = tail;
                }
                // Without a space the digits would be one number: `March 2026` is no 20th of March.
                Part::Space if rest.starts_with(is_digit) && read_before(text, rest).ends_with(is_digit) => {
                    return None;
                }
                Part::Space => rest = rest.trim_start(),
                Part::Char(wanted) => rest = rest.strip_prefix(*wanted)?,
            }
        }
        // `02.04` is no day of its own in `02.04.2025`.
        let goes_on = !self.has_year()
            && rest
                .strip_prefix(['.', '/', '-'])
                .is_some_and(|tail| tail.starts_with(|c: char| c.is_ascii_digit()));
        let ends_well = !rest.starts_with(|c: char| c.is_alphanumeric()) && !goes_on;
        // The 29th of February exists in some year; nothing else out of range is a date.
        let possible = (1..=12).contains(&date.month) && date.in_year(date.year.unwrap_or(2024)).is_some();
        (ends_well && possible).then_some((date, rest))
    }

    /// Reads a text that is a date and nothing else.
    #[must_use]
    pub fn parse(&self, text: &str, locale: &Locale) -> Option<PrintedDate> {
        self.parse_opening_alone(&Opening::of(text, locale), locale)
    }

    /// The same of a text of which it is known how it opens.
    pub(crate) fn parse_opening_alone(&self, opening: &Opening<'_>, locale: &Locale) -> Option<PrintedDate> {
        let alone = |(_, rest): &(PrintedDate, &str)| rest.trim().is_empty();
        self.parse_opening(opening, locale).filter(alone).map(|(date, _)| date)
    }
}

/// Whether a text opens with a number of as many digits as dates have, or with the name of a month or weekday. A sign at its start
/// says nothing.
#[must_use]
pub fn may_open_with_date(text: &str, locale: &Locale) -> bool {
    let text = text.trim_start();
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    let behind = text.get(count..).unwrap_or_default();
    match count {
        0 => {
            let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
            let name = text.get(..end).unwrap_or_default();
            name.is_empty() || locale.month(name).is_some() || locale.is_weekday(name)
        }
        // `1,234.00` is an amount.
        1 | 2 => !behind.strip_prefix(',').is_some_and(|rest| rest.starts_with(is_digit)),
        4 | 6 | 8 => true,
        _ => false,
    }
}

fn order(parts: &[Part]) -> Option<DayMonth> {
    let place = |wanted: Part| parts.iter().position(|part| *part == wanted);
    let (day, month) = (place(Part::Day)?, place(Part::Month)?);
    let leads = |part: Part| place(part).is_some_and(|year| year < day.min(month));
    match day < month {
        _ if leads(Part::Year) => None,
        _ if leads(Part::ShortYear) => Some(DayMonth::YearFirst),
        true => Some(DayMonth::DayFirst),
        false => Some(DayMonth::MonthFirst),
    }
}

/// A form without a year as it is with one.
fn grown(text: &str) -> Vec<DateForm> {
    if ["%Y", "%y"].iter().any(|year| text.contains(year)) {
        return Vec::new();
    }
    let separator = text.chars().find(|c| !c.is_alphanumeric() && *c != '%').unwrap_or(' ');
    let text = text.trim_end_matches(separator);
    ["%Y", "%y"].iter().filter_map(|year| DateForm::new(&format!("{text}{separator}{year}"))).collect()
}

/// A time of day at the start of a text: `14:05`, `14:05:59`, `2:05 PM`; gives the rest.
#[must_use]
pub fn parse_time(text: &str) -> Option<(Time, &str)> {
    let text = text.trim_start();
    let (hour, rest) = digits(text, 1, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2, 2)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(tail) => digits(tail, 2, 2)?,
        None => (0, rest),
    };
    let half = rest.trim_start();
    let half_day = half.get(..2).map(str::to_ascii_lowercase);
    let (hour, rest) = match half_day.as_deref() {
        Some("am") if hour <= 12 => (hour % 12, half.get(2..)?),
        Some("pm") if hour <= 12 => (hour % 12 + 12, half.get(2..)?),
        _ => (hour, rest),
    };
    let time = Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, 0)
        .ok()?;
    (!rest.starts_with(|c: char| c.is_alphanumeric())).then_some((time, rest))
}

/// The day of a PDF date such as `D:20250401093000+05'30'`.
#[must_use]
pub fn parse_document_date(text: &str) -> Option<Date> {
    let text = text.trim().trim_start_matches("D:");
    let (year, rest) = digits(text, 4, 4)?;
    let (month, rest) = digits(rest, 2, 2)?;
    let (day, _) = digits(rest, 2, 2)?;
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// What of a text was read, when the rest is left.
fn read_before<'t>(text: &'t str, rest: &str) -> &'t str {
    text.get(..text.len().saturating_sub(rest.len())).unwrap_or_default()
}

/// Takes between `least` and `most` digits, as many as there are.
fn digits(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let (mut value, mut length) = (0u32, 0);
    for digit in text.bytes().take(most).take_while(u8::is_ascii_digit) {
        value = value.checked_mul(10)?.checked_add(u32::from(digit - b'0'))?;
        length += 1;
    }
    if length < least { None } else { Some((value, text.get(length..)?)) }
}

/// The text after a weekday that it opens with.
fn strip_weekday<'t>(text: &'t str, locale: &Locale) -> Option<&'t str> {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    // Dates that open with a digit are by far the most, and cost nothing here.
    let name = text.get(..end).filter(|name| !name.is_empty())?;
    locale.is_weekday(name).then(|| text.get(end..))?
}

fn strip_ordinal(text: &str) -> &str {
    let ordinal =
        |suffix: &str| ["st", "nd", "rd", "th", "er"].iter().any(|one| suffix.eq_ignore_ascii_case(one));
    match text.split_at_checked(2) {
        Some((suffix, rest)) if ordinal(suffix) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bank_templates::Templates;

    fn parse(form: &str, text: &str) -> Option<String> {
        let locale = Templates::embedded().locale("en").unwrap();
        DateForm::new(form)
            .unwrap()
            .parse(text, locale)
            .map(|date| format!("{:?}-{:02}-{:02}", date.year.unwrap_or(0), date.month, date.day))
    }

    #[test]
    fn the_usual_forms_are_read() {
        assert_eq!(parse("%d/%m/%Y", "03/04/2025").as_deref(), Some("2025-04-03"));
        assert_eq!(parse("%m/%d/%Y", "03/04/2025").as_deref(), Some("2025-03-04"));
        assert_eq!(parse("%d-%b-%y", "03-Apr-25").as_deref(), Some("2025-04-03"));
        assert_eq!(parse("%d %b", "03 Feb").as_deref(), Some("0-02-03"));
        assert_eq!(parse("%m/%d", "7/14").as_deref(), Some("0-07-14"));
        assert_eq!(parse("%Y%m%d", "20250403").as_deref(), Some("2025-04-03"));
        assert_eq!(parse("%d %b %Y", "3rd April 2025").as_deref(), Some("2025-04-03"));
    }

    #[test]
    fn a_weekday_beside_a_date_says_nothing_new() {
        assert_eq!(parse("%d %b %Y", "Wednesday, 02 April 2025").as_deref(), Some("2025-04-02"));
        assert_eq!(parse("%d/%m/%Y", "Mon. 02/04/2025").as_deref(), Some("2025-04-02"));
        assert_eq!(parse("%d/%m/%Y", "02/04/2025 (Wed)").as_deref(), Some("2025-04-02"));
        assert_eq!(parse("%d %b %Y", "Wednesday02 April 2025"), None);
        assert_eq!(parse("%d %b %Y", "Someday, 02 April 2025"), None);
    }

    #[test]
    fn what_is_no_day_is_refused() {
        assert_eq!(parse("%d/%m/%Y", "31/02/2025"), None);
        assert_eq!(parse("%d/%m/%Y", "13/13/2025"), None);
        assert_eq!(parse("%d/%m/%y", "03/04/2025"), None);
        assert_eq!(parse("%d/%m/%Y", "03/04/2025 x"), None);
        assert_eq!(parse("%d %b", "03 Foo"), None);
        assert_eq!(parse("%b %d %y", "March 2026"), None);
    }

    #[test]
    fn times_are_read_in_both_clocks() {
        assert_eq!(
            parse_time("2:05 PM x").map(|(time, rest)| (time.to_string(), rest)),
            Some(("14:05:00".into(), " x"))
        );
        assert_eq!(parse_time("23:59:58").map(|(time, _)| time.to_string()), Some("23:59:58".into()));
        assert_eq!(parse_time("25:00"), None);
    }
}
