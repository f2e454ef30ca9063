//! A layout for a table that no template describes: headings in the words that the language usually has.
//!
//! The layout found is a guess until the balances hold; [`crate::read`] gives the verdict.

use super::Grammar;
use super::header::{Heard, beside, find_phrase, heard, squash};
use crate::page::PageLine;
use crate::value::{AmountForm, DateForm, Strength};
use bank_templates::template::{Continues, Header, Rows, StartsWith, Table};
use bank_templates::{Column, Field, Layout, Locale, OneOrMany};
use pdf::{Line, Rect};

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
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d/%b/%Y",
    "%d %b, %Y",
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
    "%d.%m.",
];

/// A heading row made of usual words.
#[derive(Clone, Debug)]
pub struct Headings {
    columns: Vec<(Field, String, Rect)>,
    at: Rect,
}

impl Headings {
    /// How much of a table the headings make: a date, money and a balance weigh more than the rest.
    fn weight(&self) -> usize {
        let has = |field: Field| self.columns.iter().any(|(of, _, _)| *of == field);
        let money = has(Field::Amount) || (has(Field::Debit) && has(Field::Credit));
        if !has(Field::Date) || !money {
            return 0;
        }
        self.columns.len()
            + if has(Field::Balance) { 4 } else { 0 }
            + if has(Field::Narration) { 2 } else { 0 }
    }
}

/// Heading rows on one page that could belong to a transaction table, from top to bottom.
#[must_use]
pub fn headings(lines: &[Line], locale: &Locale) -> Vec<Headings> {
    let words = heard(lines);
    let matches = matches(&words, locale);
    let mut found: Vec<Headings> = Vec::new();
    for (field, _, pivot) in &matches {
        if !field.is_money() || found.iter().any(|known| beside(known.at, *pivot)) {
            continue;
        }
        let mut columns: Vec<(Field, String, Rect)> =
            matches.iter().filter(|(_, _, at)| beside(*at, *pivot)).cloned().collect();
        columns.sort_by(|a, b| a.2.x0.total_cmp(&b.2.x0));
        let mut columns = settle_doubles(columns);
        add_unknown(&words, *pivot, &mut columns);
        let at = columns.iter().map(|(_, _, at)| *at).reduce(Rect::union).unwrap_or(*pivot);
        let candidate = Headings { columns, at };
        if candidate.weight() > 0 {
            found.push(candidate);
        }
    }
    found.sort_by(|a, b| a.at.top.total_cmp(&b.at.top));
    found
}

