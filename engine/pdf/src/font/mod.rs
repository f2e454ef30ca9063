//! Fonts: what the bytes of a shown string say and how far each of them moves the pen.

mod cmap;
mod composite;
mod embedded;
mod encoding;
mod glyph_names;
mod guess;
mod metrics;
mod program;
mod simple;
mod word_list;

use crate::facts::FontFact;
use crate::objects::{Dict, File, Object, ObjectId};
use crate::words::FontId;
use cmap::{CMap, Unicode};
use guess::Guess;
use metrics::Face;
use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// A font as the interpreter uses it.
pub(crate) struct Font {
    /// `BaseFont`, or the resource name when the font has none.
    pub(crate) name: Arc<str>,
    /// The number of the name, which the cache gives.
    pub(crate) id: FontId,
    /// Height of the font above the baseline, in ems.
    pub(crate) ascent: f32,
    /// Depth below the baseline, in ems, negative.
    pub(crate) descent: f32,
    /// Height of the em square in text space at size 1; other than 1 only for Type 3 fonts.
    pub(crate) em: f64,
    /// Whether lines run from top to bottom.
    pub(crate) vertical: bool,
    /// How many ranges the font's maps hold: what it costs to keep.
    weight: usize,
    /// Whether it was said already that some glyphs mean nothing.
    reported: Cell<bool>,
    kind: Kind,
}

enum Kind {
    Simple(Box<simple::SimpleFont>),
    Composite(Box<composite::CompositeFont>),
}

/// Letters taken off a string.
pub(crate) struct Letters {
    pub(crate) count: usize,
    /// Bytes of the string they take.
    pub(crate) bytes: usize,
    /// Horizontal advance of the last of them, in text space at size 1.
    pub(crate) last: f64,
}

/// A glyph without ink that ends a word.
pub(crate) struct Blank {
    /// Bytes of the string it takes.
    pub(crate) bytes: usize,
    /// Horizontal advance in text space at size 1.
    pub(crate) width: f64,
    /// Whether word spacing applies: the single byte 32.
    pub(crate) word_space: bool,
}

/// One glyph of a shown string.
pub(crate) struct Decoded<'f> {
    /// What it says.
    pub(crate) text: Text<'f>,
    /// Bytes of the string it takes.
    pub(crate) bytes: usize,
    /// Horizontal advance in text space at size 1.
    pub(crate) width: f64,
    /// Whether word spacing applies: the single byte 32.
    pub(crate) word_space: bool,
}

/// The meaning of a glyph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Text<'f> {
    /// One character.
    Char(char),
    /// Several, such as a ligature.
    Str(&'f str),
    /// The font does not say.
    Unknown,
}

