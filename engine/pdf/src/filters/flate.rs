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
        let mut out = Vec::new();
        self.inflate_onto(data, limit, budget, &mut out);
        out
    }

    /// As [`Inflater::inflate`], onto the end of `out`.
    pub(super) fn inflate_onto(&mut self, data: &[u8], limit: usize, budget: &Budget, out: &mut Vec<u8>) {
        // Some producers leave a line break between `stream` and the data.
        let start = data.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(0);
        let data = data.get(start..).unwrap_or_default();
        let before = out.len();
        self.run(data, true, limit, budget, out);
        if out.len() > before || data.is_empty() {
            return;
        }
        // A wrong zlib header is skipped, then tried as bare deflate data.
        self.run(data.get(2..).unwrap_or_default(), false, limit, budget, out);
        if out.len() == before {
            self.run(data, false, limit, budget, out);
        }
    }

    fn run(&mut self, data: &[u8], header: bool, limit: usize, budget: &Budget, out: &mut Vec<u8>) {
        let state = self.state.get_or_insert_with(|| Decompress::new(header));
        state.reset(header);
        let start = out.len();
        let end = start.saturating_add(limit);
        // Not exactly: a page of thousands of small streams would move everything for each of them.
        out.reserve(data.len().saturating_mul(4).clamp(256, LARGEST_STEP).min(limit));
        loop {
            let read = usize::try_from(state.total_in()).unwrap_or(usize::MAX);
            let before = out.len();
            let rest = data.get(read..).unwrap_or_default();
            let status = state.decompress_vec(rest, out, FlushDecompress::Finish);
            let stuck = out.len() == before && out.len() < out.capacity();
            match status {
                Ok(Status::StreamEnd) | Err(_) => break,
                Ok(_) if stuck => break,
                Ok(_) => {}
            }
            if out.len() >= end {
                break;
            }
            if out.len() == out.capacity() {
                let grown = out.len() - start;
                if grown >= LARGEST_STEP && budget.out_of_time() {
                    break;
                }
                out.reserve_exact(grown.clamp(4096, 16 * LARGEST_STEP).min(end - out.len()));
            }
        }
        out.truncate(end);
    }
}
