//! A content stream as a sequence of operators with their operands.

use crate::lexer::{Lexer, Token, is_space};
use std::borrow::Cow;

/// Operands kept for one operator; honest operators have at most six, colour operators up to 32.
const MAX_OPERANDS: usize = 512;
/// Items kept of one array or dictionary.
const MAX_ITEMS: usize = 65_536;

/// One operand. Arrays and dictionaries are flat: what is nested in them is left out, no operator needs it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand<'a> {
    Number(f64),
    Name(Cow<'a, [u8]>),
    String(Cow<'a, [u8]>),
    /// Items of an array: a range of [`Operations::items`].
    Array(usize, usize),
    /// Keys and values of a dictionary, in turn: a range of [`Operations::items`].
    Dict(usize, usize),
    /// Something no operator asks for.
    Other,
}

/// Reads one operator after the other.
pub(super) struct Operations<'a> {
    lexer: Lexer<'a>,
    data: &'a [u8],
    operands: Vec<Operand<'a>>,
    items: Vec<Operand<'a>>,
}

impl<'a> Operations<'a> {
    pub(super) fn new(data: &'a [u8]) -> Operations<'a> {
        Operations { lexer: Lexer::new(data), data, operands: Vec::with_capacity(16), items: Vec::new() }
    }

    /// The next operator; its operands stay readable until the call after.
    pub(super) fn next(&mut self) -> Option<&'a [u8]> {
        self.operands.clear();
        self.items.clear();
        loop {
            let operand = match self.lexer.token()? {
                Token::Int(value) => Operand::Number(value as f64),
                Token::Real(value) => Operand::Number(value),
                Token::Name(name) => Operand::Name(name),
                Token::String(text) => Operand::String(text),
                Token::ArrayOpen => self.collection(false),
                Token::DictOpen => self.collection(true),
                Token::ArrayClose | Token::DictClose => continue,
                Token::Word(b"true" | b"false" | b"null") => Operand::Other,
                Token::Word(operator) => return Some(operator),
            };
            if self.operands.len() < MAX_OPERANDS {
                self.operands.push(operand);
            }
        }
    }

    /// Reads up to the closing bracket of the outermost collection, by counting, so that depth costs nothing.
    fn collection(&mut self, dict: bool) -> Operand<'a> {
        let start = self.items.len();
        let mut depth = 1u32;
        let mut position = self.lexer.position();
        while let Some(token) = self.lexer.token() {
            let item = match token {
                Token::ArrayOpen | Token::DictOpen => {
                    depth = depth.saturating_add(1);
                    if depth != 2 {
                        continue;
                    }
                    Operand::Other
                }
                Token::ArrayClose | Token::DictClose => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                    continue;
                }
                Token::Int(value) => Operand::Number(value as f64),
                Token::Real(value) => Operand::Number(value),
                Token::Name(name) => Operand::Name(name),
                Token::String(text) => Operand::String(text),
                // An array that was never closed ends before the operator that follows.
                Token::Word(b"Tj" | b"TJ" | b"ET" | b"BT" | b"Tf" | b"Td" | b"Tm") => {
                    self.lexer.seek(position);
                    break;
                }
                Token::Word(_) => Operand::Other,
            };
            position = self.lexer.position();
            if (depth == 1 || item == Operand::Other) && self.items.len() - start < MAX_ITEMS {
                self.items.push(item);
            }
        }
        if dict { Operand::Dict(start, self.items.len()) } else { Operand::Array(start, self.items.len()) }
    }

    /// Operands, first to last.
    pub(super) fn operands(&self) -> &[Operand<'a>] {
        &self.operands
    }

    /// The last `N` operands as numbers, which is what operators with too many operands mean.
    pub(super) fn numbers<const N: usize>(&self) -> Option<[f64; N]> {
        let start = self.operands.len().checked_sub(N)?;
        let mut numbers = [0.0; N];
        for (number, operand) in numbers.iter_mut().zip(self.operands.get(start..)?) {
            match operand {
                Operand::Number(value) if value.is_finite() => *number = *value,
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
            Operand::Name(name) => Some(name.as_ref()),
            _ => None,
        })
    }

    /// The last operand that is a string.
    pub(super) fn string(&self) -> Option<&[u8]> {
        self.operands.iter().rev().find_map(|operand| match operand {
            Operand::String(text) => Some(text.as_ref()),
            _ => None,
        })
    }

    /// The items of the last operand that is an array.
    pub(super) fn array(&self) -> Option<&[Operand<'a>]> {
        self.operands.iter().rev().find_map(|operand| match operand {
            Operand::Array(start, end) => self.items.get(*start..*end),
            _ => None,
        })
    }

    /// A value of the last operand that is a dictionary.
    pub(super) fn dict_value(&self, key: &[u8]) -> Option<&Operand<'a>> {
        let items = self.operands.iter().rev().find_map(|operand| match operand {
            Operand::Dict(start, end) => self.items.get(*start..*end),
            _ => None,
        })?;
        items.chunks_exact(2).find_map(|pair| match pair {
            [Operand::Name(name), value] if name.as_ref() == key => Some(value),
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
