//! The period that a statement covers and the day it was made, in the many ways in which they are printed.

use super::fields::{HeaderFields, Name};
use crate::model::Period;
use crate::table::Grammar;
use crate::value::{DateForm, DayMonth, Opening, PrintedDate, may_open_with_date};
use jiff::civil::Date;
use std::sync::LazyLock;

/// Forms that headers use beside the form of the rows. Numbers alone do not say which of them is the month; such a form is
/// only used in the order that the whole document has.
const HEADER_FORMS: &[&str] = &[
    "%d %b %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d %b %y",
    "%d/%b/%Y",
    "%b %d, %Y",
    "%b %d %Y",
    "%d %b, %Y",
    "%d. %b %Y",
    "%d de %b de %Y",
    "%d de %b %Y",
    "%d%b%Y",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y. %m. %d.",
    "%Y년 %m월 %d일",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d/%m/%y",
    "%d-%m-%y",
    "%d.%m.%y",
    "%m/%d/%Y",
    "%m-%d-%Y",
    "%m/%d/%y",
    "%m-%d-%y",
    "%y-%m-%d",
    "%y/%m/%d",
    "%y.%m.%d",
];

/// Forms of a first day whose year is printed with the last one only: `Apr 1 - Apr 30, 2025`.
const YEARLESS_FORMS: &[&str] = &["%d %b", "%b %d", "%d-%b", "%d. %b", "%d/%m", "%m/%d", "%d.%m.", "%d.%m"];

/// Orders of day and month to try where the rows do not settle one.
pub(super) const ORDERS: [DayMonth; 3] = [DayMonth::DayFirst, DayMonth::MonthFirst, DayMonth::YearFirst];

/// The period as printed, its numbers read in one order of day and month.
pub(super) fn period(fields: &HeaderFields, grammar: &Grammar<'_>, order: DayMonth) -> Option<Period> {
    let both = |from: Date, to: Date| (from <= to).then_some(Period { from, to });
    if let Some(found) = fields.get(Name::Period).and_then(|field| range(&field.text, grammar, order)) {
        return Some(found);
    }
    let one = |name: Name| one_date(&fields.get(name)?.text, grammar, Some(order)).map(|(date, _)| date);
    both(one(Name::PeriodFrom)?, one(Name::PeriodTo)?)
}

/// A day printed in the header that the rows come before: the date of the statement, or the end of its period.
pub(super) fn statement_date(fields: &HeaderFields, grammar: &Grammar<'_>, order: DayMonth) -> Option<Date> {
    [Name::StatementDate, Name::PeriodTo]
        .into_iter()
        .find_map(|name| one_date(&fields.get(name)?.text, grammar, Some(order)).map(|(date, _)| date))
}

/// Whether a line names a range of days and nothing but `to`, `and`, a dash or the like parts them.
pub(super) fn is_range(text: &str, grammar: &Grammar<'_>) -> bool {
    // Two days and a year are three numbers, or the dates are two long ones; most lines of a header have fewer.
    let numbers = || text.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty());
    if numbers().nth(2).is_none() && numbers().filter(|number| number.len() >= 6).nth(1).is_none() {
        return false;
    }
    // Where no order of day and month makes a date, each of them would be tried in vain.
    if dates_in(text, grammar, None).is_empty() {
        return false;
    }
    ORDERS.into_iter().any(|order| {
        let dates = dates_in(text, grammar, Some(order));
        match dates.as_slice() {
            [from, to, ..] => {
                from.date <= to.date
                    && text.get(from.end..to.start).is_some_and(|between| joins(between, grammar))
            }
            [to] => started_before(text, to, grammar, order).is_some(),
            [] => false,
        }
    })
}

/// The range in a text, in whichever order of day and month it can be read.
pub(super) fn any_range(text: &str, grammar: &Grammar<'_>) -> Option<Period> {
    ORDERS.into_iter().find_map(|order| range(text, grammar, order))
}

