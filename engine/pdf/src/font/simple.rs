//! Simple fonts: one byte, one glyph.

use super::encoding::{self, Encoding, Table};
use super::guess::Guess;
use super::metrics::Face;
use super::program::{Program, single};
use super::{Blank, Decoded, Letters, Text, ToUnicode, embedded, glyph_names};
use crate::facts::subset;
use crate::objects::{Dict, File, Object};
use std::cell::{Cell, OnceCell};
use std::num::NonZeroU8;
use std::rc::Rc;

/// Items of `/Differences` that are looked at; there are 256 codes.
const MAX_DIFFERENCES: usize = 1_024;
/// Bit of `/Flags`: all glyphs are equally wide.
const FIXED_PITCH: i64 = 1;
/// Bit of `/Flags`: glyphs have serifs.
const SERIF: i64 = 1 << 1;
/// Bit of `/Flags`: the font has an encoding of its own.
const SYMBOLIC: i64 = 1 << 2;

/// A Type 1, TrueType or Type 3 font.
pub(super) struct SimpleFont {
    /// By code, each worked out when it is first shown: a page uses a few dozen of them.
    glyphs: Vec<OnceCell<Glyph>>,
    /// Those of them, again by code, that were shown and are nothing but an ASCII character, visible or blank.
    letters: Box<[Cell<Option<Plain>>; 256]>,
    names: Names,
    widths: Widths,
    unicode: ToUnicode,
    /// The font program, read when a code turns out to mean nothing without it.
    late: OnceCell<Option<Program>>,
    descriptor: Dict,
    /// Whether codes are characters, of a font that stands for one which the file has lost.
    guess: Option<Rc<Guess>>,
}

#[derive(Clone, Copy)]
struct Plain {
    ascii: NonZeroU8,
    width: f32,
}

#[derive(Default)]
struct Glyph {
    text: Meaning,
    width: f32,
}

#[derive(Default)]
enum Meaning {
    #[default]
    Unknown,
    Char(char),
    Str(Box<str>),
}

impl From<Text<'_>> for Meaning {
    fn from(text: Text<'_>) -> Meaning {
        match text {
            Text::Char(c) => Meaning::Char(c),
            Text::Str(text) => Meaning::Str(text.into()),
            Text::Unknown => Meaning::Unknown,
        }
    }
}

