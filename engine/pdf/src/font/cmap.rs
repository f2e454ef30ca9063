//! CMaps: character codes to CIDs, and character codes to Unicode. Ranges stay ranges.

use crate::lexer::{Lexer, Token};
use crate::objects::{File, Stream};
use std::rc::Rc;

/// How many tokens are read of one CMap.
const MAX_TOKENS: usize = 2_000_000;
/// Fewer codes may well mean the same.
const FEW: usize = 5;

/// A parsed CMap.
#[derive(Default)]
pub(crate) struct CMap {
    codespace: Vec<Codespace>,
    cids: Vec<CidRange>,
    unicode: Vec<UnicodeRange>,
    strings: Vec<Box<str>>,
    pub(crate) vertical: bool,
    base: Option<Base>,
    /// Name of the map that the program says it builds on.
    builds_on: Option<Box<[u8]>>,
    /// How many ranges of each sort are kept, and whether there were more.
    most: usize,
    cut: bool,
}

enum Base {
    Own(Box<CMap>),
    Predefined(Rc<hayro_cmap::CMap>),
}

#[derive(Clone, Copy)]
struct Codespace {
    bytes: u8,
    low: u32,
    high: u32,
}

#[derive(Clone, Copy)]
struct CidRange {
    bytes: u8,
    low: u32,
    high: u32,
    cid: u32,
}

#[derive(Clone, Copy)]
struct UnicodeRange {
    low: u32,
    high: u32,
    to: Target,
}

#[derive(Clone, Copy)]
enum Target {
    /// Scalar value of `low`; the codes after it count on.
    Scalar(u32),
    /// Index of a text of several characters.
    Text(u32),
}

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Unicode<'a> {
    Char(char),
    Text(&'a str),
}

impl CMap {
    /// Two-byte codes that are CIDs themselves.
    pub(crate) fn identity(vertical: bool) -> CMap {
        CMap {
            codespace: vec![Codespace { bytes: 2, low: 0, high: 0xFFFF }],
            cids: vec![CidRange { bytes: 2, low: 0, high: 0xFFFF, cid: 0 }],
            vertical,
            ..CMap::default()
        }
    }

    /// One of the CMaps that every reader knows by name.
    pub(crate) fn named(file: &File<'_>, name: &[u8]) -> Option<CMap> {
        match name {
            b"Identity-H" => return Some(CMap::identity(false)),
            b"Identity-V" => return Some(CMap::identity(true)),
            _ => {}
        }
        let base = file.known_map(name, || {
            let data = hayro_cmap::load_embedded(hayro_cmap::CMapName::from_bytes(name))?;
            hayro_cmap::CMap::parse(data, hayro_cmap::load_embedded)
        })?;
        let vertical = name.ends_with(b"-V") || name == b"V";
        Some(CMap { vertical, base: Some(Base::Predefined(base)), ..CMap::default() })
    }

    /// Reads the CMap program of a stream; warns when it has more ranges than are kept.
    pub(crate) fn load(file: &File<'_>, stream: &Stream) -> CMap {
        let limit = file.budget.limits.cmap_ranges;
        let allowed = usize::try_from(file.budget.ranges_left()).unwrap_or(usize::MAX);
        let mut cmap = CMap::parse(&file.stream_data(stream), allowed);
        file.budget.spend_ranges(cmap.ranges() as u64);
        if let Some(name) = cmap.builds_on.take() {
            cmap.set_base(CMap::named(file, &name));
        }
        if cmap.cut {
            file.budget.warn(format!(
                "a character map has more than {limit} ranges (limit cmap_ranges); the rest was not read"
            ));
        }
        cmap
    }

