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
    if others.is_empty() {
        return others;
    }
    let mut known: HashMap<&str, Vec<&Word>> = HashMap::new();
    old.iter().for_each(|word| known.entry(word.text.as_str()).or_default().push(word));
    others.retain(|word| {
        let alike = known.get(word.text.as_str());
        !alike.into_iter().flatten().any(|old| is_like(old, word))
    });
    others
}

/// Whether two words say the same in the same place.
fn is_like(old: &Word, word: &Word) -> bool {
    (old.at.x0 - word.at.x0).abs() <= 1.5
        && (old.baseline.round() - word.baseline.round()).abs() <= 1.0
        && old.text == word.text
}

/// Whether two words stand in the same place, rather than touch.
fn overlap(a: Rect, b: Rect) -> bool {
    let width = a.width().min(b.width());
    let height = a.height().min(b.height());
    a.overlap_x(b) > 0.3 * width && a.overlap_y(b) > 0.5 * height
}
