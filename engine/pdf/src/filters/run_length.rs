//! RunLengthDecode.

/// A length byte below 128 precedes literal bytes, one above 128 a byte to repeat; 128 ends the data.
pub(super) fn decode(data: &[u8], limit: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = data;
    while let Some((&length, tail)) = rest.split_first() {
        if length == 128 || out.len() >= limit {
            break;
        }
        if length < 128 {
            let count = (usize::from(length) + 1).min(tail.len());
            let (literal, tail) = tail.split_at(count);
            out.extend_from_slice(literal);
            rest = tail;
        } else {
            let Some((&byte, tail)) = tail.split_first() else {
                break;
            };
            out.resize(out.len() + 257 - usize::from(length), byte);
            rest = tail;
        }
    }
    out.truncate(limit);
    out
}
