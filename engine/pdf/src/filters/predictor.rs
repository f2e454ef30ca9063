//! Undoes the PNG and TIFF predictors that xref streams, object streams and images are stored with.

use super::Parameters;

/// Rows of `columns` samples, each predicted from its neighbours; predictor 1 is none.
pub(super) fn undo(data: Vec<u8>, parameters: Parameters) -> Vec<u8> {
    if parameters.predictor < 2 {
        return data;
    }
    let bound = |value: i64, most: i64| usize::try_from(value.clamp(1, most)).unwrap_or(1);
    let (colors, bits) = (bound(parameters.colors, 32), bound(parameters.bits, 16));
    let columns = bound(parameters.columns, 1 << 20);
    let pixel = (colors * bits).div_ceil(8);
    let row = (colors * bits * columns).div_ceil(8);
    if parameters.predictor == 2 { tiff(data, row, colors, bits) } else { png(&data, row, pixel) }
}

fn png(data: &[u8], row: usize, pixel: usize) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0u8; row];
    for chunk in data.chunks(row + 1) {
        let Some((&kind, source)) = chunk.split_first() else {
            break;
        };
        let mut line = vec![0u8; row];
        for (index, &byte) in source.iter().enumerate() {
            let left = index.checked_sub(pixel).and_then(|at| line.get(at)).copied().unwrap_or(0);
            let up = above.get(index).copied().unwrap_or(0);
            let corner = index.checked_sub(pixel).and_then(|at| above.get(at)).copied().unwrap_or(0);
            let guess = match kind {
                1 => left,
                2 => up,
                3 => u8::midpoint(left, up),
                4 => paeth(left, up, corner),
                _ => 0,
            };
            if let Some(slot) = line.get_mut(index) {
                *slot = byte.wrapping_add(guess);
            }
        }
        out.extend_from_slice(line.get(..source.len()).unwrap_or_default());
        above = line;
    }
    out
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let estimate = a + b - c;
    let (da, db, dc) = ((estimate - a).abs(), (estimate - b).abs(), (estimate - c).abs());
    if da <= db && da <= dc {
        left
    } else if db <= dc {
        up
    } else {
        corner
    }
}

fn tiff(mut data: Vec<u8>, row: usize, colors: usize, bits: usize) -> Vec<u8> {
    // Other depths occur in images only, which are not decoded here.
    if bits == 8 {
        for line in data.chunks_mut(row) {
            for index in colors..line.len() {
                let left = line.get(index - colors).copied().unwrap_or(0);
                if let Some(slot) = line.get_mut(index) {
                    *slot = slot.wrapping_add(left);
                }
            }
        }
    }
    data
}
