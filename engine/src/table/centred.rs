//! Narrations that are centred around the date and amount of their row, as tables print whose cells are set in the middle.
//!
//! Where rows follow each other without a gap, the distance of a line from its neighbours says nothing. That the first and the
//! last line of each narration stand equally far from the amount does: read from the top, every line then has one row only.

use super::RowKind;
use super::assign::Owner;
use super::columns::Geometry;
use super::sort::{Sort, Sorted};
use bank_templates::Field;

/// Rows whose date and amount stand between two lines of their narration, which a section has at least before all of its
/// narrations are taken for centred.
const FEWEST_BETWEEN: usize = 3;

/// Gives each line to the row that it is centred around; `None` when some line or row does not fit that.
pub(super) fn owners(
    sorted: &[Sorted<'_>],
    anchors: &[usize],
    geometry: &Geometry,
    fits: &dyn Fn(usize) -> bool,
) -> Option<Vec<Owner>> {
    let baseline = |index: usize| sorted.get(index).map_or(0.0, |(line, _, _)| line.baseline);
    let near = |a: usize, b: usize| (baseline(b) - baseline(a)).abs() <= geometry.size * 2.1;
    let narrates = |index: usize| {
        sorted
            .get(index)
            .is_some_and(|(_, found, _)| found.text.iter().any(|(field, _)| *field == Field::Narration))
    };
    let mut owners = vec![Owner::Nobody("not_a_row"); sorted.len()];
    // The lines above the first row that may be its own: each near the one below it.
    let first = *anchors.first()?;
    let mut next =
        (0..first).rev().take_while(|line| near(*line, line + 1) && fits(*line)).last().unwrap_or(first);
    let mut between = 0;
    for (row, anchor) in anchors.iter().copied().enumerate() {
        let until = anchors.get(row + 1).copied().unwrap_or(sorted.len());
        let lines = |range: std::ops::Range<usize>| range.filter(|line| fits(*line));
        let above: Vec<usize> = lines(next..anchor).collect();
        let is_transaction = matches!(sorted.get(anchor), Some((_, _, Sort::Row(RowKind::Transaction))));
        next = anchor + 1;
        if !is_transaction {
            // A stated balance or sum has one line.
            if !above.is_empty() {
                return None;
            }
            continue;
        }
        let middle = baseline(anchor);
        let end = above.first().map_or(middle, |line| 2.0 * middle - baseline(*line));
        let slack = geometry.size * 0.15;
        let below: Vec<usize> =
            lines(anchor + 1..until).take_while(|line| baseline(*line) <= end + slack).collect();
        let is_even = match (above.first(), below.last()) {
            (Some(_), Some(last)) => (baseline(*last) - end).abs() <= slack && above.len() == below.len(),
            (None, None) => true,
            _ => false,
        };
        let chain: Vec<usize> = above.iter().chain([&anchor]).chain(&below).copied().collect();
        let is_chain = chain.windows(2).all(|pair| matches!(pair, [a, b] if near(*a, *b)));
        if !is_even || !is_chain || (above.is_empty() && !narrates(anchor)) {
            return None;
        }
        between += usize::from(!above.is_empty() && !narrates(anchor));
        next = below.last().map_or(next, |last| last + 1);
        for line in above.into_iter().chain(below) {
            *owners.get_mut(line)? = Owner::Row(row);
        }
    }
    (between >= FEWEST_BETWEEN).then_some(owners)
}