impl SimpleFont {
    pub(super) fn decode(&self, code: u8) -> Decoded<'_> {
        let glyph = self.glyphs.get(usize::from(code)).map(|cell| cell.get_or_init(|| self.glyph(code)));
        let (text, width) = match glyph {
            Some(Glyph { text: Meaning::Char(c), width }) => (Text::Char(*c), *width),
            Some(Glyph { text: Meaning::Str(text), width }) => (Text::Str(text), *width),
            Some(Glyph { text: Meaning::Unknown, width }) => (Text::Unknown, *width),
            None => (Text::Unknown, 0.0),
        };
        // A code 32 that is drawn has word spacing behind it, which letters have not.
        if let Some(guess) = &self.guess {
            guess.note(code);
        } else if let Text::Char(c @ ' '..='~') = text
            && width >= 0.0
            && (code == b' ') == (c == ' ')
            && let Some(slot) = self.letters.get(usize::from(code))
        {
            slot.set(NonZeroU8::new(c as u8).map(|ascii| Plain { ascii, width }));
        }
        let width = f64::from(width);
        Decoded { text, bytes: 1, width, word_space: code == b' ' }
    }

    /// Takes letters off a string, see [`super::Font::letters`].
    #[inline]
    pub(super) fn letters(&self, bytes: &[u8], letters: &mut [u8], mut step: impl FnMut(f64)) -> Letters {
        let (table, mut count, mut last) = (self.letters.as_ref(), 0, 0.0);
        for (letter, code) in letters.iter_mut().zip(bytes) {
            let known = table.get(usize::from(*code)).and_then(Cell::get);
            let Some(Plain { ascii, width }) = known else { break };
            if ascii.get() == b' ' {
                break;
            }
            *letter = ascii.get();
            last = f64::from(width);
            step(last);
            count += 1;
        }
        Letters { count, bytes: count, last }
    }

    /// The blank that a string begins with, see [`super::Font::blank`].
    #[inline]
    pub(super) fn blank(&self, bytes: &[u8]) -> Option<Blank> {
        let [b' ', ..] = bytes else { return None };
        let Plain { ascii, width } = self.letters.get(usize::from(b' ')).and_then(Cell::get)?;
        (ascii.get() == b' ').then(|| Blank { bytes: 1, width: f64::from(width), word_space: true })
    }

    /// What the font program says of a code that the file says nothing about.
    pub(super) fn second_look(&self, file: &File<'_>, code: u8) -> Text<'_> {
        let program = self.late.get_or_init(|| Program::load(file, &self.descriptor));
        let said = program.as_ref().and_then(|program| {
            let named = || program.name(code).and_then(single);
            program.char(code).or_else(named)
        });
        said.map_or(Text::Unknown, Text::Char)
    }

    fn glyph(&self, code: u8) -> Glyph {
        let name = self.names.get(code);
        let is_guess = || self.guess.as_ref().is_some_and(|guess| !guess.holds());
        let text = match (self.names.digit(code), self.unicode.text(u32::from(code))) {
            (Some(_), _) if is_guess() => Meaning::Unknown,
            (Some(digit), _) => Meaning::Char(digit),
            (None, Some(text)) if self.names.is_in_question(code, text) => Meaning::Unknown,
            (None, Some(text)) => text.into(),
            (None, None) if self.names.is_lost(code) => Meaning::Unknown,
            (None, None) => self.names.meaning(code, name),
        };
        Glyph { text, width: self.widths.get(code, name) }
    }

    pub(super) fn load(
        file: &File<'_>,
        dict: &Dict,
        descriptor: &Dict,
        name: &str,
        mut unicode: ToUnicode,
        guess: Option<Rc<Guess>>,
    ) -> SimpleFont {
        let face = Face::by_name(name);
        let flags = file.get_int(descriptor, b"Flags").unwrap_or(0);
        let mut names = Names::load(file, dict, descriptor, face, flags);
        names.missing = guess.is_some();
        names.program_is_lost = names.substituted && subset(name).is_some();
        // Reading a font program costs more than the rest of the font, so only when nothing else says enough.
        let doubtful = unicode.is_doubtful(false);
        if (doubtful || !matches!(unicode, ToUnicode::CMap(_))) && names.leave_questions {
            names.program = Program::load(file, descriptor);
        }
        let shown = |code| match names.meaning(code, names.get(code)) {
            Meaning::Char(c) => Some(c),
            _ => None,
        };
        if doubtful && embedded::refutes(&unicode, |code| u8::try_from(code).ok().and_then(shown)) {
            file.budget.warn(format!("font {name}: its Unicode map contradicts the font itself"));
            unicode = ToUnicode::Nothing;
        }
        let contradicts = |code: &u8| match (names.digit(*code), unicode.text(u32::from(*code))) {
            (Some(digit), Some(Text::Char(other))) => digit != other,
            _ => false,
        };
        if matches!(unicode, ToUnicode::CMap(_)) && (0..=255).any(|code| contradicts(&code)) {
            file.budget.warn(format!("font {name}: its Unicode map contradicts the names of its digits"));
        }
        let widths = Widths::load(file, dict, descriptor, name, flags);
        let glyphs = (0..256).map(|_| OnceCell::new()).collect();
        SimpleFont {
            glyphs,
            letters: Box::new([const { Cell::new(None) }; 256]),
            names,
            widths,
            unicode,
            late: OnceCell::new(),
            descriptor: descriptor.clone(),
            guess,
        }
    }
}

/// The glyph name of each code: a base encoding and the differences from it.
struct Names {
    base: &'static Table,
    differences: Vec<Option<Rc<[u8]>>>,
    /// Whether names such as `g65` count characters; only when no name says anything better.
    numbers_are_codes: bool,
    dingbats: bool,
    /// No base encoding was named, or some glyph names mean nothing by themselves.
    leave_questions: bool,
    /// Whether the font's own encoding stands behind the differences.
    own_base: bool,
    program: Option<Program>,
    /// Whether glyphs are drawn by what their names mean; those of Type 3 fonts mean nothing.
    names_draw: bool,
    /// Whether the font is not in the file, so that viewers draw what the encoding names with a font of their own.
    substituted: bool,
    /// Whether it is another font altogether, for one that the file has lost.
    missing: bool,
    /// Whether the file had a program for the font, as its name says, and has lost it.
    program_is_lost: bool,
}

