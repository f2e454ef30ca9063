//! Bytes to tokens, for content streams, CMaps and everything else written in PDF syntax.
//!
//! Never fails: what is no token is skipped. Nesting is left to the caller, so nothing here recurses.

mod strings;

use std::borrow::Cow;
pub(crate) use strings::{RawString, unescape_name};
use strings::{special, unescape, unhex};

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

/// One token as it stands: names and strings are not decoded, so that reading one costs no memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Raw<'a> {
    Int(i64),
    Real(f64),
    Name(&'a [u8]),
    String(RawString<'a>),
    ArrayOpen,
    ArrayClose,
    DictOpen,
    DictClose,
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
    pub(crate) fn token(&mut self) -> Option<Token<'a>> {
        Some(match self.raw_token()? {
            Raw::Int(value) => Token::Int(value),
            Raw::Real(value) => Token::Real(value),
            Raw::Name(name) if name.contains(&b'#') => Token::Name(Cow::Owned(decoded(name, unescape_name))),
            Raw::Name(name) => Token::Name(Cow::Borrowed(name)),
            Raw::String(RawString::Plain(text)) => Token::String(Cow::Borrowed(text)),
            Raw::String(RawString::Escaped(text)) => Token::String(Cow::Owned(decoded(text, unescape))),
            Raw::String(RawString::Hex(digits)) => Token::String(Cow::Owned(decoded(digits, unhex))),
            Raw::ArrayOpen => Token::ArrayOpen,
            Raw::ArrayClose => Token::ArrayClose,
            Raw::DictOpen => Token::DictOpen,
            Raw::DictClose => Token::DictClose,
            Raw::Word(word) => Token::Word(word),
        })
    }

    /// The next token as it stands, or nothing at the end of the data.
    #[inline]
    pub(crate) fn raw_token(&mut self) -> Option<Raw<'a>> {
        loop {
            let (&byte, tail) = self.rest.split_first()?;
            match byte {
                b' ' | b'\n' => self.rest = tail,
                b'0'..=b'9' | b'+' | b'-' | b'.' => return Some(self.number()),
                b'/' => {
                    self.rest = tail;
                    return Some(Raw::Name(self.regular()));
                }
                b'(' => {
                    self.rest = tail;
                    return Some(Raw::String(self.literal_string()));
                }
                b'<' => {
                    self.rest = tail;
                    if let Some((b'<', tail)) = tail.split_first() {
                        self.rest = tail;
                        return Some(Raw::DictOpen);
                    }
                    let digits = self.take(memchr::memchr(b'>', tail).unwrap_or(tail.len()));
                    let _ = self.take(1);
                    return Some(Raw::String(RawString::Hex(digits)));
                }
                b'>' => {
                    self.rest = tail;
                    if let Some((b'>', tail)) = tail.split_first() {
                        self.rest = tail;
                        return Some(Raw::DictClose);
                    }
                }
                b'[' => {
                    self.rest = tail;
                    return Some(Raw::ArrayOpen);
                }
                b']' => {
                    self.rest = tail;
                    return Some(Raw::ArrayClose);
                }
                b'%' => {
                    let _ = self.take(run_of(self.rest, |byte| byte != b'\n' && byte != b'\r'));
                }
                _ if class(byte) == REGULAR => return Some(Raw::Word(self.regular())),
                // Other white space, stray closing brackets and the braces of PostScript functions.
                _ => self.rest = tail,
            }
        }
    }

    /// Bytes up to the next white space or delimiter.
    #[inline]
    fn regular(&mut self) -> &'a [u8] {
        self.take(run_of(self.rest, |byte| class(byte) == REGULAR))
    }

    /// Nearly all numbers have less than eight digits on either side of the point; others are read digit by digit.
    #[inline]
    fn number(&mut self) -> Raw<'a> {
        let (negative, rest) = match self.rest {
            [b'-', tail @ ..] => (true, tail),
            rest => (false, rest),
        };
        let Some((whole, count)) = few_digits(rest) else {
            return self.long_number();
        };
        let after = rest.get(count..).unwrap_or_default();
        let Some(b'.') = after.first() else {
            if count == 0 || matches!(after, [b'-', ..]) {
                return self.long_number();
            }
            self.rest = after;
            let whole = whole as i64;
            return Raw::Int(if negative { -whole } else { whole });
        };
        let fraction = after.get(1..).unwrap_or_default();
        let Some((digits, places)) = few_digits(fraction) else {
            return self.long_number();
        };
        let after = fraction.get(places..).unwrap_or_default();
        if matches!(after, [b'-' | b'.', ..]) {
            return self.long_number();
        }
        self.rest = after;
        const POWERS: [u32; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
        let power = u64::from(POWERS.get(places).copied().unwrap_or(1));
        // Both numbers are exact, so that the quotient is as close as can be.
        let value = (whole * power + digits) as f64 / power as f64;
        Raw::Real(if negative { -value } else { value })
    }

    #[cold]
    fn long_number(&mut self) -> Raw<'a> {
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
                    return Raw::Word(self.take(start.len() - rest.len() + word));
                }
                self.rest = rest;
                return Raw::Int(0);
            }
            self.rest = after_number_junk(rest);
            return Raw::Int(if negative { -whole } else { whole });
        };
        // Digits beyond the fifteenth do not reach a double.
        let (fraction, places, rest) = digits(tail, 15);
        self.rest = after_number_junk(rest);
        const POWERS: [f64; 16] =
            [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
        let power = POWERS.get(places).copied().unwrap_or(1.0);
        let value = whole as f64 + fraction as f64 / power;
        Raw::Real(if negative { -value } else { value })
    }

    /// The common string has no escapes, and is what stands between its brackets.
    #[inline]
    fn literal_string(&mut self) -> RawString<'a> {
        let start = self.rest;
        let plain = special(start);
        if let Some(b')') = start.get(plain) {
            let _ = self.take(plain + 1);
            return RawString::Plain(start.get(..plain).unwrap_or_default());
        }
        self.bracketed_string()
    }

    /// A string with brackets or escapes within.
    fn bracketed_string(&mut self) -> RawString<'a> {
        let start = self.rest;
        let (mut depth, mut escaped, mut rest) = (1u32, false, start);
        while let [byte, tail @ ..] = rest {
            match byte {
                b'(' => depth += 1,
                b')' if depth == 1 => break,
                b')' => depth -= 1,
                b'\r' => escaped = true,
                b'\\' => {
                    escaped = true;
                    // What follows a backslash is no bracket.
                    rest = tail.get(1..).unwrap_or_default();
                    continue;
                }
                _ => {}
            }
            rest = tail;
        }
        let inner = self.take(start.len() - rest.len());
        let _ = self.take(1);
        if escaped { RawString::Escaped(inner) } else { RawString::Plain(inner) }
    }
}

