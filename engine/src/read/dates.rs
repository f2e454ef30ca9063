//! Settles one date form for the whole document, and the years that are not printed.

use super::doubt;
use super::fields::{HeaderFields, Name};
use crate::model::{Diagnostic, Locator, Period, Skipped};
use crate::table::{Grammar, RawRow, RowKind};
use crate::value::{DateForm, PrintedDate};
use bank_templates::{Field, Locale};
use jiff::civil::Date;

/// Forms that headers use beside the form of the rows; all of them say which number is the month.
const HEADER_FORMS: &[&str] = &[
    "%d %b %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d %b %y",
    "%d/%b/%Y",
    "%b %d, %Y",
    "%b %d %Y",
    "%d %b, %Y",
    "%d%b%Y",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d.%m.%Y",
];

/// The date form of a document and what follows from it.
pub(super) struct Dated<'g> {
    form: DateForm,
    /// Banks print the value date shorter than the booking date, or with the month in digits.
    value_form: Option<DateForm>,
    locale: &'g Locale,
    /// Period as printed in the header.
    pub(super) period: Option<Period>,
    reference: Option<Date>,
}

impl Dated<'_> {
    /// Reads the date of a cell; what follows the date (a time) is given back.
    pub(super) fn read<'t>(&self, text: &'t str) -> Option<(Date, &'t str)> {
        let (printed, rest) = self.form.parse_prefix(text, self.locale)?;
        Some((self.resolve(printed)?, rest))
    }

    /// Reads the value date of a row.
    pub(super) fn read_value(&self, text: &str) -> Option<Date> {
        let form = self.value_form.as_ref().unwrap_or(&self.form);
        self.resolve(form.parse_prefix(text, self.locale)?.0)
    }

    /// Reads a line that is a date and nothing else.
    fn read_line(&self, text: &str) -> Option<Date> {
        self.resolve(self.form.parse(text, self.locale)?)
    }

    fn resolve(&self, printed: PrintedDate) -> Option<Date> {
        if printed.year.is_some() {
            return printed.to_date();
        }
        resolve_year(printed, self.period, self.reference)
    }
}

/// A day without year: the year that puts it into the period, or next to it; without a period, the last such day
/// that is not after the reference.
fn resolve_year(printed: PrintedDate, period: Option<Period>, reference: Option<Date>) -> Option<Date> {
    let (from, to) = match (period, reference) {
        (Some(period), _) => (period.from, period.to),
        (None, Some(reference)) => (reference, reference),
        (None, None) => return None,
    };
    let candidates = (from.year().saturating_sub(1)..=to.year().saturating_add(1))
        .filter_map(|year| printed.in_year(year));
    if period.is_none() {
        return candidates.filter(|date| *date <= to).max();
    }
    let distance = |date: Date| {
        if date < from {
            days(date, from)
        } else if date > to {
            days(to, date)
        } else {
            0
        }
    };
    candidates.min_by_key(|date| distance(*date))
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// Chooses the form that reads all dates, keeps them within the period and in order.
pub(super) fn settle<'g>(
    rows: &[RawRow],
    skipped: &[Skipped],
    fields: &HeaderFields,
    grammar: &Grammar<'g>,
    reference: Option<Date>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Dated<'g> {
    let mut cells = texts(rows, Field::Date);
    if cells.is_empty() {
        // Where no row has a date, lines between them have: `Wednesday, 02 April 2025`.
        cells.extend(skipped.iter().map(|line| line.text.as_str()));
    }
    let (best, ambiguous) = choose(&cells, fields, grammar, reference);
    if ambiguous {
        doubt(
            diagnostics,
            "date_order_ambiguous",
            "day and month could be exchanged in every date; the first form of the layout was taken"
                .to_owned(),
            None,
        );
    }
    let mut dated = best.unwrap_or(Dated {
        form: DateForm::iso(),
        value_form: None,
        locale: grammar.locale,
        period: None,
        reference,
    });
    let values = texts(rows, Field::ValueDate);
    let unread = values.iter().any(|text| dated.form.parse_prefix(text, grammar.locale).is_none());
    if unread && let (Some(other), _) = choose(&values, fields, grammar, reference) {
        dated.value_form = Some(other.form);
    }
    dated
}

fn texts(rows: &[RawRow], field: Field) -> Vec<&str> {
    rows.iter()
        .filter(|row| row.kind == RowKind::Transaction)
        .filter_map(|row| row.cell(field).map(|cell| cell.text.as_str()))
        .collect()
}

