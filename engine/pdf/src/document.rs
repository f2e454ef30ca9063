//! Opens a document and reads its pages.

use crate::{error::OpenError, facts::Facts, geometry::Rect, limits::Limits, rulings::Ruling, words::Word};

/// How to open a document.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions<'a> {
    /// User or owner password; the empty password is always tried.
    pub password: Option<&'a str>,
    /// What reading may cost.
    pub limits: Limits,
}

/// A document that was read.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Pages in order.
    pub pages: Vec<Page>,
    /// What the file says about itself.
    pub facts: Facts,
    /// What could not be read, one sentence each (an unreadable page, a font without mapping, a limit reached).
    pub warnings: Vec<String>,
}

/// One page as it is shown.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Number from 1.
    pub number: u32,
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// Words in drawing order.
    pub words: Vec<Word>,
    /// Lines and filled boxes in drawing order.
    pub rulings: Vec<Ruling>,
    /// Boxes that images cover.
    pub images: Vec<Rect>,
}
