//! Type 0 fonts: codes of several bytes, CIDs, and their widths.

use super::cmap::{CMap, Unicode};
use super::embedded::Embedded;
use super::{Blank, Decoded, Letters, Text, ToUnicode};
use crate::objects::{Dict, File, Object};
use std::cell::{Cell, OnceCell};
use std::rc::Rc;

/// A composite font.
pub(super) struct CompositeFont {
    cmap: CMap,
    unicode: ToUnicode,
    /// CID to Unicode of the character collection, for fonts of Adobe's CJK collections.
    collection: Option<Rc<hayro_cmap::CMap>>,
    /// Whether codes are Unicode themselves, as those of `UniGB-UCS2-H` are.
    codes_are_unicode: bool,
    /// The embedded program, read when nothing else says what a glyph means.
    embedded: OnceCell<Option<Embedded>>,
    /// Where to find it.
    descendant: Dict,
    descriptor: Dict,
    widths: Vec<Widths>,
    default_width: f32,
    /// Advance of glyphs without vertical metrics of their own, in thousandths of the em.
    vertical_default: f32,
    verticals: Vec<VerticalRange>,
    /// Glyphs shown before, by the low byte of their code: a page shows the same few dozen again and again. Only for
    /// fonts whose codes all have two bytes, which are nearly all.
    recent: Option<Box<[Cell<Recent>; 256]>>,
}

/// A glyph that says a single character.
#[derive(Clone, Copy)]
struct Recent {
    /// In text space at size 1.
    width: f64,
    /// What it says; nothing if no such glyph was shown yet.
    says: Option<char>,
    /// The code, as its two bytes are written.
    code: [u8; 2],
    /// What it says if that is an ASCII character, visible or blank, that moves the pen forwards; otherwise 0.
    letter: u8,
}

const NOTHING: Recent = Recent { width: 0.0, says: None, code: [0; 2], letter: 0 };

/// Widths of a run of CIDs, in thousandths of the em.
struct Widths {
    first: u32,
    last: u32,
    widths: List,
}

enum List {
    All(f32),
    Each(Vec<f32>),
}

/// Vertical advance of a run of CIDs, in thousandths of the em.
struct VerticalRange {
    first: u32,
    last: u32,
    advance: f32,
}

impl CompositeFont {
    pub(super) fn load(
        file: &File<'_>,
        dict: &Dict,
        descendant: &Dict,
        descriptor: &Dict,
        name: &str,
        mut unicode: ToUnicode,
    ) -> CompositeFont {
        let cmap = match file.get(dict, b"Encoding") {
            Object::Name(name) => {
                CMap::named(file, &name).unwrap_or_else(|| CMap::identity(name.ends_with(b"-V")))
            }
            Object::Stream(stream) => {
                let mut cmap = CMap::load(file, &stream);
                if file.get_int(&stream.dict, b"WMode") == Some(1) {
                    cmap.vertical = true;
                }
                match file.get(&stream.dict, b"UseCMap") {
                    Object::Name(name) => cmap.set_base(CMap::named(file, &name)),
                    Object::Stream(base) => cmap.set_base(Some(CMap::load(file, &base))),
                    _ => {}
                }
                cmap
            }
            _ => CMap::identity(false),
        };
        let collection = file.get_dict(descendant, b"CIDSystemInfo").and_then(|info| {
            let text = |key: &[u8]| file.get(&info, key).as_string().map(<[u8]>::to_vec).unwrap_or_default();
            let family =
                hayro_cmap::CidFamily::from_registry_ordering(&text(b"Registry"), &text(b"Ordering"));
            let key = [text(b"Registry"), text(b"Ordering")].join(&b'-');
            file.known_map(&key, || {
                let data = hayro_cmap::load_embedded(family.ucs2_cmap()?)?;
                hayro_cmap::CMap::parse(data, hayro_cmap::load_embedded)
            })
        });
        let codes_are_unicode = file.get_name(dict, b"Encoding").is_some_and(|name| {
            let name = String::from_utf8_lossy(&name).into_owned();
            name.starts_with("Uni") && ["UCS2", "UTF16", "UTF32"].iter().any(|form| name.contains(form))
        });
        let embedded = OnceCell::new();
        let load = || Embedded::load(file, descendant, descriptor);
        let numbered = !matches!(file.get(descendant, b"CIDToGIDMap"), Object::Stream(_));
        if unicode.is_doubtful(numbered)
            && let Some(embedded) = embedded.get_or_init(load)
            && embedded.refutes(&unicode, &cmap)
        {
            file.budget.warn(format!("font {name}: its Unicode map contradicts the font itself"));
            unicode = ToUnicode::Nothing;
        }
        let vertical_default = match file.get_numbers::<2>(descendant, b"DW2") {
            Some([_, advance]) => advance as f32,
            None => -1000.0,
        };
        CompositeFont {
            recent: cmap.has_pairs_only().then(|| Box::new([const { Cell::new(NOTHING) }; 256])),
            cmap,
            unicode,
            collection,
            codes_are_unicode,
            embedded,
            descendant: descendant.clone(),
            descriptor: descriptor.clone(),
            widths: file.get_array(descendant, b"W").map(|list| read_widths(file, &list)).unwrap_or_default(),
            default_width: file.get_number(descendant, b"DW").unwrap_or(1000.0) as f32,
            vertical_default,
            verticals: file
                .get_array(descendant, b"W2")
                .map(|list| read_verticals(file, &list))
                .unwrap_or_default(),
        }
    }

