//! Lines into rows: gathers the lines of each row and folds them into its cells.

use super::assign::{Begun, Owner, assign, same_place, settle_mode};
use super::cells::{LineCells, Token};
use super::columns::Geometry;
use super::fold::{Strip, fold};
use super::sections::Section;
use super::sort::{LABELLED, Sort, Sorted, sort_lines};
use super::torn::{is_overprinted, torn};
use super::{Cell, Grammar, RawRow, RowKind, StatementTable};
use crate::model::{Locator, Skipped};
use crate::page::PageLine;
use bank_templates::template::Continues;
use bank_templates::{Field, Layout};
use pdf::{Line, Rect};

/// A row while its lines are gathered.
struct Building {
    kind: RowKind,
    section: usize,
    pieces: Vec<Piece>,
}

/// One line of a row.
struct Piece {
    page: u32,
    line: Rect,
    baseline: f32,
    cells: LineCells,
}

/// Builds the rows of all sections.
pub(super) fn build(
    sections: &[Section<'_>],
    geometries: &[Geometry],
    layout: &Layout,
    grammar: &Grammar<'_>,
) -> StatementTable {
    let mut table = StatementTable::default();
    let mut rows: Vec<Building> = Vec::new();
    let parts = sections.iter().zip(geometries);
    let sorted: Vec<Vec<Sorted<'_>>> =
        parts.clone().map(|(section, geometry)| sort_lines(section, geometry, layout, grammar)).collect();
    let mode = settle_mode(sections, geometries, &sorted, layout);
    for (index, ((section, geometry), sorted)) in parts.zip(sorted).enumerate() {
        let outside = section.above.iter().map(|line| PageLine { page: section.page, line: (*line).clone() });
        if section.first {
            table.above.extend(outside)
        } else {
            table.around.extend(outside)
        }
        for line in &section.headings {
            table.skipped.push(skipped(section.page, line, "heading"));
        }
        gather(index, section, geometry, mode, sorted, &mut rows, &mut table);
    }
    finish(rows, geometries, &mut table);
    table
}

fn skipped(page: u32, line: &Line, reason: &str) -> Skipped {
    Skipped { text: line.text(), reason: reason.to_owned(), at: Locator::new(page, line.at) }
}

fn gather(
    index: usize,
    section: &Section<'_>,
    geometry: &Geometry,
    mode: Continues,
    sorted: Vec<Sorted<'_>>,
    rows: &mut Vec<Building>,
    table: &mut StatementTable,
) {
    let has_rows = sorted.iter().any(|(_, _, sort)| matches!(sort, Sort::Row(_)));
    if section.continued && !has_rows {
        table
            .around
            .extend(section.lines.iter().map(|line| PageLine { page: section.page, line: (*line).clone() }));
        return;
    }
    table.open.apart += lines_apart(&sorted);
    let base = rows.len();
    let previous = rows.iter().rposition(|row| row.kind == RowKind::Transaction);
    let begun = previous.map(|last| {
        let rows = if section.continued { rows.get(..=last) } else { None };
        Begun::of(
            rows.unwrap_or_default()
                .iter()
                .rev()
                .take(64)
                .flat_map(|row| &row.pieces)
                .map(|piece| &piece.cells),
        )
    });
    let owners = assign(&sorted, section, geometry, mode, begun.as_ref());
    for (line, found, sort) in &sorted {
        if let Sort::Row(kind) = sort {
            let piece =
                Piece { page: section.page, line: line.at, baseline: line.baseline, cells: found.clone() };
            rows.push(Building { kind: *kind, section: index, pieces: vec![piece] });
        }
    }
    let last_row = sorted
        .iter()
        .filter(|(_, _, sort)| matches!(sort, Sort::Row(_)))
        .map(|(line, _, _)| line.baseline)
        .fold(f32::MIN, f32::max);
    table.open.unclaimed += unclaimed(&sorted, &owners, last_row);
    for ((line, found, sort), owner) in sorted.into_iter().zip(owners) {
        let row = match (sort, owner) {
            (Sort::Row(_), _) => continue,
            (Sort::Skip(LABELLED), _) => {
                table.around.push(PageLine { page: section.page, line: line.clone() });
                continue;
            }
            // What stands below the last row is no longer table: totals and summaries with labels of their own.
            (Sort::Skip("after_end" | "outside_columns" | "amount_without_date"), _)
            | (Sort::Text, Owner::Nobody(_))
                if line.baseline > last_row =>
            {
                table.around.push(PageLine { page: section.page, line: line.clone() });
                continue;
            }
            (Sort::Skip(reason), _) | (Sort::Text, Owner::Nobody(reason)) => {
                table.skipped.push(skipped(section.page, line, reason));
                continue;
            }
            (Sort::Text, Owner::Row(row)) => rows.get_mut(base + row),
            (Sort::Text, Owner::Previous) => previous.and_then(|last| rows.get_mut(last)),
        };
        if let Some(row) = row {
            row.pieces.push(Piece {
                page: section.page,
                line: line.at,
                baseline: line.baseline,
                cells: found,
            });
        }
    }
    for row in rows.iter_mut().skip(base) {
        row.pieces.sort_by(|a, b| a.page.cmp(&b.page).then(a.baseline.total_cmp(&b.baseline)));
    }
}

/// How many lines begin where the narrations of the rows begin and belong to none of them. What stands below the last row may
/// be the title of another table.
fn unclaimed(sorted: &[Sorted<'_>], owners: &[Owner], last_row: f32) -> usize {
    let begin = |found: &LineCells| {
        let (_, token) = found.text.iter().find(|(field, _)| *field == Field::Narration)?;
        Some((token.at.x0, token.size))
    };
    let is_row = |sort: &Sort| matches!(sort, Sort::Row(RowKind::Transaction));
    let places: Vec<(f32, f32)> =
        sorted.iter().filter(|(_, _, sort)| is_row(sort)).filter_map(|(_, found, _)| begin(found)).collect();
    let is_loose = |(line, found, sort): &Sorted<'_>| {
        let first = line.words.first().map(|word| word.at.x0);
        matches!(sort, Sort::Text)
            && line.baseline < last_row
            && begin(found).is_some_and(|place| {
                first.is_some_and(|first| (first - place.0).abs() < 0.1)
                    && places.iter().filter(|known| same_place(**known, place)).count() * 2 > places.len()
            })
    };
    let loose =
        |(sorted, owner): &(&Sorted<'_>, &Owner)| matches!(owner, Owner::Nobody(_)) && is_loose(sorted);
    sorted.iter().zip(owners).filter(loose).count()
}

/// Rows that a table has at least before the distances of its lines say anything.
const FEW_ROWS: usize = 6;

/// How many lines of narrations run beside the rows at a pitch of their own. Where rows follow each other at one distance, their
/// narrations stand at the same few distances from them; lines of another list drift past the rows.
fn lines_apart(sorted: &[Sorted<'_>]) -> usize {
    let is_row = |sort: &Sort| matches!(sort, Sort::Row(RowKind::Transaction));
    let money = |found: &LineCells| found.money.first().map(|(_, _, at)| at.bottom);
    let anchors: Vec<f32> =
        sorted.iter().filter(|(_, _, sort)| is_row(sort)).filter_map(|(_, found, _)| money(found)).collect();
    let mut pitches: Vec<f32> = anchors.iter().zip(anchors.iter().skip(1)).map(|(a, b)| b - a).collect();
    pitches.sort_by(f32::total_cmp);
    let Some(pitch) = pitches.get(pitches.len() / 2).copied().filter(|_| anchors.len() >= FEW_ROWS) else {
        return 0;
    };
    let even = pitches.iter().filter(|other| (**other - pitch).abs() <= pitch * 0.15).count();
    let last = anchors.last().copied().unwrap_or(f32::MIN);
    let mut offsets: Vec<f32> = sorted
        .iter()
        .filter(|(_, found, sort)| is_row(sort) || (matches!(sort, Sort::Text) && found.money.is_empty()))
        .filter_map(|(_, found, _)| {
            let text = found.text.iter().find(|(field, _)| *field == Field::Narration)?;
            let bottom = text.1.at.bottom;
            let above = anchors.partition_point(|anchor| *anchor <= bottom + 0.5).checked_sub(1)?;
            anchors.get(above).map(|anchor| bottom - anchor).filter(|_| bottom < last)
        })
        .collect();
    offsets.sort_by(f32::total_cmp);
    let places = offsets.chunk_by(|a, b| b - a < 0.2).count();
    let drifts = even * 10 >= pitches.len() * 9 && places >= FEW_ROWS && places * 2 > offsets.len();
    if drifts { offsets.len() } else { 0 }
}

/// How many rows stand right before or after the turn of a page and have no words, where nearly all rows have some.
fn parted(rows: &[Building], narrations: &[Vec<Vec<Token>>]) -> usize {
    let wordless = |lines: &Vec<Vec<Token>>| lines.is_empty();
    let known: Vec<(&Building, bool)> = rows
        .iter()
        .zip(narrations)
        .filter(|(row, _)| row.kind == RowKind::Transaction)
        .map(|(row, lines)| (row, wordless(lines)))
        .collect();
    let without = known.iter().filter(|(_, wordless)| *wordless).count();
    if without * 5 > known.len() {
        return 0;
    }
    let page = |row: &Building, last: bool| {
        let piece = if last { row.pieces.last() } else { row.pieces.first() };
        piece.map(|piece| piece.page)
    };
    let at_turn = |pair: &&[(&Building, bool)]| match pair {
        [above, below] => page(above.0, true) != page(below.0, false) && (above.1 || below.1),
        _ => false,
    };
    known.windows(2).filter(at_turn).count()
}

/// How many narrations hold words of a column that no heading names: words that stand further apart than words of one text do and
/// begin or end at one place in many rows, or anywhere in them when not even the narrations have a heading.
fn mixed(rows: &[Building], geometries: &[Geometry], narrations: &[Vec<Vec<Token>>]) -> usize {
    let headless = |row: &Building| {
        let columns = geometries.get(row.section).map_or(&[][..], |geometry| &geometry.columns);
        columns.iter().any(|column| column.field == Field::Narration && column.is_nameless)
    };
    // Several columns of narrations are joined, and stand apart as columns do.
    let joined = |row: &Building| {
        let columns = geometries.get(row.section).map_or(&[][..], |geometry| &geometry.columns);
        columns.iter().filter(|column| column.field == Field::Narration).count() > 1
    };
    let apart = |lines: &Vec<Vec<Token>>| {
        lines.iter().flat_map(|line| line.windows(2)).find_map(|pair| match pair {
            [a, b] if b.at.x0 - a.at.x1 > a.size * 0.9 => Some((b.at, b.size)),
            _ => None,
        })
    };
    let moved = rows.iter().zip(narrations).filter(|(row, _)| row.kind == RowKind::Transaction);
    let (mut count, mut nameless, mut cells) = (0, false, Vec::new());
    for (row, lines) in moved {
        count += 1;
        if let Some(cell) = apart(lines).filter(|_| !joined(row)) {
            nameless |= headless(row);
            cells.push(cell);
        }
    }
    let sides: [fn(Rect) -> f32; 2] = [|at| at.x0, |at| at.x1];
    let shared = sides.iter().any(|side| {
        // A place that three of four share is found among the first; comparing all with all would cost too much.
        cells.iter().take(32).any(|(at, size)| {
            let near = |other: &&(Rect, f32)| (side(other.0) - side(*at)).abs() <= size * 0.35;
            cells.iter().filter(near).count() * 4 >= cells.len() * 3
        })
    });
    if cells.len() * 3 > count && (nameless || shared) { cells.len() } else { 0 }
}

fn finish(rows: Vec<Building>, geometries: &[Geometry], table: &mut StatementTable) {
    let narrations: Vec<Vec<Vec<Token>>> = rows.iter().map(|row| lines_of(row, Field::Narration)).collect();
    // Sections that share headings share the strip, because they share columns: it is learnt once.
    let mut strips: Vec<Strip> = Vec::with_capacity(geometries.len());
    for (index, geometry) in geometries.iter().enumerate() {
        let known = geometries.iter().take(index).position(|other| equal_columns(geometry, other));
        if let Some(strip) = known.and_then(|known| strips.get(known).copied()) {
            strips.push(strip);
            continue;
        }
        // Stated balances are often set far right, beyond where narrations end.
        let same = |row: &Building| {
            row.kind == RowKind::Transaction
                && geometries.get(row.section).is_some_and(|other| same_columns(geometry, other))
        };
        strips.push(Strip::learn(
            rows.iter().zip(&narrations).filter(|(row, _)| same(row)).map(|(_, lines)| lines.as_slice()),
        ));
    }
    for (index, geometry) in geometries.iter().enumerate() {
        if geometries.iter().take(index).any(|other| equal_columns(geometry, other)) {
            continue;
        }
        let same = |row: &&Building| {
            row.kind == RowKind::Transaction
                && geometries.get(row.section).is_some_and(|other| equal_columns(geometry, other))
        };
        let lines = rows.iter().filter(same).flat_map(|row| &row.pieces).map(|piece| &piece.cells);
        table.open.torn += torn(geometry, lines);
    }
    let lies_over = |lines: &&Vec<Vec<Token>>| lines.iter().any(|line| is_overprinted(line));
    table.open.parted = parted(&rows, &narrations);
    table.open.mixed = mixed(&rows, geometries, &narrations);
    table.open.overprinted = narrations.iter().filter(lies_over).count();
    for (row, narration) in rows.iter().zip(&narrations) {
        let Some(strip) = strips.get(row.section) else {
            continue;
        };
        table.rows.push(finish_row(row, narration, *strip));
    }
}

fn same_columns(a: &Geometry, b: &Geometry) -> bool {
    a.columns.len() == b.columns.len()
        && a.columns.iter().zip(&b.columns).all(|(a, b)| (a.heading.x0 - b.heading.x0).abs() < 1.5)
}

/// Whether the headings of two sections stand in exactly the same places.
fn equal_columns(a: &Geometry, b: &Geometry) -> bool {
    a.columns.iter().map(|column| column.heading.x0).eq(b.columns.iter().map(|column| column.heading.x0))
}

fn lines_of(row: &Building, field: Field) -> Vec<Vec<Token>> {
    row.pieces
        .iter()
        .map(|piece| {
            piece.cells.text.iter().filter(|(of, _)| *of == field).map(|(_, token)| token.clone()).collect()
        })
        .filter(|line: &Vec<Token>| !line.is_empty())
        .collect()
}

fn finish_row(row: &Building, narration: &[Vec<Token>], strip: Strip) -> RawRow {
    let mut cells = Vec::new();
    let mut push = |field: Field, text: String, page: u32, at: Rect| {
        if !text.is_empty() {
            cells.push(Cell { field, text, at: Locator::new(page, at) });
        }
    };
    for Piece { page, cells: found, .. } in &row.pieces {
        for (field, dated) in [(Field::Date, &found.date), (Field::ValueDate, &found.value_date)] {
            if let Some((_, text, at)) = dated {
                push(field, text.clone(), *page, *at);
            }
        }
        for (field, text, at) in &found.money {
            push(*field, text.clone(), *page, *at);
        }
    }
    let page = row.pieces.first().map_or(0, |piece| piece.page);
    push(Field::Narration, fold(narration, strip), page, box_of(row, Field::Narration, page));
    for field in [Field::Reference, Field::DrCr, Field::BalanceDrCr, Field::Counterparty] {
        let lines = lines_of(row, field);
        let mut text = String::new();
        for token in lines.iter().flatten() {
            // A number broken over two lines is one number; words keep their space.
            let is_broken = lines.len() > 1 && text.ends_with(|c: char| c.is_ascii_digit());
            if !text.is_empty() && !is_broken {
                text.push(' ');
            }
            text.push_str(&token.text);
        }
        push(field, text, page, box_of(row, field, page));
    }
    let column_time = lines_of(row, Field::Time).concat().first().map(|token| token.text.to_string());
    if let Some(time) = row.pieces.iter().find_map(|piece| piece.cells.time.clone()).or(column_time)
        && let Some(cell) = cells.iter_mut().find(|cell| cell.field == Field::Date)
    {
        cell.text = format!("{} {time}", cell.text);
    }
    let mut at: Vec<Locator> = Vec::new();
    for piece in &row.pieces {
        match at.iter_mut().find(|locator| locator.page == piece.page) {
            Some(locator) => locator.rect = locator.rect.union(piece.line),
            None => at.push(Locator::new(piece.page, piece.line)),
        }
    }
    RawRow { kind: row.kind, cells, at }
}

fn box_of(row: &Building, field: Field, page: u32) -> Rect {
    row.pieces
        .iter()
        .filter(|piece| piece.page == page)
        .flat_map(|piece| piece.cells.text.iter())
        .filter(|(of, _)| *of == field)
        .map(|(_, token)| token.at)
        .reduce(Rect::union)
        .unwrap_or_default()
}
