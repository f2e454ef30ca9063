//! Finds the heading row of a table by the words printed in it.
//!
//! Headings are compared letter by letter without spaces and punctuation, because files differ in how they cut
//! `Chq./Ref.No.` into words. A heading may run over up to three printed lines.

use bank_templates::locale::squash;
use bank_templates::{Column, Field, Layout};
use pdf::{Line, Rect, Word};
use std::cell::Cell;

/// The headings of one table, in the order of the layout's columns; optional columns may be missing.
#[derive(Clone, Debug)]
pub(crate) struct HeaderRow {
    /// Index of the column in the layout, and the box of its heading.
    pub(super) columns: Vec<(usize, Rect)>,
    /// The box around all headings.
    pub(super) at: Rect,
    /// Which of the layouts of the document has these headings.
    pub(super) layout: usize,
}

/// The heading rows of several layouts on one page, from top to bottom; of those in one place, the one with the most columns.
pub(super) fn find_all(words: &PageWords<'_>, layouts: &[&Layout]) -> Vec<HeaderRow> {
    let found = layouts.iter().enumerate().flat_map(|(layout, of)| {
        find(words, &of.table.columns).into_iter().map(move |row| HeaderRow { layout, ..row })
    });
    let mut found: Vec<HeaderRow> = found.collect();
    if layouts.len() > 1 {
        found.sort_by_key(|row| std::cmp::Reverse(row.columns.len()));
        let mut kept: Vec<HeaderRow> = Vec::new();
        for row in found {
            if kept.iter().all(|other| other.at.overlap_y(row.at) <= 1.0) {
                kept.push(row);
            }
        }
        found = kept;
        found.sort_by(|a, b| a.at.top.total_cmp(&b.at.top));
    }
    found
}

/// Adds the headings of other tables below those of a layout, without columns: lines that say what the layout calls its dates and
/// its narrations and are no headings of it. Gives how many there are.
pub(super) fn add_foreign(
    pages: &[(u32, Vec<Line>)],
    headings: &mut [Vec<HeaderRow>],
    layout: &Layout,
) -> usize {
    let phrases = |field: Field| -> Vec<String> {
        let columns = layout.table.columns.iter().filter(|column| column.field == field);
        columns.flat_map(|column| &column.heading.0).map(|heading| squash(heading)).collect()
    };
    let (dates, narrations) = (phrases(Field::Date), phrases(Field::Narration));
    let mut begun = false;
    let mut count = 0;
    for ((_, lines), found) in pages.iter().zip(headings) {
        let own: Vec<Rect> = found.iter().map(|row| row.at).collect();
        let first = own.iter().map(|at| at.bottom).reduce(f32::min);
        for line in lines {
            let is_below = begun || first.is_some_and(|first| line.at.top >= first);
            if !is_below || own.iter().any(|at| at.overlap_y(line.at) > 0.0) {
                continue;
            }
            let words = PageWords::of(std::slice::from_ref(line));
            let says =
                |phrases: &[String]| phrases.iter().any(|phrase| !find_phrase(&words, phrase).is_empty());
            if says(&dates) && says(&narrations) {
                found.push(HeaderRow { columns: Vec::new(), at: line.at, layout: 0 });
                count += 1;
            }
        }
        begun |= first.is_some();
        found.sort_by(|a, b| a.at.top.total_cmp(&b.at.top));
    }
    count
}

