//! A layout for a table that no template describes: headings in the words that the language usually has.
//!
//! The layout found is a guess until the balances hold; [`crate::read`] gives the verdict.

mod blocks;
mod days;
mod headings;
mod heard;
mod strips;
mod unheaded;
mod units;

use crate::page::PageLine;
use crate::table::Grammar;
use crate::value::{DateForm, Strength};
use bank_templates::locale::squash;
use bank_templates::pattern::Pattern;
use bank_templates::template::{
    Balances, Calendar, Continues, Header, Rows, Source, StartsWith, Table, Titles,
};
use bank_templates::{Column, Field, Layout, Locale, OneOrMany};
pub use blocks::parted;
use headings::{Headings, headings};
pub use heard::Heard;
use pdf::Line;
use std::sync::{Arc, LazyLock};
pub use unheaded::unheaded;
pub use units::{currency, usual_order};

/// How many pages are asked which language they are in: titles, labels and headings stand on the first ones.
const PAGES_ASKED: usize = 3;

/// Date forms to try where no template names one. Forms that share their look are tried in the order of how many
/// countries print them; the dates of the document decide between them.
pub const DATE_FORMS: &[&str] = &[
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
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
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d/%b/%Y",
    "%d %b, %Y",
    "%d. %b %Y",
    "%d de %b de %Y",
    "%d de %b %Y",
    "%Y년 %m월 %d일",
    "%Y. %m. %d.",
    "%Y. %m. %d",
    "%d %b %y",
    "%d-%b-%y",
    "%d/%b/%y",
    "%d %b '%y",
    "%b %d, %Y",
    "%b %d %Y",
    "%d%b%Y",
    "%d%b%y",
    "%b %d",
    "%d %b",
    "%d-%b",
    "%m/%d",
    "%d/%m",
    "%m-%d",
    "%d-%m",
    "%d.%m.",
    "%d.%m",
    "%d. %b",
];

/// Lines above the first heading row or the first line that looks like a row: the only place for evidence of the bank.
#[must_use]
pub fn above_table(heard: &Heard<'_>, locales: &[&Grammar<'_>]) -> Vec<PageLine> {
    let spoken: Vec<&Grammar<'_>> =
        locales.iter().filter(|grammar| heard.speaks(grammar.locale)).copied().collect();
    let mut above = Vec::new();
    for ((page, lines), words) in heard.each() {
        let headings = spoken
            .iter()
            .flat_map(|grammar| {
                let dated = |found: &&Headings| {
                    found.has(Field::Date) || !days::below(lines, found, grammar.locale).is_empty()
                };
                let found = headings(words, grammar.locale);
                found.iter().filter(|found| dated(found)).map(|found| found.at.top).reduce(f32::min)
            })
            .reduce(f32::min);
        let row = spoken
            .iter()
            .filter_map(|grammar| lines.iter().find(|line| looks_like_row(line, grammar)))
            .map(|line| line.at.top)
            .reduce(f32::min);
        let cut = [headings, row].into_iter().flatten().reduce(f32::min);
        above.extend(
            lines
                .iter()
                .filter(|line| cut.is_none_or(|cut| line.at.bottom <= cut + 0.5))
                .map(|line| PageLine { page: *page, line: line.clone() }),
        );
        if cut.is_some() {
            return above;
        }
    }
    // No table anywhere: a letter, an advert. Its first page is all that could speak for a bank.
    above.retain(|line| Some(&line.page) == heard.pages.first().map(|(page, _)| page));
    above
}

/// A line that opens with a date and carries an amount.
fn looks_like_row(line: &Line, grammar: &Grammar<'_>) -> bool {
    let amount = |word: &pdf::Word| grammar.amounts.word_strength(&word.text) == Some(Strength::Formed);
    if !line.words.iter().any(amount) {
        return false;
    }
    let text = line.text();
    grammar.date_at(&text).is_some()
}

/// Sets of columns that are tried at most.
const MOST_SETS: usize = 8;
/// Layouts that are tried by themselves at most.
const MOST_LAYOUTS: usize = 8;

/// What the headings of a document make of it.
#[derive(Clone, Debug, Default)]
pub struct Guesses {
    /// Layouts to try one by one, the most complete headings first.
    pub layouts: Vec<Layout>,
    /// Layouts with a date column to try together, for documents that have tables of several kinds.
    pub kinds: Vec<Layout>,
}