impl Font {
    /// Splits the first glyph off a non-empty string.
    pub(crate) fn decode(&self, bytes: &[u8]) -> Decoded<'_> {
        match &self.kind {
            Kind::Simple(font) => font.decode(bytes.first().copied().unwrap_or(0)),
            Kind::Composite(font) => font.decode(bytes),
        }
    }

    /// Takes visible ASCII characters off a string, as many as follow each other and fit into `letters`; `step` is told
    /// the width of each. Only glyphs that were decoded before and that move the pen forwards are taken.
    #[inline]
    pub(crate) fn letters(&self, bytes: &[u8], letters: &mut [u8], step: impl FnMut(f64)) -> Letters {
        match &self.kind {
            Kind::Simple(font) => font.letters(bytes, letters, step),
            Kind::Composite(font) => font.letters(bytes, letters, step),
        }
    }

    /// The blank that a string begins with; only one that was decoded before and that does not move the pen backwards.
    #[inline]
    pub(crate) fn blank(&self, bytes: &[u8]) -> Option<Blank> {
        match &self.kind {
            Kind::Simple(font) => font.blank(bytes),
            Kind::Composite(font) => font.blank(bytes),
        }
    }

    /// How far the first glyph of a non-empty string moves the pen down (negative), in text space at size 1, where
    /// lines run from top to bottom.
    pub(crate) fn vertical_advance(&self, bytes: &[u8]) -> f64 {
        match &self.kind {
            Kind::Simple(_) => 0.0,
            Kind::Composite(font) => font.vertical_advance(bytes),
        }
    }

    /// What the font program says of the first glyph of a non-empty string whose meaning nothing else tells.
    pub(crate) fn second_look(&self, file: &File<'_>, bytes: &[u8]) -> Text<'_> {
        match &self.kind {
            Kind::Simple(font) => font.second_look(file, bytes.first().copied().unwrap_or(0)),
            Kind::Composite(font) => font.second_look(file, bytes),
        }
    }

    /// Warns, once for each font, that a glyph was shown whose meaning nobody knows.
    pub(crate) fn report_unknown(&self, file: &File<'_>) {
        if !self.reported.replace(true) {
            file.budget.warn(format!("font {}: some glyphs cannot be mapped to characters", self.name));
        }
    }

    /// With a guess, the file has lost the font, and this one stands for it.
    fn load(file: &File<'_>, dict: &Dict, resource: &[u8], guess: Option<Rc<Guess>>) -> Font {
        let subtype = file.get_name(dict, b"Subtype");
        let base_font = file.get_name(dict, b"BaseFont");
        let name = String::from_utf8_lossy(base_font.as_deref().unwrap_or(resource)).into_owned();
        let descendant = file
            .get_array(dict, b"DescendantFonts")
            .and_then(|fonts| fonts.first().and_then(|font| file.resolve(font).as_dict().cloned()));
        let composite = match (&descendant, subtype.as_deref()) {
            (Some(_), _) => true,
            // A lone CIDFont used directly is decoded as if a Type0 font stood before it.
            (None, Some(b"CIDFontType0" | b"CIDFontType2")) => true,
            _ => false,
        };
        let described = descendant.as_ref().unwrap_or(dict);
        let descriptor = file.get_dict(described, b"FontDescriptor").unwrap_or_default();
        let (ascent, descent) = extent(file, &descriptor, &name);
        let unicode = ToUnicode::load(file, dict);
        let weight = match &unicode {
            ToUnicode::CMap(cmap) => cmap.ranges(),
            _ => 0,
        };
        if composite {
            let font = composite::CompositeFont::load(file, dict, described, &descriptor, &name, unicode);
            let vertical = font.vertical();
            return Font {
                name: name.into(),
                id: FontId::default(),
                ascent,
                descent,
                em: 1.0,
                vertical,
                weight: weight + font.ranges(),
                reported: Cell::new(false),
                kind: Kind::Composite(Box::new(font)),
            };
        }
        let font = simple::SimpleFont::load(file, dict, &descriptor, &name, unicode, guess);
        let em = if subtype.as_deref() == Some(b"Type3") { type3_em(file, dict) } else { 1.0 };
        Font {
            name: name.into(),
            id: FontId::default(),
            ascent,
            descent,
            em,
            vertical: false,
            weight,
            reported: Cell::new(false),
            kind: Kind::Simple(Box::new(font)),
        }
    }
}

