//! Lines that stand as near to one row as to the next: their lengths say which of the two goes on in them.

use super::RowKind;
use super::assign::Owner;
use super::cells::LineCells;
use super::columns::Geometry;
use super::sort::{Sort, Sorted};
use bank_templates::Field;

/// Lines that stand between two rows as near to one as to the other, and which way their lengths speak for.
#[derive(Default)]
pub(super) struct Alike {
    /// Indices of the lines.
    pub(super) lines: Vec<usize>,
    /// Lines that only the row below can have, and lines that only the row above can have.
    pub(super) up: usize,
    pub(super) down: usize,
    /// Lines that both could have: neither they nor the line before them had room for another word.
    pub(super) contested: usize,
    /// Of those, lines that open as several rows do, above a row that opens as none does: they look like the first line of its
    /// narration.
    pub(super) opening: usize,
}

impl Alike {
    pub(super) fn of(sorted: &[Sorted<'_>], owners: &[Owner], geometry: &Geometry) -> Alike {
        let mut found = Alike::default();
        // Small print within the section is wider than any narration.
        let spans: Vec<Option<Span>> = sorted
            .iter()
            .zip(owners)
            .map(|((_, cells, sort), owner)| match (sort, owner) {
                (Sort::Row(RowKind::Transaction), _) | (Sort::Text, Owner::Row(_)) => Span::of(cells),
                _ => None,
            })
            .collect();
        let widest = widest(sorted, &spans, geometry);
        let is_row =
            |index: &usize| matches!(sorted.get(*index), Some((_, _, Sort::Row(RowKind::Transaction))));
        let anchors: Vec<usize> = (0..sorted.len()).filter(is_row).collect();
        let mut words: Vec<String> = anchors.iter().filter_map(|anchor| opening(sorted, *anchor)).collect();
        words.sort();
        let several = words.chunk_by(|a, b| a == b).filter(|same| same.len() > 1);
        let usual: Vec<String> = several.filter_map(|same| same.first().cloned()).collect();
        for pair in anchors.windows(2) {
            let [above, below] = *pair else { continue };
            let owned = |line: &usize| matches!(owners.get(*line), Some(Owner::Row(_)));
            let chain: Vec<usize> = (above..=below).collect();
            if below - above < 2 || !(above + 1..below).all(|line| owned(&line)) {
                continue;
            }
            let gaps: Vec<f32> = chain
                .windows(2)
                .filter_map(|pair| match pair {
                    [a, b] => Some(sorted.get(*b)?.0.baseline - sorted.get(*a)?.0.baseline),
                    _ => None,
                })
                .collect();
            let (least, most) = (
                gaps.iter().copied().fold(f32::MAX, f32::min),
                gaps.iter().copied().fold(f32::MIN, f32::max),
            );
            if most >= least * 1.12 || most > geometry.size * 2.1 {
                continue;
            }
            found.lines.extend(above + 1..below);
            let goes_on = |pair: &[usize]| match pair {
                [a, b] => match (spans.get(*a), spans.get(*b)) {
                    (Some(Some(a)), Some(Some(b))) => a.width + a.size * 0.25 + b.first > widest - 0.5,
                    _ => false,
                },
                _ => false,
            };
            let ends: Vec<usize> =
                chain.windows(2).enumerate().filter(|(_, pair)| !goes_on(pair)).map(|(at, _)| at).collect();
            match ends.as_slice() {
                [end] => {
                    found.down += *end;
                    found.up += below - above - 1 - end;
                }
                [] => {
                    found.contested += below - above - 1;
                    let opens = |line: usize| opening(sorted, line).is_some_and(|word| usual.contains(&word));
                    found.opening += usize::from(!opens(below) && (above + 1..below).any(opens));
                }
                _ => {}
            }
        }
        found
    }
}

/// How wide lines get. One that stands far from all others is a note below the table that looks like a row.
fn widest(sorted: &[Sorted<'_>], spans: &[Option<Span>], geometry: &Geometry) -> f32 {
    let lines: Vec<(f32, f32)> = sorted
        .iter()
        .zip(spans)
        .filter_map(|((line, _, _), span)| span.as_ref().map(|span| (line.baseline, span.width)))
        .collect();
    let near = |a: f32, b: f32| (a - b).abs() <= geometry.size * 4.0;
    let is_among = |index: usize| {
        let at = |index: usize| lines.get(index).map(|(baseline, _)| *baseline);
        let beside = [index.checked_sub(1).and_then(at), at(index + 1)];
        at(index).is_some_and(|own| beside.into_iter().flatten().any(|other| near(own, other)))
    };
    let among = lines.iter().enumerate().filter(|(index, _)| is_among(*index));
    let mut widths: Vec<f32> = among.map(|(_, (_, width))| *width).collect();
    widths.sort_by(f32::total_cmp);
    // A few of many may have a word that is wider than its column.
    widths.get(widths.len() * 97 / 100).copied().unwrap_or(0.0)
}

/// The letters that the narration of a line opens with: `UPI` of `UPI/DR/5102`.
fn opening(sorted: &[Sorted<'_>], line: usize) -> Option<String> {
    let (_, found, _) = sorted.get(line)?;
    let (_, first) = found.text.iter().find(|(field, _)| *field == Field::Narration)?;
    let letters: String = first.text.chars().take_while(|c| c.is_alphabetic()).collect();
    (letters.chars().count() > 1).then_some(letters)
}

/// Words of one narration stand nearer than so many of their heights.
pub(super) const FAR: f32 = 4.0;

/// The narration of one line: how wide it is and its first word.
struct Span {
    width: f32,
    first: f32,
    size: f32,
}

impl Span {
    fn of(cells: &LineCells) -> Option<Span> {
        let mut words =
            cells.text.iter().filter(|(field, _)| *field == Field::Narration).map(|(_, word)| word);
        let first = words.next()?;
        // What stands far behind is of another column.
        let mut last = first;
        for word in words {
            if word.at.x0 - last.at.x1 > first.size * FAR {
                break;
            }
            last = word;
        }
        Some(Span { width: last.at.x1 - first.at.x0, first: first.at.width(), size: first.size })
    }
}