/// Layouts to try on a document.
#[must_use]
pub fn layouts(heard: &Heard<'_>, locale: &Locale, currency: &str) -> Guesses {
    if !heard.speaks(locale) {
        return Guesses::default();
    }
    let currency = units::of_language(heard.pages, locale, currency);
    let mut candidates: Vec<(Headings, Vec<Pattern>)> = Vec::new();
    let mut later = Vec::new();
    for ((_, lines), words) in heard.each() {
        let on_page = headings(words, locale);
        if on_page.is_empty() && !candidates.is_empty() {
            later.push(lines.as_slice());
        }
        for found in on_page.iter().cloned() {
            let days = if found.has(Field::Date) { Vec::new() } else { days::below(lines, &found, locale) };
            if found.has(Field::Date) || !days.is_empty() {
                candidates.push((found, days));
            }
        }
    }
    // Of two that hold as much, the one without columns that nobody knows.
    candidates.sort_by_key(|(headings, _)| (std::cmp::Reverse(headings.weight()), headings.columns.len()));
    let mut days: Vec<Pattern> = candidates.iter().flat_map(|(_, days)| days).cloned().collect();
    if !days.is_empty() {
        // The table goes on over pages that repeat no headings, and so do its days.
        days.extend(later.into_iter().flat_map(|lines| days::of(lines, locale)));
    }
    let mut guesses = Guesses::default();
    let mut sets: Vec<Vec<Column>> = Vec::new();
    for (headings, _) in candidates {
        let columns = columns(&headings);
        let same = |set: &Vec<Column>| {
            set.len() == columns.len()
                && set.iter().zip(&columns).all(|(a, b)| a.field == b.field && a.heading == b.heading)
        };
        if sets.iter().any(same) {
            continue;
        }
        sets.push(columns.clone());
        let dated = headings.has(Field::Date);
        if dated {
            guesses.kinds.push(layout(columns.clone(), locale, currency, StartsWith::Date));
        }
        if guesses.layouts.len() < MOST_LAYOUTS {
            guesses
                .layouts
                .extend(dated.then(|| layout(columns.clone(), locale, currency, StartsWith::Date)));
            let mut by_amount = layout(columns, locale, currency, StartsWith::Amount);
            if !dated {
                // The lines that date the rows below them are no narration; reading finds them among what was left out.
                by_amount.rows.skip = OneOrMany(days.clone());
            }
            guesses.layouts.push(by_amount);
        }
        if sets.len() >= MOST_SETS {
            break;
        }
    }
    guesses
}

/// The layout of a table that nothing is known of but its language.
#[must_use]
pub fn plain(pages: &[(u32, Vec<Line>)], locale: &Locale, currency: &str) -> Layout {
    layout(Vec::new(), locale, units::of_language(pages, locale, currency), StartsWith::Date)
}

fn columns(headings: &Headings) -> Vec<Column> {
    let column = |(field, phrase): (Field, &str)| Column {
        heading: OneOrMany(vec![phrase.to_owned()]),
        field,
        align: None,
        optional: false,
        unmarked: None,
    };
    headings.columns.iter().map(|(field, phrase, _)| column((*field, phrase))).collect()
}

fn layout(columns: Vec<Column>, locale: &Locale, currency: &str, starts_with: StartsWith) -> Layout {
    Layout {
        id: "inferred".to_owned(),
        currency: currency.to_owned(),
        locale: locale.tag.clone(),
        dates: DATE_FORMS.iter().map(|form| (*form).to_owned()).collect(),
        order: None,
        source: Source::default(),
        header: Header::default(),
        table: Table { columns },
        rows: Rows { starts_with, continues: Continues::Around, ..Rows::default() },
        sections: Titles::default(),
        balances: Balances::default(),
        calendar: Calendar::default(),
        example: Vec::new(),
    }
}

/// Whether the narration of an inferred layout was chosen among several columns whose headings no list knows.
#[must_use]
pub fn narration_is_a_guess(layout: &Layout, locale: &Locale) -> bool {
    let all = locale.headings.all();
    let known = |column: &Column| {
        let headings = column.heading.0.iter().map(|heading| squash(heading));
        headings.into_iter().any(|heading| {
            heading.is_empty() || all.iter().any(|(_, phrase)| heading.contains(&squash(phrase)))
        })
    };
    let unknown = |field: Field| {
        layout.table.columns.iter().filter(|column| column.field == field).any(|column| !known(column))
    };
    let has_none = layout.table.columns.iter().all(|column| column.field != Field::Narration);
    has_none || (unknown(Field::Narration) && unknown(Field::Ignore))
}

/// [`DATE_FORMS`], compiled once.
#[must_use]
pub fn date_forms() -> Arc<[DateForm]> {
    static FORMS: LazyLock<Arc<[DateForm]>> =
        LazyLock::new(|| DATE_FORMS.iter().filter_map(|form| DateForm::new(form)).collect());
    Arc::clone(&FORMS)
}

/// Date forms compiled; forms that do not compile are left out, which a template's lint has refused before.
#[must_use]
pub fn compile(forms: &[String]) -> Arc<[DateForm]> {
    // Layouts that are guessed have them all.
    if forms == DATE_FORMS {
        return date_forms();
    }
    forms.iter().filter_map(|form| DateForm::new(form)).collect()
}