/// Whether a font descriptor has a font program.
pub(crate) fn is_embedded(descriptor: &Dict) -> bool {
    [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"].iter().any(|key| descriptor.get(key).is_some())
}

/// Ascent and descent in ems; files that lie get the values of the standard face that is closest.
fn extent(file: &File<'_>, descriptor: &Dict, name: &str) -> (f32, f32) {
    let standard = Face::by_name(name).unwrap_or(Face::Helvetica).extent();
    let read = |key: &[u8]| file.get_number(descriptor, key).map(|value| value as f32 / 1000.0);
    let ascent = read(b"Ascent").filter(|value| (0.3..=1.3).contains(value)).unwrap_or(standard.0);
    // Some producers write the descent without its sign.
    let descent = read(b"Descent").map(|value| -value.abs());
    let descent = descent.filter(|value| (-0.6..=-0.02).contains(value)).unwrap_or(standard.1);
    (ascent, descent)
}

/// Units per em of outline fonts; their share of a unit is what such fonts scale by when they are embedded as Type 3.
const UNITS_PER_EM: std::ops::RangeInclusive<f64> = 500.0..=4100.0;

/// The mean width of the glyphs of a font, in ems: wide for letters as narrow as `l`, narrow for a font of dashes.
const MEAN_WIDTH: std::ops::RangeInclusive<f64> = 0.15..=1.6;

/// Type 3 glyphs live in their own space. Browsers embed outline fonts as Type 3, one font for some of the letters each, and the
/// box of such a font is that of its letters: there the matrix alone says how large the em is. Bitmap fonts have an em as high as
/// their box, or 1000 units if they have none; unless that makes nonsense of their widths, as the boxes of some printer drivers
/// do: then the em is the unit of text space.
fn type3_em(file: &File<'_>, dict: &Dict) -> f64 {
    let matrix = file.get_numbers::<6>(dict, b"FontMatrix").unwrap_or([0.001, 0.0, 0.0, 0.001, 0.0, 0.0]);
    let scale = matrix[3].abs();
    if UNITS_PER_EM.contains(&(1.0 / scale)) {
        return 1.0;
    }
    let bbox = file.get_numbers::<4>(dict, b"FontBBox").unwrap_or_default();
    let height = (bbox[3] - bbox[1]).abs();
    let em = if height > 0.0 { height * scale } else { 1000.0 * scale };
    let mean = mean_width(file, dict).map(|width| width * matrix[0].abs());
    let is_likely = |em: f64| mean.is_none_or(|mean| MEAN_WIDTH.contains(&(mean / em)));
    if em.is_finite() && em > 0.0 && (is_likely(em) || !is_likely(1.0)) { em } else { 1.0 }
}

/// The mean of the widths that a simple font states, in its own units, without those of glyphs that have none.
fn mean_width(file: &File<'_>, dict: &Dict) -> Option<f64> {
    let widths = file.get_array(dict, b"Widths")?;
    let widths = widths.iter().take(256).filter_map(|width| file.resolve(width).as_number());
    let (sum, count) = widths.filter(|width| *width > 0.0).fold((0.0, 0u32), |(sum, n), w| (sum + w, n + 1));
    (count > 0).then(|| sum / f64::from(count))
}

/// What `/ToUnicode` says about codes.
pub(super) enum ToUnicode {
    Nothing,
    /// `/ToUnicode /Identity-H`: the codes are UTF-16 already.
    Identity,
    CMap(CMap),
}

impl ToUnicode {
    fn load(file: &File<'_>, dict: &Dict) -> ToUnicode {
        match file.get(dict, b"ToUnicode") {
            Object::Name(name) if name.starts_with(b"Identity") => ToUnicode::Identity,
            Object::Stream(stream) => {
                let cmap = CMap::load(file, &stream);
                if cmap.has_unicode() && !cmap.is_constant() {
                    ToUnicode::CMap(cmap)
                } else {
                    ToUnicode::Nothing
                }
            }
            _ => ToUnicode::Nothing,
        }
    }

    /// Whether the map looks as if nobody had looked at the font. `numbered` says that codes number glyphs, so that
    /// they cannot well be characters too.
    fn is_doubtful(&self, numbered: bool) -> bool {
        match self {
            ToUnicode::Nothing => false,
            ToUnicode::Identity => numbered,
            ToUnicode::CMap(cmap) => numbered && cmap.is_identity() || cmap.repeats_itself(),
        }
    }

    /// The text of a code, unless it is one of the values that producers write when they do not know.
    fn text(&self, code: u32) -> Option<Text<'_>> {
        match self {
            ToUnicode::Nothing => None,
            ToUnicode::Identity => char::from_u32(code).filter(|c| meaningful(*c)).map(Text::Char),
            ToUnicode::CMap(cmap) => match cmap.unicode(code)? {
                Unicode::Char(c) => meaningful(c).then_some(Text::Char(c)),
                Unicode::Text(text) => text.chars().any(meaningful).then_some(Text::Str(text)),
            },
        }
    }
}

/// Neither a control character nor a placeholder nor from the private areas, where each font means its own.
fn meaningful(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{E}'..='\u{1F}' | '\u{7F}' | '\u{FFFD}' | '\u{FFFE}' | '\u{FFFF}'
        | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}

/// Ranges of all fonts kept at a time; a file full of huge fonts loads them again instead of filling the memory.
const MAX_WEIGHT: usize = 1_000_000;
/// Fonts of a document that are listed.
const MAX_FACTS: usize = 5_000;
/// What a font weighs without its ranges: tables of 256 glyphs.
const EMPTY_WEIGHT: usize = 500;

/// Fonts of a document, each loaded once.
#[derive(Default)]
pub(crate) struct FontCache {
    fonts: HashMap<ObjectId, Rc<Font>>,
    /// Ranges that the fonts kept hold together.
    weight: usize,
    facts: Vec<FontFact>,
    /// Of the fonts of the page that the file has lost, by the names of the resources.
    guesses: HashMap<Box<[u8]>, Rc<Guess>>,
    names: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, FontId>,
}

impl FontCache {
    /// The font of a resource entry.
    pub(crate) fn get(&mut self, file: &File<'_>, entry: &Object, resource: &[u8]) -> Option<Rc<Font>> {
        self.load(file, entry, resource, None)
    }

