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
    /// What was not read yet: always the end of `data`.
    rest: &'a [u8],
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

/// How many bytes from the first on fulfil a condition.
fn run_of(bytes: &[u8], holds: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !holds(*byte)).unwrap_or(bytes.len())
}

/// Splits the digits off that a slice begins with, up to `most` of them: their value, how many, and the rest.
#[inline]
fn digits(bytes: &[u8], most: usize) -> (i64, usize, &[u8]) {
    let (mut value, mut count, mut rest) = (0i64, 0, bytes);
    while let [digit @ b'0'..=b'9', tail @ ..] = rest
        && count < most
    {
        value = value.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
        count += 1;
        rest = tail;
    }
    (value, count, rest)
}

/// Digits that fit into a number without a test for overflow.
const SAFE_DIGITS: usize = 18;

impl<'a> Lexer<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Lexer<'a> {
        Lexer { data, rest: data }
    }

    /// Bytes read so far.
    pub(crate) fn position(&self) -> usize {
        self.data.len() - self.rest.len()
    }

    pub(crate) fn seek(&mut self, pos: usize) {
        self.rest = self.data.get(pos..).unwrap_or_default();
    }

    /// Splits that many bytes off the rest.
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(count).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    /// The next token, or nothing at the end of the data.
    #[inline]
    pub(crate) fn token(&mut self) -> Option<Token<'a>> {
        loop {
            let (&byte, tail) = self.rest.split_first()?;
            match byte {
                b' ' | b'\n' => self.rest = tail,
                b'0'..=b'9' | b'+' | b'-' | b'.' => return Some(self.number()),
                b'/' => {
                    self.rest = tail;
                    return Some(Token::Name(self.name()));
                }
                b'(' => {
                    self.rest = tail;
                    return Some(Token::String(self.literal_string()));
                }
                b'<' => {
                    self.rest = tail;
                    if let Some((b'<', tail)) = tail.split_first() {
                        self.rest = tail;
                        return Some(Token::DictOpen);
                    }
                    return Some(Token::String(Cow::Owned(self.hex_string())));
                }
                b'>' => {
                    self.rest = tail;
                    if let Some((b'>', tail)) = tail.split_first() {
                        self.rest = tail;
                        return Some(Token::DictClose);
                    }
                }
                b'[' => {
                    self.rest = tail;
                    return Some(Token::ArrayOpen);
                }
                b']' => {
                    self.rest = tail;
                    return Some(Token::ArrayClose);
                }
                b'%' => {
                    let _ = self.take(run_of(self.rest, |byte| byte != b'\n' && byte != b'\r'));
                }
                _ if class(byte) == REGULAR => return Some(Token::Word(self.regular())),
                // Other white space, stray closing brackets and the braces of PostScript functions.
                _ => self.rest = tail,
            }
        }
    }

    /// Bytes up to the next white space or delimiter.
    fn regular(&mut self) -> &'a [u8] {
        self.take(run_of(self.rest, |byte| class(byte) == REGULAR))
    }

    fn number(&mut self) -> Token<'a> {
        let start = self.rest;
        let mut rest = start;
        let mut negative = false;
        // Writers with overflowing formats print `--5`; readers take it for -5.
        while let [sign @ (b'+' | b'-'), tail @ ..] = rest {
            negative |= *sign == b'-';
            rest = tail;
        }
        let (mut whole, count, mut rest) = digits(rest, SAFE_DIGITS);
        while let [digit @ b'0'..=b'9', tail @ ..] = rest {
            whole = whole.saturating_mul(10).saturating_add(i64::from(digit - b'0'));
            rest = tail;
        }
        let [b'.', tail @ ..] = rest else {
            if count == 0 {
                // A word such as `+foo`; a lone sign counts as zero.
                let word = run_of(rest, |byte| class(byte) == REGULAR);
                if word > 0 {
                    return Token::Word(self.take(start.len() - rest.len() + word));
                }
                self.rest = rest;
                return Token::Int(0);
            }
            self.rest = after_number_junk(rest);
            return Token::Int(if negative { -whole } else { whole });
        };
        // Digits beyond the fifteenth do not reach a double.
        let (fraction, places, rest) = digits(tail, 15);
        self.rest = after_number_junk(rest);
        const POWERS: [f64; 16] =
            [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
        let power = POWERS.get(places).copied().unwrap_or(1.0);
        let value = whole as f64 + fraction as f64 / power;
        Token::Real(if negative { -value } else { value })
    }

    fn name(&mut self) -> Cow<'a, [u8]> {
        let raw = self.regular();
        if raw.contains(&b'#') { Cow::Owned(unescape_name(raw)) } else { Cow::Borrowed(raw) }
    }

    fn literal_string(&mut self) -> Cow<'a, [u8]> {
        let start = self.rest;
        let mut depth = 1u32;
        // The common string has no escapes and is borrowed as it stands.
        for (at, byte) in start.iter().enumerate() {
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        let _ = self.take(at + 1);
                        return Cow::Borrowed(start.get(..at).unwrap_or_default());
                    }
                }
                b'\\' | b'\r' => {
                    let plain = self.take(at);
                    return Cow::Owned(self.escaped_string(plain, depth));
                }
                _ => {}
            }
        }
        self.rest = &[];
        Cow::Borrowed(start)
    }

    /// The rest of a string with escapes, after what came before the first of them.
    fn escaped_string(&mut self, plain: &[u8], mut depth: u32) -> Vec<u8> {
        let mut text = Vec::with_capacity(plain.len() + 64);
        text.extend_from_slice(plain);
        while let Some((&byte, tail)) = self.rest.split_first() {
            self.rest = tail;
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
                    self.skip(b'\n');
                    text.push(b'\n');
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
        text
    }

    fn skip(&mut self, byte: u8) {
        if let Some((first, tail)) = self.rest.split_first()
            && *first == byte
        {
            self.rest = tail;
        }
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some((&byte, tail)) = self.rest.split_first() else { return };
        self.rest = tail;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some((digit @ b'0'..=b'7', tail)) = self.rest.split_first() else {
                        break;
                    };
                    value = value * 8 + u32::from(digit - b'0');
                    self.rest = tail;
                }
                text.push(value as u8);
            }
            // A line break after a backslash continues the line.
            b'\r' => self.skip(b'\n'),
            b'\n' => {}
            other => text.push(other),
        }
    }

    fn hex_string(&mut self) -> Vec<u8> {
        let digits = self.take(run_of(self.rest, |byte| byte != b'>'));
        let _ = self.take(1);
        let mut text = Vec::with_capacity(digits.len().div_ceil(2));
        let mut rest = digits;
        // Pairs without white space between them are nearly all there is.
        while let [first, second, tail @ ..] = rest
            && let (Some(high), Some(low)) = (hex_digit(*first), hex_digit(*second))
        {
            text.push((high << 4) | low);
            rest = tail;
        }
        let mut high: Option<u8> = None;
        for digit in rest.iter().filter_map(|byte| hex_digit(*byte)) {
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

/// `12-34` and `1.2.3` are read as 12 and 1.2, as viewers do. Digits are skipped with it.
fn after_number_junk(mut rest: &[u8]) -> &[u8] {
    while let [b'-' | b'.' | b'0'..=b'9', tail @ ..] = rest {
        rest = tail;
    }
    rest
}

fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
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
