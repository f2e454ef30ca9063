//! Settles one date form for the whole document, and the years that are not printed.

use super::doubt;
use super::fields::HeaderFields;
use super::period::{self, ORDERS};
use crate::model::{Diagnostic, Locator, Period, Skipped, Transaction};
use crate::table::{Grammar, RawRow, RowKind, StatementTable};
use crate::value::{DateForm, DayMonth, Opening, PrintedDate};
use bank_templates::{Field, Locale};
use jiff::civil::Date;

/// The date form of a document and what follows from it.
pub(super) struct Dated<'g> {
    form: DateForm,
    /// Banks print the value date shorter than the booking date, or with the month in digits.
    value_form: Option<DateForm>,
    locale: &'g Locale,
    /// Period as printed in the header.
    pub(super) period: Option<Period>,
    reference: Option<Date>,
    /// Where the years of the rows come from.
    pub(super) year: Year,
}

/// Where the year of a date comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    /// It is printed beside the day.
    Printed,
    /// It follows from the period or the date of the statement.
    Stated,
    /// It was taken from the date of the file, which a copy of it changes.
    OfTheFile,
}

impl Dated<'_> {
    /// Reads the date of a cell; what follows the date (a time) is given back.
    pub(super) fn read<'t>(&self, text: &'t str) -> Option<(Date, &'t str)> {
        let (printed, rest) = self.form.parse_prefix(text, self.locale)?;
        Some((self.resolve(printed)?, rest))
    }

    /// The order of day and month of the document, where its dates have one.
    pub(super) fn order(&self) -> Option<DayMonth> {
        self.form.order()
    }

    /// How many rows have a date without its year where most have theirs, which the form that reads all of them leaves out:
    /// the year of such a row may have been taken into its narration.
    pub(super) fn without_year(&self, rows: &[RawRow]) -> usize {
        if self.form.has_year() {
            return 0;
        }
        let cells = texts(rows, Field::Date);
        let is_year = |rest: &str| {
            let rest = rest.trim_start_matches([' ', ',', '.', '/', '-']);
            rest.bytes().take_while(u8::is_ascii_digit).count() == 4
        };
        let dated =
            |text: &&&str| self.form.parse_prefix(text, self.locale).is_some_and(|(_, rest)| is_year(rest));
        let with = cells.iter().filter(dated).count();
        if 2 * with > cells.len() { cells.len() - with } else { 0 }
    }

    /// How many years lie between the rows and the day on which the document was made, where years of two digits may be of
    /// another calendar and no period says otherwise.
    pub(super) fn far_from_reference(&self, rows: &[Transaction]) -> Option<i16> {
        let made = self.reference.filter(|_| self.form.has_short_year() && self.period.is_none())?;
        let apart = rows.iter().map(|row| (made.year() - row.date.year()).abs()).min()?;
        (apart > FEW_YEARS_LATER).then_some(apart)
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

/// Statements are asked for again years after, and kept by law for as many.
const FEW_YEARS_LATER: i16 = 12;

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
    table: &StatementTable,
    fields: &HeaderFields,
    grammar: &Grammar<'g>,
    reference: Option<Date>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Dated<'g> {
    let mut cells = texts(&table.rows, Field::Date);
    if cells.is_empty() {
        // Where no row has a date, lines between them have: `Wednesday, 02 April 2025`.
        cells.extend(table.skipped.iter().map(|line| line.text.as_str()));
    }
    let values = texts(&table.rows, Field::ValueDate);
    let known = Known::of(table, &values, fields, grammar, reference);
    let (best, why) = choose(&cells, &known, grammar);
    let mut dated = best.unwrap_or(Dated {
        form: DateForm::iso(),
        value_form: None,
        locale: grammar.locale,
        period: None,
        reference: None,
        year: Year::Printed,
    });
    // A single form needs no reason.
    if grammar.dates.len() > 1 {
        let message = format!("dates read as {}, {}", dated.form.as_str(), why.reason());
        let code = if why == Why::Nothing { AMBIGUOUS } else { "date_form" };
        doubt(diagnostics, code, message, None);
    }
    let unread = values.iter().any(|text| dated.form.parse_prefix(text, grammar.locale).is_none());
    if unread && let (Some(other), _) = choose(&values, &known, grammar) {
        dated.value_form = Some(other.form);
    }
    dated
}

/// The code of a doubt about the order in which the numbers of a date stand.
pub(super) const AMBIGUOUS: &str = "date_order_ambiguous";

fn texts(rows: &[RawRow], field: Field) -> Vec<&str> {
    rows.iter()
        .filter(|row| row.kind == RowKind::Transaction)
        .filter_map(|row| row.cell(field).map(|cell| cell.text.as_str()))
        .collect()
}