fn decoded(raw: &[u8], decode: fn(&[u8], &mut Vec<u8>)) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    decode(raw, &mut out);
    out
}

/// The digits that a slice begins with, as a number, and how many there are: eight bytes at a time. Nothing when there
/// are eight or more, or when the data ends too soon to tell.
#[inline]
fn few_digits(bytes: &[u8]) -> Option<(u64, usize)> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let word = u64::from_le_bytes(*bytes.first_chunk()?);
    // Digits become 0 to 9. Whatever else there is gets its highest bit set, here or by adding.
    let values = word ^ (ONES * 0x30);
    let others = (values | values.wrapping_add(ONES * 0x76)) & (ONES * 0x80);
    let count = others.trailing_zeros() as usize / 8;
    if count == 8 {
        return None;
    }
    if count == 0 {
        return Some((0, 0));
    }
    // Leading zeros fill the eight places; then neighbours are joined to pairs, fours and eights.
    let values = values << (64 - 8 * count);
    let pairs = (values.wrapping_mul(10) + (values >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100) + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    let value = (fours.wrapping_mul(10_000) + (fours >> 32)) & 0xFFFF_FFFF;
    Some((value, count))
}

/// `12-34` and `1.2.3` are read as 12 and 1.2, as viewers do. Digits are skipped with it.
fn after_number_junk(mut rest: &[u8]) -> &[u8] {
    while let [b'-' | b'.' | b'0'..=b'9', tail @ ..] = rest {
        rest = tail;
    }
    rest
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