fn matches(words: &[Heard<'_>], locale: &Locale) -> Vec<(Field, String, Rect)> {
    let lists = &locale.headings;
    let mut found: Vec<(Field, String, Rect)> = Vec::new();
    for (field, phrases) in [
        (Field::Date, &lists.date),
        (Field::ValueDate, &lists.value_date),
        (Field::Narration, &lists.narration),
        (Field::Reference, &lists.reference),
        (Field::Debit, &lists.debit),
        (Field::Credit, &lists.credit),
        (Field::Amount, &lists.amount),
        (Field::DrCr, &lists.dr_cr),
        (Field::Balance, &lists.balance),
        (Field::Ignore, &lists.ignore),
    ] {
        for phrase in phrases {
            found.extend(
                find_phrase(words, &squash(phrase)).into_iter().map(|at| (field, phrase.clone(), at)),
            );
        }
    }
    // `Balance` within `Closing Balance` is not a heading of its own.
    let longer = |a: &(Field, String, Rect), b: &(Field, String, Rect)| {
        let (short, long) = (squash(&a.1).len(), squash(&b.1).len());
        long > short && a.2.overlap_x(b.2) > a.2.width() * 0.5 && a.2.overlap_y(b.2) > a.2.height() * 0.3
    };
    let mut kept: Vec<(Field, String, Rect)> =
        found.iter().filter(|one| !found.iter().any(|other| longer(one, other))).cloned().collect();
    kept.dedup_by(|a, b| a.0 == b.0 && a.2 == b.2);
    kept
}

/// One heading per place, and at most one column of each kind but narration.
fn settle_doubles(columns: Vec<(Field, String, Rect)>) -> Vec<(Field, String, Rect)> {
    let mut kept: Vec<(Field, String, Rect)> = Vec::new();
    for (mut field, phrase, at) in columns {
        if kept.iter().any(|(_, _, other)| other.overlap_x(at) > 0.5 * at.width()) {
            continue;
        }
        let taken = |field: Field, kept: &[(Field, String, Rect)]| kept.iter().any(|(of, _, _)| *of == field);
        if taken(field, &kept) && field != Field::Narration && field != Field::Ignore {
            field = match field {
                Field::Date if !taken(Field::ValueDate, &kept) => Field::ValueDate,
                Field::Reference | Field::DrCr => Field::Ignore,
                _ => continue,
            };
        }
        kept.push((field, phrase, at));
    }
    kept
}

/// Headings that no list knows are columns all the same: the first before the amounts is the narration when no other
/// is, the rest is read and left out.
fn add_unknown(words: &[Heard<'_>], pivot: Rect, columns: &mut Vec<(Field, String, Rect)>) {
    let mut chunks: Vec<(String, Rect)> = Vec::new();
    let mut unknown: Vec<&Heard<'_>> = words
        .iter()
        .filter(|heard| beside(heard.at(), pivot))
        .filter(|heard| !columns.iter().any(|(_, _, at)| at.overlap_x(heard.at()) > 0.0))
        .collect();
    unknown.sort_by(|a, b| a.at().x0.total_cmp(&b.at().x0));
    for heard in unknown {
        match chunks.last_mut() {
            Some((text, at)) if heard.at().x0 - at.x1 < heard.at().height() * 0.7 => {
                text.push(' ');
                text.push_str(heard.text());
                *at = at.union(heard.at());
            }
            _ => chunks.push((heard.text().to_owned(), heard.at())),
        }
    }
    let widest = chunks.iter().map(|(_, at)| at.width()).fold(0.0, f32::max);
    for (text, at) in chunks.into_iter().filter(|(text, _)| text.chars().any(char::is_alphabetic)) {
        let has_narration = columns.iter().any(|(field, _, _)| *field == Field::Narration);
        let field = if !has_narration && at.width() >= widest { Field::Narration } else { Field::Ignore };
        columns.push((field, text, at));
    }
    columns.sort_by(|a, b| a.2.x0.total_cmp(&b.2.x0));
}

/// Lines above the first heading row or the first line that looks like a row: the only place for evidence of the bank.
#[must_use]
pub fn above_table(pages: &[(u32, Vec<Line>)], locales: &[&Grammar<'_>]) -> Vec<PageLine> {
    let mut above = Vec::new();
    for (page, lines) in pages {
        let headings = locales
            .iter()
            .flat_map(|grammar| headings(lines, grammar.locale))
            .map(|headings| headings.at.top)
            .reduce(f32::min);
        let row = locales
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
    above.retain(|line| Some(&line.page) == pages.first().map(|(page, _)| page));
    above
}

/// A line that opens with a date and carries an amount.
fn looks_like_row(line: &Line, grammar: &Grammar<'_>) -> bool {
    let text = line.text();
    let dated = grammar.dates.iter().any(|form| form.parse_prefix(&text, grammar.locale).is_some());
    dated && line.words.iter().any(|word| grammar.amounts.word_strength(&word.text) == Some(Strength::Formed))
}

/// Layouts to try on a document, the most complete headings first.
#[must_use]
pub fn layouts(pages: &[(u32, Vec<Line>)], locale: &Locale, currency: &str) -> Vec<Layout> {
    let mut candidates: Vec<Headings> = pages.iter().flat_map(|(_, lines)| headings(lines, locale)).collect();
    candidates.sort_by_key(|headings| std::cmp::Reverse(headings.weight()));
    let mut layouts: Vec<Layout> = Vec::new();
    for headings in candidates {
        let columns: Vec<Column> = headings
            .columns
            .iter()
            .map(|(field, phrase, _)| Column {
                heading: OneOrMany(vec![phrase.clone()]),
                field: *field,
                align: None,
                optional: false,
            })
            .collect();
        let same = |layout: &Layout| {
            layout.table.columns.len() == columns.len()
                && layout
                    .table
                    .columns
                    .iter()
                    .zip(&columns)
                    .all(|(a, b)| a.field == b.field && a.heading == b.heading)
        };
        if layouts.iter().any(same) {
            continue;
        }
        for starts_with in [StartsWith::Date, StartsWith::Amount] {
            layouts.push(layout(columns.clone(), locale, currency, starts_with));
        }
        if layouts.len() >= 6 {
            break;
        }
    }
    layouts
}

fn layout(columns: Vec<Column>, locale: &Locale, currency: &str, starts_with: StartsWith) -> Layout {
    Layout {
        id: "inferred".to_owned(),
        currency: currency.to_owned(),
        locale: locale.tag.clone(),
        dates: DATE_FORMS.iter().map(|form| (*form).to_owned()).collect(),
        order: None,
        header: Header::default(),
        table: Table { columns },
        rows: Rows { starts_with, continues: Continues::Around, ..Rows::default() },
        example: Vec::new(),
    }
}

/// Date forms compiled; forms that do not compile are left out, which a template's lint has refused before.
#[must_use]
pub fn compile(forms: &[String]) -> Vec<DateForm> {
    forms.iter().filter_map(|form| DateForm::new(form)).collect()
}

/// Number forms to try: those of the forms in use in the world that read the most amounts of the document.
#[must_use]
pub fn number_forms(pages: &[(u32, Vec<Line>)], usual: &AmountForm) -> Vec<AmountForm> {
    let others = [
        (',', &['.', ' ', '\u{a0}', '\u{202f}'][..]),
        ('.', &[' ', '\u{a0}', '\u{202f}'][..]),
        ('.', &['\'', '’'][..]),
        ('.', &[','][..]),
    ];
    let candidates = std::iter::once(usual.clone())
        .chain(others.into_iter().map(|(decimal, groups)| usual.clone().with_separators(decimal, groups)));
    let mut counted: Vec<(usize, AmountForm)> = candidates
        .map(|form| {
            let words = pages.iter().flat_map(|(_, lines)| lines).flat_map(|line| &line.words);
            (words.filter(|word| form.word_strength(&word.text) == Some(Strength::Formed)).count(), form)
        })
        .collect();
    let most = counted.iter().map(|(count, _)| *count).max().unwrap_or(0);
    counted.retain(|(count, form)| *count == most || form == usual);
    counted.dedup_by(|a, b| a.1 == b.1);
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    counted.into_iter().map(|(_, form)| form).take(2).collect()
}

/// The currency of a document without template: the bank's country says it, or a code or sign above the table.
#[must_use]
pub fn currency(above: &[PageLine], country: Option<&str>) -> String {
    let by_country = match country {
        Some("IN") => Some("INR"),
        Some("US") => Some("USD"),
        Some("GB") => Some("GBP"),
        Some("SG") => Some("SGD"),
        Some("NZ") => Some("NZD"),
        Some("AU") => Some("AUD"),
        Some("KR") => Some("KRW"),
        Some("VN") => Some("VND"),
        Some("RO") => Some("RON"),
        Some("DE" | "FR" | "NL" | "ES" | "IT" | "IE" | "AT" | "BE") => Some("EUR"),
        _ => None,
    };
    if let Some(currency) = by_country {
        return currency.to_owned();
    }
    let signs = [
        ("₹", "INR"),
        ("rs.", "INR"),
        ("ifsc", "INR"),
        ("inr", "INR"),
        ("s$", "SGD"),
        ("sgd", "SGD"),
        ("nz$", "NZD"),
        ("nzd", "NZD"),
        ("€", "EUR"),
        ("eur", "EUR"),
        ("£", "GBP"),
        ("gbp", "GBP"),
        ("usd", "USD"),
        ("aud", "AUD"),
        ("$", "USD"),
        ("₩", "KRW"),
        ("krw", "KRW"),
        ("₫", "VND"),
        ("vnd", "VND"),
        ("ron", "RON"),
        ("chf", "CHF"),
        ("sek", "SEK"),
        ("aed", "AED"),
    ];
    let words: Vec<String> =
        above.iter().flat_map(|line| &line.line.words).map(|word| word.text.to_lowercase()).collect();
    let is_sign = |sign: &str| sign.chars().all(|c| !c.is_alphanumeric()) || sign.ends_with('$');
    signs
        .iter()
        .find(|(sign, _)| {
            words.iter().any(|word| {
                if is_sign(sign) {
                    word.contains(sign)
                } else {
                    word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.') == *sign
                }
            })
        })
        // ISO 4217 for "no currency": amounts are right, their unit is not printed.
        .map_or_else(|| "XXX".to_owned(), |(_, code)| (*code).to_owned())
}
