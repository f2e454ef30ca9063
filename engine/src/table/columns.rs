//! Learns where the columns of a table stand: headings say roughly where, the values say exactly.
//!
//! Amounts are set flush right (or left, or centred) with a precision far below a character, so a column of
//! amounts is known by the edge that its values share. Columns of text are parted where the fewest words cross.

use super::sections::Section;
use super::tokens::{Token, TokenKind, tokens};
use super::{Grammar, header::HeaderRow};
use crate::value::Strength;
use bank_templates::{Align, Field, Layout};
use pdf::{Line, Rect};

/// The columns of one table, left to right.
#[derive(Clone, Debug)]
pub(super) struct Geometry {
    pub(super) columns: Vec<Placed>,
    /// Typical height of the em square.
    pub(super) size: f32,
}

/// One column in its place.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) field: Field,
    pub(super) heading: Rect,
    /// No word stands over the column: it was found by its values alone.
    pub(super) is_nameless: bool,
    /// For money: the edge that values share.
    pub(super) edge: Option<Edge>,
    /// For text and dates: the strip that words of this column start in.
    pub(super) from: f32,
    pub(super) to: f32,
}

/// An edge that the values of a column share.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) align: Align,
    pub(super) at: f32,
    /// How far a value may be off and still belong.
    pub(super) tolerance: f32,
}

impl Edge {
    pub(super) fn distance(self, at: Rect) -> f32 {
        (side(self.align, at) - self.at).abs()
    }
}

fn side(align: Align, at: Rect) -> f32 {
    match align {
        Align::Left => at.x0,
        Align::Right => at.x1,
        Align::Center => at.center_x(),
    }
}

