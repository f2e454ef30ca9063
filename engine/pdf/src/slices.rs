//! Words drawn once more through narrow clips, slice by slice: what flattening of transparent pages leaves behind.
//!
//! Each slice draws whatever letters it touches, often not all of a word. The copy that is seen as a whole says it all.

use crate::words::{Clip, Word};

/// Baselines of a slice and of the whole word differ by at most this much of the em.
const SAME_LINE: f32 = 0.1;
/// How far a slice may stick out of the words it belongs to, in ems.
const SLACK: f32 = 0.1;
/// Words of one line that a slice is compared with at most.
const MOST_COMPARED: usize = 512;

/// Drops words that a clip cuts where the same letters are seen uncut in the same place. Where some words are cut, others lost no
/// more than tips to the clip of a slice and lack letters all the same.
pub(crate) fn dropped(words: Vec<Word>) -> Vec<Word> {
    if words.iter().all(|word| word.clip < Clip::Part) {
        return words;
    }
    let mut whole: Vec<&Word> =
        words.iter().filter(|word| word.clip < Clip::Part && word.is_horizontal()).collect();
    whole.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let keeps: Vec<bool> =
        words.iter().map(|word| word.clip == Clip::Whole || !is_slice(word, &whole)).collect();
    words.into_iter().zip(keeps).filter_map(|(word, keep)| keep.then_some(word)).collect()
}

/// Whether the letters of a word stand, in their order, in whole words that cover its place.
fn is_slice(slice: &Word, whole: &[&Word]) -> bool {
    let (low, high) = (slice.baseline - SAME_LINE * slice.size, slice.baseline + SAME_LINE * slice.size);
    let from = whole.partition_point(|word| word.baseline < low);
    let line = whole.iter().skip(from).take_while(|word| word.baseline <= high).take(MOST_COMPARED);
    let slack = SLACK * slice.size;
    let mut below: Vec<&&Word> = line
        .filter(|word| {
            // Of two that are cut the longer one may cover the other.
            let says_more = slice.clip >= Clip::Part || word.text.len() > slice.text.len();
            word.at.overlap_x(slice.at) > 0.0
                && (word.size - slice.size).abs() <= 0.05 * slice.size
                && says_more
        })
        .collect();
    below.sort_by(|a, b| a.at.x0.total_cmp(&b.at.x0));
    let (Some(first), Some(last)) = (below.first(), below.last()) else {
        return false;
    };
    let covers = first.at.x0 <= slice.at.x0 + slack && last.at.x1 >= slice.at.x1 - slack;
    let mut letters = below.iter().flat_map(|word| word.text.chars());
    covers && slice.text.chars().all(|c| letters.any(|letter| letter == c))
}
