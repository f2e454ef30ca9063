//! Learns where the columns of a table stand: headings say roughly where, the values say exactly.
//!
//! Amounts are set flush right (or left, or centred) with a precision far below a character, so a column of
//! amounts is known by the edge that its values share. Columns of text are parted where the fewest words cross.

use super::borders::part_text;
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
