//! ASCIIHexDecode and ASCII85Decode.

/// Pairs of hexadecimal digits up to `>`; a lone last digit counts as if followed by 0.
pub(super) fn hex(data: &[u8], limit: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() / 2);
    let mut high: Option<u8> = None;
    for &byte in data {
        if byte == b'>' || out.len() >= limit {
            break;
        }
        let Some(digit) = char::from(byte).to_digit(16) else {
            continue;
        };
        let digit = digit as u8;
        match high.take() {
            Some(first) => out.push((first << 4) | digit),
            None => high = Some(digit),
        }
    }
    if let Some(first) = high {
        out.push(first << 4);
    }
    out
}

/// Groups of five digits of base 85 up to `~>`; `z` is four zero bytes.
pub(super) fn base85(data: &[u8], limit: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() / 5 * 4);
    let (mut value, mut count) = (0u32, 0usize);
    let data = data.strip_prefix(b"<~").unwrap_or(data);
    for &byte in data {
        match byte {
            b'~' => break,
            _ if out.len() >= limit => break,
            b'z' if count == 0 => out.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => {
                value = value.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                count += 1;
                if count == 5 {
                    out.extend_from_slice(&value.to_be_bytes());
                    (value, count) = (0, 0);
                }
            }
            _ => {}
        }
    }
    if count > 1 {
        for _ in count..5 {
            value = value.wrapping_mul(85).wrapping_add(84);
        }
        out.extend_from_slice(value.to_be_bytes().get(..count - 1).unwrap_or_default());
    }
    out.truncate(limit);
    out
}
