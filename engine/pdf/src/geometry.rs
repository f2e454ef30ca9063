//! The one rectangle type: points from the top left of the page as it is shown.

use serde::{Deserialize, Serialize};

/// A box on a page, in points from the page's top left corner; `x0 <= x1` and `top <= bottom`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    /// Left edge.
    pub x0: f32,
    /// Upper edge.
    pub top: f32,
    /// Right edge.
    pub x1: f32,
    /// Lower edge.
    pub bottom: f32,
}

impl Rect {
    /// The smallest box that holds both.
    #[must_use]
    pub fn union(self, other: Rect) -> Rect {
        Rect {
            x0: self.x0.min(other.x0),
            top: self.top.min(other.top),
            x1: self.x1.max(other.x1),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Width in points.
    #[must_use]
    pub fn width(self) -> f32 {
        self.x1 - self.x0
    }

    /// Height in points.
    #[must_use]
    pub fn height(self) -> f32 {
        self.bottom - self.top
    }

    /// Horizontal centre.
    #[must_use]
    pub fn center_x(self) -> f32 {
        (self.x0 + self.x1) / 2.0
    }

    /// How many points of width the two boxes share; zero when they do not overlap.
    #[must_use]
    pub fn overlap_x(self, other: Rect) -> f32 {
        (self.x1.min(other.x1) - self.x0.max(other.x0)).max(0.0)
    }

    /// How many points of height the two boxes share; zero when they do not overlap.
    #[must_use]
    pub fn overlap_y(self, other: Rect) -> f32 {
        (self.bottom.min(other.bottom) - self.top.max(other.top)).max(0.0)
    }
}
