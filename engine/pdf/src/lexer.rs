//! Bytes to tokens, for content streams, CMaps and everything else written in PDF syntax.
//!
//! Never fails: what is no token is skipped. Nesting is left to the caller, so nothing here recurses.

use std::borrow::Cow;

/// One token. Strings and names borrow from the data unless an escape forces a copy.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token<'a> {
    Int(i64),
    Real(f64),
    Name(Cow<'a, [u8]>),
    String(Cow<'a, [u8]>),
    ArrayOpen,
    ArrayClose,
    DictOpen,
    DictClose,
    /// An operator, `true`, `obj`, `R` and the like.
    Word(&'a [u8]),
}

/// A cursor over bytes.
pub(crate) struct Lexer<'a> {
    data: &'a [u8],
    pos: usize,
}

const REGULAR: u8 = 0;
const SPACE: u8 = 1;
const DELIMITER: u8 = 2;

/// The class of each byte.
static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [REGULAR; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(
            clippy::indexing_slicing,
            reason = "evaluated by the compiler, within the table by the loop"
        )]
        {
            table[byte] = match byte as u8 {
                0 | b'\t' | b'\n' | 12 | b'\r' | b' ' => SPACE,
                b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%' => DELIMITER,
                _ => REGULAR,
            };
        }
        byte += 1;
    }
    table
}

fn class(byte: u8) -> u8 {
    CLASS.get(usize::from(byte)).copied().unwrap_or(REGULAR)
}

/// Whether PDF counts the byte as white space.
pub(crate) fn is_space(byte: u8) -> bool {
    class(byte) == SPACE
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Lexer<'a> {
        Lexer { data, pos: 0 }
    }

    /// Bytes read so far.
    pub(crate) fn position(&self) -> usize {
        self.pos
    }

    pub(crate) fn seek(&mut self, pos: usize) {
        self.pos = pos.min(self.data.len());
    }

    fn peek(&self) -> Option<u8> {
        self.data.get(self.pos).copied()
    }

    fn slice(&self, from: usize, to: usize) -> &'a [u8] {
        self.data.get(from..to).unwrap_or_default()
    }

    /// The next token, or nothing at the end of the data.
    pub(crate) fn token(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = self.peek()?;
            match byte {
                b'0'..=b'9' | b'+' | b'-' | b'.' => return Some(self.number()),
                b'/' => return Some(Token::Name(self.name())),
                b'(' => return Some(Token::String(self.literal_string())),
                b'<' => {
                    self.pos += 1;
                    if self.peek() == Some(b'<') {
                        self.pos += 1;
                        return Some(Token::DictOpen);
                    }
                    return Some(Token::String(Cow::Owned(self.hex_string())));
                }
                b'>' => {
                    self.pos += 1;
                    if self.peek() == Some(b'>') {
                        self.pos += 1;
                        return Some(Token::DictClose);
                    }
                }
                b'[' => {
                    self.pos += 1;
                    return Some(Token::ArrayOpen);
                }
                b']' => {
                    self.pos += 1;
                    return Some(Token::ArrayClose);
                }
                b'%' => {
                    while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                        self.pos += 1;
                    }
                }
                _ if class(byte) == REGULAR => {
                    let start = self.pos;
                    self.skip_regular();
                    return Some(Token::Word(self.slice(start, self.pos)));
                }
                // White space, stray closing brackets and the braces of PostScript functions.
                _ => self.pos += 1,
            }
        }
    }

    fn skip_regular(&mut self) {
        while self.peek().is_some_and(|byte| class(byte) == REGULAR) {
            self.pos += 1;
        }
    }

    fn number(&mut self) -> Token<'a> {
        let start = self.pos;
        let mut negative = false;
        // Writers with overflowing formats print `--5`; readers take it for -5.
        while let Some(sign @ (b'+' | b'-')) = self.peek() {
            negative |= sign == b'-';
            self.pos += 1;
        }
        let mut whole = 0i64;
        let mut digits = 0u32;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            whole = whole.saturating_mul(10).saturating_add(i64::from(digit - b'0'));
            digits += 1;
            self.pos += 1;
        }
        let signed = |value: f64| if negative { -value } else { value };
        if self.peek() != Some(b'.') {
            if digits == 0 {
                // A word such as `+foo`; a lone sign counts as zero.
                if self.peek().is_some_and(|byte| class(byte) == REGULAR) {
                    self.skip_regular();
                    return Token::Word(self.slice(start, self.pos));
                }
                return Token::Int(0);
            }
            self.skip_number_junk();
            return Token::Int(if negative { -whole } else { whole });
        }
        self.pos += 1;
        let (mut fraction, mut places) = (0u64, 0i32);
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            // Digits beyond the fifteenth do not reach a double.
            if places < 15 {
                fraction = fraction * 10 + u64::from(digit - b'0');
                places += 1;
            }
            self.pos += 1;
        }
        self.skip_number_junk();
        const POWERS: [f64; 16] =
            [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
        let power = POWERS.get(places as usize).copied().unwrap_or(1.0);
        Token::Real(signed(whole as f64 + fraction as f64 / power))
    }

    /// `12-34` and `1.2.3` are read as 12 and 1.2, as viewers do.
    fn skip_number_junk(&mut self) {
        while let Some(b'-' | b'.' | b'0'..=b'9') = self.peek() {
            self.pos += 1;
        }
    }

    fn name(&mut self) -> Cow<'a, [u8]> {
        self.pos += 1;
        let start = self.pos;
        self.skip_regular();
        let raw = self.slice(start, self.pos);
        if raw.contains(&b'#') { Cow::Owned(unescape_name(raw)) } else { Cow::Borrowed(raw) }
    }

    fn literal_string(&mut self) -> Cow<'a, [u8]> {
        self.pos += 1;
        let start = self.pos;
        let mut depth = 1u32;
        // The common string has no escapes and is borrowed as it stands.
        while let Some(byte) = self.peek() {
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        let text = self.slice(start, self.pos);
                        self.pos += 1;
                        return Cow::Borrowed(text);
                    }
                }
                b'\\' | b'\r' => break,
                _ => {}
            }
            self.pos += 1;
        }
        let mut text = self.slice(start, self.pos).to_vec();
        while let Some(byte) = self.peek() {
            self.pos += 1;
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                b'\r' => {
                    if self.peek() == Some(b'\n') {
                        self.pos += 1;
                    }
                    text.push(b'\n');
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
        Cow::Owned(text)
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.pos += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else {
                        break;
                    };
                    value = value * 8 + u32::from(digit - b'0');
                    self.pos += 1;
                }
                text.push(value as u8);
            }
            // A line break after a backslash continues the line.
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.pos += 1;
                }
            }
            b'\n' => {}
            other => text.push(other),
        }
    }

    fn hex_string(&mut self) -> Vec<u8> {
        let start = self.pos;
        while self.peek().is_some_and(|byte| byte != b'>') {
            self.pos += 1;
        }
        let digits = self.slice(start, self.pos);
        self.pos += 1;
        let mut text = Vec::with_capacity(digits.len().div_ceil(2));
        let mut high: Option<u8> = None;
        for &byte in digits {
            let digit = match byte {
                b'0'..=b'9' => byte - b'0',
                b'a'..=b'f' => byte - b'a' + 10,
                b'A'..=b'F' => byte - b'A' + 10,
                _ => continue,
            };
            match high.take() {
                Some(first) => text.push((first << 4) | digit),
                None => high = Some(digit),
            }
        }
        if let Some(first) = high {
            text.push(first << 4);
        }
        text
    }
}

