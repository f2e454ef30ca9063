//! A content stream as a sequence of operators with their operands.

use super::operator::Operator;
use crate::lexer::{Lexer, Raw, RawString, Token, is_space, unescape_name};

/// Operands kept for one operator; honest operators have at most six, colour operators up to 32.
const MAX_OPERANDS: usize = 512;
/// Items kept of one array or dictionary.
const MAX_ITEMS: usize = 65_536;

/// One operand. Arrays and dictionaries are flat: what is nested in them is left out, no operator needs it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operand<'a> {
    Number(f64),
    Name(Bytes<'a>),
    String(Bytes<'a>),
    /// Items of an array: a range of [`Operations::items`].
    Array(u32, u32),
    /// Keys and values of a dictionary, in turn: a range of [`Operations::items`].
    Dict(u32, u32),
    /// Something no operator asks for.
    Other,
}

/// Bytes of a name or a string, which [`Operations::bytes`] gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Bytes<'a> {
    /// As they stand in the content.
    Plain(&'a [u8]),
    /// A range of [`Operations::decoded`].
    Decoded(u32, u32),
}

/// Reads one operator after the other. Its buffers are kept from operator to operator, so that operands cost no memory.
pub(super) struct Operations<'a> {
    lexer: Lexer<'a>,
    data: &'a [u8],
    operands: Vec<Operand<'a>>,
    items: Vec<Operand<'a>>,
    /// Names and strings of the operands that were written with escapes or in hexadecimal.
    decoded: Vec<u8>,
    /// Where the operator that was read last begins, with its operands.
    start: usize,
}

