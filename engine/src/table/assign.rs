//! Which row a line of text continues: by where it stands between the lines that start rows.

use super::RowKind;
use super::alike::Alike;
use super::cells::{LineCells, text_column};
use super::centred;
use super::columns::Geometry;
use super::sections::Section;
use super::sort::{Sort, Sorted};
use super::tokens::Token;
use bank_templates::template::Continues;
use bank_templates::{Field, Layout};
use pdf::Line;

/// Where the words of rows begin, and how large they are set: by that the rest of a narration is known on a page that repeats no
/// headings.
#[derive(Debug, Default)]
pub(super) struct Begun(Vec<(f32, f32)>);

impl Begun {
    pub(super) fn of<'c>(cells: impl Iterator<Item = &'c LineCells>) -> Begun {
        let mut begun: Vec<(f32, f32)> = Vec::new();
        for first in cells.filter_map(|cells| cells.text.first()) {
            let place = (first.1.at.x0, first.1.size);
            if !begun.iter().any(|known| same_place(*known, place)) {
                begun.push(place);
            }
        }
        Begun(begun)
    }

    fn has(&self, found: &LineCells) -> bool {
        let first = found.text.first().map(|(_, token)| (token.at.x0, token.size));
        first.is_some_and(|place| self.0.iter().any(|known| same_place(*known, place)))
    }
}

/// Positions and sizes are written with some rounding.
pub(super) fn same_place(a: (f32, f32), b: (f32, f32)) -> bool {
    (a.0 - b.0).abs() < 0.3 && (a.1 - b.1).abs() < 0.1
}

