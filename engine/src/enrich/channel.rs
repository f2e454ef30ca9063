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
    words: Vec<String>,
}

struct Rule<'s> {
    rule: &'s ChannelRule,
    channel: Channel,
    description: Description,
}

impl<'s> Matcher<'s> {
    pub(super) fn new(set: &'s ChannelSet) -> Self {
        let rules: Vec<Rule<'s>> = set
            .rule
            .iter()
            .map(|rule| Rule {
                rule,
                channel: by_name(&rule.channel).unwrap_or_default(),
                description: by_name(&rule.description).unwrap_or_default(),
            })
            .collect();
        let mut words: Vec<String> = set
            .rule
            .iter()
            .flat_map(|rule| rule.starts.iter().chain(&rule.words).chain(&rule.with))
            .map(|word| word.to_lowercase())
            .collect();
        words.sort();
        words.dedup();
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&words).ok();
        Matcher { rules, automaton, words }
    }

    /// The channel and description of a narration; `Others` when no rule fits.
    pub(super) fn classify(&self, narration: &str, direction: Direction) -> (Channel, Description) {
        let text = narration.to_lowercase();
        let found = self.found(&text);
        let has = |word: &String, at_start: bool| {
            let word = word.to_lowercase();
            found.iter().any(|(found, start)| **found == word && (!at_start || *start == 0))
        };
        for Rule { rule, channel, description } in &self.rules {
            let direction_fits = match rule.direction.as_str() {
                "debit" => direction == Direction::Debit,
                "credit" => direction == Direction::Credit,
                _ => true,
            };
            let named = rule.starts.iter().any(|word| has(word, true))
                || rule.words.iter().any(|word| has(word, false));
            if direction_fits
                && named
                && (rule.with.is_empty() || rule.with.iter().any(|word| has(word, false)))
            {
                return (*channel, *description);
            }
        }
        (Channel::Others, Description::None)
    }

    /// All words of rules that stand alone in the text, with their place.
    fn found(&self, text: &str) -> Vec<(&String, usize)> {
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
            .filter_map(|found| Some((self.words.get(found.pattern().as_usize())?, found.start())))
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