    /// How many ranges the font keeps.
    pub(super) fn ranges(&self) -> usize {
        self.cmap.ranges() + self.widths.len() + self.verticals.len()
    }

    pub(super) fn vertical(&self) -> bool {
        self.cmap.vertical
    }

    #[inline]
    pub(super) fn decode(&self, bytes: &[u8]) -> Decoded<'_> {
        let Some((&code, slot)) = self.slot(bytes) else {
            return self.look_up(bytes);
        };
        let known = slot.get();
        if let Some(says) = known.says
            && known.code == code
        {
            return Decoded { text: Text::Char(says), bytes: 2, width: known.width, word_space: false };
        }
        let decoded = self.look_up(bytes);
        if let Decoded { text: Text::Char(says), width, .. } = decoded {
            let letter = if matches!(says, ' '..='~') && width >= 0.0 { says as u8 } else { 0 };
            slot.set(Recent { width, says: Some(says), code, letter });
        }
        decoded
    }

    /// The code that a string begins with, and where it is noted when it was shown.
    #[inline]
    fn slot<'b>(&self, bytes: &'b [u8]) -> Option<(&'b [u8; 2], &Cell<Recent>)> {
        let code = bytes.first_chunk()?;
        Some((code, self.recent.as_ref()?.get(usize::from(code[1]))?))
    }

    /// Takes letters off a string, see [`super::Font::letters`].
    #[inline]
    pub(super) fn letters(&self, bytes: &[u8], letters: &mut [u8], mut step: impl FnMut(f64)) -> Letters {
        let (mut count, mut last) = (0, 0.0);
        let recent = self.recent.as_deref();
        for (letter, code) in letters.iter_mut().zip(bytes.as_chunks::<2>().0) {
            let Some(known) = recent.and_then(|recent| recent.get(usize::from(code[1]))) else { break };
            let known = known.get();
            if known.code != *code || matches!(known.letter, 0 | b' ') {
                break;
            }
            *letter = known.letter;
            last = known.width;
            step(last);
            count += 1;
        }
        Letters { count, bytes: 2 * count, last }
    }

    /// The blank that a string begins with, see [`super::Font::blank`].
    #[inline]
    pub(super) fn blank(&self, bytes: &[u8]) -> Option<Blank> {
        let (code, slot) = self.slot(bytes)?;
        let known = slot.get();
        let blank = known.code == *code && known.letter == b' ';
        blank.then_some(Blank { bytes: 2, width: known.width, word_space: false })
    }

    fn look_up(&self, bytes: &[u8]) -> Decoded<'_> {
        let (code, length, cid) = self.cmap.next_code(bytes);
        Decoded {
            text: self.text(code, cid),
            bytes: length,
            width: f64::from(self.width(cid)) / 1000.0,
            word_space: length == 1 && code == 32,
        }
    }

    fn text(&self, code: u32, cid: u32) -> Text<'_> {
        if let Some(text) = self.unicode.text(code) {
            return text;
        }
        if let Some(collection) = &self.collection
            && let Some(hayro_cmap::BfString::Char(c)) = collection.lookup_bf_string(cid)
        {
            return Text::Char(c);
        }
        if let Some(Unicode::Char(c)) = self.cmap.unicode(code) {
            return Text::Char(c);
        }
        if self.codes_are_unicode
            && let Some(c) = scalar(code)
        {
            return Text::Char(c);
        }
        match self.embedded.get() {
            Some(Some(embedded)) => embedded.char(cid).map_or(Text::Unknown, Text::Char),
            _ => Text::Unknown,
        }
    }

    /// What the font program says of the first glyph of a string.
    pub(super) fn second_look(&self, file: &File<'_>, bytes: &[u8]) -> Text<'_> {
        let load = || Embedded::load(file, &self.descendant, &self.descriptor);
        let (_, _, cid) = self.cmap.next_code(bytes);
        let embedded = self.embedded.get_or_init(load);
        embedded.as_ref().and_then(|embedded| embedded.char(cid)).map_or(Text::Unknown, Text::Char)
    }

    fn width(&self, cid: u32) -> f32 {
        let end = self.widths.partition_point(|range| range.first <= cid);
        let ranges = self.widths.get(..end).unwrap_or_default();
        let width =
            ranges.iter().rev().take(8).find(|range| range.last >= cid).map(|range| match &range.widths {
                List::All(width) => *width,
                List::Each(widths) => {
                    widths.get((cid - range.first) as usize).copied().unwrap_or(self.default_width)
                }
            });
        width.filter(|width| width.is_finite()).unwrap_or(self.default_width)
    }

    pub(super) fn vertical_advance(&self, bytes: &[u8]) -> f64 {
        let (_, _, cid) = self.cmap.next_code(bytes);
        let end = self.verticals.partition_point(|range| range.first <= cid);
        let ranges = self.verticals.get(..end).unwrap_or_default();
        let found = ranges.iter().rev().take(8).find(|range| range.last >= cid);
        f64::from(found.map_or(self.vertical_default, |range| range.advance)) / 1000.0
    }
}

