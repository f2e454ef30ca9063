//! Embedded font programs: what they know of their glyphs when the PDF itself does not say.

use super::encoding::Encoding;
use super::glyph_names;
use crate::lexer::{Lexer, Token};
use crate::objects::{Dict, File, Object, Stream};
use std::collections::HashMap;
use ttf_parser::{GlyphId, RawFace, Tag, cff, cmap, post};

/// Glyphs of one font that are looked at.
const MAX_GLYPHS: u16 = u16::MAX;
/// Character maps of one font that are looked at; honest fonts have three or so.
const MAX_SUBTABLES: usize = 8;
/// Tokens read of the clear text of a Type 1 font.
const MAX_TOKENS: usize = 20_000;

/// What a font program tells.
#[derive(Default)]
pub(super) struct Program {
    /// The built-in encoding: glyph names by code.
    names: HashMap<u8, Vec<u8>>,
    /// Characters by code, for programs that map codes without naming glyphs.
    chars: HashMap<u8, char>,
    /// Characters by glyph index.
    glyphs: HashMap<u16, char>,
}

/// The data of a font program, which costs the more the larger it is.
pub(super) fn stream_data(file: &File<'_>, stream: &Stream) -> Vec<u8> {
    let data = file.stream_data(stream);
    file.budget.spend_ranges(4_000 + data.len() as u64 / 8);
    data
}

impl Program {
    /// Reads the program of a font descriptor, if it has one.
    pub(super) fn load(file: &File<'_>, descriptor: &Dict) -> Option<Program> {
        let data = |key: &[u8]| match file.get(descriptor, key) {
            Object::Stream(stream) => Some(stream_data(file, &stream)).filter(|data| !data.is_empty()),
            _ => None,
        };
        if let Some(data) = data(b"FontFile2") {
            return Program::from_opentype(&data);
        }
        if let Some(data) = data(b"FontFile3") {
            return Program::from_opentype(&data).or_else(|| Program::from_cff(&data));
        }
        // Some writers put a TrueType or CFF program where a Type 1 program belongs.
        let data = data(b"FontFile")?;
        Program::from_type1(&data)
            .or_else(|| Program::from_opentype(&data))
            .or_else(|| Program::from_cff(&data))
    }

    /// The glyph name that the built-in encoding has for a code.
    pub(super) fn name(&self, code: u8) -> Option<&[u8]> {
        self.names.get(&code).map(Vec::as_slice)
    }

    /// The character that the built-in encoding has for a code.
    pub(super) fn char(&self, code: u8) -> Option<char> {
        self.chars.get(&code).copied()
    }

    /// The character that a glyph shows.
    pub(super) fn glyph(&self, glyph: u16) -> Option<char> {
        self.glyphs.get(&glyph).copied()
    }

    fn from_opentype(data: &[u8]) -> Option<Program> {
        let face = RawFace::parse(data, 0).ok()?;
        let mut program = Program::default();
        if let Some(table) = face.table(Tag::from_bytes(b"CFF ")) {
            program = Program::from_cff(table).unwrap_or_default();
        }
        let names = face.table(Tag::from_bytes(b"post")).and_then(post::Table::parse);
        for (index, name) in
            names.iter().flat_map(|table| table.names()).take(usize::from(MAX_GLYPHS)).enumerate()
        {
            if let Some(c) = single(name.as_bytes()) {
                program.glyphs.insert(index as u16, c);
            }
        }
        if let Some(table) = face.table(Tag::from_bytes(b"cmap")).and_then(cmap::Table::parse) {
            program.read_cmap(&table);
        }
        Some(program)
    }

    fn read_cmap(&mut self, table: &cmap::Table<'_>) {
        let subtables = || table.subtables.into_iter().take(MAX_SUBTABLES);
        for subtable in subtables().filter(cmap::Subtable::is_unicode) {
            // Asking for each character is bounded; walking the table of a hostile font is not.
            for code in (0x20..0xD800u32).chain(0xF900..0xFFF0) {
                if let (Some(glyph), Some(c)) = (subtable.glyph_index(code), char::from_u32(code)) {
                    self.glyphs.entry(glyph.0).or_insert(c);
                }
            }
        }
        for subtable in subtables().filter(|subtable| !subtable.is_unicode()) {
            let roman = subtable.platform_id == ttf_parser::PlatformId::Macintosh;
            for code in 0..=255u8 {
                // Symbol fonts keep their codes in a private area.
                let wide = u32::from(code);
                let found = [wide, 0xF000 + wide].into_iter().find_map(|code| subtable.glyph_index(code));
                let Some(glyph) = found.filter(|glyph| glyph.0 != 0) else {
                    continue;
                };
                if let Some(c) = self.glyphs.get(&glyph.0) {
                    self.chars.insert(code, *c);
                } else if roman && let Some(c) = roman_char(code) {
                    self.chars.entry(code).or_insert(c);
                }
            }
        }
    }

    fn from_cff(data: &[u8]) -> Option<Program> {
        let table = cff::Table::parse(data)?;
        let mut program = Program::default();
        for glyph in 0..table.number_of_glyphs() {
            if let Some(c) = table.glyph_name(GlyphId(glyph)).and_then(|name| single(name.as_bytes())) {
                program.glyphs.insert(glyph, c);
            }
        }
        for code in 0..=255u8 {
            let glyph = table.glyph_index(code).filter(|glyph| glyph.0 != 0);
            if let Some(name) = glyph.and_then(|glyph| table.glyph_name(glyph)) {
                program.names.insert(code, name.as_bytes().to_vec());
            }
        }
        Some(program)
    }

    /// The clear text of a Type 1 font says `dup 65 /A put` for each code, or names the standard encoding.
    fn from_type1(data: &[u8]) -> Option<Program> {
        let clear_end = find(data, b"eexec").unwrap_or(data.len());
        let start = find(data.get(..clear_end)?, b"/Encoding")?;
        let mut lexer = Lexer::new(data.get(start + b"/Encoding".len()..clear_end)?);
        let mut program = Program::default();
        let mut code = None;
        for _ in 0..MAX_TOKENS {
            match lexer.token() {
                Some(Token::Word(b"StandardEncoding")) => {
                    for (code, name) in (0..=255u8).zip(Encoding::Standard.table()) {
                        if !name.is_empty() {
                            program.names.insert(code, name.as_bytes().to_vec());
                        }
                    }
                    break;
                }
                Some(Token::Int(value)) => code = u8::try_from(value).ok(),
                Some(Token::Name(name)) => {
                    if let Some(code) = code.take()
                        && name.as_ref() != b".notdef"
                    {
                        program.names.insert(code, name.into_owned());
                    }
                }
                Some(Token::Word(b"def" | b"readonly")) | None => break,
                Some(_) => {}
            }
        }
        Some(program)
    }
}

/// The character of a glyph name that stands for a single one.
pub(super) fn single(name: &[u8]) -> Option<char> {
    let text = glyph_names::to_unicode(name)?;
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

fn roman_char(code: u8) -> Option<char> {
    single(Encoding::MacRoman.table().get(usize::from(code))?.as_bytes())
}

fn find(data: &[u8], needle: &[u8]) -> Option<usize> {
    data.windows(needle.len()).position(|window| window == needle)
}