impl<'a> Operations<'a> {
    pub(super) fn new(data: &'a [u8]) -> Operations<'a> {
        Operations {
            lexer: Lexer::new(data),
            data,
            operands: Vec::with_capacity(16),
            items: Vec::new(),
            decoded: Vec::new(),
            start: 0,
        }
    }

    /// The next operator; its operands stay readable until the call after.
    #[inline]
    pub(super) fn next(&mut self) -> Option<Operator> {
        self.operands.clear();
        self.items.clear();
        self.decoded.clear();
        self.start = self.lexer.position();
        loop {
            if let Some(operand) = self.literal() {
                self.push(operand);
                continue;
            }
            match self.lexer.raw_token()? {
                Raw::Int(value) => self.push_number(value as f64),
                Raw::Real(value) => self.push_number(value),
                Raw::Name(name) => {
                    let operand = self.name_operand(name);
                    self.push(operand);
                }
                Raw::String(text) => {
                    let operand = self.string_operand(text);
                    self.push(operand);
                }
                Raw::ArrayOpen => {
                    let operand = self.collection(false);
                    self.push(operand);
                }
                Raw::DictOpen => {
                    let operand = self.collection(true);
                    self.push(operand);
                }
                Raw::ArrayClose | Raw::DictClose => {}
                Raw::Word(b"true" | b"false" | b"null") => self.push(Operand::Other),
                Raw::Word(word) => {
                    self.lexer.skip_blank();
                    return Some(Operator::of(word));
                }
            }
        }
    }

    /// Numbers are most of all operands. Written in one place with the others they would take a detour through memory.
    #[inline]
    fn push_number(&mut self, value: f64) {
        if self.operands.len() < MAX_OPERANDS {
            self.operands.push(Operand::Number(value));
        }
    }

    #[inline]
    fn push(&mut self, operand: Operand<'a>) {
        if self.operands.len() < MAX_OPERANDS {
            self.operands.push(operand);
        }
    }

    #[inline]
    fn name_operand(&mut self, raw: &'a [u8]) -> Operand<'a> {
        if !raw.contains(&b'#') {
            return Operand::Name(Bytes::Plain(raw));
        }
        Operand::Name(self.decode(|out| unescape_name(raw, out)))
    }

    /// A string in round brackets, if one comes next.
    #[inline]
    fn literal(&mut self) -> Option<Operand<'a>> {
        let start = self.decoded.len() as u32;
        let said = self.lexer.literal(&mut self.decoded)?;
        Some(Operand::String(match said {
            Some(text) => Bytes::Plain(text),
            None => Bytes::Decoded(start, self.decoded.len() as u32),
        }))
    }

    #[inline]
    fn string_operand(&mut self, raw: RawString<'a>) -> Operand<'a> {
        match raw {
            RawString::Plain(text) => Operand::String(Bytes::Plain(text)),
            raw => Operand::String(self.decode(|out| raw.decode_onto(out))),
        }
    }

    fn decode(&mut self, decode: impl FnOnce(&mut Vec<u8>)) -> Bytes<'a> {
        let start = self.decoded.len() as u32;
        decode(&mut self.decoded);
        Bytes::Decoded(start, self.decoded.len() as u32)
    }

    /// Reads up to the closing bracket of the outermost collection, by counting, so that depth costs nothing.
    fn collection(&mut self, dict: bool) -> Operand<'a> {
        let start = self.items.len();
        let mut depth = 1u32;
        loop {
            // Where an operator is put back: just before it, for whoever went further back would read all of it again.
            let position = self.lexer.position();
            let full = self.items.len() - start >= MAX_ITEMS;
            if depth == 1
                && !full
                && let Some(item) = self.literal()
            {
                self.items.push(item);
                continue;
            }
            let Some(token) = self.lexer.raw_token() else { break };
            let item = match token {
                Raw::ArrayOpen | Raw::DictOpen => {
                    depth = depth.saturating_add(1);
                    if depth != 2 {
                        continue;
                    }
                    Operand::Other
                }
                Raw::ArrayClose | Raw::DictClose => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                    continue;
                }
                Raw::Int(value) => Operand::Number(value as f64),
                Raw::Real(value) => Operand::Number(value),
                // What is not kept is not decoded either.
                Raw::Name(_) | Raw::String(_) if full || depth > 1 => continue,
                Raw::Name(name) => self.name_operand(name),
                Raw::String(text) => self.string_operand(text),
                // An array that was never closed ends before the operator that follows.
                Raw::Word(b"Tj" | b"TJ" | b"ET" | b"BT" | b"Tf" | b"Td" | b"Tm") => {
                    self.lexer.seek(position);
                    break;
                }
                Raw::Word(_) => Operand::Other,
            };
            if (depth == 1 || item == Operand::Other) && !full {
                self.items.push(item);
            }
        }
        let (start, end) = (start as u32, self.items.len() as u32);
        if dict { Operand::Dict(start, end) } else { Operand::Array(start, end) }
    }

    /// The operator that was read last with its operands, as it is written, up to the blank behind it; nothing if there
    /// is no blank, as where a bracket follows.
    pub(super) fn written(&self) -> Option<&'a [u8]> {
        let written = self.data.get(self.start..self.lexer.position())?;
        written.last().is_some_and(|byte| is_space(*byte)).then_some(written)
    }

    /// What is written from there to where the operator that was read last begins, up to the blank before it; nothing if
    /// there is no blank.
    pub(super) fn written_since(&self, start: usize) -> Option<&'a [u8]> {
        let written = self.data.get(start..self.start)?;
        written.last().is_some_and(|byte| is_space(*byte)).then_some(written)
    }

    /// How much was read so far.
    pub(super) fn position(&self) -> usize {
        self.lexer.position()
    }

    /// Passes over operators with their operands if they come next, written just so; whether they do.
    #[inline]
    pub(super) fn skip(&mut self, written: &[u8]) -> bool {
        self.lexer.skip_written(written)
    }

    /// Passes over a text matrix if one comes next that begins as written; its last two numbers.
    #[inline]
    pub(super) fn skip_matrix(&mut self, written: &[u8]) -> Option<[f64; 2]> {
        let start = self.lexer.position();
        if !self.lexer.skip_written(written) {
            return None;
        }
        if let Some(x) = self.lexer.usual_number()
            && let Some(y) = self.lexer.usual_number()
            && self.lexer.skip_word(*b"Tm")
        {
            self.start = start;
            return Some([x, y]);
        }
        self.lexer.seek(start);
        None
    }

    /// How a text matrix begins that was just read: its first four numbers, as they are written, up to the blank behind
    /// them.
    pub(super) fn written_matrix(&self) -> Option<&'a [u8]> {
        let written = self.written()?;
        let mut lexer = Lexer::new(written);
        (0..4).try_for_each(|_| lexer.usual_number().map(drop))?;
        let first = written.get(..lexer.position())?;
        first.last().is_some_and(|byte| is_space(*byte)).then_some(first)
    }

    /// Operands, first to last.
    pub(super) fn operands(&self) -> &[Operand<'a>] {
        &self.operands
    }

    /// What a name or a string says.
    #[inline]
    pub(super) fn bytes(&self, bytes: Bytes<'a>) -> &[u8] {
        match bytes {
            Bytes::Plain(bytes) => bytes,
            Bytes::Decoded(start, end) => self.decoded.get(start as usize..end as usize).unwrap_or_default(),
        }
    }

    /// The last `N` operands as numbers, which is what operators with too many operands mean.
    #[inline]
    pub(super) fn numbers<const N: usize>(&self) -> Option<[f64; N]> {
        let last = self.operands.last_chunk::<N>()?;
        let mut numbers = [0.0; N];
        for (number, operand) in numbers.iter_mut().zip(last) {
            match operand {
                Operand::Number(value) => *number = *value,
                _ => return None,
            }
        }
        Some(numbers)
    }

    /// The last operand as a number.
    pub(super) fn number(&self) -> Option<f64> {
        self.numbers::<1>().map(|[number]| number)
    }

    /// The last operand that is a name.
    pub(super) fn name(&self) -> Option<&[u8]> {
        self.operands.iter().rev().find_map(|operand| match operand {
            Operand::Name(name) => Some(self.bytes(*name)),
            _ => None,
        })
    }

    /// The last operand that is a string.
    #[inline]
    pub(super) fn string(&self) -> Option<&[u8]> {
        self.operands.iter().rev().find_map(|operand| match operand {
            Operand::String(text) => Some(self.bytes(*text)),
            _ => None,
        })
    }

    /// The items of the last operand that is an array.
    pub(super) fn array(&self) -> Option<&[Operand<'a>]> {
        self.operands.iter().rev().find_map(|operand| match operand {
            Operand::Array(start, end) => self.items.get(*start as usize..*end as usize),
            _ => None,
        })
    }

    /// A value of the last operand that is a dictionary.
    pub(super) fn dict_value(&self, key: &[u8]) -> Option<&Operand<'a>> {
        let items = self.operands.iter().rev().find_map(|operand| match operand {
            Operand::Dict(start, end) => self.items.get(*start as usize..*end as usize),
            _ => None,
        })?;
        items.chunks_exact(2).find_map(|pair| match pair {
            [Operand::Name(name), value] if self.bytes(*name) == key => Some(value),
            _ => None,
        })
    }

    /// Skips an inline image, whose dictionary follows `BI`. Its pixels may look like operators.
    pub(super) fn skip_inline_image(&mut self) {
        let mut image = InlineImage::default();
        let mut key: Vec<u8> = Vec::new();
        loop {
            let Some(token) = self.lexer.token() else { return };
            match token {
                Token::Word(b"ID") => break,
                Token::Word(b"EI") => return,
                Token::Name(name) if key.is_empty() => key = name.into_owned(),
                token => {
                    image.set(&key, &token);
                    key.clear();
                }
            }
        }
        // One white space byte separates `ID` from the pixels.
        let start = self.lexer.position() + 1;
        if let Some(length) = image.plain_length() {
            let after = start.saturating_add(length);
            if self.is_end(after) || self.is_end(after + 1) || self.is_end(after + 2) {
                self.lexer.seek(after);
                while self.lexer.token().is_some_and(|token| token != Token::Word(b"EI")) {}
                return;
            }
        }
        let mut at = start;
        while at < self.data.len() {
            if self.data.get(at.wrapping_sub(1)).is_some_and(|byte| is_space(*byte)) && self.is_end(at) {
                self.lexer.seek(at + 2);
                return;
            }
            at += 1;
        }
        // No whole `EI`: take the first that ends a word, or give the rest up.
        let tail = self.data.get(start..).unwrap_or_default();
        let end = tail
            .windows(3)
            .position(|bytes| bytes.starts_with(b"EI") && bytes.last().is_some_and(|b| is_space(*b)));
        self.lexer.seek(end.map_or(self.data.len(), |end| start + end + 2));
    }

    /// Whether `EI` stands here, followed by something that looks like content rather than pixels.
    fn is_end(&self, at: usize) -> bool {
        let Some(rest) = self.data.get(at..) else {
            return false;
        };
        let Some(after) = rest.strip_prefix(b"EI") else {
            return false;
        };
        match after.first() {
            None => true,
            Some(byte) if is_space(*byte) => {
                let text = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t' | 0);
                after.iter().take(12).all(text)
            }
            Some(_) => false,
        }
    }
}