fn unescape_name(raw: &[u8]) -> Vec<u8> {
    let mut name = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((&byte, tail)) = rest.split_first() {
        let digit = |at: usize| tail.get(at).and_then(|&digit| char::from(digit).to_digit(16));
        if byte == b'#'
            && let (Some(high), Some(low)) = (digit(0), digit(1))
        {
            name.push((high * 16 + low) as u8);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            name.push(byte);
            rest = tail;
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &[u8]) -> Vec<Token<'_>> {
        let mut lexer = Lexer::new(text);
        std::iter::from_fn(|| lexer.token()).collect()
    }

    fn text(bytes: &[u8]) -> Token<'_> {
        Token::String(Cow::Borrowed(bytes))
    }

    #[test]
    fn numbers_are_read_as_viewers_read_them() {
        assert_eq!(tokens(b"1 -2 +3"), [Token::Int(1), Token::Int(-2), Token::Int(3)]);
        assert_eq!(tokens(b"1.5 -.25 4. -0.0625"), [1.5, -0.25, 4.0, -0.0625].map(Token::Real));
        assert_eq!(
            tokens(b"--5 1.2.3 12-34 -"),
            [Token::Int(-5), Token::Real(1.2), Token::Int(12), Token::Int(0)]
        );
        assert_eq!(tokens(b"99999999999999999999"), [Token::Int(i64::MAX)]);
        assert_eq!(tokens(b"0.1234567890123456789"), [Token::Real(0.123_456_789_012_345)]);
    }

    #[test]
    fn strings_are_unescaped() {
        assert_eq!(tokens(b"(plain) (a(b)c)"), [text(b"plain"), text(b"a(b)c")]);
        assert_eq!(tokens(b"(\\n\\)\\101\\7\\\r\nx\r\ny)"), [text(b"\n)A\x07x\ny")]);
        assert_eq!(tokens(b"<48 65 6C6c6F2>"), [text(b"Hello ")]);
        assert_eq!(tokens(b"(open"), [text(b"open")]);
    }

    #[test]
    fn names_are_unescaped() {
        let name = |bytes: &'static [u8]| Token::Name(Cow::Borrowed(bytes));
        assert_eq!(tokens(b"/A#20B/C#/#4"), [name(b"A B"), name(b"C#"), name(b"#4")]);
    }

    #[test]
    fn everything_else_is_a_word_or_a_bracket() {
        use Token::{ArrayClose, ArrayOpen, DictClose, DictOpen, Word};
        assert_eq!(
            tokens(b"[T*]<<BT>>% (no)\n'"),
            [ArrayOpen, Word(b"T*"), ArrayClose, DictOpen, Word(b"BT"), DictClose, Word(b"'")]
        );
        assert_eq!(tokens(b") } > {"), []);
    }
}
