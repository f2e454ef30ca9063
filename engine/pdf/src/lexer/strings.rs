//! Strings and names as they are written: with escapes, or in hexadecimal.

use super::run_of;

/// What stands between the brackets of a string.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum RawString<'a> {
    /// The string itself.
    Plain(&'a [u8]),
    /// With backslashes, or line breaks that have to be made one.
    Escaped(&'a [u8]),
    /// Hexadecimal digits.
    Hex(&'a [u8]),
}

impl RawString<'_> {
    /// Appends what the string says.
    pub(crate) fn decode_onto(self, out: &mut Vec<u8>) {
        match self {
            RawString::Plain(text) => out.extend_from_slice(text),
            RawString::Escaped(text) => {
                unescape(text, out);
            }
            RawString::Hex(digits) => unhex(digits, out),
        }
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;

/// The highest bit of each byte of a word that is zero; bytes above the first such may be wrong.
#[inline]
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & (ONES * 0x80)
}

/// The same for each byte that is a bracket: the two differ in the lowest bit only.
#[inline]
fn brackets(word: u64) -> u64 {
    zeros((word | ONES) ^ (ONES * u64::from(b')')))
}

/// Where the first byte stands that means something within a string: a bracket, a backslash or a carriage return.
#[inline]
pub(super) fn special(bytes: &[u8]) -> usize {
    let (chunks, tail) = bytes.as_chunks::<8>();
    for (index, chunk) in chunks.iter().enumerate() {
        let word = u64::from_le_bytes(*chunk);
        let escapes = zeros(word ^ (ONES * u64::from(b'\\')));
        let returns = zeros(word ^ (ONES * u64::from(b'\r')));
        let found = brackets(word) | escapes | returns;
        if found != 0 {
            return 8 * index + found.trailing_zeros() as usize / 8;
        }
    }
    let within = run_of(tail, |byte| !matches!(byte, b'(' | b')' | b'\\' | b'\r'));
    bytes.len() - tail.len() + within
}

/// Whether eight bytes have no bracket, and do not end in a backslash, so that what is behind them begins anew.
#[inline]
pub(super) fn no_brackets(bytes: [u8; 8]) -> bool {
    let word = u64::from_le_bytes(bytes);
    brackets(word) == 0 && word >> 56 != u64::from(b'\\')
}

/// Bytes that are decoded at a time.
const ROOM: usize = 128;

/// Takes the escapes out of a string, up to the bracket that closes it, or to the end; how many bytes were read.
pub(super) fn unescape(text: &[u8], out: &mut Vec<u8>) -> usize {
    let mut buffer = [0; ROOM];
    let (mut rest, mut depth) = (text, 0u32);
    let mut open = true;
    while open {
        let mut filled = 0;
        loop {
            // Codes of two bytes, the first of which is in octal digits, as it nearly always is where bytes are zero.
            while let Some(places) = buffer.get_mut(filled..filled + 2)
                && let Some((code, tail)) = wide_code(rest)
            {
                places.copy_from_slice(&code);
                filled += 2;
                rest = tail;
            }
            let Some(place) = buffer.get_mut(filled) else { break };
            let Some((&byte, tail)) = rest.split_first() else {
                open = false;
                break;
            };
            let (said, tail) = match byte {
                b'\\' => escape(tail),
                b'\r' => (Some(b'\n'), tail.strip_prefix(b"\n").unwrap_or(tail)),
                b')' if depth == 0 => {
                    open = false;
                    break;
                }
                b')' => {
                    depth -= 1;
                    (Some(byte), tail)
                }
                b'(' => {
                    depth = depth.saturating_add(1);
                    (Some(byte), tail)
                }
                plain => (Some(plain), tail),
            };
            rest = tail;
            if let Some(said) = said {
                *place = said;
                filled += 1;
            }
        }
        out.extend_from_slice(buffer.get(..filled).unwrap_or_default());
    }
    text.len() - rest.len()
}

/// Two bytes of which the first is written in octal digits, and what is left behind them.
#[inline]
fn wide_code(text: &[u8]) -> Option<([u8; 2], &[u8])> {
    let (escape, tail) = text.split_first_chunk()?;
    let first = if escape == b"\\000" { 0 } else { octal(*escape)? };
    let (second, tail) = match tail {
        [b'\\', byte, rest @ ..] => match SAID[1].get(usize::from(*byte)) {
            Some(0) | None => {
                let (escape, tail) = tail.split_first_chunk()?;
                (octal(*escape)?, tail)
            }
            Some(said) => (*said, rest),
        },
        [plain, tail @ ..] => (SAID[0].get(usize::from(*plain)).copied().filter(|said| *said != 0)?, tail),
        [] => return None,
    };
    Some(([first, second], tail))
}

/// The code that a backslash and three octal digits stand for.
#[inline]
fn octal(escape: [u8; 4]) -> Option<u8> {
    // Digits become their values; whatever else there is has higher bits.
    let values = u32::from_le_bytes(escape) ^ u32::from_le_bytes(*b"\\000");
    let joined = (values >> 8) << 6 | (values >> 16) << 3 | values >> 24;
    (values & 0xF8F8_F8FF == 0).then_some(joined as u8)
}

/// What a byte stands for by itself, plain and behind a backslash; 0 where that takes a closer look.
static SAID: [[u8; 256]; 2] = said();

const fn said() -> [[u8; 256]; 2] {
    let mut table = [[0; 256]; 2];
    let mut byte = 0;
    while byte < 256 {
        #[expect(
            clippy::indexing_slicing,
            reason = "evaluated by the compiler, within the table by the loop"
        )]
        {
            table[0][byte] = match byte as u8 {
                b'(' | b')' | b'\r' => 0,
                other => other,
            };
            table[1][byte] = match byte as u8 {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'b' => 8,
                b'f' => 12,
                b'0'..=b'7' | b'\r' | b'\n' => 0,
                other => other,
            };
        }
        byte += 1;
    }
    table
}

