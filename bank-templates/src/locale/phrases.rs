//! Finds which of many phrases the words of a page could spell, without trying each of them.

use crate::phrase_index::first_letters;
use std::collections::HashSet;

/// Squashed words of one page, to spell phrases with.
#[derive(Clone, Debug)]
pub struct Words {
    /// They are looked up many times over, for which the hash of the standard library costs three times as much as this one, which
    /// differs from run to run as well.
    words: HashSet<String, foldhash::fast::RandomState>,
    /// Whether any begins with each byte: most texts fail there, before anything is looked up.
    begun: [bool; 256],
    /// Bytes of the longest.
    longest: usize,
}

impl FromIterator<String> for Words {
    fn from_iter<I: IntoIterator<Item = String>>(words: I) -> Self {
        let words: HashSet<String, _> = words.into_iter().collect();
        let mut begun = [false; 256];
        for first in words.iter().filter_map(|word| word.bytes().next()) {
            if let Some(begun) = begun.get_mut(usize::from(first)) {
                *begun = true;
            }
        }
        let longest = words.iter().map(String::len).max().unwrap_or(0);
        Words { words, begun, longest }
    }
}

impl Words {
    /// Whether a squashed text is one of the words.
    #[must_use]
    pub fn contains(&self, squashed: &str) -> bool {
        self.words.contains(squashed)
    }

    /// Whether some word may begin a text.
    fn may_begin(&self, text: &str) -> bool {
        text.bytes().next().is_some_and(|first| self.begun.get(usize::from(first)).copied().unwrap_or(false))
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
    /// Orders phrases; their places count from 0.
    pub fn new<'p>(phrases: impl Iterator<Item = &'p str>) -> Phrases {
        Phrases::of_squashed(phrases.map(squash))
    }

    /// The same of phrases that are squashed already.
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

    /// The phrases that begin with the byte that a word begins with; for most words of a page there are none.
    fn beginning_as(&self, word: &str) -> &[(String, usize)] {
        let Some(first) = word.bytes().next().map(usize::from) else { return &[] };
        match (self.starts.get(first), self.starts.get(first + 1)) {
            (Some(from), Some(to)) => self.ordered.get(*from..*to).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Phrases that can be spelt by putting some of these squashed words one after the other, each with its place, in
    /// the order of places. Where the words stand does not matter here: a phrase that is not among these is nowhere.
    #[must_use]
    pub fn spelt<'s>(&'s self, words: &Words) -> Vec<(usize, &'s str)> {
        let mut places: Vec<(usize, &str)> = Vec::new();
        for word in &words.words {
            let begun = self.beginning_as(word);
            let from = begun.partition_point(|(phrase, _)| phrase.as_str() < word.as_str());
            let begun = begun.iter().skip(from);
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
        if !words.may_begin(tail) {
            continue;
        }
        for end in tail.char_indices().map(|(at, c)| at + c.len_utf8()) {
            if end > words.longest {
                break;
            }
            if tail.get(..end).is_some_and(|head| words.contains(head)) && !reached.contains(&(from + end)) {
                reached.push(from + end);
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
        let phrases = Phrases::new(["Closing Balance", "Balance", "Chq./Ref.No.", "#", "Saldo"].into_iter());
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