    /// Reads a CMap program, as many ranges of each sort as `most` says. Anything unknown in it is skipped.
    fn parse(data: &[u8], most: usize) -> CMap {
        let mut cmap = CMap { most, ..CMap::default() };
        // What was cut off within a code is not half of it.
        let whole = data
            .iter()
            .rposition(|byte| matches!(byte, b'<' | b'>'))
            .filter(|at| data.get(*at) == Some(&b'<'));
        let mut lexer = Lexer::new(data.get(..whole.unwrap_or(data.len())).unwrap_or_default());
        let mut last_name: Vec<u8> = Vec::new();
        let mut last_int = 0;
        for _ in 0..MAX_TOKENS {
            if cmap.cut {
                break;
            }
            let Some(token) = lexer.token() else { break };
            match token {
                Token::Name(name) => {
                    // `/WMode 1 def`: the number follows its name.
                    last_name = name.into_owned();
                }
                Token::Int(value) => last_int = value,
                Token::Word(b"begincodespacerange") => cmap.read_codespace(&mut lexer),
                Token::Word(b"begincidrange") => cmap.read_cids(&mut lexer, true),
                Token::Word(b"begincidchar") => cmap.read_cids(&mut lexer, false),
                Token::Word(b"beginbfrange") => cmap.read_unicode(&mut lexer, true),
                Token::Word(b"beginbfchar") => cmap.read_unicode(&mut lexer, false),
                Token::Word(b"usecmap") => cmap.builds_on = Some(last_name.as_slice().into()),
                Token::Word(b"def") if last_name == b"WMode" => {
                    cmap.vertical = last_int == 1;
                    last_name.clear();
                }
                _ => {}
            }
        }
        cmap.sort();
        cmap
    }

    /// Builds on another CMap for codes that this one does not map.
    pub(crate) fn set_base(&mut self, base: Option<CMap>) {
        if let Some(base) = base {
            self.base = Some(Base::Own(Box::new(base)));
        }
    }

    fn sort(&mut self) {
        // Stable: among equal starts the later definition stands last and is found first.
        self.cids.sort_by_key(|range| (range.bytes, range.low));
        self.unicode.sort_by_key(|range| range.low);
    }

    fn read_codespace(&mut self, lexer: &mut Lexer<'_>) {
        while let Some(Token::String(low)) = lexer.token() {
            let Some(Token::String(high)) = lexer.token() else {
                return;
            };
            if self.codespace.len() < 256 {
                let bytes = low.len().clamp(1, 4) as u8;
                self.codespace.push(Codespace { bytes, low: code_of(&low), high: code_of(&high) });
            }
        }
    }

    fn read_cids(&mut self, lexer: &mut Lexer<'_>, ranges: bool) {
        while let Some(Token::String(low)) = lexer.token().filter(|_| !self.cut) {
            let high = if ranges {
                let Some(Token::String(high)) = lexer.token() else {
                    return;
                };
                code_of(&high)
            } else {
                code_of(&low)
            };
            let Some(Token::Int(cid)) = lexer.token() else {
                return;
            };
            self.cut |= self.cids.len() >= self.most;
            if self.cids.len() < self.most {
                let bytes = low.len().clamp(1, 4) as u8;
                let cid = u32::try_from(cid).unwrap_or(0);
                self.cids.push(CidRange { bytes, low: code_of(&low), high, cid });
            }
        }
    }

    fn read_unicode(&mut self, lexer: &mut Lexer<'_>, ranges: bool) {
        while let Some(Token::String(low)) = lexer.token().filter(|_| !self.cut) {
            let low = code_of(&low);
            let high = if ranges {
                let Some(Token::String(high)) = lexer.token() else {
                    return;
                };
                code_of(&high)
            } else {
                low
            };
            match lexer.token() {
                Some(Token::String(target)) => self.push_unicode(low, high, &target),
                Some(Token::ArrayOpen) => {
                    let mut code = low;
                    while let Some(Token::String(target)) = lexer.token().filter(|_| !self.cut) {
                        self.push_unicode(code, code, &target);
                        code = code.saturating_add(1);
                    }
                }
                Some(Token::Name(name)) => {
                    if let Some(text) = super::glyph_names::to_unicode(&name) {
                        self.push_text(low, low, &text);
                    }
                }
                _ => return,
            }
        }
    }

    fn push_unicode(&mut self, low: u32, high: u32, target: &[u8]) {
        let text = utf16(target);
        self.push_text(low, high.max(low), &text);
    }

    fn push_text(&mut self, low: u32, high: u32, text: &str) {
        self.cut |= self.unicode.len() >= self.most;
        if self.unicode.len() >= self.most || text.is_empty() {
            return;
        }
        let mut chars = text.chars();
        let to = match (chars.next(), chars.next()) {
            (Some(only), None) => Target::Scalar(only as u32),
            _ => {
                self.strings.push(text.into());
                Target::Text(self.strings.len() as u32 - 1)
            }
        };
        self.unicode.push(UnicodeRange { low, high, to });
    }

