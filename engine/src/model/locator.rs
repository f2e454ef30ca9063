//! Where on the paper a value was printed.

use serde::{Deserialize, Serialize};

/// A page and a box on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Locator {
    /// Page number from 1.
    pub page: u32,
    /// The box in points from the top left of the page as it is shown.
    #[serde(rename = "box")]
    pub rect: pdf::Rect,
}

impl Locator {
    /// A box on a page.
    #[must_use]
    pub fn new(page: u32, rect: pdf::Rect) -> Self {
        Locator { page, rect }
    }

    /// The box around both when they are on one page; the first one otherwise.
    #[must_use]
    pub fn union(self, other: Locator) -> Locator {
        if self.page == other.page { Locator::new(self.page, self.rect.union(other.rect)) } else { self }
    }
}