/// The character of a code in UCS-2, UTF-16 or UTF-32.
fn scalar(code: u32) -> Option<char> {
    let units = [(code >> 16) as u16, code as u16];
    char::from_u32(code).or_else(|| char::decode_utf16(units).next()?.ok())
}

/// `/W`: either `first [width width ...]` or `first last width`.
fn read_widths(file: &File<'_>, list: &[Object]) -> Vec<Widths> {
    file.budget.spend_ranges(list.len() as u64);
    let mut ranges = Vec::new();
    let mut room = Room::new(file);
    let mut items = list.iter().map(|item| file.resolve(item));
    while let Some(first) = items.next() {
        let Some(first) = cid(&first) else { continue };
        match items.next() {
            Some(Object::Array(widths)) => {
                let widths: Vec<f32> = widths
                    .iter()
                    .take(room.take(widths.len()))
                    .map(|width| file.resolve(width).as_number().unwrap_or(0.0) as f32)
                    .collect();
                if let Some(count) = (widths.len() as u32).checked_sub(1) {
                    let last = first.saturating_add(count);
                    ranges.push(Widths { first, last, widths: List::Each(widths) });
                }
            }
            Some(last) => {
                let width = items.next().and_then(|width| width.as_number());
                if let (Some(last), Some(width)) = (cid(&last), width)
                    && room.take(1) == 1
                {
                    ranges.push(Widths { first, last, widths: List::All(width as f32) });
                }
            }
            None => break,
        }
        if room.is_full {
            break;
        }
    }
    ranges.sort_by_key(|range| range.first);
    ranges
}

/// `/W2`: `first [advance x y advance x y ...]` or `first last advance x y`.
fn read_verticals(file: &File<'_>, list: &[Object]) -> Vec<VerticalRange> {
    file.budget.spend_ranges(list.len() as u64);
    let mut ranges = Vec::new();
    let mut room = Room::new(file);
    let mut items = list.iter().map(|item| file.resolve(item));
    while let Some(first) = items.next() {
        let Some(first) = cid(&first) else { continue };
        match items.next() {
            Some(Object::Array(numbers)) => {
                let count = room.take(numbers.len() / 3);
                for (index, chunk) in numbers.chunks_exact(3).take(count).enumerate() {
                    if let [advance, _, _] = chunk {
                        let cid = first.saturating_add(index as u32);
                        let advance = file.resolve(advance).as_number().unwrap_or(0.0) as f32;
                        ranges.push(VerticalRange { first: cid, last: cid, advance });
                    }
                }
            }
            Some(last) => {
                let mut number = || items.next().and_then(|number| number.as_number()).unwrap_or(0.0) as f32;
                let [advance, _, _] = [number(), number(), number()];
                if let Some(last) = cid(&last)
                    && room.take(1) == 1
                {
                    ranges.push(VerticalRange { first, last, advance });
                }
            }
            None => break,
        }
        if room.is_full {
            break;
        }
    }
    ranges.sort_by_key(|range| range.first);
    ranges
}

/// Room for widths. Arrays may be shared, so a small file can list far more of them than it has bytes.
struct Room<'f, 'a> {
    file: &'f File<'a>,
    left: usize,
    is_full: bool,
}

impl<'f, 'a> Room<'f, 'a> {
    fn new(file: &'f File<'a>) -> Self {
        Room { file, left: file.budget.limits.widths as usize, is_full: false }
    }

    /// Takes room for `wanted` widths; how many there is room for.
    fn take(&mut self, wanted: usize) -> usize {
        let given = wanted.min(self.left);
        self.left -= given;
        if given < wanted && !self.is_full {
            self.is_full = true;
            let limit = self.file.budget.limits.widths;
            self.file
                .budget
                .warn(format!("a font lists more than {limit} widths (limit widths); the rest was not read"));
        }
        given
    }
}

fn cid(object: &Object) -> Option<u32> {
    object.as_int().and_then(|value| u32::try_from(value).ok())
}
