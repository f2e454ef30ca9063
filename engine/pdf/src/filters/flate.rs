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
        let mut ending = self.run(data, true, limit, budget, out);
        let mut deflated = data.get(2..).unwrap_or_default();
        // Contents of nothing are whole, too.
        if out.len() == before && !data.is_empty() && ending != Ending::Whole {
            // A wrong zlib header is skipped, then tried as bare deflate data.
            ending = self.run(deflated, false, limit, budget, out);
            if out.len() == before {
                deflated = data;
                ending = self.run(deflated, false, limit, budget, out);
            }
        }
        // Some writers forget the checksum, or state a length that cuts it off.
        let is_whole = match ending {
            Ending::Whole | Ending::Stopped => true,
            Ending::Short => {
                data.is_empty()
                    || is_flushed(data)
                    || self.run(deflated, false, limit, budget, &mut Nowhere) == Ending::Whole
            }
            Ending::Broken => false,
        };
        if !is_whole {
            budget.note_damage();
        }
    }

    /// Inflates data whose header and checksum say that it was deflated; anything else is nothing.
    pub(super) fn inflate_if_whole(&mut self, data: &[u8], limit: usize, budget: &Budget) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let ending = self.run(data, true, limit, budget, &mut out);
        (ending == Ending::Whole && !data.is_empty()).then_some(out)
    }

    fn run(
        &mut self,
        data: &[u8],
        header: bool,
        limit: usize,
        budget: &Budget,
        out: &mut impl Sink,
    ) -> Ending {
        let state = self.state.get_or_insert_with(|| Decompress::new(header));
        state.reset(header);
        // Inflating straight into a vector would fill all room that it has left with zeros first, each time.
        self.step.resize(STEP, 0);
        let mut room = limit;
        let mut steps = 0usize;
        loop {
            let (read, written) = (state.total_in(), state.total_out());
            let rest = data.get(usize::try_from(read).unwrap_or(usize::MAX)..).unwrap_or_default();
            let status = state.decompress(rest, &mut self.step, FlushDecompress::Finish);
            let count = usize::try_from(state.total_out() - written).unwrap_or(usize::MAX);
            out.take(self.step.get(..count.min(room)).unwrap_or_default());
            room = room.saturating_sub(count);
            match status {
                Ok(Status::StreamEnd) => return Ending::Whole,
                Err(_) => return Ending::Broken,
                _ if room == 0 => return Ending::Stopped,
                // A step that is not full although there is more to come has run out of data.
                _ if count < STEP => return Ending::Short,
                _ => {}
            }
            steps += 1;
            if steps.is_multiple_of(CLOCK_EVERY) && budget.out_of_time() {
                return Ending::Stopped;
            }
        }
    }
}

/// Whether data ends as a writer ends it that could go on: viewers who save a form leave it so.
fn is_flushed(data: &[u8]) -> bool {
    data.trim_ascii_end().ends_with(&[0, 0, 0xFF, 0xFF])
}

/// How inflating ended.
#[derive(Clone, Copy, PartialEq)]
enum Ending {
    /// With the end of the data, and the checksum that it states.
    Whole,
    /// Before the end of the data.
    Short,
    /// With data that is none, or another checksum.
    Broken,
    /// At a limit.
    Stopped,
}

/// Where inflated bytes go.
trait Sink {
    fn take(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    #[inline]
    fn take(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// For who only wants to know how it ends.
struct Nowhere;

impl Sink for Nowhere {
    fn take(&mut self, _: &[u8]) {}
}
