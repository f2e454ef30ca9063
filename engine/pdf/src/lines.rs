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
    let mut upright: Vec<&Word> = words.iter().filter(|word| word.is_horizontal()).collect();
    upright.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    // First which word belongs where, so that each line is allocated once, in its full length.
    let mut starts: Vec<Start> = Vec::new();
    let mut places = Vec::with_capacity(upright.len());
    for word in &upright {
        // Words of several sizes may stand between each other's baselines, so a few lines stay open at a time.
        let open = starts.len().saturating_sub(4);
        let found = starts.iter().skip(open).rposition(|start| start.takes(word));
        let place = found.map_or(starts.len(), |found| open + found);
        match starts.get_mut(place) {
            Some(start) => start.words += 1,
            None => starts.push(Start { baseline: word.baseline, size: word.size, words: 1 }),
        }
        places.push(place);
    }
    let empty = |start: &Start| Line {
        words: Vec::with_capacity(start.words),
        at: Rect::default(),
        baseline: start.baseline,
    };
    let mut lines: Vec<Line> = starts.iter().map(empty).collect();
    for (word, place) in upright.into_iter().zip(places) {
        let Some(line) = lines.get_mut(place) else { continue };
        line.at = if line.words.is_empty() { word.at } else { line.at.union(word.at) };
        line.words.push(word.clone());
    }
    for line in &mut lines {
        line.words.sort_by(|a, b| a.at.x0.total_cmp(&b.at.x0));
        line.baseline = main_baseline(&line.words);
    }
    lines.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    lines
}

/// How a line begins, and how many words it gets.
struct Start {
    baseline: f32,
    /// Of its first word.
    size: f32,
    words: usize,
}

impl Start {
    fn takes(&self, word: &Word) -> bool {
        (word.baseline - self.baseline).abs() <= TOLERANCE * word.size.min(self.size)
    }
}

/// The baseline of the widest word, which small raised or lowered pieces do not move.
fn main_baseline(words: &[Word]) -> f32 {
    let widest = words.iter().max_by(|a, b| a.at.width().total_cmp(&b.at.width()));
    widest.map_or(0.0, |word| word.baseline)
}
