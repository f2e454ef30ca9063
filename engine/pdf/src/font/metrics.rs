//! Widths of the fourteen standard fonts, which files may use without saying how wide their glyphs are.

use super::encoding::Encoding;
use super::word_list::{WordList, count_lines};

/// Glyph name, then widths in thousandths of the em for the six proportional faces.
const WIDTHS: &str = include_str!("data/base14_widths.txt");
static LATIN: WordList<{ count_lines(WIDTHS.as_bytes()) }> = WordList::new(WIDTHS);
static SYMBOL: &str = include_str!("data/symbol_encoding.txt");
static DINGBATS: &str = include_str!("data/dingbats_encoding.txt");

/// One of the standard faces; slanted Helvetica and Courier are as wide as upright ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    Helvetica,
    HelveticaBold,
    Times,
    TimesBold,
    TimesItalic,
    TimesBoldItalic,
    Courier,
    Symbol,
    Dingbats,
}

impl Face {
    /// The standard face of a font name or of one of its usual aliases (`ArialMT`, `TimesNewRoman,Bold`, ...).
    pub(crate) fn by_name(name: &str) -> Option<Face> {
        let (family, bold, italic) = Face::parts(name);
        match family.as_str() {
            "helvetica" | "arial" | "arialmt" => {
                Some(if bold { Face::HelveticaBold } else { Face::Helvetica })
            }
            "times" | "timesroman" | "timesnewroman" | "timesnewromanps" | "timesnewromanpsmt" => {
                Some(Face::times(bold, italic))
            }
            "courier" | "couriernew" | "couriernewps" | "couriernewpsmt" | "courierstd" => {
                Some(Face::Courier)
            }
            "symbol" | "symbolmt" => Some(Face::Symbol),
            "zapfdingbats" => Some(Face::Dingbats),
            _ => None,
        }
    }

    /// The face that comes closest to an unknown font without widths.
    pub(crate) fn closest(name: &str, fixed_pitch: bool, serif: bool) -> Face {
        let (family, bold, italic) = Face::parts(name);
        if fixed_pitch || family.contains("courier") || family.contains("mono") {
            Face::Courier
        } else if serif || family.contains("times") || family.contains("serif") && !family.contains("sans") {
            Face::times(bold, italic)
        } else if bold {
            Face::HelveticaBold
        } else {
            Face::Helvetica
        }
    }

    fn parts(name: &str) -> (String, bool, bool) {
        let name = match name.split_once('+') {
            Some((prefix, rest)) if prefix.len() == 6 => rest,
            _ => name,
        };
        let lower = name.to_ascii_lowercase();
        let (bold, italic) = (lower.contains("bold"), lower.contains("italic") || lower.contains("oblique"));
        let mut family: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
        for suffix in ["mt", "italic", "oblique", "bold", "regular", "ps"] {
            // `arialmt` and `timesnewromanpsmt` lose their tails one by one.
            if let Some(stem) = family.strip_suffix(suffix) {
                family = stem.to_owned();
            }
        }
        (family, bold, italic)
    }

    fn times(bold: bool, italic: bool) -> Face {
        match (bold, italic) {
            (false, false) => Face::Times,
            (true, false) => Face::TimesBold,
            (false, true) => Face::TimesItalic,
            (true, true) => Face::TimesBoldItalic,
        }
    }

    /// Width of a glyph in thousandths of the em, if the face has it.
    pub(crate) fn width(self, glyph: &str) -> Option<f32> {
        let column = match self {
            Face::Courier => return Some(600.0),
            Face::Symbol => return listed(SYMBOL, glyph),
            Face::Dingbats => return listed(DINGBATS, glyph),
            Face::Helvetica => 0,
            Face::HelveticaBold => 1,
            Face::Times => 2,
            Face::TimesBold => 3,
            Face::TimesItalic => 4,
            Face::TimesBoldItalic => 5,
        };
        // The first line is a comment, but `#` is no glyph and sorts before all of them.
        LATIN.get(glyph)?.split(' ').nth(column)?.parse().ok()
    }

    /// Ascent and descent as fractions of the em.
    pub(crate) fn extent(self) -> (f32, f32) {
        match self {
            Face::Helvetica | Face::HelveticaBold => (0.718, -0.207),
            Face::Times | Face::TimesBold | Face::TimesItalic | Face::TimesBoldItalic => (0.683, -0.217),
            Face::Courier => (0.629, -0.157),
            Face::Symbol | Face::Dingbats => (0.75, -0.2),
        }
    }

    /// The encoding built into the face.
    pub(crate) fn encoding(self) -> Encoding {
        match self {
            Face::Symbol => Encoding::Symbol,
            Face::Dingbats => Encoding::Dingbats,
            _ => Encoding::Standard,
        }
    }
}

fn listed(list: &str, glyph: &str) -> Option<f32> {
    list.lines().find_map(|line| {
        let mut fields = line.split(' ').skip(1);
        (fields.next() == Some(glyph)).then(|| fields.next()?.parse().ok())?
    })
}
