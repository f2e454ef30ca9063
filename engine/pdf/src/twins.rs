//! Earlier words that say the same as a new one: how text that is drawn twice is found.

use crate::words::Word;
use std::hash::{BuildHasher, RandomState};

/// Earlier words with the same text that a new word is compared with.
pub(crate) const MAX_TWINS: usize = 64;
/// Lists that a page begins with; more words than lists make more lists.
const LISTS: usize = 1_024;

/// The words of a page by what they say: lists of words whose hashes end alike.
pub(crate) struct Twins {
    /// The last word of each list, counted from 1; 0 ends a list.
    latest: Vec<u32>,
    words: Vec<Entry>,
    /// Differs from document to document, so that nobody can write words that all have one hash.
    seed: u64,
}

struct Entry {
    hash: u64,
    /// The word before it in its list, counted from 1.
    earlier: u32,
}

impl Default for Twins {
    fn default() -> Twins {
        Twins { latest: vec![0; LISTS], words: Vec::new(), seed: RandomState::new().hash_one(0) }
    }
}

impl Twins {
    /// How many words there are.
    pub(crate) fn count(&self) -> usize {
        self.words.len()
    }

    /// Forgets all words, for a new page.
    pub(crate) fn clear(&mut self) {
        self.latest.fill(0);
        self.words.clear();
    }

    /// The last word that probably says what this is the hash of.
    pub(crate) fn latest(&self, hash: u64) -> Option<usize> {
        self.first_with(hash, self.latest.get(self.list(hash)).copied().unwrap_or(0))
    }

    /// The one before it.
    pub(crate) fn before(&self, word: usize) -> Option<usize> {
        let entry = self.words.get(word)?;
        self.first_with(entry.hash, entry.earlier)
    }

    /// From a word on, the first of its list that has this hash.
    fn first_with(&self, hash: u64, mut word: u32) -> Option<usize> {
        loop {
            let index = (word as usize).checked_sub(1)?;
            let entry = self.words.get(index)?;
            if entry.hash == hash {
                return Some(index);
            }
            word = entry.earlier;
        }
    }

    /// Adds the next word; words are counted from 0 in the order in which they are added.
    pub(crate) fn add(&mut self, hash: u64) {
        if self.words.len() >= self.latest.len() {
            self.make_room();
        }
        let list = self.list(hash);
        let number = u32::try_from(self.words.len() + 1).unwrap_or(0);
        if let Some(latest) = self.latest.get_mut(list) {
            self.words.push(Entry { hash, earlier: std::mem::replace(latest, number) });
        }
    }

    /// Twice as many lists, each half as long.
    #[cold]
    fn make_room(&mut self) {
        self.latest = vec![0; 2 * self.latest.len()];
        let words = std::mem::take(&mut self.words);
        self.words.reserve(2 * words.len());
        words.iter().for_each(|word| self.add(word.hash));
    }

    fn list(&self, hash: u64) -> usize {
        // The number of lists is a power of two.
        hash as usize & (self.latest.len() - 1)
    }

    /// Words are a few bytes long, for which the hash of the standard library takes ten times as long.
    #[inline]
    pub(crate) fn hash(&self, text: &str) -> u64 {
        let bytes = text.as_bytes();
        let mut state = self.seed ^ bytes.len() as u64;
        let Some(last) = bytes.last_chunk::<8>() else {
            // Two words of four bytes, which overlap, or what few bytes there are.
            let ends = bytes.first_chunk::<4>().zip(bytes.last_chunk::<4>());
            let number = match ends {
                Some((first, last)) => {
                    u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last))
                }
                None => bytes.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)),
            };
            return fold(state ^ number);
        };
        for chunk in bytes.as_chunks::<8>().0 {
            state = fold(state ^ u64::from_le_bytes(*chunk));
        }
        fold(state ^ u64::from_le_bytes(*last))
    }
}

/// How far the copies of one glyph are apart at most, in points.
pub(crate) fn twin_distance(size: f64) -> f64 {
    (0.1 * size).clamp(0.5, 1.0).min(0.3 * size)
}

/// Whether two words, the first of which says `text`, at most so far apart, are one that was drawn twice. They are known to say the same nearly always, so the places are
/// compared first.
#[inline]
pub(crate) fn is_twin(word: &Word, text: &str, other: &Word, distance: f32) -> bool {
    (word.baseline - other.baseline).abs() <= distance
        && (word.at.x0 - other.at.x0).abs() <= distance
        && other.text == text
        && (word.size - other.size).abs() <= 0.05 * word.size
        && (word.angle - other.angle).abs() < 1.0
}

/// Spreads each bit over the whole number.
fn fold(value: u64) -> u64 {
    let wide = u128::from(value) * 0x9E37_79B9_7F4A_7C15;
    (wide >> 64) as u64 ^ wide as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_to_the_ones_before_them() {
        let mut twins = Twins::default();
        for text in ["1,200.00", "CR", "1,200.00", "1,200.00"] {
            twins.add(twins.hash(text));
        }
        assert_eq!(twins.latest(twins.hash("1,200.00")), Some(3));
        assert_eq!((twins.before(3), twins.before(2), twins.before(0)), (Some(2), Some(0), None));
        assert_eq!((twins.latest(twins.hash("CR")), twins.latest(twins.hash("DR"))), (Some(1), None));
        twins.clear();
        assert_eq!(twins.latest(twins.hash("CR")), None);
    }

    #[test]
    fn many_words_keep_their_order() {
        let mut twins = Twins::default();
        for number in 0..3 * LISTS {
            twins.add(twins.hash(&(number % 1_500).to_string()));
        }
        assert_eq!(twins.latest(twins.hash("7")), Some(3_007));
        assert_eq!((twins.before(3_007), twins.before(1_507)), (Some(1_507), Some(7)));
    }
}
