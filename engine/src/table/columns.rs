//! Learns where the columns of a table stand: headings say roughly where, the values say exactly.
//!
//! Amounts are set flush right (or left, or centred) with a precision far below a character, so a column of
//! amounts is known by the edge that its values share. Columns of text are parted where the fewest words cross.

use super::cells::{Token, TokenKind, tokens};
use super::sections::Section;
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
            edge: column.field.is_money().then(|| first_guess(heading, column.align)),
            from: f32::MIN,
            to: f32::MAX,
        })
        .collect();
    columns.sort_by(|a, b| a.heading.x0.total_cmp(&b.heading.x0));
    let size =
        median(lines.iter().flat_map(|line| &line.words).map(|word| word.size).collect()).unwrap_or(9.0);
    learn_edges(&mut columns, &rows, layout, size);
    part_text(&mut columns, &rows, size);
    Geometry { columns, size }
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
fn part_text(columns: &mut [Placed], rows: &[Vec<Token>], size: f32) {
    // Only lines that carry an amount are rows for certain; notes around the table would blur the corridors.
    let words: Vec<Rect> = rows
        .iter()
        .filter(|row| row.iter().any(|token| token.kind == TokenKind::Money(Strength::Formed)))
        .flatten()
        .filter(|token| token.kind == TokenKind::Text || token.kind == TokenKind::Money(Strength::Digits))
        .map(|token| token.at)
        .collect();
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
            corridor(&words, left_heading, right_heading, size)
        };
        if let Some(column) = columns.get_mut(*left) {
            column.to = border;
        }
        if let Some(column) = columns.get_mut(*right) {
            column.from = border;
        }
    }
}

/// A word that reaches over a border by no more than this is not cut by it.
const SLACK: f32 = 0.5;

/// Where between two headings the fewest words are cut, and of such places the one nearest to the right heading.
fn corridor(words: &[Rect], left: Rect, right: Rect, size: f32) -> f32 {
    let fallback = right.x0 - 0.2 * size;
    let range = left.x0 + size..=right.x1;
    // Only words wider than the slack on both sides can be cut. Of them, those that begin before a place and do not end
    // before it are: two sorted lists tell how many that are, however many words there are.
    let wide = || words.iter().filter(|at| at.width() > 2.0 * SLACK);
    let sorted = |mut values: Vec<f32>| {
        values.sort_by(f32::total_cmp);
        values
    };
    let (begin, end) = (sorted(wide().map(|at| at.x0).collect()), sorted(wide().map(|at| at.x1).collect()));
    let mut places = sorted(words.iter().map(|at| at.x0 - 0.3).filter(|x| range.contains(x)).collect());
    places.dedup();
    places.push(fallback);
    let mut best: Option<(f32, f32)> = None;
    for x in places {
        let begun = begin.partition_point(|left| *left < x - SLACK);
        let ended = end.partition_point(|right| *right <= x + SLACK);
        let cost = begun.saturating_sub(ended) as f32 * 10.0 + (x - right.x0).abs() / size;
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
