//! Tables that hold rows of one direction: a title over the headings says which way all amounts below it went.

use crate::model::{Direction, Locator};
use crate::table::{Grammar, RowKind, StatementTable};
use crate::value::Strength;
use bank_templates::pattern::Pattern;
use bank_templates::{Field, Layout};
use std::borrow::Cow;
use std::collections::HashMap;

/// The direction of each row by the title of its table; `None` for all when not every row stands under such a title.
pub(super) fn directions(
    table: &StatementTable,
    layout: &Layout,
    grammar: &Grammar<'_>,
) -> Vec<Option<Direction>> {
    let none = || vec![None; table.rows.len()];
    let moves =
        |row: &&crate::table::RawRow| row.kind == RowKind::Transaction && row.cell(Field::Amount).is_some();
    if !table.rows.iter().any(|row| moves(&row)) {
        return none();
    }
    let titles = titles(table, layout, grammar);
    if titles.is_empty() {
        return none();
    }
    let directions: Vec<Option<Direction>> = table
        .rows
        .iter()
        .map(|row| {
            let at = row.at.first()?;
            let over = |title: Locator| {
                is_above(title, *at) && (!stands_beside(title, &titles) || meets(title, *at))
            };
            titles.iter().rfind(|(title, _)| over(*title)).and_then(|(_, direction)| *direction)
        })
        .collect();
    let complete = table.rows.iter().zip(&directions).all(|(row, found)| !moves(&row) || found.is_some());
    if complete { directions } else { none() }
}

/// Headings in the order of the document, each with the direction that the title right above it names. Headings
/// without title that repeat those before go on with the same table.
fn titles(
    table: &StatementTable,
    layout: &Layout,
    grammar: &Grammar<'_>,
) -> Vec<(Locator, Option<Direction>)> {
    let sections = &grammar.locale.sections;
    let around = table.above.iter().chain(&table.around);
    let around = around.map(|line| (Printed::Line(&line.line), Locator::new(line.page, line.line.at)));
    let skipped = table.skipped.iter().map(|line| (Printed::Text(&line.text), line.at));
    let mut others: HashMap<u32, Vec<(Printed<'_>, Locator)>> = HashMap::new();
    for (text, at) in around.chain(skipped) {
        others.entry(at.page).or_default().push((text, at));
    }
    // Titles that the template names count without headings of their own.
    let fits = |patterns: &[Pattern], text: &str| patterns.iter().any(|pattern| pattern.matches(text));
    let side_of = |text: &str| {
        if fits(&layout.sections.debit.0, text) { Direction::Debit } else { Direction::Credit }
    };
    let mut places: Vec<(Locator, Option<Direction>)> = table
        .skipped
        .iter()
        .filter(|line| matches!(line.reason.as_str(), "heading" | "section"))
        .map(|line| (line.at, (line.reason == "section").then(|| side_of(&line.text))))
        .collect();
    places.sort_by(|(a, _), (b, _)| a.page.cmp(&b.page).then(a.rect.top.total_cmp(&b.rect.top)));
    let over = |heading: Locator| {
        let beside = stands_beside(heading, &places);
        let here = others.get(&heading.page).map_or(&[][..], Vec::as_slice).iter();
        let near = here.filter(move |(_, at)| {
            let gap = heading.rect.top - at.rect.bottom;
            gap > -2.0 && gap < heading.rect.height() * 2.5 && (!beside || meets(*at, heading))
        });
        // A title may name its account; what opens with a figure or carries an amount is a row.
        near.map(|(text, _)| text.read()).filter(|text| {
            let amount = |word: &str| grammar.amounts.word_strength(word) == Some(Strength::Formed);
            !text.starts_with(|c: char| c.is_ascii_digit()) && !text.split_whitespace().any(amount)
        })
    };
    let named = |heading: Locator| {
        over(heading).find_map(|text| {
            let fits = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(&text));
            let debit = fits(&sections.debit) || fits(&layout.sections.debit.0);
            let credit = fits(&sections.credit) || fits(&layout.sections.credit.0);
            match (debit, credit) {
                (true, false) => Some(Direction::Debit),
                (false, true) => Some(Direction::Credit),
                _ => None,
            }
        })
    };
    let mut titles: Vec<(Locator, Option<Direction>)> = Vec::new();
    for (heading, given) in places.iter().copied() {
        let last = titles.last().copied();
        // Headings of several lines stand under one title; on a new page, headings without any title go on with the table.
        let goes_on = last.is_some_and(|(before, _)| {
            let same =
                before.page == heading.page && heading.rect.top - before.rect.bottom < heading.rect.height();
            same || before.page < heading.page && over(heading).next().is_none()
        });
        let before = last.filter(|_| goes_on).and_then(|(_, direction)| direction);
        titles.push((heading, given.or_else(|| named(heading)).or(before)));
    }
    if titles.iter().all(|(_, direction)| direction.is_none()) {
        titles.clear();
    }
    titles
}

/// A text that may be a title; few of them are looked at.
enum Printed<'l> {
    Line(&'l pdf::Line),
    Text(&'l str),
}

impl<'l> Printed<'l> {
    fn read(&self) -> Cow<'l, str> {
        match self {
            Printed::Line(line) => line.text().into(),
            Printed::Text(text) => (*text).into(),
        }
    }
}

/// Whether headings stand beside others on the same height, as those of blocks side by side do.
fn stands_beside(heading: Locator, headings: &[(Locator, Option<Direction>)]) -> bool {
    headings.iter().any(|(other, _)| {
        other.page == heading.page && other.rect.overlap_y(heading.rect) > 0.0 && !meets(*other, heading)
    })
}

/// Whether two places share some width.
fn meets(a: Locator, b: Locator) -> bool {
    a.rect.overlap_x(b.rect) > 0.0
}

fn is_above(title: Locator, row: Locator) -> bool {
    title.page < row.page || (title.page == row.page && title.rect.top < row.rect.top)
}
