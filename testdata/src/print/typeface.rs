//! One typeface: how wide its text is, which bytes show it, and what it leaves in the file.

use std::collections::BTreeMap;

use subsetter::GlyphRemapper;
use ttf_parser::Face;

use super::helvetica;

const SANS: &[u8] = include_bytes!("../../fonts/DejaVuSans.ttf");
const SANS_BOLD: &[u8] = include_bytes!("../../fonts/DejaVuSans-Bold.ttf");

/// Regular or bold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// A typeface that counts what was shown with it, because only that is embedded.
pub(super) enum Typeface {
    Embedded(Box<Embedded>),
    Base14 {
        name: &'static str,
        widths: &'static [u16; 224],
    },
}

/// A TrueType font of this crate and the glyphs used so far.
pub(super) struct Embedded {
    pub(super) name: &'static str,
    pub(super) data: &'static [u8],
    pub(super) face: Face<'static>,
    /// From the font's glyph numbers to the subset's, which are also the codes in the text.
    pub(super) glyphs: GlyphRemapper,
    /// What each code of the subset means.
    pub(super) meaning: BTreeMap<u16, char>,
}

impl Typeface {
    #[expect(
        clippy::expect_used,
        reason = "the fonts are part of this crate; one that does not parse is its bug"
    )]
    pub(super) fn embedded(weight: Weight) -> Self {
        let (name, data) = match weight {
            Weight::Regular => ("DejaVuSans", SANS),
            Weight::Bold => ("DejaVuSans-Bold", SANS_BOLD),
        };
        let face = Face::parse(data, 0).expect("the committed fonts parse");
        let (glyphs, meaning) = (GlyphRemapper::new(), BTreeMap::new());
        Self::Embedded(Box::new(Embedded {
            name,
            data,
            face,
            glyphs,
            meaning,
        }))
    }

    pub(super) fn base14(weight: Weight) -> Self {
        match weight {
            Weight::Regular => Self::Base14 {
                name: "Helvetica",
                widths: &helvetica::REGULAR,
            },
            Weight::Bold => Self::Base14 {
                name: "Helvetica-Bold",
                widths: &helvetica::BOLD,
            },
        }
    }

    /// How far the text reaches, in points.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|character| self.advance(character)).sum::<f32>() * size / 1000.0
    }

    /// The bytes that show the text. A character that the font lacks is shown as a question mark.
    pub(super) fn encode(&mut self, text: &str) -> Vec<u8> {
        match self {
            Self::Embedded(font) => text
                .chars()
                .flat_map(|character| font.code(character).to_be_bytes())
                .collect(),
            Self::Base14 { .. } => text
                .chars()
                .map(|character| helvetica::code(character).unwrap_or(b'?'))
                .collect(),
        }
    }

    fn advance(&self, character: char) -> f32 {
        match self {
            Self::Embedded(font) => font.advance(font.glyph(character)),
            Self::Base14 { widths, .. } => {
                let code = usize::from(helvetica::code(character).unwrap_or(b'?'));
                widths.get(code - 32).copied().map_or(0.0, f32::from)
            }
        }
    }
}

impl Embedded {
    /// The width that the file states for a glyph, in thousandths; measuring uses the same rounded number.
    pub(super) fn advance(&self, glyph: u16) -> f32 {
        let units = f32::from(
            self.face
                .glyph_hor_advance(ttf_parser::GlyphId(glyph))
                .unwrap_or(0),
        );
        self.thousandths(units)
    }

    /// Font units in thousandths of the text size, rounded as most producers do.
    pub(super) fn thousandths(&self, units: f32) -> f32 {
        (units * 1000.0 / f32::from(self.face.units_per_em())).round()
    }

    fn glyph(&self, character: char) -> u16 {
        let glyph = self
            .face
            .glyph_index(character)
            .or_else(|| self.face.glyph_index('?'));
        glyph.map_or(0, |glyph| glyph.0)
    }

    fn code(&mut self, character: char) -> u16 {
        let known = self.face.glyph_index(character).is_some();
        let code = self.glyphs.remap(self.glyph(character));
        self.meaning
            .entry(code)
            .or_insert(if known { character } else { '?' });
        code
    }
}

/// The regular and the bold face of a statement.
pub(super) struct Fonts {
    pub(super) regular: Typeface,
    pub(super) bold: Typeface,
}

impl Fonts {
    pub(super) fn new(choice: crate::layout::FontChoice) -> Self {
        let make = match choice {
            crate::layout::FontChoice::Embedded => Typeface::embedded,
            crate::layout::FontChoice::Base14 => Typeface::base14,
        };
        Self {
            regular: make(Weight::Regular),
            bold: make(Weight::Bold),
        }
    }

    pub(super) fn of(&self, weight: Weight) -> &Typeface {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    pub(super) fn of_mut(&mut self, weight: Weight) -> &mut Typeface {
        match weight {
            Weight::Regular => &mut self.regular,
            Weight::Bold => &mut self.bold,
        }
    }
}