/// The form that reads texts best, and whether another form reads them as well but differently.
fn choose<'g>(
    cells: &[&str],
    fields: &HeaderFields,
    grammar: &Grammar<'g>,
    reference: Option<Date>,
) -> (Option<Dated<'g>>, bool) {
    let mut best: Option<(Score, Dated<'g>, Vec<Date>)> = None;
    let mut ambiguous = false;
    let reference = reference.or_else(|| statement_date(fields, grammar));
    for form in &grammar.dates {
        let dated = Dated {
            form: form.clone(),
            value_form: None,
            locale: grammar.locale,
            period: period(fields, grammar, Some(form)),
            reference,
        };
        let dates: Vec<Date> =
            cells.iter().filter_map(|text| dated.read(text).map(|(date, _)| date)).collect();
        let score = score(&dates, dated.period);
        match &best {
            Some((least, _, others)) if *least == score => ambiguous |= *others != dates,
            Some((least, _, _)) if *least > score => {}
            _ => {
                best = Some((score, dated, dates));
                ambiguous = false;
            }
        }
    }
    (best.map(|(_, dated, _)| dated), ambiguous)
}

/// Lines between the rows that date those below them; empty where rows have dates of their own.
pub(super) fn day_lines(rows: &[RawRow], skipped: &mut [Skipped], dated: &Dated<'_>) -> Vec<(Locator, Date)> {
    if !texts(rows, Field::Date).is_empty() {
        return Vec::new();
    }
    let mut days = Vec::new();
    for line in skipped {
        if let Some(date) = dated.read_line(&line.text) {
            line.reason = "day".to_owned();
            days.push((line.at, date));
        }
    }
    days
}

/// How well a form fits: more is better, compared in this order.
type Score = (usize, usize, std::cmp::Reverse<usize>);

fn score(dates: &[Date], period: Option<Period>) -> Score {
    let inside = period
        .map_or(0, |period| dates.iter().filter(|date| (period.from..=period.to).contains(date)).count());
    let pairs = || dates.iter().zip(dates.iter().skip(1));
    let falls = pairs().filter(|(a, b)| a > b).count();
    let rises = pairs().filter(|(a, b)| a < b).count();
    (dates.len(), inside, std::cmp::Reverse(falls.min(rises)))
}

/// The period as printed, read with the form of the rows first.
pub(super) fn period(
    fields: &HeaderFields,
    grammar: &Grammar<'_>,
    form: Option<&DateForm>,
) -> Option<Period> {
    let both = |from: Date, to: Date| (from <= to).then_some(Period { from, to });
    if let Some(field) = fields.get(Name::Period)
        && let Some((from, to)) = two_dates(&field.text, grammar, form)
    {
        return both(from, to);
    }
    let one = |name: Name| one_date(&fields.get(name)?.text, grammar, form).map(|(date, _)| date);
    both(one(Name::PeriodFrom)?, one(Name::PeriodTo)?)
}

/// A date printed in the header as the date of the statement.
fn statement_date(fields: &HeaderFields, grammar: &Grammar<'_>) -> Option<Date> {
    fields
        .get(Name::StatementDate)
        .and_then(|field| one_date(&field.text, grammar, None))
        .map(|(date, _)| date)
}

/// Whether a line names a range: two dates with nothing but `to`, `and`, a dash or the like between them.
pub(super) fn is_range(text: &str, grammar: &Grammar<'_>) -> bool {
    let Some((from, rest)) = find_date(text, grammar, None) else {
        return false;
    };
    let between = rest.trim_start_matches(|c: char| !c.is_ascii_digit() && !c.is_alphabetic());
    let joins = ["to", "and", "through", "till", "until", "up to", "upto"];
    let lower = between.to_lowercase();
    let tail = joins
        .iter()
        .find_map(|join| lower.strip_prefix(join).filter(|tail| tail.starts_with(char::is_whitespace)))
        .map_or(between, |tail| between.get(between.len() - tail.len()..).unwrap_or(between));
    one_date(tail, grammar, None).is_some_and(|(to, _)| from <= to)
}

/// The first two dates in a text, whatever stands between and around them.
pub(super) fn two_dates(text: &str, grammar: &Grammar<'_>, form: Option<&DateForm>) -> Option<(Date, Date)> {
    let (from, rest) = find_date(text, grammar, form)?;
    let (to, _) = find_date(rest, grammar, form)?;
    Some((from, to))
}

fn find_date<'t>(text: &'t str, grammar: &Grammar<'_>, form: Option<&DateForm>) -> Option<(Date, &'t str)> {
    let mut at_word = true;
    for (offset, c) in text.char_indices() {
        if at_word && let Some(found) = one_date(text.get(offset..)?, grammar, form) {
            return Some(found);
        }
        at_word = !c.is_alphanumeric();
    }
    None
}

fn one_date<'t>(text: &'t str, grammar: &Grammar<'_>, form: Option<&DateForm>) -> Option<(Date, &'t str)> {
    let header = HEADER_FORMS.iter().filter_map(|text| DateForm::new(text));
    // A table that prints `7/14` has a header that prints `07/14/2021`.
    let grown = form.into_iter().chain(&grammar.dates).flat_map(DateForm::with_year);
    let forms = form.cloned().into_iter().chain(grown).chain(header).chain(grammar.dates.iter().cloned());
    for form in forms.filter(DateForm::has_year) {
        if let Some((printed, rest)) = form.parse_prefix(text, grammar.locale)
            && let Some(date) = printed.to_date()
        {
            return Some((date, rest));
        }
    }
    None
}

/// A text that is a date with its year and nothing else, in any form of a header.
pub(super) fn whole_date(text: &str, grammar: &Grammar<'_>) -> Option<Date> {
    one_date(text, grammar, None).filter(|(_, rest)| rest.trim().is_empty()).map(|(date, _)| date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_missing_year_is_taken_from_the_period_also_over_new_year() {
        let period = Some(Period { from: date("2024-12-10"), to: date("2025-01-09") });
        let printed = |day, month| PrintedDate { day, month, year: None };
        assert_eq!(resolve_year(printed(31, 12), period, None), Some(date("2024-12-31")));
        assert_eq!(resolve_year(printed(2, 1), period, None), Some(date("2025-01-02")));
        assert_eq!(resolve_year(printed(2, 1), None, Some(date("2025-01-09"))), Some(date("2025-01-02")));
        assert_eq!(resolve_year(printed(31, 12), None, Some(date("2025-01-09"))), Some(date("2024-12-31")));
        assert_eq!(resolve_year(printed(31, 12), None, None), None);
    }
}
