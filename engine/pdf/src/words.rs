//! Glyphs gathered into words, and words into lines.

use crate::geometry::Rect;
use std::sync::Arc;

/// sRGB colour, 0-255 each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Color {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

/// A run of glyphs without a gap, all in one size and direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// What it says, in Unicode NFC.
    pub text: String,
    /// The box from ascent to descent of the font, first to last advance.
    pub at: Rect,
    /// Vertical position of the baseline (for rotated words: of the start of the baseline).
    pub baseline: f32,
    /// Font name as the file has it, subset prefix included; shared between words. The font of most of the word,
    /// should it change within: see [`FontChange`].
    pub font: Arc<str>,
    /// Height of the em square on the page, in points.
    pub size: f32,
    /// Fill colour.
    pub color: Color,
    /// PDF text render mode; 3 is invisible.
    pub render_mode: u8,
    /// Direction of writing in degrees, clockwise as shown; 0 is ordinary left-to-right text.
    pub angle: f32,
    /// Position in drawing order among all marks of the page.
    pub order: u32,
}

impl Word {
    /// Whether the word runs left to right along the page, as table text does; watermarks and margin notes do not.
    #[must_use]
    pub fn is_horizontal(&self) -> bool {
        self.angle.abs() < 1.0
    }
}

/// A place within a word where another font takes over. Browsers do that for letters that their first font lacks, and
/// editors where they replaced letters.
#[derive(Clone, Debug, PartialEq)]
pub struct FontChange {
    /// [`Word::order`] of the word.
    pub word: u32,
    /// Characters of the word before the change (before its text was normalised).
    pub at_char: u32,
    /// Name of the font from here on.
    pub font: Arc<str>,
}

/// Words that share a baseline, left to right.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The words, by left edge.
    pub words: Vec<Word>,
    /// The box around them.
    pub at: Rect,
    /// Their common baseline.
    pub baseline: f32,
}

impl Line {
    /// The words joined by single spaces.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for word in &self.words {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&word.text);
        }
        text
    }
}
