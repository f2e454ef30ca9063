//! Where the text of a page differs from what the first revision of the file showed there.
//!
//! The text of the earlier revision never leaves this module: what was superseded is not the document's text.

use crate::document::Page;
use crate::geometry::Rect;
use crate::words::Word;
use std::collections::HashMap;

/// Edits kept of a document.
const MAX_KEPT: usize = 1_000;
/// How many words of the first revision the next word of today may have skipped.
const LOOK_AHEAD: usize = 8;
/// Words out of order that are sought among all old ones, which for so few costs less than sorting those by what they say.
const FEW: usize = 32;

/// A word that a later revision put on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// Page number from 1.
    pub page: u32,
    /// Where the word stands.
    pub at: Rect,
    /// What it says now.
    pub text: String,
    /// Whether other text stood there before.
    pub replaces: bool,
}

/// Words of `now` that the same page of `before` did not show at the same place.
pub(super) fn edits<'p>(before: &[Page], now: impl Iterator<Item = &'p Page>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for page in now {
        let old = before.iter().find(|old| old.number == page.number);
        let old = old.map_or([].as_slice(), |old| &old.words);
        for word in unlike(old, &page.words) {
            if edits.len() < MAX_KEPT {
                let replaces = old.iter().any(|old| overlap(old.at, word.at));
                edits.push(Edit { page: page.number, at: word.at, text: word.text.to_string(), replaces });
            }
        }
    }
    edits
}

/// Words that none of the old ones is like.
fn unlike<'w>(old: &[Word], now: &'w [Word]) -> Vec<&'w Word> {
    // Nearly all words are drawn as they were, in the same order, which is quicker to see than to look up.
    let mut next = 0;
    let mut others = Vec::new();
    for word in now {
        let ahead = old.get(next..).unwrap_or_default();
        match ahead.iter().take(LOOK_AHEAD).position(|old| is_like(old, word)) {
            Some(skipped) => next += skipped + 1,
            None => others.push(word),
        }
    }
    if others.len() <= FEW {
        others.retain(|word| !old.iter().any(|old| is_like(old, word)));
        return others;
    }
    let known = Known::of(old);
    others.retain(|word| !known.has_like(word));
    others
}

/// How far apart two words of one place may begin, in points.
const BESIDE: f32 = 1.5;

/// Whether two words say the same in the same place.
fn is_like(old: &Word, word: &Word) -> bool {
    (old.at.x0 - word.at.x0).abs() <= BESIDE
        && (old.baseline.round() - word.baseline.round()).abs() <= 1.0
        && old.text == word.text
}

/// Words by what they say, their baseline and a stretch of it as long as two of one place may be apart, so that all of one
/// stretch are in the same place: the first and the last of them then stand for the rest, however many there are.
struct Known<'w>(HashMap<(&'w str, i64, i64), (f32, f32)>);

impl<'w> Known<'w> {
    fn of(words: &'w [Word]) -> Known<'w> {
        let mut known = HashMap::new();
        for word in words {
            let x = word.at.x0;
            let ends =
                known.entry((word.text.as_str(), stretch(x), word.baseline.round() as i64)).or_insert((x, x));
            *ends = (ends.0.min(x), ends.1.max(x));
        }
        Known(known)
    }

    /// Whether one of them is like another word, as [`is_like`] has it.
    fn has_like(&self, word: &Word) -> bool {
        let (x, at, baseline) = (word.at.x0, stretch(word.at.x0), word.baseline.round() as i64);
        let near = |stretch: i64, line: i64| {
            let ends =
                self.0.get(&(word.text.as_str(), at.saturating_add(stretch), baseline.saturating_add(line)));
            ends.is_some_and(|(first, last)| match stretch {
                0 => true,
                1 => first - x <= BESIDE,
                _ => x - last <= BESIDE,
            })
        };
        (-1..=1).any(|line| [0, 1, -1].into_iter().any(|stretch| near(stretch, line)))
    }
}

fn stretch(x: f32) -> i64 {
    (x / BESIDE).floor() as i64
}

/// Whether two words stand in the same place, rather than touch.
fn overlap(a: Rect, b: Rect) -> bool {
    let width = a.width().min(b.width());
    let height = a.height().min(b.height());
    a.overlap_x(b) > 0.3 * width && a.overlap_y(b) > 0.5 * height
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, x0: f32, baseline: f32) -> Word {
        let at = Rect { x0, top: baseline - 8.0, x1: x0 + 20.0, bottom: baseline };
        Word { text: text.into(), at, baseline, ..Word::default() }
    }

    #[test]
    fn many_words_out_of_order_are_compared_as_few_are() {
        // A grid of fractions about every border at which two words stop being like each other.
        let places =
            (-16..=16).flat_map(|x| (-4..=4).map(move |y| (100.0 + x as f32 * 0.25, 50.0 + y as f32 * 0.5)));
        let old = [word("a", 100.0, 50.0), word("b", 101.0, 50.0), word("a", 102.25, 51.0)];
        let known = Known::of(&old);
        let mut alike = 0;
        for (x, y) in places {
            let now = word("a", x, y);
            let wanted = old.iter().any(|old| is_like(old, &now));
            assert_eq!(known.has_like(&now), wanted, "{x} {y}");
            alike += u32::from(wanted);
        }
        assert!((1..297).contains(&alike), "{alike}");
    }

    #[test]
    fn a_page_of_one_word_many_times_over_is_compared_in_passing() {
        let page = |y: f32| (0..40_000).map(|_| word("a", 2.9, y)).collect::<Vec<_>>();
        let (old, now) = (page(10.0), (0..40_000).map(|_| word("a", 0.1, 10.0)).collect::<Vec<_>>());
        assert_eq!(unlike(&old, &now).len(), 40_000);
        assert_eq!(unlike(&old, &page(11.0)).len(), 0);
    }
}
