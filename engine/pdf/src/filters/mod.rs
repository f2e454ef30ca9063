//! Stream filters. None of them fails: what can be decoded is decoded, the rest is left out.

mod ascii;
mod flate;
mod lzw;
mod predictor;
mod run_length;

use crate::budget::Budget;

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

/// Decodes streams; holds the inflate state, which is large, so that it is allocated once per document.
#[derive(Default)]
pub(crate) struct Decoder {
    flate: flate::Inflater,
}

impl Decoder {
    /// Applies one filter. `None` for filters that yield pixels (or that nobody knows).
    pub(crate) fn decode(
        &mut self,
        filter: &[u8],
        data: &[u8],
        parameters: Parameters,
        limit: u64,
        budget: &Budget,
    ) -> Option<Vec<u8>> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        match filter {
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
            _ => None,
        }
    }
}
