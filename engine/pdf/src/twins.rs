//! Earlier words that say the same as a new one: how text that is drawn twice is found.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};

/// Earlier words with the same text that a new word is compared with.
pub(crate) const MAX_TWINS: usize = 64;

/// The words of a page by what they say.
pub(crate) struct Twins {
    /// Last word by the hash of its text.
    latest: HashMap<u64, u32, BuildHasherDefault<AsItIs>>,
    /// For each word the one before it with the same hash.
    earlier: Vec<Option<u32>>,
    /// Differs from page to page, so that nobody can write words that all have one hash.
    seed: u64,
}

impl Default for Twins {
    fn default() -> Twins {
        Twins { latest: HashMap::default(), earlier: Vec::new(), seed: RandomState::new().hash_one(0) }
    }
}

impl Twins {
    /// The last word that probably says what this is the hash of.
    pub(crate) fn latest(&self, hash: u64) -> Option<usize> {
        self.latest.get(&hash).map(|word| *word as usize)
    }

    /// The one before it.
    pub(crate) fn before(&self, word: usize) -> Option<usize> {
        self.earlier.get(word).copied().flatten().map(|word| word as usize)
    }

    /// Adds the next word; `word` counts them from 0.
    pub(crate) fn add(&mut self, hash: u64, word: usize) {
        self.earlier.push(u32::try_from(word).ok().and_then(|word| self.latest.insert(hash, word)));
    }

    /// Words are a few bytes long, for which the hash of the standard library takes ten times as long.
    pub(crate) fn hash(&self, text: &str) -> u64 {
        let (chunks, tail) = text.as_bytes().as_chunks::<8>();
        let mut state = self.seed ^ text.len() as u64;
        for chunk in chunks {
            state = fold(state ^ u64::from_be_bytes(*chunk));
        }
        fold(state ^ tail.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)))
    }
}

/// Spreads each bit over the whole number.
fn fold(value: u64) -> u64 {
    let wide = u128::from(value) * 0x9E37_79B9_7F4A_7C15;
    (wide >> 64) as u64 ^ wide as u64
}

/// The hash of a number that is a hash already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(self.0 ^ u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = fold(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_to_the_ones_before_them() {
        let mut twins = Twins::default();
        for (index, text) in ["1,200.00", "CR", "1,200.00", "1,200.00"].into_iter().enumerate() {
            twins.add(twins.hash(text), index);
        }
        assert_eq!(twins.latest(twins.hash("1,200.00")), Some(3));
        assert_eq!((twins.before(3), twins.before(2), twins.before(0)), (Some(2), Some(0), None));
        assert_eq!((twins.latest(twins.hash("CR")), twins.latest(twins.hash("DR"))), (Some(1), None));
    }
}
