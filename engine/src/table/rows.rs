//! Lines into rows: which line starts a row, which lines continue it, and what is left out and why.

use super::cells::{LineCells, Token, cells};
use super::columns::Geometry;
use super::fold::{Strip, fold};
use super::header::HeaderRow;
use super::{Cell, Grammar, PageLine, RawRow, RowKind, StatementTable};
use crate::model::{Locator, Skipped};
use bank_templates::pattern::Pattern;
use bank_templates::template::{Continues, StartsWith};
use bank_templates::{Field, Layout};
use pdf::{Line, Rect};

/// The part of a page that one heading row governs.
#[derive(Debug)]
pub(super) struct Section<'a> {
    pub(super) header: &'a HeaderRow,
    pub(super) page: u32,
    pub(super) lines: Vec<&'a Line>,
    /// The page repeats no headings: the table may go on here, or may be over.
    pub(super) continued: bool,
    /// Lines of this page above the headings.
    above: Vec<&'a Line>,
    /// The lines of the headings themselves.
    headings: Vec<&'a Line>,
    /// No table has begun before this one.
    first: bool,
}

/// Cuts the pages into sections, one per heading row; pages without headings continue the last one.
pub(super) fn sections<'a>(
    pages: &'a [(u32, Vec<Line>)],
    headings: &'a [Vec<HeaderRow>],
) -> Vec<Section<'a>> {
    let mut sections: Vec<Section<'a>> = Vec::new();
    let mut waiting: Vec<(u32, Vec<&'a Line>)> = Vec::new();
    let mut last: Option<&'a HeaderRow> = None;
    for ((page, lines), found) in pages.iter().zip(headings) {
        if found.is_empty() {
            match last {
                None => waiting.push((*page, lines.iter().collect())),
                Some(header) => sections.push(Section {
                    header,
                    page: *page,
                    lines: lines.iter().collect(),
                    continued: true,
                    above: Vec::new(),
                    headings: Vec::new(),
                    first: false,
                }),
            }
            continue;
        }
        let mut from = f32::MIN;
        for (index, header) in found.iter().enumerate() {
            let until = found.get(index + 1).map_or(f32::MAX, |next| next.at.top);
            let middle = |line: &Line| (line.at.top + line.at.bottom) / 2.0;
            let above =
                lines.iter().filter(|line| middle(line) >= from && middle(line) < header.at.top).collect();
            let within = |line: &&&Line| middle(line) >= header.at.top && middle(line) <= header.at.bottom;
            let below: Vec<&Line> =
                lines.iter().filter(|line| middle(line) > header.at.bottom && middle(line) < until).collect();
            if last.is_none() {
                for (page, lines) in waiting.drain(..) {
                    sections.push(Section {
                        header,
                        page,
                        lines: Vec::new(),
                        continued: true,
                        above: lines,
                        headings: Vec::new(),
                        first: true,
                    });
                }
            }
            sections.push(Section {
                header,
                page: *page,
                lines: below,
                continued: false,
                // Between two tables of one page the lines below the first were already taken by it.
                above: if index == 0 { above } else { Vec::new() },
                headings: lines.iter().filter(|line| within(&line)).collect(),
                first: last.is_none(),
            });
            last = Some(header);
            from = until;
        }
    }
    sections
}

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

