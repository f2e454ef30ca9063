//! Stream filters. None of them fails: what can be decoded is decoded, the rest is left out.

mod ascii;
mod flate;
mod lzw;
mod predictor;
mod run_length;
#[cfg(test)]
mod tests;

use crate::budget::Budget;
use crate::objects::{Dict, Object};

/// Filters that are looked at at all; what goes beyond the limit is refused, but must be seen to be refused.
pub(crate) const MOST_FILTERS: usize = 1_000;

/// What `/DecodeParms` says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameters {
    pub(crate) predictor: i64,
    pub(crate) colors: i64,
    pub(crate) bits: i64,
    pub(crate) columns: i64,
    pub(crate) early_change: bool,
}

impl Default for Parameters {
    fn default() -> Parameters {
        Parameters { predictor: 1, colors: 1, bits: 8, columns: 1, early_change: true }
    }
}

impl Parameters {
    /// Asks for each key of the dictionary.
    pub(crate) fn read(get: impl Fn(&[u8]) -> Option<i64>) -> Parameters {
        let number = |key: &[u8], default: i64| get(key).unwrap_or(default);
        Parameters {
            predictor: number(b"Predictor", 1),
            colors: number(b"Colors", 1),
            bits: number(b"BitsPerComponent", 8),
            columns: number(b"Columns", 1),
            early_change: number(b"EarlyChange", 1) != 0,
        }
    }
}

/// Decodes streams; holds the inflate state, which is large, so that it is allocated once per document.
#[derive(Default)]
pub(crate) struct Decoder {
    flate: flate::Inflater,
}

impl Decoder {
    /// Decodes a stream whose filters must not be references, as those of the file's own structure must not.
    pub(crate) fn decode_direct(&mut self, dict: &Dict, raw: &[u8], budget: &Budget) -> Option<Vec<u8>> {
        let list = |key: &[u8]| match dict.get(key) {
            None | Some(Object::Null) => Vec::new(),
            Some(Object::Array(items)) => items.iter().take(MOST_FILTERS).cloned().collect(),
            Some(single) => vec![single.clone()],
        };
        let parameters = list(b"DecodeParms");
        let filters = list(b"Filter");
        if !budget.allows_filters(filters.len()) {
            return None;
        }
        let mut data = raw.to_vec();
        for (index, filter) in filters.iter().enumerate() {
            let parameters = parameters.get(index).and_then(Object::as_dict);
            let parameters =
                parameters.map(|dict| Parameters::read(|key| dict.get(key).and_then(Object::as_int)));
            let limit = budget.stream_left();
            let is_last = index + 1 == filters.len();
            let parameters = parameters.unwrap_or_default();
            data = self.decode(filter.as_name()?, is_last, &data, parameters, limit, budget)?;
            budget.spend_inflated(data.len() as u64);
        }
        Some(data)
    }

    /// Inflates onto the end of `out` and says how many bytes that were; nothing when it takes more than inflating.
    pub(crate) fn inflate_onto(
        &mut self,
        filter: &[u8],
        data: &[u8],
        parameters: Parameters,
        limit: u64,
        budget: &Budget,
        out: &mut Vec<u8>,
    ) -> Option<u64> {
        if !matches!(filter, b"FlateDecode" | b"Fl") || parameters.predictor >= 2 {
            return None;
        }
        let before = out.len();
        self.flate.inflate_onto(data, usize::try_from(limit).unwrap_or(usize::MAX), budget, out);
        let bytes = (out.len() - before) as u64;
        budget.check_stream(bytes);
        Some(bytes)
    }

    /// Applies one filter, which may be the last one of its stream. `None` for filters that yield pixels; one that nobody
    /// knows leaves the data as it is, unless that is deflated data to its own checksum.
    pub(crate) fn decode(
        &mut self,
        filter: &[u8],
        is_last: bool,
        data: &[u8],
        parameters: Parameters,
        limit: u64,
        budget: &Budget,
    ) -> Option<Vec<u8>> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        if parameters.predictor >= 2 && !budget.allows_columns(parameters.columns) {
            return Some(Vec::new());
        }
        let decoded = match filter {
            b"FlateDecode" | b"Fl" => {
                let plain = self.flate.inflate(data, limit, budget);
                Some(predictor::undo(plain, parameters))
            }
            b"LZWDecode" | b"LZW" => {
                Some(predictor::undo(lzw::decode(data, parameters.early_change, limit), parameters))
            }
            b"ASCIIHexDecode" | b"AHx" => Some(ascii::hex(data, limit)),
            b"ASCII85Decode" | b"A85" => Some(ascii::base85(data, limit)),
            b"RunLengthDecode" | b"RL" => Some(run_length::decode(data, limit)),
            // The bytes were decrypted by the source already.
            b"Crypt" => Some(data.to_vec()),
            b"DCTDecode" | b"DCT" | b"CCITTFaxDecode" | b"CCF" | b"JBIG2Decode" | b"JPXDecode" => None,
            unknown => {
                let name: String = String::from_utf8_lossy(unknown).chars().take(32).collect();
                // A name that was damaged: data that inflates to its own checksum is nothing else.
                if is_last && let Some(plain) = self.flate.inflate_if_whole(data, limit, budget) {
                    budget.warn(format!("the filter {name} is not known; its streams are deflated"));
                    return Some(predictor::undo(plain, parameters));
                }
                budget.note_damage();
                budget.warn(format!("the filter {name} is not known; its streams were read as they are"));
                Some(data.to_vec())
            }
        };
        budget.check_stream(decoded.as_ref().map_or(0, Vec::len) as u64);
        decoded
    }
}
