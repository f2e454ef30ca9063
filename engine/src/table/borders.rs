//! Borders between columns of text: where the fewest words are cut.

use super::Grammar;
use super::columns::{Edge, Placed};
use super::tokens::{Token, TokenKind};
use crate::value::Strength;
use bank_templates::Field;
use pdf::Rect;

/// Parts the columns of text and dates from each other.
pub(super) fn part_text(columns: &mut [Placed], rows: &[Vec<Token>], size: f32, grammar: &Grammar<'_>) {
    // Only lines with an amount where the table has its amounts are rows for certain; notes around it would blur the corridors.
    let is_text = |token: &&Token| token.kind != TokenKind::Money(Strength::Formed);
    let edges: Vec<Edge> = columns.iter().filter_map(|column| column.edge).collect();
    let in_column = |token: &Token| {
        token.kind == TokenKind::Money(Strength::Formed)
            && edges.iter().any(|edge| edge.distance(token.at) <= edge.tolerance)
    };
    let certain: Vec<Vec<Rect>> = rows
        .iter()
        .filter(|row| row.iter().any(in_column))
        .map(|row| with_whole_dates(&row.iter().filter(is_text).collect::<Vec<_>>(), grammar))
        .collect();
    let words: Vec<Rect> = certain.iter().flatten().copied().collect();
    let runs: Vec<Rect> = certain.iter().flat_map(|row| runs(row, size)).collect();
    let text: Vec<usize> = columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.edge.is_none())
        .map(|(index, _)| index)
        .collect();
    for pair in text.windows(2) {
        let [left, right] = pair else { continue };
        let (Some(left_heading), Some(right_heading)) =
            (columns.get(*left).map(|c| c.heading), columns.get(*right).map(|c| c.heading))
        else {
            continue;
        };
        let money_between = right - left > 1;
        let border = if money_between {
            // Everything before the amounts is left, everything after is right.
            columns.get(*left + 1).map_or(right_heading.x0, |column| column.heading.x1)
        } else {
            // A narration may stand as close to its date as its own words do; two dates stand apart.
            let is_date = |index: &usize| {
                let field = columns.get(*index).map(|column| column.field);
                matches!(field, Some(Field::Date | Field::ValueDate))
            };
            let dated = is_date(left) != is_date(right);
            corridor(&words, if dated { &[] } else { &runs }, left_heading, right_heading, size)
        };
        if let Some(column) = columns.get_mut(*left) {
            column.to = border;
        }
        if let Some(column) = columns.get_mut(*right) {
            column.from = border;
        }
    }
}

/// Words that a date of several words has at most.
const DATE_WORDS: usize = 4;

/// The boxes of the words of a line, the words of one date as one box: no border runs through `01 Apr 25`, wherever its heading
/// stands.
fn with_whole_dates(row: &[&Token], grammar: &Grammar<'_>) -> Vec<Rect> {
    let mut boxes = Vec::with_capacity(row.len());
    let mut from = 0;
    while let Some(first) = row.get(from) {
        // Dates of several words open with a number or with the name of a month, and have a number in any case. What a text opens
        // with stands in its first word.
        let opens = grammar.may_open_with_date(&first.text);
        let spells = |count: &usize| {
            let Some(words) = row.get(from..from + count) else { return false };
            let tight = words.windows(2).all(|pair| match pair {
                [a, b] => b.at.x0 - a.at.x1 < a.size * 0.6,
                _ => true,
            });
            tight && words.iter().any(|word| word.text.contains(|c: char| c.is_ascii_digit())) && {
                let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
                grammar.is_date(&text)
            }
        };
        let count = (2..=DATE_WORDS).rev().filter(|_| opens).find(spells).unwrap_or(1);
        let words = row.get(from..from + count).unwrap_or_default();
        boxes.push(words.iter().map(|word| word.at).fold(first.at, Rect::union));
        from += count;
    }
    boxes
}

/// A word that reaches over a border by no more than this is not cut by it.
const SLACK: f32 = 0.5;

/// Words of a line that follow each other at the distance of a space, each run as one box.
fn runs(words: &[Rect], size: f32) -> Vec<Rect> {
    let mut runs: Vec<Rect> = Vec::new();
    for word in words {
        match runs.last_mut() {
            Some(run) if word.x0 - run.x1 < size * 0.5 => *run = run.union(*word),
            _ => runs.push(*word),
        }
    }
    runs
}

/// Boxes that a border would cut, counted by two sorted lists of edges however many boxes there are.
struct Cuts {
    begin: Vec<f32>,
    end: Vec<f32>,
}

impl Cuts {
    /// Only boxes wider than the slack on both sides can be cut.
    fn of(boxes: &[Rect]) -> Cuts {
        let wide = || boxes.iter().filter(|at| at.width() > 2.0 * SLACK);
        Cuts {
            begin: sorted(wide().map(|at| at.x0).collect()),
            end: sorted(wide().map(|at| at.x1).collect()),
        }
    }

    /// Those that begin before a place and do not end before it.
    fn at(&self, x: f32) -> f32 {
        let begun = self.begin.partition_point(|left| *left < x - SLACK);
        let ended = self.end.partition_point(|right| *right <= x + SLACK);
        begun.saturating_sub(ended) as f32
    }
}

fn sorted(mut values: Vec<f32>) -> Vec<f32> {
    values.sort_by(f32::total_cmp);
    values
}

/// Where between two headings the fewest words are cut, and of such places the one nearest to the right heading. Parting words
/// that stand together costs less than cutting one, and more than a way to the heading: a heading that is centred over a
/// narration stands far from where its words begin.
fn corridor(words: &[Rect], runs: &[Rect], left: Rect, right: Rect, size: f32) -> f32 {
    let fallback = right.x0 - 0.2 * size;
    let range = left.x0 + size..=right.x1;
    let (words_cut, runs_cut) = (Cuts::of(words), Cuts::of(runs));
    let mut places = sorted(words.iter().map(|at| at.x0 - 0.3).filter(|x| range.contains(x)).collect());
    places.dedup();
    places.push(fallback);
    let mut best: Option<(f32, f32)> = None;
    for x in places {
        let cost = words_cut.at(x) * 10.0 + runs_cut.at(x) * 6.0 + (x - right.x0).abs() / size;
        if best.is_none_or(|(least, _)| cost < least - 0.01) {
            best = Some((cost, x));
        }
    }
    best.map_or(fallback, |(_, x)| x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::SIZE;

    #[test]
    fn borders_run_where_the_fewest_words_are_cut() {
        let at = |x0: f32, x1: f32| Rect { x0, x1, top: 0.0, bottom: 10.0 };
        let (left, right) = (at(0.0, 30.0), at(150.0, 200.0));
        // Narrations begin left of their centred heading.
        let row = [at(0.0, 50.0), at(60.0, 120.0), at(123.0, 170.0)];
        let words = row.repeat(5);
        let all_runs: Vec<Rect> = (0..5).flat_map(|_| runs(&row, SIZE)).collect();
        let border = corridor(&words, &all_runs, left, right, SIZE);
        assert!((50.0..60.0).contains(&border), "{border}");
        // Nothing in the way: right before the heading.
        let border = corridor(&[at(0.0, 50.0)], &[], left, right, SIZE);
        assert!((140.0..150.0).contains(&border), "{border}");
    }
}