impl Names {
    fn load(file: &File<'_>, dict: &Dict, descriptor: &Dict, face: Option<Face>, flags: i64) -> Names {
        let encoding = file.get(dict, b"Encoding");
        let named = match &encoding {
            Object::Name(name) => Encoding::by_name(name),
            Object::Dict(dict) => {
                file.get_name(dict, b"BaseEncoding").and_then(|name| Encoding::by_name(&name))
            }
            _ => None,
        };
        let subtype = file.get_name(dict, b"Subtype");
        let own = match face {
            Some(face @ (Face::Symbol | Face::Dingbats)) => face.encoding(),
            // Windows fonts without an encoding are nearly always laid out like Windows text.
            _ if subtype.as_deref() == Some(b"TrueType") || flags & SYMBOLIC != 0 => Encoding::WinAnsi,
            _ => Encoding::Standard,
        };
        let mut names = Names {
            base: named.unwrap_or(own).table(),
            differences: vec![None; 256],
            numbers_are_codes: false,
            dingbats: face == Some(Face::Dingbats),
            leave_questions: named.is_none() && face.is_none() || flags & SYMBOLIC != 0,
            own_base: named.is_none() || flags & SYMBOLIC != 0 && subtype.as_deref() == Some(b"TrueType"),
            program: None,
            names_draw: subtype.as_deref() != Some(b"Type3"),
            substituted: !super::is_embedded(descriptor) && subtype.as_deref() != Some(b"Type3"),
            missing: false,
            program_is_lost: false,
        };
        if let Object::Dict(dict) = &encoding
            && let Some(differences) = file.get_array(dict, b"Differences")
        {
            names.read_differences(file, &differences);
        }
        names
    }

    fn read_differences(&mut self, file: &File<'_>, differences: &[Object]) {
        let mut code = 0i64;
        let (mut known, mut numbered) = (0, 0);
        file.budget.spend_ranges(differences.len().min(MAX_DIFFERENCES) as u64);
        for item in differences.iter().take(MAX_DIFFERENCES) {
            match file.resolve(item) {
                Object::Name(name) => {
                    if name.as_ref() != b".notdef" && name.as_ref() != b"space" {
                        match glyph_names::to_unicode(&name) {
                            Some(_) => known += 1,
                            None => {
                                numbered += u32::from(glyph_names::numbered(&name).is_some());
                                self.leave_questions = true;
                            }
                        }
                    }
                    if let Some(slot) =
                        usize::try_from(code).ok().and_then(|code| self.differences.get_mut(code))
                    {
                        *slot = Some(name);
                    }
                    code += 1;
                }
                other => code = other.as_int().unwrap_or(code),
            }
        }
        self.numbers_are_codes = known == 0 && numbered > 0;
    }

    fn get(&self, code: u8) -> &[u8] {
        let code = usize::from(code);
        match self.differences.get(code) {
            Some(Some(name)) => name,
            _ if self.own_base
                && self.program.as_ref().is_some_and(|program| program.name(code as u8).is_some()) =>
            {
                self.program.as_ref().and_then(|program| program.name(code as u8)).unwrap_or_default()
            }
            _ => self.base.get(code).map_or(b"", |name| name.as_bytes()),
        }
    }

    /// The digit that the file itself names for a code. It decides which glyph is drawn, so on a page of amounts it
    /// counts more than a Unicode map, which decides nothing that anyone sees.
    fn digit(&self, code: u8) -> Option<char> {
        let name = match self.differences.get(usize::from(code))?.as_deref() {
            Some(name) => Some(name).filter(|_| self.names_draw)?,
            // Codes of a subset mean what its program made of them; what viewers show without it is nothing that anyone printed.
            None if self.substituted && !self.program_is_lost => self.base.get(usize::from(code))?.as_bytes(),
            None => return None,
        };
        digit_of_name(name)
    }

    /// Whether a map says that a code is a digit, where viewers show another one because the font has lost its program.
    fn is_in_question(&self, code: u8, says: Text<'_>) -> bool {
        let shown = self.base.get(usize::from(code)).and_then(|name| digit_of_name(name.as_bytes()));
        self.program_is_lost
            && matches!((shown, says), (Some(shown), Text::Char(said)) if said.is_ascii_digit() && shown != said)
    }

    /// Whether only the program said what a code means, and it is lost.
    fn is_lost(&self, code: u8) -> bool {
        self.program_is_lost
            && self.own_base
            && !matches!(self.differences.get(usize::from(code)), Some(Some(_)))
    }