/// Which row of the section a line of text belongs to.
#[derive(Clone, Copy)]
pub(super) enum Owner {
    /// Index among the rows of this section.
    Row(usize),
    /// The last row of the section before.
    Previous,
    Nobody(&'static str),
}

/// How lines are given to rows in all sections of a table.
#[derive(Clone, Copy)]
pub(super) struct Way {
    pub(super) mode: Continues,
    /// Whether lines that stand as near to the row above as to the row below belong to the row below.
    pub(super) up: bool,
    /// Lines of which neither their distances nor their lengths say which row they belong to.
    pub(super) doubtful: usize,
}

/// Gives each line of a section to a row.
pub(super) fn assign(
    sorted: &[Sorted<'_>],
    section: &Section<'_>,
    geometry: &Geometry,
    way: Way,
    previous: Option<&Begun>,
) -> Vec<Owner> {
    assigned(sorted, section, geometry, way, previous).owners
}

/// The rows of the lines of a section, and how sure that is.
struct Assigned {
    owners: Vec<Owner>,
    /// Every line is one of those that its row is centred around.
    centred: bool,
    /// Lines that stand between two gaps of one width, so that either may part the rows.
    tied: usize,
}

fn assigned(
    sorted: &[Sorted<'_>],
    section: &Section<'_>,
    geometry: &Geometry,
    way: Way,
    previous: Option<&Begun>,
) -> Assigned {
    let mode = way.mode;
    let mut tied = 0;
    let has_previous = previous.is_some();
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
    let reach = (geometry.size * 2.1).min(row_pitch(sorted, &anchors).unwrap_or(f32::MAX) * 1.1);
    let near = |a: usize, b: usize| (baseline(b) - baseline(a)).abs() <= reach;
    let fits = |index: usize| {
        sorted.get(index).is_some_and(|(line, found, sort)| {
            matches!(sort, Sort::Text) && !found.stray && within_text(line, found, geometry)
        })
    };
    // What has a date of its own is no narration of a row that is dated.
    let dated = |index: usize| {
        let is_dated =
            |found: &LineCells| found.date.is_some() || (found.value_date.is_some() && !found.gave);
        sorted.get(index).is_some_and(|(_, found, _)| is_dated(found))
    };
    if mode == Continues::Around
        && let Some(centred) = centred::owners(sorted, &anchors, geometry, &fits)
    {
        return Assigned { owners: centred, centred: true, tied: 0 };
    }
    let mut set = |index: usize, owner: Owner| {
        if let Some(slot) = owners.get_mut(index) {
            *slot = owner;
        }
    };
    // A balance brought forward stands between the headings and the rest of a narration from the page before.
    let brought = |anchor: usize| {
        let states =
            sorted.get(anchor).is_some_and(|(_, _, sort)| matches!(sort, Sort::Row(RowKind::Balance)));
        anchors.first() == Some(&anchor) && states
    };
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
            // The rest of a narration from the page before has no date either, whatever states a balance above it.
            let other = above.is_none_or(|above| dated(above) || brought(above)) && dated(*line);
            if !joined || other || !fits(*line) {
                break;
            }
            down += 1;
            at = Some(*line);
        }
        let mut up = 0;
        let mut at = below;
        for line in lines.iter().rev() {
            let other = below.is_some_and(|below| dated(below) && dated(*line));
            if at.is_none_or(|at| !near(*line, at)) || other || !fits(*line) {
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
                match split(&lines, down, up, above, below, &baseline) {
                    Split::At(down, up, doubtful) => {
                        tied += doubtful;
                        (down, up)
                    }
                    Split::Alike if way.up => (lines.len().saturating_sub(up), up),
                    Split::Alike => (down, lines.len().saturating_sub(down)),
                }
            }
        };
        for line in lines.iter().take(down) {
            set(*line, if gap == 0 || from_before { Owner::Previous } else { Owner::Row(gap - 1) });
        }
        for line in lines.iter().rev().take(up) {
            set(*line, Owner::Row(gap));
        }
        // Without headings, what stands right above the first row and begins where narrations begin goes on with the last one
        // of the page before. Heads of pages stand elsewhere.
        if gap == 0 && section.continued && mode == Continues::Below && below.is_some_and(is_row) {
            let begun = |line: usize| {
                let found = sorted.get(line).map(|(_, found, _)| found);
                fits(line) && found.zip(previous).is_some_and(|(found, begun)| begun.has(found))
            };
            let mut next = below;
            for line in lines.iter().rev() {
                let joined = next.is_some_and(|next| baseline(next) - baseline(*line) <= geometry.size * 3.0);
                if !joined || !begun(*line) {
                    break;
                }
                set(*line, Owner::Previous);
                next = Some(*line);
            }
        }
    }
    Assigned { owners, centred: false, tied }
}

/// Rows right below each other that say how far rows stand apart.
const FEW_PITCHES: usize = 4;

/// How far rows stand apart that have no line between them: no line of a narration stands further from the next one.
fn row_pitch(sorted: &[Sorted<'_>], anchors: &[usize]) -> Option<f32> {
    let pitch = |pair: &[usize]| match pair {
        [a, b] if b - a == 1 => Some(sorted.get(*b)?.0.baseline - sorted.get(*a)?.0.baseline),
        _ => None,
    };
    let mut pitches: Vec<f32> = anchors.windows(2).filter_map(pitch).collect();
    pitches.sort_by(f32::total_cmp);
    pitches.get(pitches.len() / 2).copied().filter(|_| pitches.len() >= FEW_PITCHES)
}

/// How the lines between two anchors are parted.
enum Split {
    /// So many go to the row above, so many to the row below; so many stand between two gaps of one width.
    At(usize, usize, usize),
    /// Every line is as far from the next as any other, and both rows could have them all.
    Alike,
}

/// Parts the lines between two anchors at the widest gap.
fn split(
    lines: &[usize],
    down: usize,
    up: usize,
    above: Option<usize>,
    below: Option<usize>,
    baseline: &dyn Fn(usize) -> f32,
) -> Split {
    if down + up <= lines.len() {
        return Split::At(down, up, 0);
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
        return Split::Alike;
    }
    let at = gaps.iter().position(|gap| *gap >= widest - 0.01).unwrap_or(0);
    let last = gaps.iter().rposition(|gap| *gap * 1.12 > widest).unwrap_or(at);
    // Gap number `at` stands before line `at + 1 - offset`.
    let above_part = |at: usize| (at + 1).saturating_sub(offset).min(down);
    let doubtful = above_part(last).saturating_sub(above_part(at));
    Split::At(above_part(at), (lines.len() - above_part(at)).min(up), doubtful)
}

/// Whether a line stays within the columns of text, as the rest of a narration does.
fn within_text(line: &Line, found: &LineCells, geometry: &Geometry) -> bool {
    let says_nothing = found.text.is_empty() && found.time.is_none() && !found.gave;
    if says_nothing || !found.money.is_empty() {
        return false;
    }
    let size_fits =
        line.words.iter().all(|word| word.size < geometry.size * 1.35 && word.size > geometry.size * 0.6);
    // A word may not run over the amounts right of its own column. Text right of all amounts, such as a reference that goes on
    // in a second line, is judged by its own column.
    let runs_over = |(_, token): &(Field, Token)| {
        let begin = text_column(token, geometry).map_or(line.at.x0, |column| column.heading.x0);
        let amounts = geometry.columns.iter().filter(|column| column.edge.is_some());
        let next = amounts.filter(|column| column.heading.x0 > begin);
        let end = next.map(|column| column.heading.x1).fold(f32::MAX, f32::min);
        token.at.x1 > end + geometry.size
    };
    // Marks that a narrow column broke off their amounts stand right of the text and are none of it.
    size_fits && !found.text.iter().any(runs_over)
}

/// Whether a layout that may set dates in the middle of narrations really does so: where hardly any line stands above
/// its date, all stand below, and the other way round. Lines that stand as near to one row as to the other go where most of
/// them fit by their lengths: a narration goes on in the next line when its next word has no room in this one.
pub(super) fn settle_way(
    sections: &[Section<'_>],
    geometries: &[Geometry],
    sorted: &[Vec<Sorted<'_>>],
    layout: &Layout,
) -> Way {
    let way = |mode: Continues| Way { mode, up: false, doubtful: 0 };
    if layout.rows.continues != Continues::Around {
        return way(layout.rows.continues);
    }
    let (mut above, mut below, mut tied) = (0, 0, 0);
    let mut alike = Alike::default();
    for ((section, geometry), sorted) in sections.iter().zip(geometries).zip(sorted) {
        let assigned = assigned(sorted, section, geometry, way(Continues::Around), None);
        tied += assigned.tied;
        let owners = assigned.owners;
        let found = if assigned.centred { Alike::default() } else { Alike::of(sorted, &owners, geometry) };
        let mut made = 0;
        for (index, ((_, _, sort), owner)) in sorted.iter().zip(owners).enumerate() {
            match (sort, owner) {
                (Sort::Row(_), _) => made += 1,
                // At the top of a later page it may as well be the rest of the row before.
                (Sort::Text, Owner::Row(_)) if made == 0 && !section.first => {}
                (Sort::Text, Owner::Row(_)) if found.lines.contains(&index) => {}
                (Sort::Text, Owner::Row(row)) if row >= made => above += 1,
                (Sort::Text, Owner::Row(_)) => below += 1,
                _ => {}
            }
        }
        alike.lines.extend(found.lines);
        alike.up += found.up;
        alike.down += found.down;
        alike.contested += found.contested;
        alike.opening += found.opening;
    }
    let count = alike.lines.len();
    let edges = (above == 0) != (below == 0);
    let up = alike.up > 0 && alike.up >= alike.down * 3;
    // Where no length says anything either, narrations go on below the lines that they begin on, as nearly everywhere.
    let sure = up || alike.down >= alike.up * 3;
    if up {
        above += count;
    } else {
        below += count;
    }
    let mode = if above * 10 <= below {
        Continues::Below
    } else if below * 10 <= above {
        Continues::Above
    } else {
        Continues::Around
    };
    // Lines above the first row or below the last one can only be of that row, and say how all others are.
    let voted = alike.up + alike.down > alike.contested || edges;
    let doubtful = match (sure, voted) {
        (true, true) => 0,
        (true, false)
            if mode != Continues::Around && alike.contested <= FEW_CONTESTED && alike.opening == 0 =>
        {
            0
        }
        _ => count,
    };
    let doubtful = doubtful + if mode == Continues::Around { tied } else { 0 };
    Way { mode, up, doubtful }
}

/// So many lines that both rows could have are taken for what they nearly always are: the rest of the row above.
const FEW_CONTESTED: usize = 3;