/// The range of days in a text, whatever stands around it.
fn range(text: &str, grammar: &Grammar<'_>, order: DayMonth) -> Option<Period> {
    let dates = dates_in(text, grammar, Some(order));
    let (from, to) = match dates.as_slice() {
        [from, to, ..] => (from.date, to.date),
        [to] => (started_before(text, to, grammar, order)?, to.date),
        [] => return months(text, grammar),
    };
    (from <= to).then_some(Period { from, to })
}

/// A date in a text and where it stands.
struct Found {
    start: usize,
    end: usize,
    date: Date,
}

/// The dates in a text, their numbers read in one order of day and month or in any.
fn dates_in(text: &str, grammar: &Grammar<'_>, order: Option<DayMonth>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut at_word = true;
    for (start, c) in text.char_indices() {
        if at_word
            && found.last().is_none_or(|last| last.end <= start)
            && let Some((date, rest)) = text.get(start..).and_then(|rest| one_date(rest, grammar, order))
        {
            found.push(Found { start, end: text.len() - rest.len(), date });
        }
        at_word = !c.is_alphanumeric();
    }
    found
}

/// The first day of a range whose year, or whose month and year, are printed with the last day only.
fn started_before(text: &str, to: &Found, grammar: &Grammar<'_>, order: DayMonth) -> Option<Date> {
    let head = text.get(..to.start)?.trim_end();
    let words: Vec<&str> = head.split_whitespace().collect();
    let (join, before) = words.split_last()?;
    // `1-28 Mar 2025` has its dash at the number.
    let glued = head.strip_suffix(['-', '–', '—']).filter(|rest| !rest.ends_with(char::is_whitespace));
    let before: Vec<&str> = match glued {
        Some(rest) => rest.split_whitespace().collect(),
        None if joins(join, grammar) => before.to_vec(),
        None => return None,
    };
    let tail = |count: usize| {
        let from = before.len().checked_sub(count)?;
        Some(before.get(from..)?.join(" "))
    };
    let printed =
        [3, 2, 1].into_iter().filter_map(tail).find_map(|text| yearless(&text, to.date, grammar, order))?;
    let same = printed.in_year(to.date.year()).filter(|from| *from <= to.date);
    same.or_else(|| printed.in_year(to.date.year().checked_sub(1)?))
}

fn yearless(text: &str, to: Date, grammar: &Grammar<'_>, order: DayMonth) -> Option<PrintedDate> {
    let forms = YEARLESS_FORMS.iter().filter_map(|form| DateForm::new(form));
    let named = forms
        .filter(|form| form.order().is_none_or(|of| of == order))
        .find_map(|form| form.parse(text.trim_end_matches(','), grammar.locale));
    named.or_else(|| {
        let day = text.trim_end_matches('.').parse::<i8>().ok().filter(|day| (1..=31).contains(day))?;
        Some(PrintedDate { day, month: to.month(), year: None })
    })
}

/// `April 2025`, or `April 2025 to June 2025`: whole months.
fn months(text: &str, grammar: &Grammar<'_>) -> Option<Period> {
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches([',', '.', ':'])).collect();
    let named: Vec<Date> = words
        .windows(2)
        .filter_map(|pair| match pair {
            [name, year] => {
                let year = year.parse::<i16>().ok().filter(|year| (1900..2200).contains(year))?;
                Date::new(year, grammar.locale.month(name)?, 1).ok()
            }
            _ => None,
        })
        .collect();
    let (from, to) = (named.first()?, named.last()?.last_of_month());
    (*from <= to && named.len() <= 2).then_some(Period { from: *from, to })
}

/// Whether a text only says `until`, in words of the language or as a dash.
fn joins(text: &str, grammar: &Grammar<'_>) -> bool {
    let text = text.trim().trim_end_matches(':').to_lowercase();
    let is_dash =
        text.chars().all(|c| matches!(c, '-' | '–' | '—' | '~' | '→' | '/' | '.' | ',') || c.is_whitespace());
    is_dash && !text.is_empty() || grammar.locale.dates.until.contains(&text)
}