/// What a document says about its dates besides the dates of its rows, for each order of day, month and short year.
struct Known {
    periods: [Option<Period>; ORDERS.len()],
    references: [(Option<Date>, Year); ORDERS.len()],
    /// The order of day and month in which other numbers of the document can only be dates: `03/31/2025`.
    order: Option<DayMonth>,
}

impl Known {
    fn of(
        table: &StatementTable,
        values: &[&str],
        fields: &HeaderFields,
        grammar: &Grammar<'_>,
        file: Option<Date>,
    ) -> Known {
        let references = ORDERS.map(|order| match period::statement_date(fields, grammar, order) {
            Some(date) => (Some(date), Year::Stated),
            None => (file, Year::OfTheFile),
        });
        let around = table.above.iter().chain(&table.around).flat_map(|line| &line.line.words);
        let words = around.map(|word| word.text.as_str()).chain(values.iter().copied());
        let orders: Vec<DayMonth> = words.filter_map(only_order).collect();
        let order = orders.first().copied().filter(|first| orders.iter().all(|order| order == first));
        Known { periods: ORDERS.map(|order| period::period(fields, grammar, order)), references, order }
    }
}

/// The order of day and month in which a text can be a date of numbers, when it can only be one in one order.
fn only_order(text: &str) -> Option<DayMonth> {
    let text = text.trim_matches(|c: char| !c.is_ascii_digit());
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [first, second, year] = parts.as_slice() else { return None };
    let number = |part: &str| part.parse::<u8>().ok().filter(|_| part.len() <= 2);
    let is_year = matches!(year.len(), 2 | 4) && year.bytes().all(|b| b.is_ascii_digit());
    match (number(first)?, number(second)?) {
        (13..=31, 1..=12) if is_year => Some(DayMonth::DayFirst),
        (1..=12, 13..=31) if is_year => Some(DayMonth::MonthFirst),
        _ => None,
    }
}

/// Why dates were read in the form in which they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// No other form reads as many.
    OnlyForm,
    /// Other dates of the document can only be read in this order of day and month.
    OtherDates,
    /// Another order scatters them over many years.
    FewYears,
    Period,
    OrderOfRows,
    Country,
    Nothing,
}

impl Why {
    fn reason(self) -> &'static str {
        match self {
            Why::OnlyForm => "the form that reads the most of them",
            Why::OtherDates => "because other dates of the document allow no other order of day and month",
            Why::FewYears => "because another order scatters them over many years",
            Why::Period => "because that keeps them within the printed period",
            Why::OrderOfRows => "because that keeps them in order",
            Why::Country => {
                "as is usual where the bank, its language or its currency is; nothing printed contradicts"
            }
            Why::Nothing => "though their numbers could stand in another order in all of them",
        }
    }
}

/// How well a form fits; more is better, compared in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    read: usize,
    /// Not in the order that other dates of the document exclude.
    allowed: bool,
    /// Spans of [`FEW_YEARS`] that the dates reach over.
    scattered: std::cmp::Reverse<i16>,
    inside: usize,
    falls: std::cmp::Reverse<usize>,
    /// In the order that is usual where the statement comes from.
    usual: bool,
}

/// One form tried: how it fits, what it is, and the dates that it gives.
type Candidate<'g> = (Score, Dated<'g>, Vec<Date>);

/// The form that reads texts best, and why it is that one.
fn choose<'c, 'g>(cells: &[&'c str], known: &Known, grammar: &Grammar<'g>) -> (Option<Dated<'g>>, Why) {
    let mut candidates: Vec<Candidate<'g>> = Vec::new();
    // The rows of one day print one text.
    let mut distinct = cells.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    // Only a printed period tells `68` of the Buddhist era from the year 2068.
    let has_period = known.periods.iter().any(Option::is_some);
    let buddhist = grammar.dates.iter().filter(|form| has_period && form.has_short_year());
    let forms: Vec<DateForm> =
        grammar.dates.iter().cloned().chain(buddhist.cloned().map(DateForm::in_buddhist_era)).collect();
    let openings: Vec<Opening<'_>> = distinct.iter().map(|text| Opening::of(text, grammar.locale)).collect();
    for form in &forms {
        if !openings.iter().any(|opening| form.parse_opening(opening, grammar.locale).is_some()) {
            continue;
        }
        let header = ORDERS.into_iter().zip(known.periods).zip(known.references);
        for ((order, period), (reference, source)) in header {
            if form.order().is_some_and(|of| of != order) {
                continue;
            }
            let year = match (form.has_year(), period) {
                (true, _) => Year::Printed,
                (false, Some(_)) => Year::Stated,
                (false, None) => source,
            };
            let form = form.clone();
            let dated = Dated { form, value_form: None, locale: grammar.locale, period, reference, year };
            let mut last: Option<(&str, Option<Date>)> = None;
            let mut read = |text: &'c str| match last {
                Some((before, date)) if before == text => date,
                _ => {
                    let date = dated.read(text).map(|(date, _)| date);
                    last = Some((text, date));
                    date
                }
            };
            let dates: Vec<Date> = cells.iter().filter_map(|text| read(text)).collect();
            candidates.push((score(&dates, &dated, order, known, grammar), dated, dates));
        }
    }
    // The first of equals wins: forms are tried in the order of how usual they are.
    let better = |best: usize, next: usize| match (candidates.get(best), candidates.get(next)) {
        (Some(a), Some(b)) if b.0 > a.0 => next,
        _ => best,
    };
    let Some(best) = (0..candidates.len()).reduce(better) else { return (None, Why::OnlyForm) };
    let why = candidates.get(best).map_or(Why::OnlyForm, |best| why(best, &candidates));
    (candidates.into_iter().nth(best).map(|(_, dated, _)| dated), why)
}

