//! Digital signatures: which bytes they vouch for. Whether the signature itself is good is a matter for others.

use crate::objects::{Dict, Object};
use std::cell::OnceCell;

/// A signature or document time stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Number of the object.
    pub object: u32,
    /// The two stretches of bytes that are signed, as starts and ends; the signature itself stands between them.
    pub covers: [(u64, u64); 2],
    /// Bytes behind the signed ones, white space not counted.
    pub bytes_after: u64,
    /// Whether the signed bytes begin with the file and leave out nothing but the signature.
    pub whole: bool,
    /// `SubFilter`: how it was made, such as `adbe.pkcs7.detached` or `ETSI.RFC3161`.
    pub method: String,
    /// `M`: when it was made, unparsed.
    pub signed_at: Option<String>,
    /// Whether anything in the document leads to it.
    pub in_use: bool,
}

impl Signature {
    /// Where the signed bytes end.
    #[must_use]
    pub fn end(&self) -> u64 {
        let [(_, first), (_, second)] = self.covers;
        first.max(second)
    }
}

/// Signatures that are kept; a contract that passed many hands has a dozen.
pub(super) const MAX_KEPT: usize = 500;
/// Bytes that a signature takes up at most, two digits for each of its own.
const MAX_GAP: usize = 1 << 20;
/// Bytes that are counted at once.
const BLOCK: usize = 1 << 12;

/// How many bytes of a file are no white space, counted once from its end for all signatures.
#[derive(Default)]
pub(super) struct Printed {
    /// From the beginning of each block to the end.
    from_block: OnceCell<Vec<u64>>,
}

impl Printed {
    /// The number of such bytes from a place on.
    fn from(&self, bytes: &[u8], at: usize) -> u64 {
        let count = |bytes: &[u8]| {
            bytes.iter().filter(|byte| !byte.is_ascii_whitespace() && **byte != 0).count() as u64
        };
        let sums = self.from_block.get_or_init(|| {
            let blocks = bytes.chunks(BLOCK).rev();
            let sums = blocks.scan(0, |sum, block| {
                *sum += count(block);
                Some(*sum)
            });
            let mut sums: Vec<u64> = sums.collect();
            sums.reverse();
            sums
        });
        let next = at.div_ceil(BLOCK);
        let begun = bytes.get(at..bytes.len().min(next.saturating_mul(BLOCK))).unwrap_or_default();
        count(begun) + sums.get(next).copied().unwrap_or(0)
    }
}

/// The signature of a dictionary that has a usable byte range.
pub(super) fn signature(object: u32, dict: &Dict, bytes: &[u8], printed: &Printed) -> Option<Signature> {
    let range = dict.get(b"ByteRange")?.as_array()?;
    let number = |index: usize| u64::try_from(range.get(index)?.as_int()?).ok();
    let stretch = |index: usize| {
        let start = number(index)?;
        Some((start, start.checked_add(number(index + 1)?)?))
    };
    let covers = [stretch(0)?, stretch(2)?];
    let [(start, first_end), (second_start, end)] = covers;
    let length = bytes.len() as u64;
    let bytes_after = usize::try_from(end.min(length)).map_or(0, |end| printed.from(bytes, end));
    // Between the two stretches there must be one hexadecimal string and nothing else.
    let gap = usize::try_from(first_end).ok().zip(usize::try_from(second_start).ok());
    let gap = gap.and_then(|(from, to)| bytes.get(from..to)).filter(|gap| gap.len() <= MAX_GAP);
    let gap = gap.map(|gap| gap.trim_ascii());
    let whole = start == 0
        && end <= length
        && gap.is_some_and(|gap| {
            gap.starts_with(b"<")
                && gap.ends_with(b">")
                && gap.iter().all(|byte| byte.is_ascii_hexdigit() || b"<> \r\n\t".contains(byte))
        });
    let text = |key: &[u8]| match dict.get(key) {
        Some(Object::Name(name)) => String::from_utf8_lossy(name).into_owned(),
        Some(Object::String(text)) => super::text_string(text),
        _ => String::new(),
    };
    Some(Signature {
        object,
        covers,
        bytes_after,
        whole,
        method: text(b"SubFilter"),
        signed_at: Some(text(b"M")).filter(|moment| !moment.is_empty()),
        in_use: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_counted_from_any_place_to_the_end() {
        let bytes: Vec<u8> = (0..3 * BLOCK + 17).map(|at| if at % 3 == 0 { b' ' } else { b'x' }).collect();
        let printed = Printed::default();
        for at in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 16, 3 * BLOCK + 17, 9 * BLOCK] {
            let wanted = bytes.iter().skip(at).filter(|byte| **byte == b'x').count() as u64;
            assert_eq!(printed.from(&bytes, at), wanted, "{at}");
        }
    }
}