/// Finds all heading rows of a layout on one page, from top to bottom.
pub(super) fn find(words: &PageWords<'_>, columns: &[Column]) -> Vec<HeaderRow> {
    let mut candidates: Vec<Vec<Rect>> = Vec::with_capacity(columns.len());
    for column in columns {
        let mut found = Vec::new();
        for heading in &column.heading.0 {
            found.extend(find_phrase(words, &squash(heading)));
        }
        if found.is_empty() && !column.optional {
            return Vec::new();
        }
        found.sort_by(|a, b| a.top.total_cmp(&b.top).then(a.x0.total_cmp(&b.x0)));
        candidates.push(found);
    }
    let Some((pivot, _)) = candidates
        .iter()
        .enumerate()
        .filter(|(index, _)| columns.get(*index).is_some_and(|column| !column.optional))
        .min_by_key(|(_, found)| found.len())
    else {
        return Vec::new();
    };
    let mut rows: Vec<HeaderRow> = Vec::new();
    for anchor in candidates.get(pivot).into_iter().flatten() {
        let mut chosen = Vec::new();
        if choose(columns, &candidates, pivot, *anchor, 0, &mut chosen) {
            let at = chosen.iter().fold(*anchor, |at, (_, rect)| at.union(*rect));
            if rows.last().is_none_or(|last| last.at.bottom <= at.top + 1.0) {
                rows.push(HeaderRow { columns: chosen, at, layout: 0 });
            }
        }
    }
    rows
}

/// Picks one box per column, from left to right, all beside the anchor's box.
fn choose(
    columns: &[Column],
    candidates: &[Vec<Rect>],
    pivot: usize,
    anchor: Rect,
    index: usize,
    chosen: &mut Vec<(usize, Rect)>,
) -> bool {
    let (Some(column), Some(found)) = (columns.get(index), candidates.get(index)) else {
        return true;
    };
    let from = chosen.last().map_or(f32::MIN, |(_, rect)| rect.x1 - 1.0);
    for rect in found {
        let fits = if index == pivot { *rect == anchor } else { beside(*rect, anchor) };
        if fits && rect.x0 >= from {
            chosen.push((index, *rect));
            if choose(columns, candidates, pivot, anchor, index + 1, chosen) {
                return true;
            }
            chosen.pop();
        }
    }
    column.optional && index != pivot && choose(columns, candidates, pivot, anchor, index + 1, chosen)
}

/// Whether two headings can belong to one row: they share height, or one is centred beside a taller one.
pub(super) fn beside(a: Rect, b: Rect) -> bool {
    let slack = a.height().min(b.height()) * 0.6;
    a.top <= b.bottom + slack && b.top <= a.bottom + slack
}

/// A word with its squashed text.
pub(super) struct Heard<'l> {
    word: &'l Word,
    squashed: String,
    /// Whether it has neither letters nor digits.
    is_punctuation: bool,
}

impl Heard<'_> {
    pub(super) fn at(&self) -> Rect {
        self.word.at
    }

    pub(super) fn text(&self) -> &str {
        &self.word.text
    }

    pub(super) fn squashed(&self) -> &str {
        &self.squashed
    }

    fn letter(&self) -> Option<u8> {
        self.squashed.bytes().next()
    }
}

/// The words of a page that headings may be made of.
pub(super) struct PageWords<'l> {
    words: Vec<Heard<'l>>,
    /// Places of words by the byte that they begin with, those of one byte in reading order.
    by_letter: Vec<usize>,
    /// Baselines with the places of their words, from top to bottom.
    by_baseline: Vec<(f32, usize)>,
    /// Places of words without letters and digits.
    punctuation: Vec<usize>,
    /// How many words may still be looked at to go on with phrases.
    room: Cell<usize>,
}