    fn meaning(&self, code: u8, name: &[u8]) -> Meaning {
        if self.own_base
            && !matches!(self.differences.get(usize::from(code)), Some(Some(_)))
            && let Some(c) = self.program.as_ref().and_then(|program| program.char(code))
        {
            return Meaning::Char(c);
        }
        if name.is_empty() && self.substituted && !self.missing && code.is_ascii_control() {
            // Line breaks within strings and the like: viewers draw nothing for them. Where the font is lost they are as likely
            // halves of codes, and what is left of those without them could pass for numbers.
            return Meaning::Char(char::from(code));
        }
        if name.is_empty() {
            // Codes that the encoding leaves open are what Windows has there, which is what people typed.
            let fallback = Encoding::WinAnsi.table().get(usize::from(code)).copied().unwrap_or_default();
            return from_name(fallback.as_bytes());
        }
        if name == b".notdef" {
            return Meaning::Unknown;
        }
        if self.dingbats
            && let Some(c) = encoding::dingbat(name)
        {
            return Meaning::Char(c);
        }
        match from_name(name) {
            Meaning::Unknown => {}
            known => return known,
        }
        if let Some(program) = &self.program
            && let Some((_, number)) = glyph_names::numbered(name)
            && let Some(c) = u16::try_from(number).ok().and_then(|glyph| program.glyph(glyph))
        {
            return Meaning::Char(c);
        }
        if self.numbers_are_codes
            && let Some((_, number)) = glyph_names::numbered(name)
            && (32..=255).contains(&number)
        {
            let table = Encoding::WinAnsi.table();
            return from_name(table.get(number as usize).map_or(b"", |name| name.as_bytes()));
        }
        encoding::dingbat(name).map_or(Meaning::Unknown, Meaning::Char)
    }
}

fn digit_of_name(name: &[u8]) -> Option<char> {
    Some(match name {
        b"zero" => '0',
        b"one" => '1',
        b"two" => '2',
        b"three" => '3',
        b"four" => '4',
        b"five" => '5',
        b"six" => '6',
        b"seven" => '7',
        b"eight" => '8',
        b"nine" => '9',
        _ => return None,
    })
}

fn from_name(name: &[u8]) -> Meaning {
    let Some(text) = glyph_names::to_unicode(name) else {
        return Meaning::Unknown;
    };
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(only), None) => Meaning::Char(only),
        (Some(_), Some(_)) => Meaning::Str(text.into()),
        _ => Meaning::Unknown,
    }
}

/// Glyph widths in text space at size 1.
struct Widths {
    first: i64,
    widths: Vec<f32>,
    missing: f32,
    /// The standard face whose metrics stand in when the file gives none.
    face: Option<Face>,
    scale: f32,
}

impl Widths {
    fn load(file: &File<'_>, dict: &Dict, descriptor: &Dict, name: &str, flags: i64) -> Widths {
        let scale = match file.get_numbers::<6>(dict, b"FontMatrix") {
            Some(matrix) => matrix[0].abs() as f32,
            None => 0.001,
        };
        let list = file.get_array(dict, b"Widths");
        let widths: Vec<f32> = list
            .iter()
            .flat_map(|list| list.iter())
            .take(256)
            .map(|width| file.resolve(width).as_number().unwrap_or(0.0) as f32)
            .collect();
        let face = widths.is_empty().then(|| {
            Face::by_name(name).unwrap_or(Face::closest(name, flags & FIXED_PITCH != 0, flags & SERIF != 0))
        });
        Widths {
            first: file.get_int(dict, b"FirstChar").unwrap_or(0),
            widths,
            missing: file.get_number(descriptor, b"MissingWidth").unwrap_or(0.0) as f32,
            face,
            scale,
        }
    }

    fn get(&self, code: u8, name: &[u8]) -> f32 {
        if let Some(face) = self.face {
            let name = std::str::from_utf8(name).unwrap_or_default();
            let fallback = if face == Face::Courier { 600.0 } else { self.missing };
            return face.width(name).unwrap_or(fallback) * self.scale;
        }
        let index = i64::from(code).checked_sub(self.first).and_then(|index| usize::try_from(index).ok());
        let width = index.and_then(|index| self.widths.get(index)).copied().unwrap_or(self.missing);
        let width = width * self.scale;
        if width.is_finite() { width } else { 0.0 }
    }
}
