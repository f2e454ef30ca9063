//! What was laid over a page: notes, stamps, form fields, links.

use crate::geometry::Rect;
use std::ops::Range;

/// One annotation of a page. What it draws is among the words and rulings of the page, by its `orders`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotation {
    /// Its subtype as the file has it: `FreeText`, `Ink`, `Stamp`, `Widget`, `Link`, ...
    pub kind: String,
    /// The rectangle it is fitted into.
    pub at: Rect,
    /// Whether it is seen at all: not hidden, and not on a layer that is off.
    pub shown: bool,
    /// Positions in drawing order of what it draws, comparable with [`crate::Word::order`]; empty when it draws
    /// nothing that is read.
    pub orders: Range<u32>,
}