impl<'l> PageWords<'l> {
    pub(super) fn of(lines: &'l [Line]) -> PageWords<'l> {
        let words = heard(lines);
        let mut by_letter: Vec<usize> = (0..words.len()).collect();
        by_letter.sort_by_key(|place| words.get(*place).and_then(Heard::letter));
        let placed = words.iter().enumerate();
        let mut by_baseline: Vec<(f32, usize)> =
            placed.clone().map(|(place, heard)| (heard.word.baseline, place)).collect();
        by_baseline.sort_by(|a, b| a.0.total_cmp(&b.0));
        let punctuation = placed.filter(|(_, heard)| heard.is_punctuation).map(|(place, _)| place).collect();
        PageWords { words, by_letter, by_baseline, punctuation, room: Cell::new(MOST_FOLLOWED) }
    }

    /// Words with their places whose baselines lie between two heights, both left out.
    fn between(&self, from: f32, to: f32) -> impl Iterator<Item = (usize, &Heard<'l>)> {
        let first = self.by_baseline.partition_point(|(baseline, _)| *baseline <= from);
        let near = self.by_baseline.iter().skip(first).take_while(move |(baseline, _)| *baseline < to);
        near.filter_map(|(_, place)| Some((*place, self.words.get(*place)?)))
    }

    /// All of them, in reading order.
    pub(super) fn all(&self) -> &[Heard<'l>] {
        &self.words
    }

    /// Those that begin as a phrase does, with their places.
    fn beginning_as(&self, phrase: &str) -> impl Iterator<Item = (usize, &Heard<'l>)> {
        let (letter, letter_of) =
            (phrase.bytes().next(), |place: &usize| self.words.get(*place).and_then(Heard::letter));
        let from = self.by_letter.partition_point(|place| letter_of(place) < letter);
        let places = self.by_letter.iter().skip(from).take_while(move |place| letter_of(place) == letter);
        places.filter_map(|place| Some((*place, self.words.get(*place)?)))
    }
}

fn heard(lines: &[Line]) -> Vec<Heard<'_>> {
    lines
        .iter()
        // `Opening balance: 9,000.00` right above a heading `Balance` is no part of it, nor is `from 01/05/2025 to ...`.
        .filter(|line| !line.words.iter().any(|word| is_figure(&word.text) || is_whole_date(&word.text)))
        .flat_map(|line| &line.words)
        .map(|word| {
            let squashed = squash(&word.text);
            let is_punctuation = !squashed.chars().any(char::is_alphanumeric);
            Heard { word, squashed, is_punctuation }
        })
        .collect()
}

/// Whether a word is a date of numbers with its year.
fn is_whole_date(text: &str) -> bool {
    let core = text.trim_matches(|c: char| !c.is_ascii_digit());
    let parts: Vec<&str> = core.split(['/', '-', '.']).collect();
    let numbers = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    parts.len() == 3 && numbers && parts.iter().filter(|part| part.len() == 4).count() == 1
}

/// Whether a word is an amount with two decimals, whatever sign or currency stands around it.
fn is_figure(text: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    let core = text.trim_matches(|c: char| !digit(c));
    core.rfind(['.', ',']).is_some_and(|at| {
        let (whole, fraction) = core.split_at(at);
        fraction.len() == 3
            && whole.ends_with(digit)
            && core.chars().all(|c| digit(c) || matches!(c, '.' | ',' | '\'' | ' '))
    })
}

/// Words that are looked at for one phrase: more than a page of dense rows has, each of which begins like a heading.
const MOST_LOOKED_AT: usize = 2_000_000;
/// Words of a page that are looked at to go on with phrases: many times what a page of dense rows takes. A page of signs without
/// letters, each of which may stand within a heading, has more ways through it than anyone could go.
const MOST_FOLLOWED: usize = 5_000_000;
/// Places of one phrase that are kept. A page has a few tables, and rows that say the same.
const MOST_PLACES: usize = 400;

/// All places where a phrase is printed, as the box around its words; the first ones of a page that is full of them.
pub(super) fn find_phrase(page: &PageWords<'_>, phrase: &str) -> Vec<Rect> {
    let words = page.all();
    let mut found = Vec::new();
    let mut looked_at = 0;
    for (index, first) in page.beginning_as(phrase) {
        let Some(rest) = phrase.strip_prefix(first.squashed.as_str()) else { continue };
        looked_at += words.len();
        if looked_at > MOST_LOOKED_AT || found.len() >= MOST_PLACES {
            break;
        }
        if let Some(at) = follow(page, index, first.word.at, rest, 0) {
            found.push(with_punctuation(page, at));
        }
    }
    found
}

