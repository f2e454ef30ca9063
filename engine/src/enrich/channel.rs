//! By which rail money moved: the first rule of the country whose words the narration has.

use super::reading::Reading;
use crate::model::{Channel, Description, Direction};
use bank_templates::channel::Within;
use bank_templates::vocabulary::{Part, Use};
use bank_templates::{Slot, Vocabulary};
use serde::de::value::{Error as NameError, StrDeserializer};
use serde::de::{Deserialize, IntoDeserializer};

/// The rules of a country, with the names of the contract resolved.
pub(super) struct Rules<'v> {
    rules: Vec<Rule>,
    vocabulary: &'v Vocabulary,
}

struct Rule {
    channel: Channel,
    description: Description,
    direction: Option<Direction>,
}

/// What of a rule was found in a narration.
#[derive(Clone, Copy, Default)]
struct Found {
    named: bool,
    with: bool,
    and: bool,
    unless: bool,
}

impl<'v> Rules<'v> {
    pub(super) fn new(vocabulary: &'v Vocabulary) -> Rules<'v> {
        let rules = vocabulary.rules().iter().map(|rule| Rule {
            channel: by_name(&rule.channel).unwrap_or_default(),
            description: by_name(&rule.description).unwrap_or_default(),
            direction: match rule.direction.as_str() {
                "debit" => Some(Direction::Debit),
                "credit" => Some(Direction::Credit),
                _ => None,
            },
        });
        Rules { rules: rules.collect(), vocabulary }
    }

    /// The channel and description of a narration; `Others` when no rule fits.
    pub(super) fn classify(&self, reading: &Reading<'_>, direction: Direction) -> (Channel, Description) {
        let found = self.found(reading);
        for ((rule, words), found) in self.rules.iter().zip(self.vocabulary.rules()).zip(found) {
            if rule.direction.is_none_or(|only| only == direction)
                && found.named
                && !found.unless
                && (found.with || words.with.is_empty())
                && (found.and || words.and.is_empty())
            {
                return (rule.channel, rule.description);
            }
        }
        (Channel::Others, Description::None)
    }

    fn found(&self, reading: &Reading<'_>) -> Vec<Found> {
        let mut found = vec![Found::default(); self.rules.len()];
        for hit in &reading.hits {
            let quoted = reading.is_quoted(hit);
            let in_note =
                ![Slot::Name, Slot::Vpa, Slot::Handle].iter().any(|slot| reading.is_within(hit, *slot));
            for used in hit.uses {
                let Use::Rule { rule, part } = used else { continue };
                let Some(within) = self.vocabulary.rules().get(*rule).map(|rule| rule.within) else {
                    continue;
                };
                let allowed = match within {
                    Within::Bank => !quoted,
                    Within::Notes => !quoted || in_note,
                    Within::Names => true,
                };
                let Some(found) = found.get_mut(*rule) else { continue };
                match part {
                    Part::Starts => found.named |= hit.at_start,
                    Part::Words => found.named |= allowed,
                    Part::With => found.with |= allowed,
                    Part::And => found.and |= allowed,
                    Part::Unless => found.unless = true,
                }
            }
        }
        found
    }
}

pub(super) fn by_name<'n, T: Deserialize<'n>>(name: &'n str) -> Option<T> {
    let deserializer: StrDeserializer<'n, NameError> = name.into_deserializer();
    T::deserialize(deserializer).ok()
}
