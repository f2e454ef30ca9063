//! Bytes to tokens, for content streams, CMaps and everything else written in PDF syntax.
//!
//! Never fails: what is no token is skipped. Nesting is left to the caller, so nothing here recurses.

mod numbers;
mod strings;

use numbers::{Short, short_number};
use std::borrow::Cow;
pub(crate) use strings::{RawString, unescape_name};
use strings::{no_brackets, special, unescape, unhex};

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
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call for each token is a tenth of the cost of a page")]
    pub(crate) fn raw_token(&mut self) -> Option<Raw<'a>> {
        loop {
            let (&byte, tail) = self.rest.split_first()?;
            match byte {
                b'0'..=b'9' => {
                    // Half of all numbers are a lone digit, as five of the six of an upright matrix.
                    if let [b' ' | b'\n', tail @ ..] = tail {
                        self.rest = tail;
                        return Some(Raw::Int(i64::from(byte - b'0')));
                    }
                    return Some(self.number(self.rest, false));
                }
                b' ' | b'\n' => self.rest = tail,
                b'.' => return Some(self.number(self.rest, false)),
                b'-' => return Some(self.number(tail, true)),
                b'+' => return Some(self.long_number()),
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

    /// Passes over one blank, if one is next.
    #[inline]
    pub(crate) fn skip_blank(&mut self) {
        if let [b' ' | b'\n', tail @ ..] = self.rest {
            self.rest = tail;
        }
    }

    /// Passes over these bytes, if they are next; whether they are.
    #[inline]
    pub(crate) fn skip_written(&mut self, written: &[u8]) -> bool {
        // Most often the first four bytes differ, which is told without a call.
        if self.rest.first_chunk::<4>() == written.first_chunk()
            && let Some(tail) = self.rest.strip_prefix(written)
        {
            self.rest = tail;
            return true;
        }
        false
    }

    /// Passes over a word of two letters and the blank behind it, if they are next; whether they are.
    #[inline]
    pub(crate) fn skip_word(&mut self, word: [u8; 2]) -> bool {
        if let [first, second, b' ' | b'\n', tail @ ..] = self.rest
            && [*first, *second] == word
        {
            self.rest = tail;
            return true;
        }
        false
    }

    /// Bytes up to the next white space or delimiter.
    #[inline]
    fn regular(&mut self) -> &'a [u8] {
        self.take(run_of(self.rest, |byte| class(byte) == REGULAR))
    }

    /// The number that comes next, if it is written as nearly all are; otherwise nothing is read. Contents do not tell
    /// whole numbers from others, and a lone value needs no detour through memory as a token does.
    #[inline]
    pub(crate) fn usual_number(&mut self) -> Option<f64> {
        match self.rest {
            // Half of all numbers are a lone digit, as five of the six of an upright matrix.
            [digit @ b'0'..=b'9', b' ' | b'\n', tail @ ..] => {
                self.rest = tail;
                Some(f64::from(digit - b'0'))
            }
            [b'0'..=b'9' | b'.', ..] => self.short_value(self.rest, false),
            [b'-', tail @ ..] => self.short_value(tail, true),
            _ => None,
        }
    }

    #[inline]
    fn short_value(&mut self, digits: &'a [u8], negative: bool) -> Option<f64> {
        let value = match self.short_number(digits)? {
            Short::Int(value) => value as f64,
            Short::Real(value) => value,
        };
        Some(if negative { -value } else { value })
    }

    #[inline]
    fn number(&mut self, digits: &'a [u8], negative: bool) -> Raw<'a> {
        match self.short_number(digits) {
            Some(Short::Int(value)) => Raw::Int(if negative { -value } else { value }),
            Some(Short::Real(value)) => Raw::Real(if negative { -value } else { value }),
            None => self.long_number(),
        }
    }

    /// Nearly all numbers have less than eight digits on either side of the point; others are read digit by digit. The
    /// one blank that nearly always follows is passed over, which is one token less to look at.
    #[inline]
    fn short_number(&mut self, digits: &'a [u8]) -> Option<Short> {
        let (number, length) = short_number(digits)?;
        self.rest = match digits.get(length..).unwrap_or_default() {
            [b' ' | b'\n', tail @ ..] => tail,
            [b'-' | b'.', ..] => return None,
            rest => rest,
        };
        Some(number)
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

    /// What a string says that comes next in round brackets: as it stands, or decoded onto `out`, in which case there is
    /// nothing to give. Otherwise nothing is read. This reads an escaped string once, where a token is read twice.
    #[inline]
    pub(crate) fn literal(&mut self, out: &mut Vec<u8>) -> Option<Option<&'a [u8]>> {
        let [b'(', text @ ..] = self.rest else { return None };
        let plain = special(text);
        let (said, read) = match text.get(plain) {
            Some(b')') => (text.get(..plain), plain),
            _ => {
                let (plain, escaped) = text.split_at_checked(plain).unwrap_or((text, &[]));
                out.extend_from_slice(plain);
                (None, plain.len() + unescape(escaped, out))
            }
        };
        self.rest = text.get(read + 1..).unwrap_or_default();
        Some(said)
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
        let (mut depth, mut rest) = (1u32, start);
        while let [byte, tail @ ..] = rest {
            if let Some((eight, tail)) = rest.split_first_chunk::<8>()
                && no_brackets(*eight)
            {
                rest = tail;
                continue;
            }
            match byte {
                b'(' => depth += 1,
                b')' if depth == 1 => break,
                b')' => depth -= 1,
                b'\\' => {
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
        let escaped = memchr::memchr2(b'\\', b'\r', inner).is_some();
        if escaped { RawString::Escaped(inner) } else { RawString::Plain(inner) }
    }
}

fn decoded<T>(raw: &[u8], decode: fn(&[u8], &mut Vec<u8>) -> T) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    decode(raw, &mut out);
    out
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
        // Behind the numbers stands enough for them to be read eight bytes at a time.
        let end = b" (eight bytes)";
        for (number, value) in [
            (b"238.89252".as_slice(), 238.89252),
            (b"-.5", -0.5),
            (b"1234567.7654321", 1_234_567.765_432_1),
            (b"12345678.5", 12_345_678.5),
            (b"0.000001", 0.000_001),
            (b"7.", 7.0),
        ] {
            assert_eq!(tokens(&[number, end].concat()).first(), Some(&Token::Real(value)), "{number:?}");
        }
        assert_eq!(tokens(b"7/A 12]-34Tj 5-6 8.7.6 9").len(), 9);
    }

    #[test]
    fn strings_are_unescaped() {
        assert_eq!(tokens(b"(plain) (a(b)c)"), [text(b"plain"), text(b"a(b)c")]);
        assert_eq!(tokens(b"(\\n\\)\\101\\7\\\r\nx\r\ny)"), [text(b"\n)A\x07x\ny")]);
        assert_eq!(tokens(b"(\\000\\101\\377*\\102\\08\\53)"), [text(b"\0A\xFF*B\08+")]);
        // Codes of two bytes, as writers that put a zero in octal digits write them.
        assert_eq!(
            tokens(b"(\\000A\\000\\n\\000\\\\\\000\\)\\000\\377\\000\\1\\000\r\n\\000\\\nB\\000)"),
            [text(b"\0A\0\n\0\\\0)\0\xFF\0\x01\0\n\0B\0")]
        );
        assert_eq!(tokens(b"(abcdefg\\)(h\\\\)ijk) 1"), [text(b"abcdefg)(h\\)ijk"), Token::Int(1)]);
        assert_eq!(tokens(b"(\\101bcdef\\\\) 2"), [text(b"Abcdef\\"), Token::Int(2)]);
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
