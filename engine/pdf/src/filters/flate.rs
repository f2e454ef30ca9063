//! FlateDecode: zlib streams, including cut-off ones and those without a proper header.

use crate::budget::Budget;
use flate2::{Decompress, FlushDecompress, Status};

/// Bytes that are inflated at a time.
const STEP: usize = 64 << 10;
/// Steps between two looks at the clock.
const CLOCK_EVERY: usize = 16;

/// A reusable inflate state.
#[derive(Default)]
pub(super) struct Inflater {
    state: Option<Decompress>,
    /// What one step gives.
    step: Vec<u8>,
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
        // Inflating straight into a vector would fill all room that it has left with zeros first, each time.
        self.step.resize(STEP, 0);
        let end = out.len().saturating_add(limit);
        let mut steps = 0usize;
        loop {
            let (read, written) = (state.total_in(), state.total_out());
            let rest = data.get(usize::try_from(read).unwrap_or(usize::MAX)..).unwrap_or_default();
            let status = state.decompress(rest, &mut self.step, FlushDecompress::Finish);
            let count = usize::try_from(state.total_out() - written).unwrap_or(usize::MAX);
            out.extend_from_slice(self.step.get(..count.min(end - out.len())).unwrap_or_default());
            // A step that is not full although there is more to come has run out of data.
            if matches!(status, Ok(Status::StreamEnd) | Err(_)) || count < STEP || out.len() >= end {
                break;
            }
            steps += 1;
            if steps.is_multiple_of(CLOCK_EVERY) && budget.out_of_time() {
                break;
            }
        }
    }
}