/// A date with its year at the start of a text, and the rest of the text.
fn one_date<'t>(text: &'t str, grammar: &Grammar<'_>, order: Option<DayMonth>) -> Option<(Date, &'t str)> {
    if !may_open_with_date(text, grammar.locale)
        || text.trim_start().starts_with(|c: char| !c.is_alphanumeric())
    {
        return None;
    }
    let opening = Opening::of(text, grammar.locale);
    let read = |form: &DateForm| {
        if !form.has_year() || order.zip(form.order()).is_some_and(|(a, b)| a != b) {
            return None;
        }
        let (printed, rest) = form.parse_opening(&opening, grammar.locale)?;
        Some((printed.to_date()?, rest))
    };
    // A table that prints `7/14` has a header that prints `07/14/2021`.
    let grown = || grammar.dates.iter().flat_map(DateForm::with_year).find_map(read);
    grammar.dates.iter().find_map(read).or_else(|| header_forms().iter().find_map(read)).or_else(grown)
}

fn header_forms() -> &'static [DateForm] {
    static FORMS: LazyLock<Vec<DateForm>> =
        LazyLock::new(|| HEADER_FORMS.iter().filter_map(|form| DateForm::new(form)).collect());
    &FORMS
}

/// A text that is a date with its year and nothing else, in any form of a header.
pub(super) fn whole_date(text: &str, grammar: &Grammar<'_>) -> Option<Date> {
    one_date(text, grammar, None).filter(|(_, rest)| rest.trim().is_empty()).map(|(date, _)| date)
}

/// A text that is one date with its year, its numbers read in an order of day and month.
pub(super) fn day(text: &str, grammar: &Grammar<'_>, order: Option<DayMonth>) -> Option<Date> {
    one_date(text, grammar, order).map(|(date, _)| date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Currency;
    use crate::table::infer;
    use crate::value::AmountForm;
    use bank_templates::Templates;

    fn read(tag: &str, text: &str) -> Option<String> {
        let locale = Templates::embedded().locale(tag).unwrap();
        let dates = infer::date_forms();
        let grammar = Grammar { locale, amounts: AmountForm::new(locale, Currency::INR), dates, usual: None };
        any_range(text, &grammar).map(|period| format!("{} {}", period.from, period.to))
    }

    #[test]
    fn periods_are_read_however_they_are_printed() {
        for (tag, text, from, to) in [
            ("en", "01/04/2025 to 30/06/2025", "2025-04-01", "2025-06-30"),
            ("en", "03/01/2025 thru 03/31/2025", "2025-03-01", "2025-03-31"),
            ("en", "Apr 1 - Apr 30, 2025", "2025-04-01", "2025-04-30"),
            ("en", "03 - 28 Mar 2025", "2025-03-03", "2025-03-28"),
            ("en", "3–28 Mar 2025", "2025-03-03", "2025-03-28"),
            ("en", "Dec 15 to Jan 14, 2025", "2024-12-15", "2025-01-14"),
            ("en", "December 10, 2024 through January 15, 2025", "2024-12-10", "2025-01-15"),
            ("fr", "du 1 mars 2025 au 31 mars 2025", "2025-03-01", "2025-03-31"),
            ("en", "Period: March 2026", "2026-03-01", "2026-03-31"),
            ("en", "April 2025 to June 2025", "2025-04-01", "2025-06-30"),
        ] {
            assert_eq!(read(tag, text), Some(format!("{from} {to}")), "{text}");
        }
    }

    #[test]
    fn both_ends_of_a_period_have_one_order_of_day_and_month() {
        // As days of a month that is printed first, the last one has no month.
        assert_eq!(read("en", "05/01/2025 - 05/31/2025").as_deref(), Some("2025-05-01 2025-05-31"));
        assert_eq!(read("en", "13/01/2025 - 01/13/2025"), None);
        assert_eq!(read("en", "30/06/2025 to 01/04/2025"), None);
    }
}
