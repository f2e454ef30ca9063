//! Where the text of a page differs from what the first revision of the file showed there.
//!
//! The text of the earlier revision never leaves this module: what was superseded is not the document's text.

use crate::document::Page;
use crate::geometry::Rect;
use std::collections::HashMap;

/// Edits kept of a document.
const MAX_KEPT: usize = 1_000;

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
pub(super) fn edits(before: &[Page], now: &[Page]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for page in now {
        let old = before.iter().find(|old| old.number == page.number);
        let mut known: HashMap<(i32, &str), Vec<Rect>> = HashMap::new();
        for word in old.iter().flat_map(|old| &old.words) {
            known.entry((word.baseline.round() as i32, word.text.as_str())).or_default().push(word.at);
        }
        for word in &page.words {
            let baseline = word.baseline.round() as i32;
            let stood = (baseline - 1..=baseline + 1).any(|baseline| {
                let places = known.get(&(baseline, word.text.as_str()));
                places.into_iter().flatten().any(|at| (at.x0 - word.at.x0).abs() <= 1.5)
            });
            if !stood && edits.len() < MAX_KEPT {
                let replaces = old.iter().flat_map(|old| &old.words).any(|old| overlap(old.at, word.at));
                edits.push(Edit { page: page.number, at: word.at, text: word.text.to_string(), replaces });
            }
        }
    }
    edits
}

/// Whether two words stand in the same place, rather than touch.
fn overlap(a: Rect, b: Rect) -> bool {
    let width = a.width().min(b.width());
    let height = a.height().min(b.height());
    a.overlap_x(b) > 0.3 * width && a.overlap_y(b) > 0.5 * height
}