/// One geometry per section. Sections whose headings stand in the same places share what they teach.
pub(super) fn learn(sections: &[Section<'_>], layouts: &[&Layout], grammar: &Grammar<'_>) -> Vec<Geometry> {
    let mut learnt: Vec<(&HeaderRow, Geometry)> = Vec::new();
    let mut geometries = Vec::with_capacity(sections.len());
    for section in sections {
        if let Some((_, geometry)) = learnt.iter().find(|(header, _)| same_places(header, section.header)) {
            geometries.push(geometry.clone());
            continue;
        }
        let lines: Vec<&Line> = sections
            .iter()
            .filter(|other| same_places(other.header, section.header))
            .flat_map(|other| other.lines.iter().copied())
            .collect();
        let Some(layout) = layouts.get(section.header.layout) else { continue };
        let geometry = learn_one(section.header, &lines, layout, grammar);
        learnt.push((section.header, geometry.clone()));
        geometries.push(geometry);
    }
    geometries
}

fn same_places(a: &HeaderRow, b: &HeaderRow) -> bool {
    a.layout == b.layout
        && a.columns.len() == b.columns.len()
        && a.columns.iter().zip(&b.columns).all(|((ia, ra), (ib, rb))| {
            ia == ib && (ra.x0 - rb.x0).abs() < 1.5 && (ra.x1 - rb.x1).abs() < 1.5
        })
}

fn learn_one(header: &HeaderRow, lines: &[&Line], layout: &Layout, grammar: &Grammar<'_>) -> Geometry {
    let is_mark = |field: Field| matches!(field, Field::DrCr | Field::BalanceDrCr);
    let has_marks = layout.table.columns.iter().any(|column| is_mark(column.field));
    let rows: Vec<Vec<Token>> = lines.iter().map(|line| tokens(line, grammar, !has_marks, None)).collect();
    let mut columns: Vec<Placed> = header
        .columns
        .iter()
        .filter_map(|(index, heading)| {
            let column = layout.table.columns.get(*index)?;
            Some((column, *heading))
        })
        .map(|(column, heading)| Placed {
            field: column.field,
            heading,
            is_nameless: column.heading.0.iter().all(String::is_empty),
            edge: column.field.is_money().then(|| first_guess(heading, column.align)),
            from: f32::MIN,
            to: f32::MAX,
        })
        .collect();
    columns.sort_by(|a, b| a.heading.x0.total_cmp(&b.heading.x0));
    let size =
        median(lines.iter().flat_map(|line| &line.words).map(|word| word.size).collect()).unwrap_or(9.0);
    if layout.table.columns.iter().all(|column| column.field != Field::Narration)
        && let Some((place, narration)) = unheaded_narration(&columns, size)
    {
        columns.insert(place, narration);
    }
    learn_edges(&mut columns, &rows, layout, size);
    part_text(&mut columns, &rows, size, grammar);
    Geometry { columns, size }
}

/// Characters that a narration without a heading has room for at least.
const FEWEST_CHARACTERS: f32 = 10.0;

/// The column of narrations that have no heading: where there is room for words between the last date and the column right of it.
fn unheaded_narration(columns: &[Placed], size: f32) -> Option<(usize, Placed)> {
    let dates = columns.iter().rposition(|column| matches!(column.field, Field::Date | Field::ValueDate))?;
    let (left, right) = (columns.get(dates)?.heading, columns.get(dates + 1)?.heading);
    let heading = Rect { x0: left.x1 + size, x1: right.x0 - size, ..left };
    let narration = Placed {
        field: Field::Narration,
        heading,
        is_nameless: true,
        edge: None,
        from: f32::MIN,
        to: f32::MAX,
    };
    (heading.width() > size * FEWEST_CHARACTERS * 0.5).then_some((dates + 1, narration))
}

/// Before any value was seen, the heading itself is the edge, and a wide tolerance lets values come near.
fn first_guess(heading: Rect, align: Option<Align>) -> Edge {
    let align = align.unwrap_or(Align::Right);
    Edge { align, at: side(align, heading), tolerance: heading.width().max(20.0) }
}

fn learn_edges(columns: &mut [Placed], rows: &[Vec<Token>], layout: &Layout, size: f32) {
    let money: Vec<usize> = columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.edge.is_some())
        .map(|(index, _)| index)
        .collect();
    let mut members: Vec<Vec<Rect>> = vec![Vec::new(); columns.len()];
    for token in rows.iter().flatten() {
        if token.kind != TokenKind::Money(Strength::Formed) {
            continue;
        }
        // Whichever heading any edge of the value is nearest to; a value far from all belongs to a narration.
        let nearest = money
            .iter()
            .filter_map(|index| {
                let heading = columns.get(*index)?.heading;
                let distance = (token.at.x1 - heading.x1)
                    .abs()
                    .min((token.at.x0 - heading.x0).abs())
                    .min((token.at.center_x() - heading.center_x()).abs());
                Some((distance, *index, heading))
            })
            .min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((distance, index, heading)) = nearest
            && (token.at.overlap_x(heading) > 0.0 || distance < heading.width().max(4.0 * size))
            && let Some(list) = members.get_mut(index)
        {
            list.push(token.at);
        }
    }
    if let Some(ordered) = by_order(columns, &money, &members, rows, size) {
        members = ordered;
    }
    for (column, members) in columns.iter_mut().zip(members) {
        // Where amounts are printed as bare digits, those that are flush with the heading are the column's.
        let members = if members.len() < 2 { flush_digits(column.heading, rows, size) } else { members };
        let declared = layout
            .table
            .columns
            .iter()
            .find(|declared| declared.field == column.field)
            .and_then(|declared| declared.align);
        if column.edge.is_some() && members.len() >= 2 {
            column.edge = Some(shared_edge(&members, declared, size));
        }
    }
}