/// What sets the best candidate apart from the best of those that give other dates.
fn why(best: &Candidate<'_>, candidates: &[Candidate<'_>]) -> Why {
    let (score, dated, dates) = best;
    let differs = |other: &&Candidate<'_>| {
        let other_order = dated.form.order() != other.1.form.order();
        other_order && other.0.read == score.read && other.2 != *dates
    };
    let Some((rival, _, _)) = candidates.iter().filter(differs).max_by_key(|(score, _, _)| *score) else {
        return Why::OnlyForm;
    };
    if rival.allowed != score.allowed {
        Why::OtherDates
    } else if rival.scattered != score.scattered {
        Why::FewYears
    } else if rival.inside != score.inside {
        Why::Period
    // A step back here and there is no order that rows keep.
    } else if score.falls.0 * 2 < rival.falls.0 {
        Why::OrderOfRows
    } else if rival.usual != score.usual {
        Why::Country
    } else {
        Why::Nothing
    }
}

fn score(dates: &[Date], dated: &Dated<'_>, order: DayMonth, known: &Known, grammar: &Grammar<'_>) -> Score {
    let within =
        |period: Period| dates.iter().filter(|date| (period.from..=period.to).contains(date)).count();
    let pairs = || dates.iter().zip(dates.iter().skip(1));
    let falls = pairs().filter(|(a, b)| a > b).count();
    let rises = pairs().filter(|(a, b)| a < b).count();
    Score {
        read: dates.len(),
        // Other dates tell day and month from each other, and not a short year from a day.
        allowed: known.order.is_none_or(|only| only == order || order == DayMonth::YearFirst),
        scattered: std::cmp::Reverse(scattered(dates)),
        inside: dated.period.map_or(0, within),
        falls: std::cmp::Reverse(falls.min(rises)),
        usual: is_usual(order, grammar.usual),
    }
}

/// Whether dates of an order are usual where those of another are: where the year may lead, the day still comes before the month.
fn is_usual(order: DayMonth, usual: Option<DayMonth>) -> bool {
    usual == Some(order) || (usual == Some(DayMonth::YearFirst) && order == DayMonth::DayFirst)
}

/// How many years a statement covers without anybody wondering.
const FEW_YEARS: i16 = 3;

/// How many spans of few years dates reach over. `25-04-03` and `25-04-17` are two weeks of one year, or the same day of years that
/// lie fourteen apart.
fn scattered(dates: &[Date]) -> i16 {
    let years = || dates.iter().map(|date| date.year());
    let span = years().max().unwrap_or(0).saturating_sub(years().min().unwrap_or(0));
    span / FEW_YEARS
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

/// How many rows have another date than a line right above them that is a date and nothing else. A day that heads its rows is the
/// day of booking, and the date beside a row may then be its value date.
pub(super) fn headed_otherwise(rows: &[RawRow], skipped: &[Skipped], dated: &Dated<'_>) -> usize {
    let place = |at: &Locator| (at.page, at.rect.top);
    let order = |a: &(u32, f32), b: &(u32, f32)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1));
    let transactions = rows.iter().filter(|row| row.kind == RowKind::Transaction);
    let mut printed: Vec<((u32, f32), &str)> =
        transactions.filter_map(|row| Some((place(row.at.first()?), row.text(Field::Date)))).collect();
    printed.sort_by(|a, b| order(&a.0, &b.0));
    let differs = |line: &&Skipped| {
        let Some(date) = dated.read_line(&line.text) else { return false };
        let at = place(&line.at);
        let below = printed.partition_point(|(row, _)| order(row, &at).is_le());
        let row = printed.get(below).filter(|((page, _), _)| *page == at.0);
        row.and_then(|(_, text)| dated.read(text)).is_some_and(|(beside, _)| beside != date)
    };
    skipped.iter().filter(differs).count()
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
