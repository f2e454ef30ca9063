//! Glyphs gathered into words, and words into lines.

use crate::geometry::Rect;
use smol_str::SmolStr;

/// Less than this share of the width or height of a word is not seen at all.
const SEEN: f64 = 0.02;
/// The share of a word's width and height that has to be left for it to be read as a whole.
const MOST_OF_WIDTH: f64 = 0.9;
const MOST_OF_HEIGHT: f64 = 0.5;

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

/// What a clip leaves of a word. Only the box around a clip is known, so a word may show less than this says, never
/// more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clip {
    /// All of it.
    #[default]
    Whole,
    /// All that matters: a table cell cut as tight as its text may take the tips of letters away.
    Nearly,
    /// A part: less than nine tenths of its width or less than half of its height, as of a narration that is longer
    /// than its cell.
    Part,
    /// Nothing: the word was drawn outside of the clip, where nobody sees it.
    Nothing,
}

impl Clip {
    /// What a clip leaves of a box; both in points, the clip as left, top, right and bottom.
    pub(crate) fn of(at: Rect, [left, top, right, bottom]: [f64; 4]) -> Clip {
        let (x0, y0, x1, y1) = (f64::from(at.x0), f64::from(at.top), f64::from(at.x1), f64::from(at.bottom));
        if x0 >= left && y0 >= top && x1 <= right && y1 <= bottom {
            return Clip::Whole;
        }
        let share = |from: f64, to: f64, low: f64, high: f64| {
            let whole = (to - from).max(f64::MIN_POSITIVE);
            (to.min(high) - from.max(low)) / whole
        };
        let (width, height) = (share(x0, x1, left, right), share(y0, y1, top, bottom));
        if width <= SEEN || height <= SEEN {
            Clip::Nothing
        } else if width < MOST_OF_WIDTH || height < MOST_OF_HEIGHT {
            Clip::Part
        } else {
            Clip::Nearly
        }
    }
}

/// A font's name by its place in [`crate::Document::font_names`]: fonts of one document that have one name share it. It
/// costs nothing to copy with each word, unlike the name itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FontId(pub(crate) u16);

/// A run of glyphs without a gap, all in one size and direction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Word {
    /// What it says, in Unicode NFC. Cheap to clone: words of usual length are kept in place.
    pub text: SmolStr,
    /// The box from ascent to descent of the font, first to last advance.
    pub at: Rect,
    /// Vertical position of the baseline (for rotated words: of the start of the baseline).
    pub baseline: f32,
    /// The font of most of the word, should it change within: see [`FontChange`]. Its name, as the file has it, is
    /// [`crate::Document::font_name`].
    pub font: FontId,
    /// Height of the em square on the page, in points.
    pub size: f32,
    /// Fill colour.
    pub color: Color,
    /// PDF text render mode; 3 is invisible.
    pub render_mode: u8,
    /// How much of the word the clip in force left to see.
    pub clip: Clip,
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

/// One glyph where the file draws it, before it is gathered into a word: for comparisons with other readers.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    /// What it says; U+FFFD when nothing says what that is.
    pub text: String,
    /// Horizontal position of its origin, in points from the left edge of the page.
    pub x: f32,
    /// Vertical position of its origin, in points from the top of the page.
    pub y: f32,
    /// How far it moves the pen, in points, without spacing.
    pub advance: f32,
}

/// A place within a word where another font takes over. Browsers do that for letters that their first font lacks, and
/// editors where they replaced letters.
#[derive(Clone, Debug, PartialEq)]
pub struct FontChange {
    /// [`Word::order`] of the word.
    pub word: u32,
    /// Characters of the word before the change (before its text was normalised).
    pub at_char: u32,
    /// The font from here on.
    pub font: FontId,
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
