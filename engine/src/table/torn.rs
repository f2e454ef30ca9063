//! Narrations that the border of a column may have torn, and words that are printed over each other: what balances do not see.

use super::cells::LineCells;
use super::columns::{Geometry, Placed};
use super::tokens::Token;
use bank_templates::Field;
use pdf::Rect;

/// Cells of a column that say by themselves how it is set.
const FEWEST_CELLS: usize = 3;

/// How many lines have words of a narration on one side of a border and words of another column on the other side, no further
/// apart than words of one text, where the words on the right do not begin, end or centre where their column does; where those
/// on the right begin left of all others; or where one word lies over the place where the cells on the right begin, and may be two.
pub(super) fn torn<'c>(geometry: &Geometry, lines: impl Iterator<Item = &'c LineCells> + Clone) -> usize {
    let pairs = geometry.columns.windows(2).filter_map(|pair| match pair {
        [left, right] if may_tear(left, right) => Some((left, right)),
        _ => None,
    });
    pairs
        .map(|(left, right)| {
            let met: Vec<Met> = lines.clone().filter_map(|cells| Met::of(cells, left, right)).collect();
            let sorted = |side: fn(Rect) -> f32| {
                let mut sides: Vec<f32> = met.iter().map(|met| side(met.right)).collect();
                sides.sort_by(f32::total_cmp);
                sides
            };
            let sides = SIDES.map(sorted);
            let begin = common_begin(&sides, geometry.size);
            let is_cut = |met: &&Met| {
                let is_close = met.gap < geometry.size * 0.45;
                begin.is_some_and(|begin| met.right.x0 < begin - geometry.size)
                    || (is_close && !is_set(met.right, right, &sides, geometry.size))
            };
            let crosses = |cells: &&LineCells| {
                let within = |token: &Token| token.at.x0 >= left.from && token.at.x0 < left.to;
                let beside =
                    |(_, token): &(Field, Token)| token.at.x0 >= right.from && token.at.x0 < right.to;
                begin.filter(|_| !cells.text.iter().any(beside)).is_some_and(|begin| {
                    let over = |token: &Token| {
                        token.at.x0 < begin - geometry.size * 0.5 && token.at.x1 > begin + geometry.size * 0.5
                    };
                    cells.text.iter().any(|(_, token)| within(token) && over(token))
                })
            };
            met.iter().filter(is_cut).count() + lines.clone().filter(crosses).count()
        })
        .sum()
}

/// Dates are told from narrations by what they say, amounts by their edges; only two columns of text can be taken for each other.
fn may_tear(left: &Placed, right: &Placed) -> bool {
    let is_text = |column: &Placed| {
        column.edge.is_none() && !matches!(column.field, Field::Date | Field::ValueDate | Field::Time)
    };
    let narrations = [left, right].iter().filter(|column| column.field == Field::Narration).count();
    is_text(left) && is_text(right) && narrations == 1
}

/// The right one of two cells of a line, and how far it is from the left one.
struct Met {
    right: Rect,
    gap: f32,
}

impl Met {
    fn of(cells: &LineCells, left: &Placed, right: &Placed) -> Option<Met> {
        let of = |column: &Placed| -> Vec<&Token> {
            let inside = |token: &&Token| token.at.x0 >= column.from && token.at.x0 < column.to;
            cells.text.iter().map(|(_, token)| token).filter(inside).collect()
        };
        let at = of(right).iter().map(|token| token.at).reduce(Rect::union)?;
        let gap = of(left).last().map_or(f32::MAX, |last| at.x0 - last.at.x1);
        Some(Met { right: at, gap })
    }
}

/// By what cells of one column agree.
const SIDES: [fn(Rect) -> f32; 3] = [|at| at.x0, |at| at.x1, Rect::center_x];

/// Where most cells of a column begin, if they begin in one place; `sides` as for [`is_set`].
fn common_begin([begins, ..]: &[Vec<f32>; 3], size: f32) -> Option<f32> {
    let most = begins.chunk_by(|a, b| b - a < size * 0.1).max_by_key(|chunk| chunk.len())?;
    let shared = most.len() >= FEWEST_CELLS && most.len() * 3 >= begins.len() * 2;
    most.first().copied().filter(|_| shared)
}

/// Whether a cell stands as most cells of its column do, or as its heading does where cells are few. `sides` has each side of all
/// cells, sorted.
fn is_set(at: Rect, column: &Placed, sides: &[Vec<f32>; 3], size: f32) -> bool {
    SIDES.iter().zip(sides).any(|(side, all)| {
        let (from, to) = (side(at) - size * 0.35, side(at) + size * 0.35);
        if all.len() < FEWEST_CELLS {
            return (from..=to).contains(&side(column.heading));
        }
        let alike = all.partition_point(|other| *other <= to) - all.partition_point(|other| *other < from);
        alike * 2 > all.len()
    })
}

/// Whether words of a line lie over each other.
pub(super) fn is_overprinted(line: &[Token]) -> bool {
    line.windows(2).any(|pair| match pair {
        [a, b] => a.at.x1 - b.at.x0 > a.size * 0.25,
        _ => false,
    })
}
