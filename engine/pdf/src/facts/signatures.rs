//! Digital signatures: which bytes they vouch for. Whether the signature itself is good is a matter for others.

use crate::objects::{Dict, Object};

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

/// The signature of a dictionary that has a usable byte range.
pub(super) fn signature(object: u32, dict: &Dict, bytes: &[u8]) -> Option<Signature> {
    let range = dict.get(b"ByteRange")?.as_array()?;
    let number = |index: usize| u64::try_from(range.get(index)?.as_int()?).ok();
    let stretch = |index: usize| {
        let start = number(index)?;
        Some((start, start.checked_add(number(index + 1)?)?))
    };
    let covers = [stretch(0)?, stretch(2)?];
    let [(start, first_end), (second_start, end)] = covers;
    let length = bytes.len() as u64;
    let rest = usize::try_from(end.min(length)).ok().and_then(|end| bytes.get(end..)).unwrap_or_default();
    let bytes_after = rest.iter().filter(|byte| !byte.is_ascii_whitespace() && **byte != 0).count() as u64;
    // Between the two stretches there must be one hexadecimal string and nothing else.
    let gap = usize::try_from(first_end).ok().zip(usize::try_from(second_start).ok());
    let gap = gap.and_then(|(from, to)| bytes.get(from..to)).map(|gap| gap.trim_ascii());
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