/// What is needed of an inline image's dictionary to know how long its pixels are.
#[derive(Default)]
struct InlineImage {
    width: usize,
    height: usize,
    bits: usize,
    colors: usize,
    filtered: bool,
    mask: bool,
}

impl InlineImage {
    fn set(&mut self, key: &[u8], value: &Token<'_>) {
        let number = match value {
            Token::Int(value) => usize::try_from(*value).unwrap_or(0).min(1 << 20),
            _ => 0,
        };
        match key {
            b"W" | b"Width" => self.width = number,
            b"H" | b"Height" => self.height = number,
            b"BPC" | b"BitsPerComponent" => self.bits = number.min(16),
            b"F" | b"Filter" => self.filtered = true,
            b"IM" | b"ImageMask" => self.mask = *value == Token::Word(b"true"),
            b"CS" | b"ColorSpace" => {
                self.colors = match value {
                    Token::Name(name) => match name.as_ref() {
                        b"RGB" | b"DeviceRGB" => 3,
                        b"CMYK" | b"DeviceCMYK" => 4,
                        b"G" | b"DeviceGray" => 1,
                        // A resource: the number of components is not known here.
                        _ => 0,
                    },
                    // `[/Indexed ...]`
                    _ => 1,
                };
            }
            _ => {}
        }
    }

    fn plain_length(&self) -> Option<usize> {
        let (bits, colors) = if self.mask { (1, 1) } else { (self.bits, self.colors) };
        if self.filtered || colors == 0 || bits == 0 {
            return None;
        }
        Some(self.width.saturating_mul(colors * bits).div_ceil(8).saturating_mul(self.height))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the first operator with the number of its operands.
    fn first(content: &[u8]) -> (Option<Operator>, usize) {
        let mut operations = Operations::new(content);
        (operations.next(), operations.operands().len())
    }

    #[test]
    fn an_array_that_is_never_closed_is_read_once_however_deep_it_is() {
        let deep = [vec![b'['; 100_000], b"(x) Tj".to_vec()].concat();
        assert_eq!(first(&deep), (Some(Operator::SHOW), 1));
        assert_eq!(first(b"[(a) [(b) 5 (c) Tj"), (Some(Operator::SHOW), 1));
        assert_eq!(first(b"[(a) 5 (c)] 7 Tj"), (Some(Operator::SHOW), 2));
    }
}
