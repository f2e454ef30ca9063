//! Who is known: lenders, merchants, billers, employers and payment gateways, by the names that narrations print.
//!
//! ```toml
//! [entries.nbfc]
//! "Lantern Finance" = ["lantern fin*", "=lntrn"]
//! ```
//!
//! An entry is found by its own name and by its aliases. `*` at the end of an alias finds words that go on (narrow columns
//! cut names off), at the start it finds the end of compound words; `=` at its start asks that the counterparty is nothing else than these words.

use crate::TemplateError;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// One file of `lenders/`, `merchants/`, `billers/`, `employers/` or `gateways/`; its name is the country, or `world`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lexicon {
    /// Phrases that tell lenders that are not listed.
    #[serde(default)]
    pub lending: Lending,
    /// Phrases in the name of a shop that is not listed, by what it sells.
    #[serde(default)]
    pub words: BTreeMap<Class, Vec<String>>,
    /// Entries by what they do: name and aliases.
    #[serde(default)]
    pub entries: BTreeMap<Class, BTreeMap<String, Vec<String>>>,
    /// Counterparties and the entry that they must be.
    #[serde(default)]
    pub examples: BTreeMap<String, String>,
    /// Counterparties that must be no entry of this file.
    #[serde(default)]
    pub counterexamples: Vec<String>,
}

/// What an entry does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // The words say it; docs/lexicons.md explains each.
pub enum Class {
    Bank,
    Nbfc,
    Housing,
    Microfinance,
    Fintech,
    Bnpl,
    CreditCard,
    Alcohol,
    Gambling,
    Shopping,
    Groceries,
    Entertainment,
    Medical,
    Travel,
    Food,
    Fuel,
    Investments,
    Trading,
    Insurance,
    Tax,
    Ewallet,
    Services,
    Electricity,
    Telecom,
    Water,
    Gas,
    Television,
    Municipal,
    Employer,
    Gateway,
}

/// Phrases that tell lenders that are not listed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lending {
    /// In the name of a party: it lends.
    #[serde(default)]
    pub lender_name: Vec<String>,
    /// In the words of the bank or in a note: the row is about a loan.
    #[serde(default)]
    pub loan: Vec<String>,
    /// In a name or note that looks like a lender's and is not: insurance, mutual funds.
    #[serde(default)]
    pub not_lender: Vec<String>,
}

impl Lexicon {
    pub(crate) fn parse(file: &str, text: &str) -> Result<Lexicon, TemplateError> {
        let lexicon: Lexicon =
            toml::from_str(text).map_err(|error| TemplateError::from_toml(file, text, &error))?;
        lexicon.check(file, text)?;
        Ok(lexicon)
    }

    fn check(&self, file: &str, text: &str) -> Result<(), TemplateError> {
        let mut owners: HashMap<String, &str> = HashMap::new();
        for (name, aliases) in self.entries.values().flatten() {
            for alias in aliases_of(name, aliases) {
                let problem = if alias.words.trim().is_empty() {
                    Some(("has an empty alias".to_owned(), "write the words that are printed"))
                } else if alias.is_loose() {
                    Some((
                        format!("goes on after {:?}, which begins too many words", alias.words.trim()),
                        "write out what is printed, or give six letters before the `*`",
                    ))
                } else {
                    owners.insert(alias.words.clone(), name).filter(|owner| owner != name).map(|owner| {
                        (
                            format!("shares {:?} with {owner:?}", alias.words.trim()),
                            "an alias belongs to one entry",
                        )
                    })
                };
                if let Some((problem, hint)) = problem {
                    return Err(TemplateError::near(
                        file,
                        text,
                        &format!("\"{name}\""),
                        format!("{name:?} {problem}"),
                        hint,
                    ));
                }
            }
        }
        Ok(())
    }
}

/// All aliases of an entry: its name, unless an alias asks that the counterparty is nothing but the name.
pub(crate) fn aliases_of(name: &str, aliases: &[String]) -> Vec<Alias> {
    let aliases: Vec<Alias> = aliases.iter().map(|alias| Alias::of(alias)).collect();
    let own = Alias::of(name);
    let restricted = aliases.iter().any(|alias| alias.whole && alias.words == own.words);
    if restricted { aliases } else { std::iter::once(own).chain(aliases).collect() }
}

/// An alias as it is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Alias {
    /// Folded words with the spaces that part them from other words.
    pub(crate) words: String,
    /// Whether the party must be nothing else.
    pub(crate) whole: bool,
}

impl Alias {
    /// Whether it would find the beginning of unrelated words: one short word that may go on.
    fn is_loose(&self) -> bool {
        let goes_on = self.words.starts_with(' ') && !self.words.ends_with(' ');
        let word = self.words.trim();
        goes_on && !word.contains(' ') && word.chars().count() < 6
    }

    pub(crate) fn of(alias: &str) -> Alias {
        let (alias, whole) = alias.strip_prefix('=').map_or((alias, false), |rest| (rest, true));
        let (alias, goes_on) = alias.strip_suffix('*').map_or((alias, false), |rest| (rest, true));
        let (alias, ends) = alias.strip_prefix('*').map_or((alias, false), |rest| (rest, true));
        // Most are written as they are compared.
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte == b' ';
        let mut words = if alias.bytes().all(is_plain) && !alias.contains("  ") && alias.trim() == alias {
            [" ", alias, " "].concat()
        } else {
            crate::NarrationText::new(alias).into_string()
        };
        if goes_on {
            words.truncate(words.trim_end().len());
        }
        if ends {
            words.remove(0);
        }
        // Scripts that write words together are found within longer words.
        if !words.is_ascii()
            && words.chars().any(|c| c >= '\u{1100}' && !('\u{1e00}'..'\u{2000}').contains(&c))
        {
            words = words.trim().to_owned();
        }
        Alias { words, whole }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_say_how_much_of_a_party_they_are() {
        let alias = |text| {
            let Alias { words, whole } = Alias::of(text);
            (words, whole)
        };
        assert_eq!(alias("Bajaj Fin*"), (" bajaj fin".to_owned(), false));
        assert_eq!(alias("lantern fin*"), (" lantern fin".to_owned(), false));
        assert_eq!(alias("lantern  fin "), (" lantern fin ".to_owned(), false));
        assert_eq!(alias("=Titan"), (" titan ".to_owned(), true));
        assert_eq!(alias("*kredit"), ("kredit ".to_owned(), false));
        assert_eq!(alias("쿠팡"), ("쿠팡".to_owned(), false));
    }

    #[test]
    fn one_alias_of_two_entries_is_an_error_with_its_line() {
        let text = "[entries.food]\n\"Plum\" = []\n\"Pear\" = [\"plum\"]\n";
        let error = Lexicon::parse("x.toml", text).unwrap_err();
        assert!(error.line >= 2 && error.message.contains("shares \"plum\""), "{error}");
        let error = Lexicon::parse("x.toml", "[entries.foood]\n\"Plum\" = []\n").unwrap_err();
        assert_eq!((error.line, error.hint.as_str()), (1, "did you mean `food`?"));
    }
}
