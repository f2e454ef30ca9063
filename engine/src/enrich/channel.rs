//! By which rail money moved: one pass of aho-corasick over the narration, then the first rule that fits.

use crate::model::{Channel, Description, Direction};
use aho_corasick::{AhoCorasick, MatchKind};
use bank_templates::{ChannelRule, ChannelSet};
use serde::de::value::{Error as NameError, StrDeserializer};
use serde::de::{Deserialize, IntoDeserializer};

/// The rules of a country, ready to match.
pub(super) struct Matcher<'s> {
    rules: Vec<Rule<'s>>,
    /// All words of all rules in one automaton; `None` when the set has no words.
    automaton: Option<AhoCorasick>,
}

struct Rule<'s> {
    rule: &'s ChannelRule,
    /// Places of its words among all words.
    starts: Vec<usize>,
    words: Vec<usize>,
    with: Vec<usize>,
    channel: Channel,
    description: Description,
}

impl<'s> Matcher<'s> {
    pub(super) fn new(set: &'s ChannelSet) -> Self {
        let mut words: Vec<String> = set
            .rule
            .iter()
            .flat_map(|rule| rule.starts.iter().chain(&rule.words).chain(&rule.with))
            .map(|word| word.to_lowercase())
            .collect();
        words.sort();
        words.dedup();
        let places = |list: &[String]| -> Vec<usize> {
            list.iter().filter_map(|word| words.binary_search(&word.to_lowercase()).ok()).collect()
        };
        let rules = set
            .rule
            .iter()
            .map(|rule| Rule {
                rule,
                starts: places(&rule.starts),
                words: places(&rule.words),
                with: places(&rule.with),
                channel: by_name(&rule.channel).unwrap_or_default(),
                description: by_name(&rule.description).unwrap_or_default(),
            })
            .collect();
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&words).ok();
        Matcher { rules, automaton }
    }

    /// The channel and description of a narration; `Others` when no rule fits.
    pub(super) fn classify(&self, narration: &str, direction: Direction) -> (Channel, Description) {
        let text = narration.to_lowercase();
        let found = self.found(&text);
        let has = |words: &[usize], at_start: bool| {
            found.iter().any(|(word, start)| words.contains(word) && (!at_start || *start == 0))
        };
        for Rule { rule, starts, words, with, channel, description } in &self.rules {
            let direction_fits = match rule.direction.as_str() {
                "debit" => direction == Direction::Debit,
                "credit" => direction == Direction::Credit,
                _ => true,
            };
            let named = has(starts, true) || has(words, false);
            if direction_fits && named && (rule.with.is_empty() || has(with, false)) {
                return (*channel, *description);
            }
        }
        (Channel::Others, Description::None)
    }

    /// All words of rules that stand alone in the text: their places among all words, and where they begin.
    fn found(&self, text: &str) -> Vec<(usize, usize)> {
        let Some(automaton) = &self.automaton else {
            return Vec::new();
        };
        automaton
            .find_overlapping_iter(text)
            .filter(|found| {
                let before = text.get(..found.start()).and_then(|head| head.chars().next_back());
                let after = text.get(found.end()..).and_then(|tail| tail.chars().next());
                let word = text.get(found.start()..found.end()).unwrap_or_default();
                let opens =
                    !word.starts_with(char::is_alphanumeric) || !before.is_some_and(char::is_alphabetic);
                let closes =
                    !word.ends_with(char::is_alphanumeric) || !after.is_some_and(char::is_alphabetic);
                opens && closes
            })
            .map(|found| (found.pattern().as_usize(), found.start()))
            .collect()
    }
}

fn by_name<'n, T: Deserialize<'n>>(name: &'n str) -> Option<T> {
    let deserializer: StrDeserializer<'n, NameError> = name.into_deserializer();
    T::deserialize(deserializer).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bank_templates::Templates;

    #[test]
    fn every_rule_names_real_channels_and_holds_its_examples() {
        for country in ["IN"] {
            let set = Templates::embedded().channels(country).unwrap();
            let matcher = Matcher::new(set);
            for rule in &set.rule {
                let wanted: Channel = by_name(&rule.channel).unwrap_or_else(|| panic!("{:?}", rule.channel));
                let described: Description =
                    by_name(&rule.description).unwrap_or_else(|| panic!("{:?}", rule.description));
                let direction = if rule.direction == "credit" { Direction::Credit } else { Direction::Debit };
                assert!(!rule.examples.is_empty());
                for example in &rule.examples {
                    assert_eq!(matcher.classify(example, direction), (wanted, described), "{example:?}");
                }
                for example in &rule.counterexamples {
                    assert_ne!(matcher.classify(example, direction), (wanted, described), "{example:?}");
                }
            }
        }
    }

    #[test]
    fn a_word_within_another_is_no_word() {
        let matcher = Matcher::new(Templates::embedded().channels("IN").unwrap());
        assert_eq!(matcher.classify("GROUPIE MUSIC", Direction::Debit).0, Channel::Others);
    }
}
