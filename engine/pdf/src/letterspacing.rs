//! Headings whose letters are set apart: `S T A T E M E N T` is one word.

use crate::words::Word;

/// Fewer letters in a row are more likely a column of codes.
const FEWEST: usize = 4;
/// Gaps between letters, in ems; wider ones separate words.
const WIDEST: f32 = 0.5;
/// How much the gaps may differ, in ems: spacing is even, or it is not spacing.
const SPREAD: f32 = 0.08;

/// Joins runs of single letters that follow each other at even distances.
pub(crate) fn join(words: Vec<Word>) -> Vec<Word> {
    if !words.windows(FEWEST).any(|run| run.iter().all(is_letter)) {
        return words;
    }
    let mut joined: Vec<Word> = Vec::with_capacity(words.len());
    let mut rest = words.as_slice();
    while let Some(first) = rest.first() {
        let length = if is_letter(first) { run_length(rest) } else { 1 };
        let (run, tail) = rest.split_at(length);
        rest = tail;
        if length < FEWEST {
            joined.extend_from_slice(run);
            continue;
        }
        let text = run.iter().map(|letter| letter.text.as_str()).collect();
        let at = run.iter().fold(first.at, |at, letter| at.union(letter.at));
        joined.push(Word { text, at, ..first.clone() });
    }
    joined
}

fn is_letter(word: &Word) -> bool {
    let mut chars = word.text.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none() && word.is_horizontal()
}

/// How many letters from the first on belong together.
fn run_length(words: &[Word]) -> usize {
    let mut gaps = (f32::INFINITY, f32::NEG_INFINITY);
    let pairs = words.windows(2).take_while(|pair| {
        let [left, right] = pair else { return false };
        let gap = (right.at.x0 - left.at.x1) / left.size;
        gaps = (gaps.0.min(gap), gaps.1.max(gap));
        is_letter(right)
            && right.font == left.font
            && (right.size - left.size).abs() < 0.05 * left.size
            && (right.baseline - left.baseline).abs() < 0.1 * left.size
            && (0.0..=WIDEST).contains(&gap)
            && gaps.1 - gaps.0 <= SPREAD
    });
    pairs.count() + 1
}
