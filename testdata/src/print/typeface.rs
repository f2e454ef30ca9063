//! One typeface: how wide its text is, which bytes show it, and what it leaves in the file.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use subsetter::GlyphRemapper;
use ttf_parser::Face;

use super::helvetica;

/// Parsed once: a test that prints hundreds of statements measures millions of characters.
static SANS: LazyLock<Font> =
    LazyLock::new(|| Font::read("DejaVuSans", include_bytes!("../../fonts/DejaVuSans.ttf")));
static SANS_BOLD: LazyLock<Font> =
    LazyLock::new(|| Font::read("DejaVuSans-Bold", include_bytes!("../../fonts/DejaVuSans-Bold.ttf")));

/// Regular or bold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// A TrueType font of this crate.
pub(super) struct Font {
    pub(super) name: &'static str,
    pub(super) data: &'static [u8],
    pub(super) face: Face<'static>,
    /// Glyph and advance of each character, by code point; `None` where the font has no glyph.
    characters: Vec<Option<(u16, f32)>>,
}

/// A typeface that counts what was shown with it, because only that is embedded.
pub(super) enum Typeface {
    Embedded(Embedded),
    Base14 { name: &'static str, widths: &'static [u16; 224], used: bool },
}

/// A font and the glyphs used so far.
pub(super) struct Embedded {
    pub(super) font: &'static Font,
    /// From the font's glyph numbers to the subset's, which are also the codes in the text.
    pub(super) glyphs: GlyphRemapper,
    /// What each code of the subset means.
    pub(super) meaning: BTreeMap<u16, char>,
}

impl Typeface {
    pub(super) fn embedded(weight: Weight) -> Self {
        let font = match weight {
            Weight::Regular => LazyLock::force(&SANS),
            Weight::Bold => LazyLock::force(&SANS_BOLD),
        };
        Self::Embedded(Embedded { font, glyphs: GlyphRemapper::new(), meaning: BTreeMap::new() })
    }

    pub(super) fn base14(weight: Weight) -> Self {
        match weight {
            Weight::Regular => Self::Base14 { name: "Helvetica", widths: &helvetica::REGULAR, used: false },
            Weight::Bold => Self::Base14 { name: "Helvetica-Bold", widths: &helvetica::BOLD, used: false },
        }
    }

    /// How far the text reaches, in points.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|character| self.advance(character)).sum::<f32>() * size / 1000.0
    }

    /// The bytes that show the text. A character that the font lacks is shown as a question mark.
    pub(super) fn encode(&mut self, text: &str) -> Vec<u8> {
        match self {
            Self::Embedded(embedded) => {
                text.chars().flat_map(|character| embedded.code(character).to_be_bytes()).collect()
            }
            Self::Base14 { used, .. } => {
                *used = true;
                text.chars().map(|character| helvetica::code(character).unwrap_or(b'?')).collect()
            }
        }
    }

    /// Whether any text was shown with it. A face that shows nothing must not be in the file.
    pub(super) fn is_used(&self) -> bool {
        match self {
            Self::Embedded(embedded) => !embedded.meaning.is_empty(),
            Self::Base14 { used, .. } => *used,
        }
    }

    /// How far one character reaches, in thousandths of the text size. There is no kerning.
    pub(super) fn advance(&self, character: char) -> f32 {
        match self {
            Self::Embedded(embedded) => embedded.font.character(character).1,
            Self::Base14 { widths, .. } => {
                let code = usize::from(helvetica::code(character).unwrap_or(b'?'));
                widths.get(code - 32).copied().map_or(0.0, f32::from)
            }
        }
    }
}

impl Font {
    #[expect(
        clippy::expect_used,
        reason = "the fonts are part of this crate; one that does not parse is its bug"
    )]
    fn read(name: &'static str, data: &'static [u8]) -> Self {
        let face = Face::parse(data, 0).expect("the committed fonts parse");
        let mut font = Self { name, data, face, characters: Vec::new() };
        // The fonts end before U+2800, as their README says.
        font.characters = (0..0x2800_u32)
            .map(|code| {
                let glyph = font.face.glyph_index(char::from_u32(code)?)?.0;
                Some((glyph, font.advance(glyph)))
            })
            .collect();
        font
    }

    /// The width that the file states for a glyph, in thousandths; measuring uses the same rounded number.
    pub(super) fn advance(&self, glyph: u16) -> f32 {
        let units = self.face.glyph_hor_advance(ttf_parser::GlyphId(glyph)).unwrap_or(0);
        self.thousandths(f32::from(units))
    }

    /// Font units in thousandths of the text size, rounded as most producers do.
    pub(super) fn thousandths(&self, units: f32) -> f32 {
        (units * 1000.0 / f32::from(self.face.units_per_em())).round()
    }

    fn known(&self, character: char) -> Option<(u16, f32)> {
        let code = usize::try_from(u32::from(character)).ok()?;
        self.characters.get(code).copied().flatten()
    }

    /// Glyph and advance of a character, or of the question mark.
    fn character(&self, character: char) -> (u16, f32) {
        self.known(character).or_else(|| self.known('?')).unwrap_or((0, 0.0))
    }
}

impl Embedded {
    fn code(&mut self, character: char) -> u16 {
        let shown = if self.font.known(character).is_some() { character } else { '?' };
        let code = self.glyphs.remap(self.font.character(character).0);
        self.meaning.entry(code).or_insert(shown);
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
        Self { regular: make(Weight::Regular), bold: make(Weight::Bold) }
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
