//! Lines into rows: gathers the lines of each row and folds them into its cells.

use super::assign::{Begun, Owner, Way, assign, settle_way};
use super::broken::roomy;
use super::cells::LineCells;
use super::columns::Geometry;
use super::fold::{Strip, fold};
use super::open::{
    astray, elsewhere, lines_apart, lost, mixed, nameless_figures, parted, uncentred, unclaimed,
};
use super::pending::{PENDING, leave_out_pending, pending_above};
use super::sections::Section;
use super::sort::{LABELLED, Sort, Sorted, sort_lines};
use super::tokens::Token;
use super::torn::{is_overprinted, torn};
use super::{Cell, Grammar, RawRow, RowKind, StatementTable};
use crate::model::{Locator, Skipped};
use crate::page::PageLine;
use bank_templates::{Field, Layout};
use pdf::{Line, Rect};

/// A row while its lines are gathered.
pub(super) struct Building {
    pub(super) kind: RowKind,
    pub(super) section: usize,
    pub(super) pieces: Vec<Piece>,
}

/// One line of a row.
pub(super) struct Piece {
    pub(super) page: u32,
    line: Rect,
    pub(super) baseline: f32,
    pub(super) cells: LineCells,
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
    let mut sorted: Vec<Vec<Sorted<'_>>> =
        parts.clone().map(|(section, geometry)| sort_lines(section, geometry, layout, grammar)).collect();
    leave_out_pending(sections, &mut sorted, grammar);
    let way = settle_way(sections, geometries, &sorted, layout);
    table.open.adrift = way.doubtful;
    for (index, ((section, geometry), sorted)) in parts.zip(sorted).enumerate() {
        let pending = pending_above(&section.above, grammar);
        for (line, pending) in section.above.iter().zip(pending) {
            if pending {
                table.skipped.push(skipped(section.page, line, PENDING));
                continue;
            }
            let outside = PageLine { page: section.page, line: (*line).clone() };
            if section.first { table.above.push(outside) } else { table.around.push(outside) }
        }
        for line in &section.headings {
            table.skipped.push(skipped(section.page, line, "heading"));
        }
        gather(index, section, geometry, way, sorted, &mut rows, &mut table);
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
    way: Way,
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
    let owners = assign(&sorted, section, geometry, way, begun.as_ref());
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
    table.open.lost += lost(&sorted, &owners, geometry.size);
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
    table.open.roomy = roomy(&rows, geometries, &narrations);
    table.open.uncentred = uncentred(&rows);
    table.open.elsewhere = elsewhere(&rows, &narrations);
    table.open.astray = astray(&rows, geometries, &narrations);
    table.open.nameless_figures = nameless_figures(&rows, geometries);
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
