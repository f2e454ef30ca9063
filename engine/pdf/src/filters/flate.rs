//! FlateDecode: zlib streams, including cut-off ones and those without a proper header.

use crate::budget::Budget;
use flate2::{Decompress, FlushDecompress, Status};

/// Bytes the output grows by; between two steps the clock is asked.
const LARGEST_STEP: usize = 1 << 20;

/// A reusable inflate state.
#[derive(Default)]
pub(super) struct Inflater {
    state: Option<Decompress>,
}

impl Inflater {
    /// Inflates up to `limit` bytes; damaged data yields what came before the damage.
    pub(super) fn inflate(&mut self, data: &[u8], limit: usize, budget: &Budget) -> Vec<u8> {
        // Some producers leave a line break between `stream` and the data.
        let start = data.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(0);
        let data = data.get(start..).unwrap_or_default();
        let plain = self.run(data, true, limit, budget);
        if !plain.is_empty() || data.is_empty() {
            return plain;
        }
        // A wrong zlib header is skipped, then tried as bare deflate data.
        let plain = self.run(data.get(2..).unwrap_or_default(), false, limit, budget);
        if plain.is_empty() { self.run(data, false, limit, budget) } else { plain }
    }

    fn run(&mut self, data: &[u8], header: bool, limit: usize, budget: &Budget) -> Vec<u8> {
        let state = self.state.get_or_insert_with(|| Decompress::new(header));
        state.reset(header);
        let mut out = Vec::with_capacity(data.len().saturating_mul(4).clamp(256, LARGEST_STEP).min(limit));
        loop {
            let read = usize::try_from(state.total_in()).unwrap_or(usize::MAX);
            let before = out.len();
            let rest = data.get(read..).unwrap_or_default();
            let status = state.decompress_vec(rest, &mut out, FlushDecompress::Finish);
            let stuck = out.len() == before && out.len() < out.capacity();
            match status {
                Ok(Status::StreamEnd) | Err(_) => break,
                Ok(_) if stuck => break,
                Ok(_) => {}
            }
            if out.len() >= limit {
                break;
            }
            if out.len() == out.capacity() {
                if out.len() >= LARGEST_STEP && budget.out_of_time() {
                    break;
                }
                out.reserve_exact(out.len().clamp(4096, 16 * LARGEST_STEP).min(limit - out.len()));
            }
        }
        out.truncate(limit);
        out
    }
}