    /// Whether every code is said to mean the same: what some producers write instead of nothing.
    pub(crate) fn is_constant(&self) -> bool {
        let scalar = |range: &UnicodeRange| match range.to {
            Target::Scalar(scalar) if range.low == range.high => Some(scalar),
            _ => None,
        };
        let first = self.unicode.first().and_then(scalar);
        first.is_some()
            && self.unicode.len() >= FEW
            && self.unicode.iter().all(|range| scalar(range) == first)
    }

    /// Whether every code is said to be its own character: true of maps that someone wrote without looking.
    pub(crate) fn is_identity(&self) -> bool {
        let codes = |range: &UnicodeRange| u64::from(range.high - range.low) + 1;
        self.unicode.iter().all(|range| matches!(range.to, Target::Scalar(scalar) if scalar == range.low))
            && self.unicode.iter().map(codes).sum::<u64>() >= FEW as u64
    }

    /// Whether many codes are said to mean the same few characters. Codes that are said to mean nothing, as by browsers
    /// those of letters that were drawn elsewhere, do not count.
    pub(crate) fn repeats_itself(&self) -> bool {
        let single = self.unicode.iter().filter(|range| range.low == range.high);
        let mut said: Vec<u32> = single
            .filter_map(|range| match range.to {
                Target::Scalar(scalar) => Some(scalar),
                Target::Text(_) => None,
            })
            .filter(|scalar| !matches!(scalar, 0 | 0xFFFD))
            .collect();
        let count = said.len();
        said.sort_unstable();
        said.dedup();
        count > FEW && said.len() * 2 < count
    }

    /// The CID of a code of two bytes.
    pub(crate) fn cid_of_pair(&self, code: u32) -> Option<u32> {
        self.cid(code, 2)
    }

    /// How many ranges the CMap keeps.
    pub(crate) fn ranges(&self) -> usize {
        self.cids.len() + self.unicode.len()
    }

    /// Whether every two bytes are a code, and nothing else is.
    pub(crate) fn has_pairs_only(&self) -> bool {
        matches!(self.codespace.as_slice(), [Codespace { bytes: 2, low: 0, high: 0xFFFF }])
    }

    /// Whether the CMap says anything about Unicode.
    pub(crate) fn has_unicode(&self) -> bool {
        !self.unicode.is_empty()
    }

    /// The text of a code.
    pub(crate) fn unicode(&self, code: u32) -> Option<Unicode<'_>> {
        let end = self.unicode.partition_point(|range| range.low <= code);
        // Ranges may overlap; a few steps back find the one that holds the code.
        let range = self.unicode.get(..end)?.iter().rev().take(8).find(|range| range.high >= code);
        let Some(range) = range else {
            return match &self.base {
                Some(Base::Own(base)) => base.unicode(code),
                _ => None,
            };
        };
        match range.to {
            Target::Scalar(first) => char::from_u32(first.wrapping_add(code - range.low)).map(Unicode::Char),
            Target::Text(index) => self.strings.get(index as usize).map(|text| Unicode::Text(text)),
        }
    }

    /// The CID of a code of that many bytes.
    fn cid(&self, code: u32, bytes: u8) -> Option<u32> {
        let end = self.cids.partition_point(|range| (range.bytes, range.low) <= (bytes, code));
        let found = self
            .cids
            .get(..end)?
            .iter()
            .rev()
            .take(8)
            .find(|range| range.bytes == bytes && range.high >= code);
        if let Some(range) = found {
            return range.cid.checked_add(code - range.low);
        }
        match &self.base {
            Some(Base::Own(base)) => base.cid(code, bytes),
            Some(Base::Predefined(base)) => base.lookup_cid_code(code, bytes),
            None => None,
        }
    }

    /// Splits the next code off a string: the code, its length in bytes and its CID.
    pub(crate) fn next_code(&self, text: &[u8]) -> (u32, usize, u32) {
        let mut code = 0u32;
        for (index, &byte) in text.iter().take(4).enumerate() {
            code = (code << 8) | u32::from(byte);
            let bytes = index as u8 + 1;
            if self.codespace.iter().any(|space| space.bytes == bytes && space.holds(code)) {
                return (code, index + 1, self.cid(code, bytes).unwrap_or(0));
            }
            if self.codespace.is_empty()
                && let Some(cid) = self.cid(code, bytes)
            {
                return (code, index + 1, cid);
            }
        }
        // Not a code of this CMap: skip as many bytes as its codes usually have.
        let usual = self.codespace.iter().map(|space| usize::from(space.bytes)).min().unwrap_or(2);
        let length = usual.clamp(1, text.len().max(1));
        let code = text.iter().take(length).fold(0u32, |code, &byte| (code << 8) | u32::from(byte));
        (code, length, 0)
    }
}

