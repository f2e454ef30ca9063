//! How narrations of a country are built and say by which rail money moved.

use crate::shape::{Shape, Slot};
use crate::{NarrationText, TemplateError};
use serde::Deserialize;
use std::collections::BTreeMap;

/// One file of `channels/`; its name is the country, or `world` for what is tried after the rules of each country. Of the
/// shapes and of the rules the first that fits wins.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelSet {
    /// Words around names that are never part of one: `dr`, `transfer`, `ref`.
    #[serde(default)]
    pub furniture: Vec<String>,
    /// Towns that terminals print behind the merchant.
    #[serde(default)]
    pub places: Vec<String>,
    /// Why cheques and mandates come back.
    #[serde(default)]
    pub returns: Returns,
    /// Shapes, the most particular first.
    #[serde(default)]
    pub shape: Vec<ShapeSet>,
    /// Rules, the most telling first.
    #[serde(default)]
    pub rule: Vec<ChannelRule>,
}

/// Words of reasons for which a bank returns a cheque or mandate.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Returns {
    /// The money was not there.
    #[serde(default)]
    pub funds: Vec<String>,
    /// Anything else: signature, date, mandate, account.
    #[serde(default)]
    pub technical: Vec<String>,
}

/// Shapes of one kind of row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShapeSet {
    /// The forms, as [`crate::shape`] reads them.
    pub forms: Vec<String>,
    /// Only for this direction, where the same words name another side: `debit` or `credit`; both when empty.
    #[serde(default)]
    pub direction: String,
    /// Narrations with the fields that must be read: `text` and slots by name.
    pub examples: Vec<BTreeMap<String, String>>,
}

/// One rule: narrations that fit are of this channel.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelRule {
    /// Wire name of the channel.
    pub channel: String,
    /// Wire name of the description, when the words say that too.
    #[serde(default)]
    pub description: String,
    /// Only for this direction: `debit` or `credit`; both when empty.
    #[serde(default)]
    pub direction: String,
    /// Words at the start of the narration.
    #[serde(default)]
    pub starts: Vec<String>,
    /// Words anywhere in the narration, standing alone.
    #[serde(default)]
    pub words: Vec<String>,
    /// Words of which one must also be present, when given.
    #[serde(default)]
    pub with: Vec<String>,
    /// Words of which one must be present besides those, when given.
    #[serde(default)]
    pub and: Vec<String>,
    /// Words of which none may be present.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Where the words may stand.
    #[serde(default)]
    pub within: Within,
    /// Narrations that must fit this rule.
    pub examples: Vec<String>,
    /// Narrations that must not.
    #[serde(default)]
    pub counterexamples: Vec<String>,
}

/// Where the words of a rule may stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Within {
    /// In what the bank itself prints.
    #[default]
    Bank,
    /// Also in notes, banks and places: anywhere but in the name and the payment address of the other side.
    Notes,
    /// Also in the name of the other side.
    Names,
}

impl ChannelSet {
    pub(crate) fn parse(file: &str, text: &str) -> Result<ChannelSet, TemplateError> {
        let set: ChannelSet =
            toml::from_str(text).map_err(|error| TemplateError::from_toml(file, text, &error))?;
        set.check(file, text)?;
        Ok(set)
    }

    fn check(&self, file: &str, text: &str) -> Result<(), TemplateError> {
        for rule in &self.rule {
            if rule.starts.is_empty() && rule.words.is_empty() {
                return Err(TemplateError::near(
                    file,
                    text,
                    &format!("{:?}", rule.channel),
                    format!("a rule for {:?} says nothing", rule.channel),
                    "give it `starts` or `words`",
                ));
            }
        }
        let directions = self.rule.iter().map(|rule| &rule.direction);
        for direction in directions.chain(self.shape.iter().map(|shapes| &shapes.direction)) {
            if !["", "debit", "credit"].contains(&direction.as_str()) {
                return Err(TemplateError::near(
                    file,
                    text,
                    &format!("{direction:?}"),
                    format!("{direction:?} is no direction"),
                    "write `debit`, `credit` or nothing",
                ));
            }
        }
        let is_empty = |word: &&String| NarrationText::new(word).as_str().trim().is_empty();
        if let Some(word) = self.words().find(is_empty) {
            return Err(TemplateError::near(
                file,
                text,
                &format!("{word:?}"),
                format!("{word:?} has no letter and no digit"),
                "punctuation is not compared; write the word that stands beside it",
            ));
        }
        for form in self.shape.iter().flat_map(|shape| &shape.forms) {
            if let Err((message, hint)) = Shape::parse(form) {
                return Err(TemplateError::near(file, text, &format!("{form:?}"), message, hint));
            }
        }
        Ok(())
    }

    fn words(&self) -> impl Iterator<Item = &String> {
        let rules = self.rule.iter().flat_map(|rule| {
            [&rule.starts, &rule.words, &rule.with, &rule.and, &rule.unless].into_iter().flatten()
        });
        let lists = [&self.furniture, &self.places, &self.returns.funds, &self.returns.technical];
        lists.into_iter().flatten().chain(rules)
    }

    /// The shapes with the direction that each is for.
    pub(crate) fn shapes(&self) -> impl Iterator<Item = (String, Shape)> {
        let forms = self.shape.iter().flat_map(|set| set.forms.iter().map(|form| (&set.direction, form)));
        forms.filter_map(|(direction, form)| Some((direction.clone(), Shape::parse(form).ok()?)))
    }
}

/// The slot of a name as written in examples.
#[must_use]
pub fn slot(name: &str) -> Option<Slot> {
    Slot::ALL.iter().find(|(known, _)| *known == name).map(|(_, slot)| *slot)
}
