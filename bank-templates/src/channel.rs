//! How narrations of a country say by which rail money moved.

use crate::TemplateError;
use serde::Deserialize;

/// One file of `channels/`: the rules of a country, the first that fits wins.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelSet {
    /// ISO 3166 country code.
    pub country: String,
    /// Rules, the most telling first.
    pub rule: Vec<ChannelRule>,
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
    /// Narrations that must fit this rule.
    pub examples: Vec<String>,
    /// Narrations that must not.
    #[serde(default)]
    pub counterexamples: Vec<String>,
}

impl ChannelSet {
    pub(crate) fn parse(file: &str, text: &str) -> Result<ChannelSet, TemplateError> {
        let set: ChannelSet =
            toml::from_str(text).map_err(|error| TemplateError::from_toml(file, text, &error))?;
        for rule in &set.rule {
            if rule.starts.is_empty() && rule.words.is_empty() {
                return Err(TemplateError::whole(
                    file,
                    format!("a rule for {:?} says nothing", rule.channel),
                    "give it `starts` or `words`",
                ));
            }
        }
        Ok(set)
    }
}
