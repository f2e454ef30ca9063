//! Finds which of many phrases the words of a page could spell, without trying each of them.

use crate::phrase_index::first_letters;
use std::collections::HashSet;

/// Squashed words of one page, to spell phrases with.
#[derive(Clone, Debug)]
pub struct Words {
    /// They are looked up many times over, for which the hash of the standard library costs three times as much as this one, which
    /// differs from run to run as well.
    words: HashSet<String, foldhash::fast::RandomState>,
    /// The same in order.
    ordered: Vec<String>,
    /// For each byte the lengths, as bits, of those that begin with it, the highest bit for all longer ones: most texts fail
    /// there, before anything is looked up.
    lengths: [u64; 256],
}

impl FromIterator<String> for Words {
    fn from_iter<I: IntoIterator<Item = String>>(words: I) -> Self {
        let words: HashSet<String, _> = words.into_iter().collect();
        let mut lengths = [0; 256];
        for word in &words {
            let first = word.bytes().next().and_then(|first| lengths.get_mut(usize::from(first)));
            if let Some(lengths) = first {
                *lengths |= 1 << word.len().min(63);
            }
        }
        let mut ordered: Vec<String> = words.iter().cloned().collect();
        ordered.sort_unstable();
        Words { words, ordered, lengths }
    }
}

impl Words {
    /// Whether a squashed text is one of the words.
    #[must_use]
    pub fn contains(&self, squashed: &str) -> bool {
        self.words.contains(squashed)
    }

    /// The lengths of the words that a text begins with.
    fn beginning<'w>(&'w self, text: &'w str) -> impl Iterator<Item = usize> + 'w {
        let first = text.bytes().next().and_then(|first| self.lengths.get(usize::from(first)));
        let mut left = first.copied().unwrap_or(0);
        let lengths = std::iter::from_fn(move || {
            let length = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            (length < 64).then_some(length)
        });
        let longer = |length: usize| if length < 63 { length..length + 1 } else { length..text.len() + 1 };
        lengths.flat_map(longer).filter(|length| text.get(..*length).is_some_and(|head| self.contains(head)))
    }
}

/// Letters and digits only, lower case. A phrase without any, such as `#`, stands for itself.
#[must_use]
pub fn squash(text: &str) -> String {
    let squashed = letters(text);
    if squashed.is_empty() { text.trim().to_owned() } else { squashed }
}

/// Letters and digits only, lower case; empty where there are none.
#[must_use]
pub fn letters(text: &str) -> String {
    // There is room for all of them from the start: this is asked for every word of every page.
    let mut kept = String::with_capacity(text.len());
    if text.is_ascii() {
        kept.extend(
            text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| char::from(b.to_ascii_lowercase())),
        );
        return kept;
    }
    for c in text.chars() {
        if c.is_ascii() {
            if c.is_ascii_alphanumeric() {
                kept.push(c.to_ascii_lowercase());
            }
        } else if c.is_alphanumeric() {
            kept.extend(c.to_lowercase());
        }
    }
    kept
}

/// Phrases ordered by their letters, so that those which begin with a word stand together.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    /// Squashed phrase and its place in the list that it came from.
    ordered: Vec<(String, usize)>,
    /// Where among them those begin that begin with each byte, and where the last ones end.
    starts: Vec<usize>,
}

impl Phrases {
    /// Orders squashed phrases; their places count from 0.
    pub(super) fn of_squashed(phrases: impl Iterator<Item = String>) -> Phrases {
        let phrases = phrases.enumerate().filter(|(_, phrase)| !phrase.is_empty());
        let mut keyed: Vec<(u64, String, usize)> =
            phrases.map(|(place, phrase)| (first_letters(&phrase), phrase, place)).collect();
        keyed.sort_unstable();
        let ordered: Vec<(String, usize)> =
            keyed.into_iter().map(|(_, phrase, place)| (phrase, place)).collect();
        let first = |phrase: &str| phrase.bytes().next().map_or(0, usize::from);
        let starts =
            (0..=256).map(|byte| ordered.partition_point(|(phrase, _)| first(phrase) < byte)).collect();
        Phrases { ordered, starts }
    }

    /// Whether a squashed text is one of the phrases.
    #[must_use]
    pub fn contains(&self, squashed: &str) -> bool {
        self.ordered.binary_search_by(|(phrase, _)| phrase.as_str().cmp(squashed)).is_ok()
    }

    /// Phrases that can be spelt by putting some of these squashed words one after the other, each with its place, in
    /// the order of places. Where the words stand does not matter here: a phrase that is not among these is nowhere.
    #[must_use]
    pub fn spelt<'s>(&'s self, words: &Words) -> Vec<(usize, &'s str)> {
        let mut places: Vec<(usize, &str)> = Vec::new();
        // Words come in order: what begins with one stands behind all that comes before the word before it.
        let mut from = 0;
        for word in words.ordered.iter().filter(|word| !word.is_empty()) {
            let bucket = word.bytes().next().and_then(|first| self.starts.get(usize::from(first)));
            from = from.max(bucket.copied().unwrap_or(0));
            while self.ordered.get(from).is_some_and(|(phrase, _)| phrase < word) {
                from += 1;
            }
            let begun = self.ordered.iter().skip(from);
            for (phrase, place) in begun.take_while(|(phrase, _)| phrase.starts_with(word.as_str())) {
                if phrase.get(word.len()..).is_some_and(|rest| can_spell(rest, words)) {
                    places.push((*place, phrase.as_str()));
                }
            }
        }
        places.sort_unstable();
        places.dedup();
        places
    }
}

/// Whether words can be put together to a text. Each place of the text is looked at once, whatever the words are.
fn can_spell(rest: &str, words: &Words) -> bool {
    let mut reached = vec![0];
    let mut next = 0;
    while let Some(from) = reached.get(next).copied() {
        next += 1;
        if from == rest.len() {
            return true;
        }
        let tail = rest.get(from..).unwrap_or_default();
        for end in words.beginning(tail).map(|length| from + length) {
            if !reached.contains(&end) {
                reached.push(end);
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_however_their_letters_are_cut_into_words() {
        let phrases = Phrases::of_squashed(
            ["Closing Balance", "Balance", "Chq./Ref.No.", "#", "Saldo"].into_iter().map(squash),
        );
        let spelt = |words: &[&str]| -> Vec<usize> {
            phrases
                .spelt(&words.iter().map(|word| (*word).to_owned()).collect())
                .into_iter()
                .map(|(place, _)| place)
                .collect()
        };
        assert_eq!(spelt(&["closing", "balance", "chq", "refno"]), [0, 1, 2]);
        assert_eq!(spelt(&["chqrefno", "#", "clos", "ing"]), [2, 3]);
        assert_eq!(spelt(&["closing", "sald", "ref"]), [] as [usize; 0]);
    }
}