/// The amounts of each column by the order of the edges that they share, where the headings do not say it: a heading set flush
/// left over amounts that are flush right may stand nearer to the amounts of the column before. Taken only when there are as
/// many edges as headings, each left of the next.
fn by_order(
    columns: &[Placed],
    money: &[usize],
    members: &[Vec<Rect>],
    rows: &[Vec<Token>],
    size: f32,
) -> Option<Vec<Vec<Rect>>> {
    let of = |index: &usize| members.get(*index).map_or(&[][..], Vec::as_slice);
    let at_one_edge = |boxes: &[Rect]| {
        [Align::Right, Align::Left, Align::Center].iter().any(|align| {
            let sides: Vec<f32> = boxes.iter().map(|at| side(*align, *at)).collect();
            let edge = densest(&sides, size * 0.35);
            sides.iter().filter(|side| (*side - edge).abs() <= size * 0.7).count() * 5 >= sides.len() * 4
        })
    };
    if money.len() < 2 || money.iter().all(|index| !of(index).is_empty() && at_one_edge(of(index))) {
        return None;
    }
    let formed = rows.iter().flatten().filter(|token| token.kind == TokenKind::Money(Strength::Formed));
    let mut boxes: Vec<Rect> = formed.map(|token| token.at).collect();
    boxes.sort_by(|a, b| a.x1.total_cmp(&b.x1));
    let clusters: Vec<&[Rect]> = boxes.chunk_by(|a, b| b.x1 - a.x1 <= size * 0.35).collect();
    // Amounts within narrations end anywhere, and few of them in one place.
    let fewest = (boxes.len() / 25).max(1);
    let strong: Vec<&[Rect]> = clusters.into_iter().filter(|cluster| cluster.len() >= fewest).collect();
    let all = strong.iter().map(|cluster| cluster.len()).sum::<usize>() * 10 >= boxes.len() * 9;
    if strong.len() != money.len() || !all {
        return None;
    }
    let mut ordered: Vec<Vec<Rect>> = vec![Vec::new(); columns.len()];
    for (index, cluster) in money.iter().zip(strong) {
        // Amounts that are flush right under a heading that is flush left do not end left of it.
        let heading = columns.get(*index)?.heading;
        if cluster.last()?.x1 < heading.x0 {
            return None;
        }
        // What is flush with another heading stands under that one, and this one has nothing under it.
        let end = cluster.first()?.x1;
        let others = money.iter().filter(|other| *other != index).filter_map(|other| columns.get(*other));
        if others.into_iter().any(|other| (other.heading.x1 - end).abs() < size * 0.35) {
            return None;
        }
        *ordered.get_mut(*index)? = cluster.to_vec();
    }
    Some(ordered)
}

fn flush_digits(heading: Rect, rows: &[Vec<Token>], size: f32) -> Vec<Rect> {
    let flush = |at: Rect| {
        [Align::Left, Align::Right, Align::Center]
            .iter()
            .any(|align| (side(*align, at) - side(*align, heading)).abs() < size * 0.35)
    };
    let digits = rows.iter().flatten().filter(|token| token.kind == TokenKind::Money(Strength::Digits));
    digits.map(|token| token.at).filter(|at| flush(*at)).collect()
}

/// The alignment whose edges agree best. Values of one width agree in every way; flush right is then the usual one.
fn shared_edge(members: &[Rect], declared: Option<Align>, size: f32) -> Edge {
    let mut best: Option<(f32, Edge)> = None;
    for align in [Align::Right, Align::Left, Align::Center] {
        if declared.is_some_and(|declared| declared != align) {
            continue;
        }
        let sides: Vec<f32> = members.iter().map(|at| side(align, *at)).collect();
        let at = densest(&sides, size * 0.35);
        let off = members.iter().filter(|member| (side(align, **member) - at).abs() > size * 0.35).count();
        // Half a value of preference keeps ties with flush right.
        let cost = off as f32 + if align == Align::Right { 0.0 } else { 0.5 };
        let tolerance = if off * 5 > members.len() { size * 3.0 } else { size * 1.1 };
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, Edge { align, at, tolerance }));
        }
    }
    best.map_or(Edge { align: Align::Right, at: 0.0, tolerance: 0.0 }, |(_, edge)| edge)
}

/// The middle of the densest window of a width.
fn densest(values: &[f32], width: f32) -> f32 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f32::total_cmp);
    let mut best = (0, 0.0);
    let mut end = 0;
    for (index, start) in sorted.iter().enumerate() {
        // The window only ever moves to the right, with both of its ends.
        while sorted.get(end).is_some_and(|value| *value <= start + width) {
            end += 1;
        }
        let inside = end.saturating_sub(index);
        if inside > best.0 {
            best = (inside, sorted.get(index + inside / 2).copied().unwrap_or(*start));
        }
    }
    best.1
}