    fn load(
        &mut self,
        file: &File<'_>,
        entry: &Object,
        resource: &[u8],
        guess: Option<Rc<Guess>>,
    ) -> Option<Rc<Font>> {
        if let Object::Ref(id) = entry
            && let Some(font) = self.fonts.get(id)
        {
            return Some(font.clone());
        }
        let resolved = file.resolve(entry);
        let dict = resolved.as_dict().filter(|_| file.budget.allows_font())?;
        let mut font = Font::load(file, dict, resource, guess);
        font.id = self.number(&font.name);
        let font = Rc::new(font);
        if self.facts.len() < MAX_FACTS && !self.facts.iter().any(|known| known.name == font.name) {
            self.facts.push(FontFact::read(file, dict, entry, font.name.clone(), resource));
        }
        if let Object::Ref(id) = entry {
            let weight = EMPTY_WEIGHT + font.weight;
            self.weight += weight;
            if self.weight > MAX_WEIGHT {
                self.fonts.clear();
                self.weight = weight;
            }
            self.fonts.insert(*id, font.clone());
        }
        Some(font)
    }

    /// What viewers show text in whose font is missing: Helvetica.
    pub(crate) fn substitute(&mut self, file: &File<'_>, resource: &[u8]) -> Option<Rc<Font>> {
        file.budget.warn(format!("font {} is missing", String::from_utf8_lossy(resource)));
        let entries = [(b"Subtype".as_slice(), b"Type1".as_slice()), (b"BaseFont", b"Helvetica")];
        let entries = entries.map(|(key, value)| (Rc::from(key), Object::Name(Rc::from(value))));
        let guess = self.guesses.entry(resource.into()).or_default().clone();
        self.load(file, &Object::Dict(Dict::new(entries.into())), resource, Some(guess))
    }

    /// Another page begins, whose fonts have nothing to do with those that were lost before.
    pub(crate) fn forget_guesses(&mut self) {
        self.guesses.clear();
    }

    /// Gives up guesses that the page has shown to be wrong; whether there are any, so that the page has to be read again.
    pub(crate) fn give_up_guesses(&self) -> bool {
        self.guesses.values().filter(|guess| guess.give_up()).count() > 0
    }

    /// The number of a name, which it may get now.
    fn number(&mut self, name: &Arc<str>) -> FontId {
        if let Some(known) = self.numbers.get(name) {
            return *known;
        }
        // No honest file has so many; those beyond share the number that has no name.
        let Some(number) = u16::try_from(self.names.len()).ok().filter(|number| *number < u16::MAX) else {
            return FontId(u16::MAX);
        };
        self.names.push(name.clone());
        self.numbers.insert(name.clone(), FontId(number));
        FontId(number)
    }

    /// The fonts in use, by first use; of several with one name the first.
    pub(crate) fn take_facts(&mut self) -> Vec<FontFact> {
        std::mem::take(&mut self.facts)
    }

    /// The names of fonts by their numbers.
    pub(crate) fn into_names(self) -> Vec<Arc<str>> {
        self.names
    }

    /// Keeps the fonts of some objects alone.
    pub(crate) fn retain(&mut self, holds: impl Fn(u32) -> bool) {
        self.fonts.retain(|(number, _), _| holds(*number));
        self.weight = self.fonts.values().map(|font| EMPTY_WEIGHT + font.weight).sum();
    }
}

/// Text in PDFDocEncoding, unless it has characters that are not in there.
pub(crate) fn pdf_doc_bytes(text: &str) -> Option<Vec<u8>> {
    let bytes: Vec<(String, u8)> = (0..=255).map(|byte| (pdf_doc_encoding(&[byte]), byte)).collect();
    let byte = |c: char| bytes.iter().find(|(text, _)| text.chars().eq([c])).map(|(_, byte)| *byte);
    text.chars().map(byte).collect()
}

/// Decodes PDFDocEncoding, the encoding of text outside of pages.
pub(crate) fn pdf_doc_encoding(bytes: &[u8]) -> String {
    let table = encoding::Encoding::PdfDoc.table();
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b' '..=b'~' | b'\n' | b'\r' | b'\t' => text.push(char::from(byte)),
            _ => {
                let name = table.get(usize::from(byte)).copied().unwrap_or_default();
                match glyph_names::to_unicode(name.as_bytes()) {
                    Some(glyph) => text.push_str(&glyph),
                    None => text.push(char::from(byte)),
                }
            }
        }
    }
    text
}
