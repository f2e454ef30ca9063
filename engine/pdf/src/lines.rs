//! Words to lines.

use crate::words::{Line, Word};

/// Baselines this much of the smaller em apart still make one line: more than the jitter of producers that place
/// every word anew, less than the distance of rows.
const TOLERANCE: f32 = 0.35;

/// How many places each word may be out of order on average before words are sorted as if they had no order at all.
const SORTING_STEPS: usize = 4;

/// Groups horizontal words by baseline: lines from top to bottom, words in each from left to right. Words that are
/// written at an angle, such as watermarks and margin notes, are in no line.
#[must_use]
pub fn lines(words: &[Word]) -> Vec<Line> {
    let mut order: Vec<u64> = Vec::with_capacity(words.len());
    for (word, index) in words.iter().zip(0..) {
        if word.is_horizontal() {
            order.push(key(word.baseline, index));
        }
    }
    sort(&mut order);
    let word_at = |place: usize| order.get(place).and_then(|key| words.get(index_of(*key)));
    let mut starts: Vec<Start> = Vec::new();
    let mut line_of: Vec<u32> = Vec::with_capacity(order.len());
    for place in 0..order.len() {
        line_of.push(word_at(place).map_or(0, |word| find_line(&mut starts, word)));
    }
    // The words of each line one behind the other, and those of all lines too.
    let mut next = 0;
    for start in &mut starts {
        start.next = next;
        next += start.words;
    }
    let mut places = vec![0; order.len()];
    for (line, place) in line_of.iter().zip(0..) {
        if let Some(start) = starts.get_mut(*line as usize)
            && let Some(slot) = places.get_mut(start.next)
            && let Some(word) = word_at(place as usize)
        {
            *slot = key(word.at.x0, place);
            start.next += 1;
        }
    }
    let mut lines = Vec::with_capacity(starts.len());
    let mut rest = places.as_mut_slice();
    for start in &starts {
        let Some((places, tail)) = rest.split_at_mut_checked(start.words) else { break };
        sort(places);
        lines.extend(line(places, word_at));
        rest = tail;
    }
    lines.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    lines
}

/// A number that sorts like a position, and among equal ones by index: quicker to sort than words by a comparison.
fn key(position: f32, index: u32) -> u64 {
    // Of negative numbers all bits are turned over, of others the sign, which makes the order of the bits theirs.
    let bits = position.to_bits();
    let ordered = bits ^ (((bits.cast_signed() >> 31).cast_unsigned()) | 1 << 31);
    u64::from(ordered) << 32 | u64::from(index)
}

/// The index that a key was made with.
fn index_of(key: u64) -> usize {
    key as u32 as usize
}

/// Most statements are drawn from top to bottom and from left to right, or nearly so: whoever is out of order is so by
/// a few places, as where a narration of two lines is drawn before the amounts beside the first.
fn sort(keys: &mut [u64]) {
    let mut steps = SORTING_STEPS * keys.len();
    for end in 1..keys.len() {
        let Some(head) = keys.get_mut(..=end) else { return };
        let Some((&mut key, sorted)) = head.split_last_mut() else { return };
        let behind = sorted.iter().rev().take_while(|other| **other > key).take(steps).count();
        if behind == 0 {
            continue;
        }
        if behind == steps {
            return keys.sort_unstable();
        }
        steps -= behind;
        if let Some(tail) = head.get_mut(end - behind..) {
            tail.rotate_right(1);
        }
    }
}

/// The line that a word belongs to, which it may begin. Words come by their baselines.
fn find_line(starts: &mut Vec<Start>, word: &Word) -> u32 {
    // Words of several sizes may stand between each other's baselines, so a few lines stay open at a time.
    let open = starts.len().saturating_sub(4);
    let found = starts.iter().skip(open).rposition(|start| start.takes(word));
    let line = found.map_or(starts.len(), |found| open + found);
    match starts.get_mut(line) {
        Some(start) => start.words += 1,
        None => starts.push(Start { baseline: word.baseline, size: word.size, words: 1, next: 0 }),
    }
    // Words are numbered in 32 bits too.
    line as u32
}

/// A line of words from left to right; `places` says which.
fn line<'w>(places: &[u64], word_at: impl Fn(usize) -> Option<&'w Word>) -> Option<Line> {
    let found = || places.iter().filter_map(|place| word_at(index_of(*place)));
    let first = found().next()?;
    // The baseline of the widest word, which small raised or lowered pieces do not move.
    let (mut at, mut baseline, mut widest) = (first.at, first.baseline, 0.0);
    for word in found() {
        at = at.union(word.at);
        if word.at.width() >= widest {
            widest = word.at.width();
            baseline = word.baseline;
        }
    }
    let words = places.iter().map(|place| word_at(index_of(*place)).cloned().unwrap_or_default()).collect();
    Some(Line { words, at, baseline })
}

/// How a line begins.
struct Start {
    baseline: f32,
    /// Of its first word.
    size: f32,
    /// How many words it has.
    words: usize,
    /// Where the next of them goes.
    next: usize,
}

impl Start {
    fn takes(&self, word: &Word) -> bool {
        (word.baseline - self.baseline).abs() <= TOLERANCE * word.size.min(self.size)
    }
}