/// What the bytes behind a backslash stand for, if for anything, and what is left behind them.
fn escape(text: &[u8]) -> (Option<u8>, &[u8]) {
    let Some((&byte, mut rest)) = text.split_first() else { return (None, &[]) };
    let said = match byte {
        b'0'..=b'7' => {
            let mut value = u32::from(byte - b'0');
            for _ in 0..2 {
                let Some((digit @ b'0'..=b'7', tail)) = rest.split_first() else {
                    break;
                };
                value = value * 8 + u32::from(digit - b'0');
                rest = tail;
            }
            value as u8
        }
        // A line break after a backslash continues the line.
        b'\r' => return (None, rest.strip_prefix(b"\n").unwrap_or(rest)),
        b'\n' => return (None, rest),
        other => SAID[1].get(usize::from(other)).copied().unwrap_or(other),
    };
    (Some(said), rest)
}

/// The bytes of hexadecimal digits; anything between them is left out, and a missing last digit is zero.
pub(super) fn unhex(digits: &[u8], out: &mut Vec<u8>) {
    out.reserve(digits.len().div_ceil(2));
    let mut rest = digits;
    // Pairs without white space between them are nearly all there is.
    while let [first, second, tail @ ..] = rest
        && let (Some(high), Some(low)) = (hex_digit(*first), hex_digit(*second))
    {
        out.push((high << 4) | low);
        rest = tail;
    }
    let mut high: Option<u8> = None;
    for digit in rest.iter().filter_map(|byte| hex_digit(*byte)) {
        match high.take() {
            Some(first) => out.push((first << 4) | digit),
            None => high = Some(digit),
        }
    }
    if let Some(first) = high {
        out.push(first << 4);
    }
}

#[inline]
fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// Takes the escapes out of a name: `#20` for a space.
pub(crate) fn unescape_name(raw: &[u8], name: &mut Vec<u8>) {
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
}