/// What one line turned out to be.
enum Sort {
    Row(RowKind),
    /// May continue a row.
    Text,
    Skip(&'static str),
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
    let mode = settle_mode(sections, geometries, layout, grammar);
    for (index, (section, geometry)) in sections.iter().zip(geometries).enumerate() {
        let outside = section.above.iter().map(|line| PageLine { page: section.page, line: (*line).clone() });
        if section.first {
            table.above.extend(outside)
        } else {
            table.around.extend(outside)
        }
        for line in &section.headings {
            table.skipped.push(skipped(section.page, line, "heading"));
        }
        gather(index, section, geometry, (layout, mode), grammar, &mut rows, &mut table);
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
    (layout, mode): (&Layout, Continues),
    grammar: &Grammar<'_>,
    rows: &mut Vec<Building>,
    table: &mut StatementTable,
) {
    let sorted = sort_lines(section, geometry, layout, grammar);
    let has_rows = sorted.iter().any(|(_, _, sort)| matches!(sort, Sort::Row(_)));
    if section.continued && !has_rows {
        table
            .around
            .extend(section.lines.iter().map(|line| PageLine { page: section.page, line: (*line).clone() }));
        return;
    }
    let base = rows.len();
    let previous = rows.iter().rposition(|row| row.kind == RowKind::Transaction);
    let owners = assign(&sorted, section, geometry, mode, previous.is_some());
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
    for ((line, found, sort), owner) in sorted.into_iter().zip(owners) {
        let row = match (sort, owner) {
            (Sort::Row(_), _) => continue,
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

/// Sorts the lines of a section: rows, text that may continue rows, and what is left out.
fn sort_lines<'l>(
    section: &Section<'l>,
    geometry: &Geometry,
    layout: &Layout,
    grammar: &Grammar<'_>,
) -> Vec<(&'l Line, LineCells, Sort)> {
    let mut sorted: Vec<(&Line, LineCells, Sort)> = Vec::with_capacity(section.lines.len());
    let mut ended = false;
    for line in &section.lines {
        let mut found = cells(line, geometry, grammar);
        let mut sort = if ended {
            Sort::Skip("after_end")
        } else {
            sort_line(line, &mut found, geometry, layout, grammar)
        };
        // The line that ends a table may itself state totals or the closing balance.
        if !ended && layout.rows.end.0.iter().any(|pattern| pattern.matches(&line.text())) {
            ended = true;
            if matches!(sort, Sort::Text | Sort::Row(RowKind::Transaction)) {
                sort = Sort::Skip("end_of_table");
            }
        }
        sorted.push((line, found, sort));
    }
    sorted
}

/// Whether a layout that may set dates in the middle of narrations really does so: where hardly any line stands above
/// its date, all stand below, and the other way round.
fn settle_mode(
    sections: &[Section<'_>],
    geometries: &[Geometry],
    layout: &Layout,
    grammar: &Grammar<'_>,
) -> Continues {
    if layout.rows.continues != Continues::Around {
        return layout.rows.continues;
    }
    let (mut above, mut below) = (0, 0);
    for (section, geometry) in sections.iter().zip(geometries) {
        let sorted = sort_lines(section, geometry, layout, grammar);
        let owners = assign(&sorted, section, geometry, Continues::Around, false);
        let mut made = 0;
        for ((_, _, sort), owner) in sorted.iter().zip(owners) {
            match (sort, owner) {
                (Sort::Row(_), _) => made += 1,
                (Sort::Text, Owner::Row(row)) if row >= made => above += 1,
                (Sort::Text, Owner::Row(_)) => below += 1,
                _ => {}
            }
        }
    }
    if above * 10 <= below {
        Continues::Below
    } else if below * 10 <= above {
        Continues::Above
    } else {
        Continues::Around
    }
}

/// Which row of the section a line of text belongs to.
#[derive(Clone, Copy)]
enum Owner {
    /// Index among the rows of this section.
    Row(usize),
    /// The last row of the section before.
    Previous,
    Nobody(&'static str),
}

fn assign(
    sorted: &[(&Line, LineCells, Sort)],
    section: &Section<'_>,
    geometry: &Geometry,
    mode: Continues,
    has_previous: bool,
) -> Vec<Owner> {
    let mut owners = vec![Owner::Nobody("not_a_row"); sorted.len()];
    let anchors: Vec<usize> = sorted
        .iter()
        .enumerate()
        .filter(|(_, (_, _, sort))| matches!(sort, Sort::Row(_)))
        .map(|(i, _)| i)
        .collect();
    let is_row = |anchor: usize| {
        sorted.get(anchor).is_some_and(|(_, _, sort)| matches!(sort, Sort::Row(RowKind::Transaction)))
    };
    let baseline = |index: usize| sorted.get(index).map_or(0.0, |(line, _, _)| line.baseline);
    let near = |a: usize, b: usize| (baseline(b) - baseline(a)).abs() <= geometry.size * 2.1;
    let fits = |index: usize| {
        sorted.get(index).is_some_and(|(line, found, sort)| {
            matches!(sort, Sort::Text) && !found.stray && within_text(line, found, geometry)
        })
    };
    let mut set = |index: usize, owner: Owner| {
        if let Some(slot) = owners.get_mut(index) {
            *slot = owner;
        }
    };
    // A balance brought forward stands between the headings and the rest of a narration from the page before.
    let brought = |anchor: usize| anchors.first() == Some(&anchor) && !is_row(anchor);
    // Each gap runs from one anchor (or the top) to the next (or the bottom).
    for gap in 0..=anchors.len() {
        let above = gap.checked_sub(1).and_then(|at| anchors.get(at).copied());
        let below = anchors.get(gap).copied();
        let lines: Vec<usize> = (above.map_or(0, |at| at + 1)..below.unwrap_or(sorted.len())).collect();
        // Reached from the row above, line by line, as long as each is near the one before.
        let mut down = 0;
        let mut at = above;
        for line in &lines {
            let joined = match at {
                Some(at) => near(at, *line),
                // Under repeated headings the narration of the row before may go on.
                None => has_previous && !section.continued && mode == Continues::Below,
            };
            if !joined || !fits(*line) {
                break;
            }
            down += 1;
            at = Some(*line);
        }
        let mut up = 0;
        let mut at = below;
        for line in lines.iter().rev() {
            if at.is_none_or(|at| !near(*line, at)) || !fits(*line) {
                break;
            }
            up += 1;
            at = Some(*line);
        }
        let from_before = has_previous && mode == Continues::Below && above.is_some_and(brought);
        let above_takes = above.is_none_or(is_row) || from_before;
        let below_takes = below.is_some_and(is_row);
        let (down, up) = match mode {
            Continues::Never => (0, 0),
            Continues::Below => (if above_takes { down } else { 0 }, 0),
            Continues::Above => (0, if below_takes { up } else { 0 }),
            Continues::Around => {
                let down = if above_takes && above.is_some() { down } else { 0 };
                let up = if below_takes { up } else { 0 };
                split(&lines, down, up, above, below, &baseline)
            }
        };
        for line in lines.iter().take(down) {
            set(*line, if gap == 0 || from_before { Owner::Previous } else { Owner::Row(gap - 1) });
        }
        for line in lines.iter().rev().take(up) {
            set(*line, Owner::Row(gap));
        }
    }
    owners
}

/// Parts the lines between two anchors at the widest gap; when all gaps are alike they belong to the row above.
fn split(
    lines: &[usize],
    down: usize,
    up: usize,
    above: Option<usize>,
    below: Option<usize>,
    baseline: &dyn Fn(usize) -> f32,
) -> (usize, usize) {
    if down + up <= lines.len() {
        return (down, up);
    }
    let stops: Vec<f32> =
        above.iter().chain(lines).chain(below.iter()).map(|index| baseline(*index)).collect();
    let offset = usize::from(above.is_some());
    let gaps: Vec<f32> = stops
        .windows(2)
        .map(|pair| match pair {
            [a, b] => b - a,
            _ => 0.0,
        })
        .collect();
    let widest = gaps.iter().copied().fold(f32::MIN, f32::max);
    let narrowest = gaps.iter().copied().fold(f32::MAX, f32::min);
    if widest < narrowest * 1.12 {
        return (down, lines.len().saturating_sub(down).min(up));
    }
    let at = gaps.iter().position(|gap| *gap >= widest - 0.01).unwrap_or(0);
    // Gap number `at` stands before line `at + 1 - offset`.
    let above_part = (at + 1).saturating_sub(offset).min(down);
    (above_part, (lines.len() - above_part).min(up))
}

/// Whether a line stays within the columns of text, as the rest of a narration does.
fn within_text(line: &Line, found: &LineCells, geometry: &Geometry) -> bool {
    if found.text.is_empty() || !found.money.is_empty() {
        return false;
    }
    let size_fits =
        line.words.iter().all(|word| word.size < geometry.size * 1.35 && word.size > geometry.size * 0.6);
    let next_money = geometry
        .columns
        .iter()
        .filter(|column| column.edge.is_some() && column.heading.x0 > line.at.x0)
        .map(|column| column.heading.x1)
        .fold(f32::MAX, f32::min);
    size_fits && line.at.x1 <= next_money + geometry.size
}

fn sort_line(
    line: &Line,
    found: &mut LineCells,
    geometry: &Geometry,
    layout: &Layout,
    grammar: &Grammar<'_>,
) -> Sort {
    let text = line.text();
    let any = |patterns: &[Pattern], text: &str| patterns.iter().any(|pattern| pattern.matches(text));
    let known = &grammar.locale.rows;
    if !found.loose.is_empty() && found.date.is_none() {
        let label = label(line, found);
        let lists = [&known.opening, &known.closing, &known.carried, &known.totals, &known.page_totals];
        let listed = [&layout.rows.opening.0, &layout.rows.closing.0];
        if lists.into_iter().chain(listed).any(|patterns| any(patterns, &label)) {
            found.adopt_loose(geometry);
        }
    }
    let narration = found.narration();
    if any(&layout.rows.skip.0, &text) || (!narration.is_empty() && any(&layout.rows.skip.0, &narration)) {
        return Sort::Skip("left_out_by_template");
    }
    let label = label(line, found);
    let has_money = !found.money.is_empty();
    let has_date = found.date.is_some();
    let named = |patterns: &[Pattern]| any(patterns, &narration) || any(patterns, &label);
    if has_money && (named(&layout.rows.opening.0) || named(&layout.rows.closing.0)) {
        return Sort::Row(RowKind::Balance);
    }
    if has_money && !has_date && named(&known.page_totals) {
        return Sort::Row(RowKind::PageTotals);
    }
    let states_balance = named(&known.opening) || named(&known.closing) || named(&known.carried);
    // A row that moves money is a transaction whatever its narration is called, unless it has no date of its own.
    if states_balance && has_money && (!found.has_amount() || !has_date) {
        return Sort::Row(RowKind::Balance);
    }
    if has_money && !has_date && named(&known.totals) {
        return Sort::Row(RowKind::Totals);
    }
    match layout.rows.starts_with {
        StartsWith::Date if has_date && (has_money || !narration.is_empty()) => {
            Sort::Row(RowKind::Transaction)
        }
        StartsWith::Amount if found.has_amount() => Sort::Row(RowKind::Transaction),
        StartsWith::Amount if has_date && found.text.is_empty() && !has_money => {
            Sort::Row(RowKind::Transaction)
        }
        _ if has_money && states_balance => Sort::Row(RowKind::Balance),
        _ if has_money => Sort::Skip("amount_without_date"),
        _ if found.text.is_empty() => Sort::Skip("outside_columns"),
        _ => Sort::Text,
    }
}

/// The words of a line that are neither money nor date, wherever they stand.
fn label(line: &Line, found: &LineCells) -> String {
    let mut words = Vec::with_capacity(line.words.len());
    for word in &line.words {
        let within = |at: Rect| word.at.x0 >= at.x0 - 0.5 && word.at.x1 <= at.x1 + 0.5;
        let is_value = found.money.iter().any(|(_, _, at)| within(*at))
            || found.loose.iter().any(|(_, at)| within(*at))
            || found.date.as_ref().is_some_and(|(_, _, at)| within(*at));
        if !is_value {
            words.push(word.text.as_str());
        }
    }
    words.join(" ")
}

fn finish(rows: Vec<Building>, geometries: &[Geometry], table: &mut StatementTable) {
    let narrations: Vec<Vec<Vec<Token>>> = rows.iter().map(|row| lines_of(row, Field::Narration)).collect();
    // Each geometry has a strip of its own; sections that share headings share the strip because they share columns.
    let strips: Vec<Strip> = geometries
        .iter()
        .map(|geometry| {
            // Stated balances are often set far right, beyond where narrations end.
            let same = |row: &Building| {
                row.kind == RowKind::Transaction
                    && geometries.get(row.section).is_some_and(|other| same_columns(geometry, other))
            };
            Strip::learn(
                rows.iter().zip(&narrations).filter(|(row, _)| same(row)).map(|(_, lines)| lines.as_slice()),
            )
        })
        .collect();
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
    for field in [Field::Reference, Field::DrCr] {
        let lines = lines_of(row, field);
        let mut text = String::new();
        for token in lines.iter().flatten() {
            // A number broken over two lines is one number; words keep their space.
            if !text.is_empty() && !(text.ends_with(|c: char| c.is_ascii_digit()) && lines.len() > 1) {
                text.push(' ');
            }
            text.push_str(&token.text);
        }
        push(field, text, page, box_of(row, field, page));
    }
    if let Some(time) = row.pieces.iter().find_map(|piece| piece.cells.time.clone())
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
