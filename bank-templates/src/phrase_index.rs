//! Phrases in order, so that all that stand in a text are found by one search per word.
//!
//! An automaton would find them in one pass, but a process that reads one statement spends more time on building it from thousands
//! of names than on searching a few hundred narrations; putting them in order is a tenth of the work.

use std::ops::Range;

/// Phrases with what each is for. A phrase that begins with a space is found where a word begins, any other one anywhere.
#[derive(Debug)]
pub(crate) struct PhraseIndex<T> {
    /// The phrases one behind the other, in order, each once.
    text: String,
    phrases: Vec<Phrase>,
    /// What the phrases are for, those of each phrase together and in the order in which they were added.
    meanings: Vec<T>,
    /// Where the phrases that begin with a byte begin, and behind the last byte where all end.
    first_bytes: Vec<u32>,
    /// The same of those that begin with a space, by the byte behind it.
    second_bytes: Vec<u32>,
}

#[derive(Debug)]
struct Phrase {
    /// Where it stands in the text.
    at: Range<u32>,
    /// Where its meanings stand.
    meanings: Range<u32>,
    /// The longest other phrase that it begins with.
    shorter: Option<u32>,
}

/// A phrase that stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found<'i, T> {
    /// Its bytes in the text.
    pub(crate) at: Range<usize>,
    /// What it is for.
    pub(crate) meanings: &'i [T],
}

/// Phrases that are still being gathered.
#[derive(Debug)]
pub(crate) struct PhraseList<T> {
    text: String,
    listed: Vec<(Range<u32>, T)>,
}

impl<T> Default for PhraseList<T> {
    fn default() -> Self {
        PhraseList { text: String::new(), listed: Vec::new() }
    }
}

impl<T: PartialEq> PhraseList<T> {
    /// Adds a phrase; one without a word is none.
    pub(crate) fn add(&mut self, phrase: &str, meaning: T) {
        let (from, to) = (u32::try_from(self.text.len()), u32::try_from(self.text.len() + phrase.len()));
        // Four gibibytes of names are not gathered here.
        if let (Ok(from), Ok(to)) = (from, to)
            && !phrase.trim().is_empty()
        {
            self.text.push_str(phrase);
            self.listed.push((from..to, meaning));
        }
    }

    /// Puts the phrases in order.
    pub(crate) fn index(mut self) -> PhraseIndex<T> {
        let gathered = std::mem::take(&mut self.text);
        let phrase_at =
            |at: &Range<u32>| gathered.get(at.start as usize..at.end as usize).unwrap_or_default();
        self.listed.sort_by_cached_key(|(at, _)| (first_letters(phrase_at(at)), phrase_at(at)));
        let mut index = PhraseIndex {
            text: String::with_capacity(gathered.len()),
            phrases: Vec::with_capacity(self.listed.len()),
            meanings: Vec::with_capacity(self.listed.len()),
            first_bytes: Vec::new(),
            second_bytes: Vec::new(),
        };
        for (at, meaning) in self.listed {
            index.push(phrase_at(&at), meaning);
        }
        let byte = |phrase: &Phrase, place: usize| {
            let byte = index.text_of(phrase).as_bytes().get(place).copied();
            byte.map_or(0, usize::from)
        };
        let starts = |among: Range<usize>, place: usize| -> Vec<u32> {
            let phrases = index.phrases.get(among.clone()).unwrap_or_default();
            let before = |limit: usize| phrases.partition_point(|phrase| byte(phrase, place) < limit);
            (0..=256).map(|limit| (among.start + before(limit)) as u32).collect()
        };
        let first_bytes = starts(0..index.phrases.len(), 0);
        let spaced = bucket(&first_bytes, b' ');
        let second_bytes = starts(spaced, 1);
        PhraseIndex { first_bytes, second_bytes, ..index }
    }
}

impl<T: PartialEq> PhraseIndex<T> {
    /// Adds the next phrase in order, or one more meaning of the last one.
    fn push(&mut self, phrase: &str, meaning: T) {
        let count = self.meanings.len() as u32;
        let mut shorter = self.phrases.len().checked_sub(1);
        if let Some(last) = shorter.and_then(|last| self.phrases.get(last))
            && self.text_of(last) == phrase
        {
            let known = self.meanings.get(last.meanings.start as usize..).unwrap_or_default();
            if !known.contains(&meaning) {
                self.meanings.push(meaning);
                if let Some(last) = self.phrases.last_mut() {
                    last.meanings.end = count + 1;
                }
            }
            return;
        }
        // What a phrase begins with is the one before it in order, or something that this one begins with.
        while let Some(known) = shorter.and_then(|place| self.phrases.get(place))
            && !phrase.starts_with(self.text_of(known))
        {
            shorter = known.shorter.map(|place| place as usize);
        }
        let from = self.text.len() as u32;
        self.text.push_str(phrase);
        self.meanings.push(meaning);
        self.phrases.push(Phrase {
            at: from..self.text.len() as u32,
            meanings: count..count + 1,
            shorter: shorter.map(|place| place as u32),
        });
    }
}