/// Continues a phrase on the same line, or on the line below within its box, as long as there is room to look at words.
fn follow(page: &PageWords<'_>, last: usize, at: Rect, rest: &str, depth: u32) -> Option<Rect> {
    if rest.is_empty() {
        return Some(at);
    }
    // Headings have a handful of words; the bound keeps odd pages cheap.
    if depth > 7 {
        return None;
    }
    let before = page.words.get(last)?.word;
    let mut next: Vec<(bool, f32, usize)> = Vec::new();
    // Most words of a page are far away. The margin is what rounding may take off.
    let (from, to) = (before.baseline - before.size * 0.36, before.baseline + before.size * 2.01);
    for (index, heard) in page.between(from, to) {
        page.room.set(page.room.get().checked_sub(1)?);
        let drop = heard.word.baseline - before.baseline;
        let gap = heard.word.at.x0 - before.at.x1;
        if !(drop > before.size * -0.35 && drop < before.size * 2.0) {
            continue;
        }
        let tail = rest.strip_prefix(heard.squashed.as_str());
        if index == last || (tail.is_none() && !heard.is_punctuation) {
            continue;
        }
        if drop.abs() < before.size * 0.35 && gap > -1.0 && gap < before.size * 1.2 {
            next.push((false, gap, index));
        } else if drop > before.size * 0.6
            && drop < before.size * 2.0
            // A title set larger than the headings under it is no line of theirs.
            && (heard.word.size - before.size).abs() < before.size * 0.2
            && heard.word.at.overlap_x(grow(at, before.size * 0.6)) > 0.0
            && tail.is_some()
        {
            // Of two words on the line below, the one that stands under the word rather than under its neighbour.
            next.push((true, drop - heard.word.at.overlap_x(at) / 10_000.0, index));
        }
    }
    next.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    next.iter().find_map(|(_, _, index)| {
        let heard = page.words.get(*index)?;
        let tail = rest.strip_prefix(heard.squashed.as_str()).unwrap_or(rest);
        follow(page, *index, at.union(heard.word.at), tail, depth + 1)
    })
}

/// Takes in punctuation that follows a heading, such as `(-)`: amounts are often set flush with it. A currency in brackets may
/// stand on the line below.
fn with_punctuation(page: &PageWords<'_>, at: Rect) -> Rect {
    page.punctuation
        .iter()
        .filter_map(|place| page.words.get(*place))
        .filter(|heard| {
            let gap = heard.word.at.x0 - at.x1;
            let drop = heard.word.at.top - at.bottom;
            let beside = heard.word.at.overlap_y(at) > heard.word.at.height() * 0.5
                && gap > -1.0
                && gap < heard.word.size * 0.7;
            let below = heard.word.text.starts_with('(')
                && heard.word.at.overlap_x(at) > 0.0
                && (-1.0..heard.word.size * 0.6).contains(&drop);
            beside || below
        })
        .fold(at, |at, heard| at.union(heard.word.at))
}

fn grow(at: Rect, by: f32) -> Rect {
    Rect { x0: at.x0 - by, x1: at.x1 + by, ..at }
}

#[cfg(test)]
mod tests {
    use super::super::testing::line;
    use super::*;

    #[test]
    fn signs_within_headings_are_passed_over_and_a_page_full_of_them_ends() {
        let ways = |words: &[(f32, &str)], phrase: &str| {
            let lines = [line(words)];
            find_phrase(&PageWords::of(&lines), phrase).len()
        };
        assert_eq!(ways(&[(0.0, "Closing"), (36.0, "-"), (44.0, "Balance")], "closingbalance"), 1);
        // Each of the signs may stand behind a dozen others: there are billions of ways through them.
        let signs = (0..400u16).map(|place| (36.0 + f32::from(place) * 0.5, "-"));
        let words: Vec<(f32, &str)> = [(0.0, "Closing")].into_iter().chain(signs).collect();
        assert_eq!(ways(&words, "closingbalance"), 0);
    }
}
