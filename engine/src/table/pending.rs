//! Tables of rows that are announced and not booked: no balance has them yet, and they may never come.

use super::Grammar;
use super::RowKind;
use super::sections::Section;
use super::sort::{Sort, Sorted};
use crate::value::Strength;
use bank_templates::pattern::Pattern;
use pdf::{Line, Word};

/// Words that the title of a table has at most.
const TITLE_WORDS: usize = 8;

/// Why a line of such a table is no row.
pub(super) const PENDING: &str = "pending";

/// Leaves out the rows below a title that calls them pending: up to a title that calls them booked, or to headings that have no
/// such title over them. Pages without headings go on with the table before.
pub(super) fn leave_out_pending(
    sections: &[Section<'_>],
    sorted: &mut [Vec<Sorted<'_>>],
    grammar: &Grammar<'_>,
) {
    let mut pending = false;
    let mut before: Option<(u32, &Line)> = None;
    for (section, lines) in sections.iter().zip(sorted.iter_mut()) {
        if !section.continued {
            // The title stands over the headings: among the lines above them, or last in the table before them.
            let over = section.above.last().copied().map(|line| (section.page, line)).or(before);
            let near = |(page, line): &(u32, &Line)| {
                let gap = section.header.at.top - line.at.bottom;
                *page == section.page && gap < section.header.at.height() * 2.5
            };
            pending = over.filter(near).and_then(|(_, line)| title(line, grammar)).unwrap_or(false);
        }
        let mut zone = Vec::new();
        for (index, (line, found, sort)) in lines.iter().enumerate() {
            let says = if found.money.is_empty() { title(line, grammar) } else { None };
            pending = says.unwrap_or(pending);
            if pending {
                zone.push((index, matches!(sort, Sort::Row(RowKind::Transaction))));
            }
        }
        // What stands below the last of these rows is something else.
        let last = zone.iter().rfind(|(_, is_row)| *is_row).map(|(index, _)| *index);
        for (index, _) in zone {
            if last.is_some_and(|last| index <= last)
                && let Some((_, _, sort)) = lines.get_mut(index)
            {
                *sort = Sort::Skip(PENDING);
            }
        }
        before = section.lines.last().map(|line| (section.page, *line));
    }
}

/// Which of the lines above the headings of a section belong to such a table, whose own headings are not those of the statement.
pub(super) fn pending_above(lines: &[&Line], grammar: &Grammar<'_>) -> Vec<bool> {
    let mut pending = false;
    let mut zone: Vec<bool> = lines
        .iter()
        .map(|line| {
            pending = title(line, grammar).unwrap_or(pending);
            pending
        })
        .collect();
    // Each run of them ends with its last row: a title without rows below it is a word like others.
    let mut rows_follow = false;
    for (line, is_in) in lines.iter().zip(zone.iter_mut()).rev() {
        rows_follow = *is_in && (rows_follow || is_row_like(line, grammar));
        *is_in = rows_follow;
    }
    zone
}

/// Whether a line opens with a date and carries an amount.
fn is_row_like(line: &Line, grammar: &Grammar<'_>) -> bool {
    let formed = |word: &Word| grammar.amounts.word_strength(&word.text) == Some(Strength::Formed);
    let text = line.text();
    line.words.iter().any(formed) && grammar.date_at(&text).is_some()
}

/// Whether a line is a title that calls the rows below it pending, or one that calls them booked.
fn title(line: &Line, grammar: &Grammar<'_>) -> Option<bool> {
    if line.words.len() > TITLE_WORDS {
        return None;
    }
    let text = line.text();
    let fits = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(&text));
    let titles = &grammar.locale.sections;
    match (fits(&titles.pending), fits(&titles.posted)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}
