//! Pictures on a page: where they lie, not what they show.

use crate::geometry::Rect;

/// A picture placed on a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Image {
    /// The box it covers, as far as it is seen.
    pub at: Rect,
    /// Number of the object that holds its pixels; none for pictures that stand in the contents themselves.
    pub object: Option<u32>,
    /// Whether it hides what lies below it: without mask, transparency and blending.
    pub opaque: bool,
    /// Position in drawing order among all marks of the page, comparable with [`crate::Word::order`].
    pub order: u32,
}
