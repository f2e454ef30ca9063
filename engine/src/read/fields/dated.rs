//! Balances stated with their day: `Beginning balance on June 10, 2021  $2,825.37`, `Saldo per 31.10.2025: 14.470,04`.
//!
//! Where one label states both ends of the period, the days tell which is which.

use super::search::{Part, Sought, Split, is_overdrawn, is_separator, match_label};
use super::{DayBalance, HeaderField, HeaderFields, Name, PrintedLabels, usual_labels};
use crate::model::Locator;
use crate::read::period::whole_date;
use crate::table::Grammar;
use crate::value::Strength;
use jiff::civil::Date;
use pdf::Rect;

/// A balance and the day that it is stated for.
struct Stated {
    opens: bool,
    closes: bool,
    day: Date,
    day_text: String,
    field: HeaderField,
    line: Locator,
}

/// Fills opening and closing balance, and the period where nothing else states it.
pub(super) fn read(
    lines: &[Split],
    grammar: &Grammar<'_>,
    printed: &PrintedLabels<'_>,
    fields: &mut HeaderFields,
) {
    let sought = |name: Name| -> Vec<Sought> {
        let lists = usual_labels(grammar).filter(|(of, _)| *of == name);
        lists.flat_map(|(_, list)| printed.of_list(list)).map(|label| Sought::new(label)).collect()
    };
    let (opening, closing) = (sought(Name::Opening), sought(Name::Closing));
    if opening.is_empty() && closing.is_empty() {
        return;
    }
    let stated: Vec<Stated> =
        lines.iter().filter_map(|line| stated(line, &opening, &closing, grammar)).collect();
    let either: Vec<&Stated> = stated.iter().filter(|one| one.opens && one.closes).collect();
    let first = either.iter().min_by_key(|one| one.day).copied();
    let last = either.iter().max_by_key(|one| one.day).copied();
    let (first, last) = match (first, last) {
        (Some(first), Some(last)) if first.day < last.day => (Some(first), Some(last)),
        // A single day may be the first or the last one: the days of the rows will tell.
        (Some(one), _) => {
            let (day, field) = (one.day_text.clone(), one.field.clone());
            fields.of_day.push(DayBalance { day, field, line: one.line });
            (None, None)
        }
        _ => (None, None),
    };
    let opening = stated.iter().find(|one| one.opens && !one.closes).or(first);
    let closing = stated.iter().find(|one| one.closes && !one.opens).or(last);
    for (name, one) in [(Name::Opening, opening), (Name::Closing, closing)] {
        if let Some(one) = one {
            fields.put(name, one.field.clone(), one.line);
        }
    }
    let unknown = fields.get(Name::Period).is_none() && fields.get(Name::PeriodFrom).is_none();
    if unknown && let (Some(opening), Some(closing)) = (opening, closing) {
        for (name, one) in [(Name::PeriodFrom, opening), (Name::PeriodTo, closing)] {
            let field = HeaderField::new(one.day_text.clone(), one.line);
            fields.put(name, field, one.line);
        }
    }
}

fn stated(line: &Split, opening: &[Sought], closing: &[Sought], grammar: &Grammar<'_>) -> Option<Stated> {
    (0..line.words.len()).find_map(|start| {
        let reach = |list: &[Sought]| {
            list.iter()
                .filter_map(|label| match_label(line, start, label, true, Name::Opening))
                .filter_map(|end| Some((end, after_label(line, end, grammar)?)))
                .max_by_key(|(end, _)| *end)
        };
        let (opening, closing) = (reach(opening), reach(closing));
        let longest = opening.iter().chain(&closing).map(|(end, _)| *end).max()?;
        let is_longest = |found: &Option<_>| {
            found.as_ref().is_some_and(|(end, _): &(usize, (Date, String, String, Rect))| *end == longest)
        };
        let (opens, closes) = (is_longest(&opening), is_longest(&closing));
        let (_, (day, day_text, text, at)) = if opens { opening } else { closing }?;
        let overdrawn = is_overdrawn(line.words.get(start..longest), grammar);
        let field = HeaderField { overdrawn, ..HeaderField::new(text, Locator::new(line.at.page, at)) };
        Some(Stated { opens, closes, day, day_text, field, line: line.at })
    })
}

/// Day and amount that follow a label, with no more than a few words such as `as of` before the day.
fn after_label(line: &Split, end: usize, grammar: &Grammar<'_>) -> Option<(Date, String, String, Rect)> {
    for skipped in 0..=2 {
        let between = line.words.get(end..end + skipped)?;
        if between.iter().any(|word| word.text.chars().any(|c| c.is_ascii_digit())) {
            return None;
        }
        for count in (1..=4).rev() {
            let from = end + skipped;
            let Some(words) = line.words.get(from..from + count) else { continue };
            let text = joined(words);
            let Some(day) = whole_date(text.trim_end_matches([':', ',']), grammar) else { continue };
            let rest = line.words.get(from + count..)?;
            let (amount, at) = amount(rest, grammar).or_else(|| set_apart(rest, grammar))?;
            return Some((day, text, amount, at));
        }
    }
    None
}

/// The amount that opens a run of words; its groups and currency may be words of their own.
pub(super) fn amount(words: &[Part], grammar: &Grammar<'_>) -> Option<(String, Rect)> {
    let words = words.get(words.iter().take_while(|word| is_separator(&word.text)).count()..)?;
    (1..=4).rev().find_map(|count| {
        let words = words.get(..count)?;
        let text = joined(words);
        grammar.amounts.parse(&text)?;
        Some((text, words.iter().map(|word| word.at).reduce(Rect::union)?))
    })
}

/// The amount that ends a line, with a few words before it and set apart from them: `Auszug Nr. 3      2.228,46`.
fn set_apart(words: &[Part], grammar: &Grammar<'_>) -> Option<(String, Rect)> {
    let gap = |at: usize| {
        let (left, right) = (words.get(at.checked_sub(1)?)?, words.get(at)?);
        Some((right.at.x0 - left.at.x1, left.size))
    };
    (1..words.len().min(6)).find_map(|start| {
        let (wide, size) = gap(start)?;
        let usual = (1..start).filter_map(gap).map(|(gap, _)| gap).fold(0.0, f32::max);
        let apart = wide > size * 1.2 || (usual > 0.0 && wide > usual * 1.5);
        let (text, at) = amount(words.get(start..).filter(|_| apart)?, grammar)?;
        let formed = grammar.amounts.parse(&text)?.strength == Strength::Formed;
        (formed && words.last().is_some_and(|last| last.at.x1 <= at.x1)).then_some((text, at))
    })
}

fn joined(words: &[Part]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}
