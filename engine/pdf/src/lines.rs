//! Words to lines.

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
    let mut lines: Vec<Line> = Vec::new();
    // Words of several sizes may stand between each other's baselines, so a few lines stay open at a time.
    for word in upright {
        let line = lines.iter_mut().rev().take(4).find(|line| belongs(line, word));
        match line {
            Some(line) => {
                line.at = line.at.union(word.at);
                line.words.push(word.clone());
            }
            None => lines.push(Line { words: vec![word.clone()], at: word.at, baseline: word.baseline }),
        }
    }
    for line in &mut lines {
        line.words.sort_by(|a, b| a.at.x0.total_cmp(&b.at.x0));
        line.baseline = main_baseline(&line.words);
    }
    lines.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    lines
}

fn belongs(line: &Line, word: &Word) -> bool {
    let Some(first) = line.words.first() else {
        return false;
    };
    (word.baseline - line.baseline).abs() <= TOLERANCE * word.size.min(first.size)
}

/// The baseline of the widest word, which small raised or lowered pieces do not move.
fn main_baseline(words: &[Word]) -> f32 {
    let widest = words.iter().max_by(|a, b| a.at.width().total_cmp(&b.at.width()));
    widest.map_or(0.0, |word| word.baseline)
}