/// Parts the columns of text and dates from each other.
fn part_text(columns: &mut [Placed], rows: &[Vec<Token>], size: f32, grammar: &Grammar<'_>) {
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
        // Dates of several words open with a number or with the name of a month, and have a number in any case.
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
        let count = (2..=DATE_WORDS).rev().find(spells).unwrap_or(1);
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

pub(super) fn median(mut values: Vec<f32>) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::{SIZE, ending_at, geometry, grammar, line};

    /// The amounts that each of debits, credits and balances got by their order: rows of a debit and a balance, the last of a credit,
    /// that end at these places.
    fn ordered(ends: [f32; 3], also: &[(f32, &str)]) -> Option<Vec<usize>> {
        let mut columns = geometry().columns;
        columns.retain(|column| column.edge.is_some());
        let row = |end: f32| {
            let mut words =
                vec![(ending_at(end, "12.50"), "12.50"), (ending_at(ends[2], "1,250.00"), "1,250.00")];
            words.extend_from_slice(also);
            words.sort_by(|a, b| a.0.total_cmp(&b.0));
            tokens(&line(&words), &grammar(), true, None)
        };
        let rows: Vec<Vec<Token>> = (0..12).map(|of| row(if of < 8 { ends[0] } else { ends[1] })).collect();
        let members = vec![Vec::new(); columns.len()];
        let found = by_order(&columns, &[0, 1, 2], &members, &rows, SIZE)?;
        Some(found.iter().map(Vec::len).collect())
    }

    #[test]
    fn amounts_far_from_their_headings_are_told_by_their_order() {
        assert_eq!(ordered([440.0, 500.0, 580.0], &[]), Some(vec![8, 4, 12]));
    }

    #[test]
    fn order_says_nothing_where_edges_are_more_or_fewer_or_flush_with_other_headings() {
        // A fourth column of amounts.
        assert_eq!(ordered([440.0, 500.0, 580.0], &[(620.0, "7.50")]), None);
        // Nothing in the credits: three edges are those of debits, balances and something behind them.
        assert_eq!(ordered([400.0, 520.0, 580.0], &[]), None);
        // Left of the first heading.
        assert_eq!(ordered([300.0, 460.0, 520.0], &[]), None);
    }

    #[test]
    fn the_edge_is_the_one_that_most_values_share() {
        let at = |x0: f32, x1: f32| Rect { x0, x1, top: 0.0, bottom: 10.0 };
        for (boxes, align, place) in [
            (vec![at(370.0, 400.0), at(360.0, 400.0), at(380.0, 400.0)], Align::Right, 400.0),
            (vec![at(370.0, 400.0), at(370.0, 420.0), at(370.0, 410.0)], Align::Left, 370.0),
            (vec![at(370.0, 430.0), at(380.0, 420.0), at(390.0, 410.0)], Align::Center, 400.0),
            // Values of one width agree in every way, and one that is off does not move the edge.
            (vec![at(370.0, 400.0), at(370.0, 400.0), at(381.0, 411.0)], Align::Right, 400.0),
        ] {
            let edge = shared_edge(&boxes, None, SIZE);
            assert_eq!((edge.align, edge.at), (align, place), "{boxes:?}");
        }
    }

    #[test]
    fn borders_run_where_the_fewest_words_are_cut() {
        let at = |x0: f32, x1: f32| Rect { x0, x1, top: 0.0, bottom: 10.0 };
        let (left, right) = (at(0.0, 30.0), at(150.0, 200.0));
        // Narrations begin left of their centred heading.
        let dates_and_words: Vec<Rect> =
            (0..5).flat_map(|_| [at(0.0, 50.0), at(60.0, 120.0), at(123.0, 170.0)]).collect();
        let border = corridor(&dates_and_words, &runs(&dates_and_words, SIZE), left, right, SIZE);
        assert!((50.0..60.0).contains(&border), "{border}");
        // Nothing in the way: right before the heading.
        let border = corridor(&[at(0.0, 50.0)], &[], left, right, SIZE);
        assert!((140.0..150.0).contains(&border), "{border}");
    }

    #[test]
    fn narrations_without_a_heading_have_a_column_where_there_is_room_for_words() {
        let without = |room: f32| {
            let mut columns = geometry().columns;
            columns.retain(|column| !matches!(column.field, Field::Narration | Field::Reference));
            let debit = columns.iter_mut().find(|column| column.field == Field::Debit).unwrap();
            debit.heading = Rect { x0: 40.0 + room, x1: 75.0 + room, ..debit.heading };
            unheaded_narration(&columns, SIZE).map(|(place, narration)| (place, narration.is_nameless))
        };
        assert_eq!(without(325.0), Some((1, true)));
        assert_eq!(without(40.0), None);
    }
}
