//! Strokes and fills that make table grids and zebra rows.

use crate::geometry::Rect;
use crate::words::Color;

/// A straight line or a filled rectangle drawn on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ruling {
    /// Where it is; a hairline has no height (horizontal) or no width (vertical).
    pub at: Rect,
    /// Its colour.
    pub color: Color,
    /// Whether the area is filled (as opposed to an outline or a line).
    pub filled: bool,
    /// Whether it hides what lies below it: painted without transparency and without blending.
    pub opaque: bool,
    /// Position in drawing order among all marks of the page, comparable with [`crate::Word::order`].
    pub order: u32,
}
