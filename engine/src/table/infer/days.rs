//! Lines that date the rows below them, as banks print that give each day a heading of its own.

use super::date_forms;
use super::headings::Headings;
use bank_templates::Locale;
use bank_templates::pattern::Pattern;
use pdf::Line;

/// Below the headings, each line that is a date and nothing else, as the pattern of just that line.
pub(super) fn below(lines: &[Line], headings: &Headings, locale: &Locale) -> Vec<Pattern> {
    let below = lines.iter().filter(|line| line.at.top >= headings.at.bottom - 1.0);
    patterns(below, locale)
}

/// The same for a page that has no headings, where the table goes on from its top.
pub(super) fn of(lines: &[Line], locale: &Locale) -> Vec<Pattern> {
    patterns(lines.iter(), locale)
}

fn patterns<'l>(lines: impl Iterator<Item = &'l Line>, locale: &Locale) -> Vec<Pattern> {
    let forms = date_forms();
    lines
        .filter(|line| line.words.len() <= 6)
        .map(Line::text)
        // A number of eight digits may be a date or anything; a day heading is written out.
        .filter(|text| text.contains(|c: char| !c.is_ascii_digit()))
        .filter(|text| forms.iter().any(|form| form.parse(text, locale).is_some()))
        .filter_map(|text| Pattern::parse(&text).ok())
        .collect()
}
