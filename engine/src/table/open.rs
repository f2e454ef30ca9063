//! What rows leave open about their narrations. Balances hold amounts, not words: each doubt that is counted here lowers the proof.

use super::RowKind;
use super::alike::FAR;
use super::assign::{Owner, same_place};
use super::cells::LineCells;
use super::columns::{Geometry, Placed};
use super::rows::{Building, Piece};
use super::sort::{Sort, Sorted};
use super::tokens::Token;
use bank_templates::Field;
use pdf::Rect;
use std::collections::{BTreeSet, HashMap};

/// How many lines begin where the narrations of the rows begin and belong to none of them. What stands below the last row may
/// be the title of another table.
pub(super) fn unclaimed(sorted: &[Sorted<'_>], owners: &[Owner], last_row: f32) -> usize {
    let begin = |found: &LineCells| {
        let (_, token) = found.text.iter().find(|(field, _)| *field == Field::Narration)?;
        Some((token.at.x0, token.size))
    };
    let is_row = |sort: &Sort| matches!(sort, Sort::Row(RowKind::Transaction));
    let places: Vec<(f32, f32)> =
        sorted.iter().filter(|(_, _, sort)| is_row(sort)).filter_map(|(_, found, _)| begin(found)).collect();
    let is_loose = |(line, _, sort): &Sorted<'_>| {
        let first = line.words.first().map(|word| (word.at.x0, word.size));
        matches!(sort, Sort::Text)
            && line.baseline < last_row
            && first.is_some_and(|place| {
                places.iter().filter(|known| same_place(**known, place)).count() * 2 > places.len()
            })
    };
    let loose =
        |(sorted, owner): &(&Sorted<'_>, &Owner)| matches!(owner, Owner::Nobody(_)) && is_loose(sorted);
    sorted.iter().zip(owners).filter(loose).count()
}

/// How many rows have no words, with a line of words right above or below that belongs to nobody. What stands below the last row
/// is no longer table.
pub(super) fn lost(sorted: &[Sorted<'_>], owners: &[Owner], size: f32) -> usize {
    let anchors: Vec<usize> =
        (0..sorted.len()).filter(|index| matches!(sorted.get(*index), Some((_, _, Sort::Row(_))))).collect();
    let last = anchors.last().copied();
    let baseline = |index: usize| sorted.get(index).map_or(0.0, |(line, _, _)| line.baseline);
    let is_loose = |anchor: usize, index: usize| {
        let words = match (sorted.get(index), owners.get(index)) {
            (Some((line, _, Sort::Text)), Some(Owner::Nobody(_)))
            | (Some((line, _, Sort::Skip("outside_columns"))), _) => line,
            _ => return false,
        };
        let letters =
            words.words.iter().any(|word| word.text.chars().filter(|c| c.is_alphabetic()).count() > 2);
        letters && Some(index) < last && (baseline(index) - baseline(anchor)).abs() <= size * 2.1
    };
    let wordless = |(row, anchor): &(usize, usize)| {
        let is_own = |owner: &Owner| matches!(owner, Owner::Row(of) if of == row);
        sorted.get(*anchor).is_some_and(|(_, found, sort)| {
            matches!(sort, Sort::Row(RowKind::Transaction)) && found.narration().is_empty()
        }) && !owners.iter().any(is_own)
    };
    anchors
        .iter()
        .copied()
        .enumerate()
        .filter(wordless)
        .filter(|(_, anchor)| {
            anchor.checked_sub(1).is_some_and(|above| is_loose(*anchor, above))
                || is_loose(*anchor, anchor + 1)
        })
        .count()
}

/// Rows of several lines that a table has at least before it is said to centre its narrations.
const FEW_CENTRED: usize = 3;

/// How many narrations are not centred around the amount of their row, where most that have several lines are: a line of
/// them was taken by a neighbour.
pub(super) fn uncentred(rows: &[Building]) -> usize {
    let off = |row: &Building| {
        let page = row.pieces.first()?.page;
        let anchor = row.pieces.iter().find(|piece| !piece.cells.money.is_empty())?;
        let narrates = |piece: &&Piece| piece.cells.text.iter().any(|(field, _)| *field == Field::Narration);
        let lines: Vec<f32> =
            row.pieces.iter().filter(narrates).map(|piece| piece.baseline - anchor.baseline).collect();
        let size = anchor.cells.text.first().map(|(_, token)| token.size).or_else(|| {
            let texts = row.pieces.iter().flat_map(|piece| &piece.cells.text);
            texts.map(|(_, token)| token.size).next()
        })?;
        let one_page = row.pieces.iter().all(|piece| piece.page == page);
        let (first, last) = (lines.first()?, lines.last()?);
        (row.kind == RowKind::Transaction && one_page).then(|| (lines.len(), (first + last) / 2.0, size))
    };
    let known: Vec<(usize, f32, f32)> = rows.iter().filter_map(off).collect();
    let is_centred = |(_, off, size): &&(usize, f32, f32)| off.abs() < size * 0.35;
    let several: Vec<&(usize, f32, f32)> = known.iter().filter(|(lines, _, _)| *lines > 1).collect();
    let centred = several.iter().filter(|row| is_centred(row)).count();
    if several.len() < FEW_CENTRED || centred * 5 < several.len() * 3 {
        return 0;
    }
    known.iter().filter(|row| !is_centred(row)).count()
}

/// How many rows have words in a column of references or in one that nobody asks for and none in that of the narrations, where
/// most rows are so: then the column of the narrations was taken for another one.
pub(super) fn elsewhere(rows: &[Building], narrations: &[Vec<Vec<Token>>]) -> usize {
    let is_word = |token: &Token| token.text.chars().filter(|c| c.is_alphabetic()).count() > 2;
    let has_words = |row: &Building| {
        let tokens = row.pieces.iter().flat_map(|piece| &piece.cells.text);
        let others = tokens.filter(|(field, _)| matches!(field, Field::Reference | Field::Ignore));
        others.filter(|(_, token)| is_word(token)).count() > 1
    };
    let (mut count, mut wordless) = (0, 0);
    for (row, lines) in rows.iter().zip(narrations) {
        if row.kind == RowKind::Transaction {
            count += 1;
            // A code of another column may stand where the narration should.
            wordless += usize::from(!lines.iter().flatten().any(is_word) && has_words(row));
        }
    }
    if wordless * 2 > count { wordless } else { 0 }
}

/// How many narrations have words under the heading of a column of text in which no row has any, or far before it and apart from
/// the others: the border between the two was drawn in the wrong place.
pub(super) fn astray(rows: &[Building], geometries: &[Geometry], narrations: &[Vec<Vec<Token>>]) -> usize {
    let filled: Vec<Field> = rows
        .iter()
        .flat_map(|row| &row.pieces)
        .flat_map(|piece| &piece.cells.text)
        .map(|(field, _)| *field)
        .collect();
    let of_text = |field: Field| !matches!(field, Field::Narration | Field::Date | Field::ValueDate);
    let strays = |row: &Building, lines: &[Vec<Token>]| {
        let columns = geometries.get(row.section).map_or(&[][..], |geometry| &geometry.columns);
        let empty = |column: &&Placed| {
            column.edge.is_none()
                && !column.is_nameless
                && of_text(column.field)
                && !filled.contains(&column.field)
        };
        let own = columns.iter().filter(|column| column.field == Field::Narration);
        let begin = own.map(|column| column.heading.x0).fold(f32::MAX, f32::min);
        columns.iter().filter(empty).any(|column| {
            let under = |token: &Token| token.at.overlap_x(column.heading) > token.at.width() * 0.5;
            let apart = |line: &Vec<Token>| {
                let far = |pair: &[Token]| matches!(pair, [a, b] if b.at.x0 - a.at.x1 > a.size * FAR);
                column.heading.x0 > begin && line.windows(2).any(far)
            };
            lines.iter().flatten().any(under) || lines.iter().any(apart)
        })
    };
    let moved = rows.iter().zip(narrations).filter(|(row, _)| row.kind == RowKind::Transaction);
    moved.filter(|(row, lines)| strays(row, lines)).count()
}

/// Rows that a table has at least before the distances of its lines say anything.
const FEW_ROWS: usize = 6;

/// How many lines of narrations run beside the rows at a pitch of their own. Where rows follow each other at one distance, their
/// narrations stand at the same few distances from them; lines of another list drift past the rows.
pub(super) fn lines_apart(sorted: &[Sorted<'_>]) -> usize {
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
pub(super) fn parted(rows: &[Building], narrations: &[Vec<Vec<Token>>]) -> usize {
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

/// How many rows have a figure in a place that most rows have one in, and that no heading names: a balance that nothing was held
/// against, or an amount that is in no column.
pub(super) fn nameless_figures(rows: &[Building], geometries: &[Geometry]) -> usize {
    let moved: Vec<&Building> = rows.iter().filter(|row| row.kind == RowKind::Transaction).collect();
    let is_named = |row: &Building, at: Rect| {
        let columns = geometries.get(row.section).map_or(&[][..], |geometry| &geometry.columns);
        let mut named = columns.iter().filter(|column| !column.is_nameless);
        named.any(|column| column.heading.overlap_x(at) > 0.0 && column.field != Field::Narration)
    };
    let mut ends: Vec<f32> = moved
        .iter()
        .flat_map(|row| row.pieces.iter().map(move |piece| (row, piece)))
        .flat_map(|(row, piece)| piece.cells.loose.iter().filter(|(_, at)| !is_named(row, *at)))
        .map(|(_, at)| at.x1)
        .collect();
    ends.sort_by(f32::total_cmp);
    let most = ends.chunk_by(|a, b| b - a < 0.5).map(<[f32]>::len).max().unwrap_or(0);
    if most * 2 > moved.len() { most } else { 0 }
}

/// Where the heading of the narrations of a row stands: tables side by side, or with headings of their own, have several.
fn narration_place(row: &Building, geometries: &[Geometry]) -> Option<u32> {
    let columns = &geometries.get(row.section)?.columns;
    columns.iter().find(|column| column.field == Field::Narration).map(|column| column.heading.x0.to_bits())
}

/// Where most lines of the narrations under a heading begin, if they begin in one place.
fn common_begin(
    place: u32,
    rows: &[Building],
    geometries: &[Geometry],
    narrations: &[Vec<Vec<Token>>],
) -> Option<f32> {
    let moved = rows.iter().zip(narrations).filter(|(row, _)| row.kind == RowKind::Transaction);
    let moved = moved.filter(|(row, _)| narration_place(row, geometries) == Some(place));
    let mut begins: Vec<f32> =
        moved.flat_map(|(_, lines)| lines).filter_map(|line| line.first()).map(|first| first.at.x0).collect();
    begins.sort_by(f32::total_cmp);
    let most = begins.chunk_by(|a, b| b - a < 0.5).max_by_key(|chunk| chunk.len())?;
    most.first().copied().filter(|_| most.len() * 2 > begins.len())
}

/// How many narrations hold words of a column that no heading names: words that stand further apart than words of one text do and
/// begin or end at one place in many rows, or anywhere in them when not even the narrations have a heading.
pub(super) fn mixed(rows: &[Building], geometries: &[Geometry], narrations: &[Vec<Vec<Token>>]) -> usize {
    let headless = |row: &Building| {
        let columns = geometries.get(row.section).map_or(&[][..], |geometry| &geometry.columns);
        columns.iter().any(|column| column.field == Field::Narration && column.is_nameless)
    };
    // Several columns of narrations are joined, and stand apart as columns do.
    let joined = |row: &Building| {
        let columns = geometries.get(row.section).map_or(&[][..], |geometry| &geometry.columns);
        columns.iter().filter(|column| column.field == Field::Narration).count() > 1
    };
    let places: BTreeSet<u32> = rows.iter().filter_map(|row| narration_place(row, geometries)).collect();
    let begins: HashMap<u32, f32> = places
        .into_iter()
        .filter_map(|place| Some((place, common_begin(place, rows, geometries, narrations)?)))
        .collect();
    let apart = |row: &Building, lines: &Vec<Vec<Token>>| {
        let begin = narration_place(row, geometries).and_then(|place| begins.get(&place).copied());
        let gap = lines.iter().flat_map(|line| line.windows(2)).find_map(|pair| match pair {
            [a, b] if b.at.x0 - a.at.x1 > a.size * 0.9 => Some((b.at, b.size)),
            _ => None,
        });
        // A line of the narration may have nothing but the word of the other column, on either side.
        let alone =
            |first: &&Token| begin.is_some_and(|begin| (first.at.x0 - begin).abs() > first.size * 3.0);
        let alone =
            || lines.iter().filter_map(|line| line.first()).find(alone).map(|first| (first.at, first.size));
        gap.or_else(alone)
    };
    let moved = rows.iter().zip(narrations).filter(|(row, _)| row.kind == RowKind::Transaction);
    let (mut count, mut nameless, mut cells) = (0, false, Vec::new());
    for (row, lines) in moved {
        count += 1;
        if let Some(cell) = apart(row, lines).filter(|_| !joined(row)) {
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