impl Codespace {
    /// Each byte must lie within its own bounds.
    fn holds(&self, code: u32) -> bool {
        (0..u32::from(self.bytes)).all(|index| {
            let byte = |value: u32| (value >> (8 * index)) & 0xFF;
            byte(self.low) <= byte(code) && byte(code) <= byte(self.high)
        })
    }
}

fn code_of(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |code, &byte| (code << 8) | u32::from(byte))
}

fn utf16(bytes: &[u8]) -> String {
    // Some producers write one byte where two are due.
    if let [only] = bytes {
        return char::from(*only).to_string();
    }
    let units = bytes.chunks_exact(2).take(64).map(|pair| match pair {
        [high, low] => u16::from_be_bytes([*high, *low]),
        _ => 0,
    });
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(program: &[u8]) -> CMap {
        CMap::parse(program, 100)
    }

    #[test]
    fn ranges_count_on_from_their_first_code() {
        let cmap = read(b"beginbfrange <20> <7E> <0041> endbfrange");
        assert_eq!(cmap.unicode(0x20), Some(Unicode::Char('A')));
        assert_eq!(cmap.unicode(0x21), Some(Unicode::Char('B')));
        assert_eq!(cmap.unicode(0x7F), None);
    }

    #[test]
    fn targets_may_be_pairs_ligatures_and_lists() {
        let cmap = read(b"beginbfchar <1> <D83DDE00> <02> <006600660069> endbfchar beginbfrange <03> <04> [<0058> <0059>] endbfrange");
        assert_eq!(cmap.unicode(0x10), Some(Unicode::Char('😀')), "a lone digit is a high one");
        assert_eq!(cmap.unicode(2), Some(Unicode::Text("ffi")));
        assert_eq!((cmap.unicode(3), cmap.unicode(4)), (Some(Unicode::Char('X')), Some(Unicode::Char('Y'))));
    }

    #[test]
    fn later_definitions_win() {
        let cmap = read(b"beginbfrange <00> <FF> <0041> endbfrange beginbfchar <05> <0031> endbfchar");
        assert_eq!(cmap.unicode(5), Some(Unicode::Char('1')));
        assert_eq!(cmap.unicode(6), Some(Unicode::Char('G')));
    }

    #[test]
    fn codes_are_as_long_as_their_space_says() {
        let cmap = read(
            b"begincodespacerange <00> <80> <8140> <9FFC> endcodespacerange begincidrange <20> <7E> 1 <8140> <817E> 633 endcidrange",
        );
        assert_eq!(cmap.next_code(b"\x21\x22"), (0x21, 1, 2));
        assert_eq!(cmap.next_code(b"\x81\x41A"), (0x8141, 2, 634));
        // No code at all: one byte is skipped, as the shortest codes are that long.
        assert_eq!(cmap.next_code(b"\xFF\xFF").1, 1);
    }

    #[test]
    fn the_name_of_the_map_below_is_kept() {
        let cmap = read(b"/90ms-RKSJ-H usecmap /WMode 1 def");
        assert_eq!(cmap.builds_on.as_deref(), Some(b"90ms-RKSJ-H".as_slice()));
        assert!(cmap.vertical);
    }

    #[test]
    fn damaged_maps_keep_what_came_before() {
        let cmap = read(b"beginbfchar <01> <0041> <02> oops <03> <0043> endbfchar");
        assert_eq!((cmap.unicode(1), cmap.unicode(3)), (Some(Unicode::Char('A')), None));
        let cmap = read(b"beginbfrange <01> <01> <0041> <20> <7E> <00");
        assert_eq!((cmap.unicode(1), cmap.unicode(0x41)), (Some(Unicode::Char('A')), None));
        assert!(!read(b"\xFF\xFE garbage").has_unicode());
    }
}
