//! Narrations that are broken as no others are: a note that stands flush under a row looks like the rest of it.

use super::RowKind;
use super::columns::Geometry;
use super::rows::{Building, Piece};
use super::tokens::Token;
use bank_templates::Field;

/// Lines of narrations that go on in a next one, before they say how narrations are broken.
const FEW_BROKEN: usize = 10;
/// So many of them say it of every row, not only of the last ones.
const MANY_BROKEN: usize = 30;
/// Rows that a table has at least before it is said to break hardly any narration.
const FEW_ROWS: usize = 10;

/// Narrations that begin above their rows, before that is how the table sets them.
const FEW_ABOVE: usize = 3;

/// A row that moves money with the lines of its narration.
type Moved<'r> = (&'r Building, &'r Vec<Vec<Token>>);

/// How many narrations go on below a line that had room for more, where nearly all others go on only when their line is full or
/// hardly any goes on at all.
pub(super) fn roomy(rows: &[Building], geometries: &[Geometry], narrations: &[Vec<Vec<Token>>]) -> usize {
    let moved: Vec<Moved<'_>> =
        rows.iter().zip(narrations).filter(|(row, _)| row.kind == RowKind::Transaction).collect();
    let several = moved.iter().filter(|(_, lines)| lines.len() > 1).count();
    if moved.len() >= FEW_ROWS && several * 10 <= moved.len() {
        return beside_single(&moved, geometries);
    }
    let is_last = |index: usize| {
        let section = |index: usize| moved.get(index).map(|(row, _)| row.section);
        section(index) != section(index + 1)
    };
    let mut widths: Vec<f32> =
        moved.iter().flat_map(|(_, lines)| lines.iter()).map(|line| width(line)).collect();
    widths.sort_by(f32::total_cmp);
    // A few lines may be notes, which run wider than narrations do.
    let widest = widths.get(widths.len() * 97 / 100).copied().unwrap_or(0.0);
    let pairs = || moved.iter().flat_map(|(_, lines)| lines.windows(2));
    let (count, full) = (pairs().count(), pairs().filter(|pair| is_full(pair, widest)).count());
    if count < FEW_BROKEN || full * 10 < count * 9 {
        return 0;
    }
    // One narration of a few dozen may well have a break of its own.
    let everywhere = count >= MANY_BROKEN && full * 20 >= count * 19;
    let is_odd = |lines: &[Vec<Token>]| lines.windows(2).any(|pair| !is_full(pair, widest));
    let looked_at = |index: usize| everywhere || is_last(index);
    moved.iter().enumerate().filter(|(index, (_, lines))| looked_at(*index) && is_odd(lines)).count()
}

/// How many of a few narrations of several lines do not look like one that was too long for its line: the line had room for the next
/// word, a line above the amount of its row is wider than all others, or a line runs into the next column.
fn beside_single(moved: &[Moved<'_>], geometries: &[Geometry]) -> usize {
    let single = moved.iter().filter(|(_, lines)| lines.len() == 1).flat_map(|(_, lines)| lines.iter());
    let reach = single.map(|line| width(line)).fold(0.0, f32::max);
    // One or two narrations that begin above their row are no way of setting them.
    let few_above =
        moved.iter().filter(|(row, lines)| lines.len() > 1 && begins_above(row)).count() < FEW_ABOVE;
    let odd_above = |row: &Building, lines: &[Vec<Token>]| {
        begins_above(row)
            && (few_above
                || lines
                    .first()
                    .is_some_and(|line| line.first().is_some_and(|word| width(line) > reach + word.size)))
    };
    let runs_on = |row: &Building, lines: &[Vec<Token>]| {
        let columns = geometries.get(row.section).map_or(&[][..], |geometry| &geometry.columns);
        let own = columns.iter().position(|column| column.field == Field::Narration);
        let next = own.and_then(|own| columns.get(own + 1)).map(|column| column.heading.x0);
        let ends = lines.iter().filter_map(|line| line.last());
        next.is_some_and(|next| ends.into_iter().any(|last| last.at.x1 > next + last.size))
    };
    let is_odd = |row: &Building, lines: &[Vec<Token>]| {
        odd_above(row, lines) || runs_on(row, lines) || lines.windows(2).any(|pair| !is_full(pair, reach))
    };
    moved.iter().filter(|(row, lines)| lines.len() > 1 && is_odd(row, lines)).count()
}

/// Whether a narration begins above the line that has the amount of its row, without being centred around that.
fn begins_above(row: &Building) -> bool {
    let anchor = row.pieces.iter().find(|piece| !piece.cells.money.is_empty()).map(|piece| piece.baseline);
    let narrates = |piece: &&Piece| piece.cells.text.iter().any(|(field, _)| *field == Field::Narration);
    let mut lines = row.pieces.iter().filter(narrates);
    let (Some(anchor), Some(first)) = (anchor, lines.next()) else { return false };
    let last = lines.next_back().unwrap_or(first);
    let size = first.cells.text.first().map_or(0.0, |(_, token)| token.size);
    let off = anchor - (first.baseline + last.baseline) / 2.0;
    first.baseline < anchor && off.abs() > size * 0.35
}

fn width(line: &[Token]) -> f32 {
    match (line.first(), line.last()) {
        (Some(first), Some(last)) => last.at.x1 - first.at.x0,
        _ => 0.0,
    }
}

/// Whether the first of two lines had no room for the first word of the second.
fn is_full(pair: &[Vec<Token>], widest: f32) -> bool {
    match pair {
        [line, next] => {
            next.first().is_some_and(|word| width(line) + word.size * 0.25 + word.at.width() > widest - 0.5)
        }
        _ => true,
    }
}