impl<T> PhraseIndex<T> {
    fn text_of(&self, phrase: &Phrase) -> &str {
        self.text.get(phrase.at.start as usize..phrase.at.end as usize).unwrap_or_default()
    }

    /// All phrases in a text, also such as overlap: by where they end, and of those that end together the longest first.
    pub(crate) fn find(&self, text: &str) -> Vec<Found<'_, T>> {
        let mut found = Vec::new();
        for (at, byte) in text.bytes().enumerate() {
            let among = if byte == b' ' {
                text.as_bytes().get(at + 1).map_or(0..0, |next| bucket(&self.second_bytes, *next))
            } else {
                bucket(&self.first_bytes, byte)
            };
            if !among.is_empty()
                && let Some(rest) = text.get(at..)
            {
                self.find_at(rest, at, among, &mut found);
            }
        }
        found.sort_by_key(|found| (found.at.end, found.at.start));
        found
    }

    /// The phrases that a text begins with: the last one that does not come behind it in order, or else what that one begins with.
    fn find_at<'i>(&'i self, rest: &str, at: usize, among: Range<usize>, found: &mut Vec<Found<'i, T>>) {
        let Some(phrases) = self.phrases.get(among.clone()) else { return };
        let behind = phrases.partition_point(|phrase| self.text_of(phrase) <= rest);
        let mut next = behind.checked_sub(1).map(|last| among.start + last);
        while let Some(phrase) = next.and_then(|place| self.phrases.get(place)) {
            let words = self.text_of(phrase);
            if rest.starts_with(words) {
                let meanings = phrase.meanings.start as usize..phrase.meanings.end as usize;
                let meanings = self.meanings.get(meanings).unwrap_or_default();
                found.push(Found { at: at..at + words.len(), meanings });
            }
            next = phrase.shorter.map(|place| place as usize);
        }
    }
}

/// The first bytes of a phrase as a number, which is ordered as the phrases are and quicker to compare.
pub(crate) fn first_letters(phrase: &str) -> u64 {
    let mut letters = [0; 8];
    letters.iter_mut().zip(phrase.bytes()).for_each(|(letter, byte)| *letter = byte);
    u64::from_be_bytes(letters)
}

/// Which phrases begin with a byte.
fn bucket(starts: &[u32], byte: u8) -> Range<usize> {
    let byte = usize::from(byte);
    match (starts.get(byte), starts.get(byte + 1)) {
        (Some(from), Some(to)) => *from as usize..*to as usize,
        _ => 0..0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aho_corasick::{AhoCorasick, AhoCorasickKind};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn index(phrases: &[&str]) -> PhraseIndex<usize> {
        let mut list = PhraseList::default();
        phrases.iter().enumerate().for_each(|(place, phrase)| list.add(phrase, place));
        list.index()
    }

    fn found(index: &PhraseIndex<usize>, text: &str) -> Vec<(Range<usize>, Vec<usize>)> {
        index.find(text).into_iter().map(|found| (found.at, found.meanings.to_vec())).collect()
    }

    #[test]
    fn finds_phrases_within_phrases_and_all_that_one_is_for() {
        let index = index(&[" bank ", " bank of ", " bank of india ", "kredit ", "쿠팡", " of ", " bank "]);
        assert_eq!(
            found(&index, " state bank of india "),
            [(6..12, vec![0, 6]), (6..15, vec![1]), (11..15, vec![5]), (6..21, vec![2])]
        );
        assert_eq!(found(&index, " eilkredit "), [(4..11, vec![3])], "the end of a longer word");
        assert_eq!(found(&index, " kb쿠팡이츠 "), [(3..9, vec![4])]);
        assert_eq!(found(&index, ""), []);
        assert_eq!(found(&index, " "), []);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn finds_what_an_automaton_finds(
            phrases in prop::collection::vec("[ ab가]{1,5}", 0..40),
            text in "[ ab가]{0,40}",
        ) {
            let mut known: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (place, phrase) in phrases.iter().enumerate().filter(|(_, phrase)| !phrase.trim().is_empty()) {
                known.entry(phrase).or_default().push(place);
            }
            let automaton = AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::NoncontiguousNFA))
                .build(known.keys())
                .unwrap();
            let meanings: Vec<&Vec<usize>> = known.values().collect();
            let expected: Vec<_> = automaton
                .find_overlapping_iter(&text)
                .map(|hit| (hit.range(), meanings[hit.pattern().as_usize()].clone()))
                .collect();
            let phrases: Vec<&str> = phrases.iter().map(String::as_str).collect();
            prop_assert_eq!(found(&index(&phrases), &text), expected);
        }
    }
}
