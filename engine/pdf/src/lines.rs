//! Words to lines.

use crate::geometry::Rect;
use crate::words::{Line, Word};

/// Baselines this much of the smaller em apart still make one line: more than the jitter of producers that place
/// every word anew, less than the distance of rows.
const TOLERANCE: f32 = 0.35;

/// Groups horizontal words by baseline: lines from top to bottom, words in each from left to right. Words that are
/// written at an angle, such as watermarks and margin notes, are in no line.
#[must_use]
pub fn lines(words: &[Word]) -> Vec<Line> {
    let mut placed: Vec<Placed<'_>> =
        words.iter().filter(|word| word.is_horizontal()).map(|word| Placed { line: 0, word }).collect();
    // Most statements are drawn from top to bottom and from left to right: then sorting is a look at each neighbour.
    placed.sort_by(|a, b| a.word.baseline.total_cmp(&b.word.baseline));
    let mut starts: Vec<Start> = Vec::new();
    for Placed { line, word } in &mut placed {
        // Words of several sizes may stand between each other's baselines, so a few lines stay open at a time.
        let open = starts.len().saturating_sub(4);
        let found = starts.iter().skip(open).rposition(|start| start.takes(word));
        *line = found.map_or(starts.len(), |found| open + found);
        if found.is_none() {
            starts.push(Start { baseline: word.baseline, size: word.size });
        }
    }
    placed.sort_by(|a, b| a.line.cmp(&b.line).then(a.word.at.x0.total_cmp(&b.word.at.x0)));
    let mut lines = Vec::with_capacity(starts.len());
    lines.extend(placed.chunk_by(|a, b| a.line == b.line).filter_map(line));
    lines.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    lines
}

/// A line of words from left to right.
fn line(placed: &[Placed<'_>]) -> Option<Line> {
    let words = placed.iter().map(|placed| placed.word);
    let at = words.clone().map(|word| word.at).reduce(Rect::union)?;
    // The baseline of the widest word, which small raised or lowered pieces do not move.
    let widest = words.clone().max_by(|a, b| a.at.width().total_cmp(&b.at.width()))?;
    Some(Line { at, baseline: widest.baseline, words: words.cloned().collect() })
}

/// A word and the line that it belongs to.
struct Placed<'w> {
    line: usize,
    word: &'w Word,
}

/// How a line begins.
struct Start {
    baseline: f32,
    /// Of its first word.
    size: f32,
}

impl Start {
    fn takes(&self, word: &Word) -> bool {
        (word.baseline - self.baseline).abs() <= TOLERANCE * word.size.min(self.size)
    }
}
