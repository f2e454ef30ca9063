//! LZWDecode, as old producers compressed pages.

/// Expands up to `limit` bytes. `early_change` is the PDF default: codes grow one entry early.
pub(super) fn decode(data: &[u8], early_change: bool, limit: usize) -> Vec<u8> {
    const CLEAR: u32 = 256;
    const END: u32 = 257;
    let early = u32::from(early_change);
    let mut out: Vec<u8> = Vec::new();
    // Each entry is the place in `out` where its bytes stand, and how many there are.
    let mut table: Vec<(usize, usize)> = Vec::with_capacity(4096);
    let mut width = 9;
    let mut previous: Option<(usize, usize)> = None;
    let (mut bits, mut held) = (0u32, 0u32);
    for &byte in data {
        bits = (bits << 8) | u32::from(byte);
        held += 8;
        if held < width {
            continue;
        }
        held -= width;
        let code = (bits >> held) & ((1 << width) - 1);
        bits &= (1 << held) - 1;
        if code == END || out.len() >= limit {
            break;
        }
        if code == CLEAR {
            table.clear();
            width = 9;
            previous = None;
            continue;
        }
        let start = out.len();
        if code < 256 {
            out.push(code as u8);
        } else {
            match (table.get(code as usize - 258).copied(), previous) {
                (Some((from, length)), _) => copy(&mut out, from, length),
                // The code being defined right now: the previous string and its own first byte.
                (None, Some((from, length))) if code as usize - 258 == table.len() => {
                    copy(&mut out, from, length);
                    copy(&mut out, from, 1);
                }
                _ => break,
            }
        }
        if let Some((from, length)) = previous
            && table.len() < 4096 - 258
        {
            // The entry is the previous string plus the first byte of this one, which follows it in `out`.
            table.push((from, length + 1));
        }
        previous = Some((start, out.len() - start));
        width = match 258 + table.len() as u32 + early {
            0..=511 => 9,
            512..=1023 => 10,
            1024..=2047 => 11,
            _ => 12,
        };
    }
    out.truncate(limit);
    out
}

fn copy(out: &mut Vec<u8>, from: usize, length: usize) {
    for index in from..from + length {
        let byte = out.get(index).copied().unwrap_or(0);
        out.push(byte);
    }
}
