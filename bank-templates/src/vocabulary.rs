//! All words of a country in one index: one pass over a narration finds those of all rules and all lexicons.

use crate::channel::{ChannelRule, ChannelSet};
use crate::lexicon::{Alias, Class, Lexicon, aliases_of};
use crate::narration::NarrationText;
use crate::phrase_index::{PhraseIndex, PhraseList};
use crate::shape::Shape;
use std::ops::Range;

/// What is known of the narrations of a country.
#[derive(Debug)]
pub struct Vocabulary {
    /// Shapes with the direction that each is for; for both when empty.
    shapes: Vec<(String, Shape)>,
    rules: Vec<ChannelRule>,
    entries: Vec<Entry>,
    phrases: PhraseIndex<Use>,
}

/// A known party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, the same for all spellings.
    pub name: String,
    /// What it does.
    pub class: Class,
}

/// What a phrase is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Use {
    /// A word of a rule.
    Rule {
        /// Which rule.
        rule: usize,
        /// As what.
        part: Part,
    },
    /// A name of a known party.
    Entry {
        /// Which entry.
        entry: usize,
        /// Whether the counterparty must be nothing else.
        whole: bool,
    },
    /// In the name of an unknown party: it lends.
    LenderName,
    /// The row is about a loan.
    Loan,
    /// Looks like a lender and is none.
    NotLender,
    /// In the name of an unknown shop: what it sells.
    Shop(Class),
    /// Never part of a name.
    Furniture,
    /// A town.
    Place,
    /// A cheque or mandate came back because the money was not there.
    FundsInsufficient,
    /// A cheque or mandate came back for another reason.
    ReturnTechnical,
}

/// What a word does in a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Fits at the start of the narration.
    Starts,
    /// Fits anywhere.
    Words,
    /// Must be present too.
    With,
    /// Must be present besides.
    And,
    /// Must not be present.
    Unless,
}

/// A phrase that was found.
#[derive(Clone, Debug)]
pub struct Hit<'v> {
    /// Its bytes in the narration as printed.
    pub printed: Range<usize>,
    /// Whether nothing stands before it.
    pub at_start: bool,
    /// What it is for.
    pub uses: &'v [Use],
}

impl Vocabulary {
    pub(crate) fn new(sets: Vec<ChannelSet>, lexicons: &[Lexicon]) -> Vocabulary {
        let mut phrases = PhraseList::default();
        let (mut rules, mut shapes, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        for set in sets {
            shapes.extend(set.shapes());
            for (words, what) in [
                (&set.furniture, Use::Furniture),
                (&set.places, Use::Place),
                (&set.returns.funds, Use::FundsInsufficient),
                (&set.returns.technical, Use::ReturnTechnical),
            ] {
                words.iter().for_each(|word| phrases.add(&Alias::of(word).words, what));
            }
            for rule in set.rule {
                for (words, part) in [
                    (&rule.starts, Part::Starts),
                    (&rule.words, Part::Words),
                    (&rule.with, Part::With),
                    (&rule.and, Part::And),
                    (&rule.unless, Part::Unless),
                ] {
                    let what = Use::Rule { rule: rules.len(), part };
                    words.iter().for_each(|word| phrases.add(&Alias::of(word).words, what));
                }
                rules.push(rule);
            }
        }
        for lexicon in lexicons {
            let lending = &lexicon.lending;
            for (words, what) in [
                (&lending.lender_name, Use::LenderName),
                (&lending.loan, Use::Loan),
                (&lending.not_lender, Use::NotLender),
            ] {
                words.iter().for_each(|word| phrases.add(&Alias::of(word).words, what));
            }
            for (class, words) in &lexicon.words {
                words.iter().for_each(|word| phrases.add(&Alias::of(word).words, Use::Shop(*class)));
            }
            for (class, named) in &lexicon.entries {
                for (name, aliases) in named {
                    for alias in aliases_of(name, aliases) {
                        phrases.add(&alias.words, Use::Entry { entry: entries.len(), whole: alias.whole });
                    }
                    entries.push(Entry { name: name.clone(), class: *class });
                }
            }
        }
        Vocabulary { shapes, rules, entries, phrases: phrases.index() }
    }

    /// Shapes of narrations of a direction, `debit` or `credit`, the most particular first.
    pub fn shapes(&self, direction: &str) -> impl Iterator<Item = &Shape> {
        let fits = move |(only, _): &&(String, Shape)| only.is_empty() || only == direction;
        self.shapes.iter().filter(fits).map(|(_, shape)| shape)
    }

    /// Rules of channels, the most telling first.
    #[must_use]
    pub fn rules(&self) -> &[ChannelRule] {
        &self.rules
    }

    /// A known party.
    #[must_use]
    pub fn entry(&self, index: usize) -> Option<&Entry> {
        self.entries.get(index)
    }

    /// How many parties are known.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// All phrases in a narration, also such as overlap.
    #[must_use]
    pub fn find(&self, text: &NarrationText) -> Vec<Hit<'_>> {
        let folded = text.as_str();
        let hits = self.phrases.find(folded).into_iter().filter_map(|found| {
            let words = folded.get(found.at.clone())?;
            let start = found.at.start + (words.len() - words.trim_start().len());
            let end = start + words.trim().len();
            Some(Hit { printed: text.printed(&(start..end)), at_start: start <= 1, uses: found.meanings })
        });
        hits.collect()
    }
}
