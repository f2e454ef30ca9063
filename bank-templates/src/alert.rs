//! The words that alerts of banks are made of, one file of `alerts/` per language: which way money went, which figure is the
//! balance, and what stands around the name of the other side.

use crate::{TemplateError, embedded};
use aho_corasick::AhoCorasick;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

/// What a phrase of an alert says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertWord {
    /// Money came, whatever else is said.
    SureCredit,
    /// Money left, whatever else is said.
    SureDebit,
    /// Money came.
    Credit,
    /// Money left.
    Debit,
    /// Money came, where nothing plainer is said.
    PerhapsCredit,
    /// Money left, where nothing plainer is said.
    PerhapsDebit,
    /// Holds such words and says nothing.
    Neutral,
    /// Before the amount.
    Amount,
    /// Before another figure: a balance, a limit, a charge.
    OtherAmount,
    /// Before the other side, whichever way the money went.
    Party,
    /// Before the other side of a debit.
    Payee,
    /// Before the other side of a credit.
    Payer,
    /// Before the other side, where nothing plainer is and a name follows.
    PerhapsParty,
    /// Ends a name.
    Ends,
    /// Ends a name where a number or a month follows.
    EndsBeforeNumber,
    /// The holder's own, so not the other side.
    Own,
}

/// One file of `alerts/`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AlertFile {
    #[serde(default)]
    sure_credit: Vec<String>,
    #[serde(default)]
    sure_debit: Vec<String>,
    #[serde(default)]
    credit: Vec<String>,
    #[serde(default)]
    debit: Vec<String>,
    #[serde(default)]
    perhaps_credit: Vec<String>,
    #[serde(default)]
    perhaps_debit: Vec<String>,
    #[serde(default)]
    neutral: Vec<String>,
    #[serde(default)]
    amount: Vec<String>,
    #[serde(default)]
    other_amount: Vec<String>,
    #[serde(default)]
    party: Vec<String>,
    #[serde(default)]
    payee: Vec<String>,
    #[serde(default)]
    payer: Vec<String>,
    #[serde(default)]
    perhaps_party: Vec<String>,
    #[serde(default)]
    ends: Vec<String>,
    #[serde(default)]
    ends_before_number: Vec<String>,
    #[serde(default)]
    own: Vec<String>,
    /// ISO 4217 code to the marks that stand beside amounts.
    #[serde(default)]
    currency: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    example: Vec<AlertExample>,
}

/// A text and what is to be read of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertExample {
    /// The alert.
    pub text: String,
    /// `debit` or `credit`.
    pub direction: String,
    /// The amount, as its decimal number.
    pub amount: Option<String>,
    /// The other side.
    pub party: Option<String>,
}

/// The words of all languages, found in one pass.
#[derive(Debug)]
pub struct AlertWords {
    automaton: Option<AhoCorasick>,
    /// What each phrase says, and in which language.
    meanings: Vec<Vec<Meaning>>,
    currencies: HashMap<String, String>,
    examples: Vec<AlertExample>,
}

/// What a phrase says, and the place of the file that says so: its language.
type Meaning = (AlertWord, usize);
/// Bytes of a phrase and what it says.
type Found<'w> = (Range<usize>, &'w [Meaning]);

/// A phrase that was found: its bytes, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertHit {
    /// Bytes of the text in small letters.
    pub at: Range<usize>,
    /// What the phrase says; one may say several things.
    pub words: Vec<AlertWord>,
}

impl AlertWords {
    /// The embedded words. Read when first asked for.
    #[must_use]
    pub fn embedded() -> &'static AlertWords {
        static WORDS: LazyLock<AlertWords> = LazyLock::new(|| {
            let files = embedded::ALERTS.iter().filter_map(|(file, text)| AlertWords::parse(file, text).ok());
            AlertWords::new(files.collect())
        });
        &WORDS
    }

    fn parse(file: &str, text: &str) -> Result<AlertFile, TemplateError> {
        toml::from_str(text).map_err(|error| TemplateError::from_toml(file, text, &error))
    }

    fn new(files: Vec<AlertFile>) -> AlertWords {
        let mut meanings: BTreeMap<String, Vec<Meaning>> = BTreeMap::new();
        let (mut currencies, mut examples) = (HashMap::new(), Vec::new());
        for (language, file) in files.into_iter().enumerate() {
            for (phrases, word) in [
                (file.sure_credit, AlertWord::SureCredit),
                (file.sure_debit, AlertWord::SureDebit),
                (file.credit, AlertWord::Credit),
                (file.debit, AlertWord::Debit),
                (file.perhaps_credit, AlertWord::PerhapsCredit),
                (file.perhaps_debit, AlertWord::PerhapsDebit),
                (file.neutral, AlertWord::Neutral),
                (file.amount, AlertWord::Amount),
                (file.other_amount, AlertWord::OtherAmount),
                (file.party, AlertWord::Party),
                (file.payee, AlertWord::Payee),
                (file.payer, AlertWord::Payer),
                (file.perhaps_party, AlertWord::PerhapsParty),
                (file.ends, AlertWord::Ends),
                (file.ends_before_number, AlertWord::EndsBeforeNumber),
                (file.own, AlertWord::Own),
            ] {
                for phrase in phrases {
                    meanings.entry(phrase.to_lowercase()).or_default().push((word, language));
                }
            }
            for (code, marks) in file.currency {
                currencies.extend(marks.into_iter().map(|mark| (mark.to_lowercase(), code.clone())));
            }
            examples.extend(file.example);
        }
        let (phrases, meanings): (Vec<String>, Vec<_>) = meanings.into_iter().unzip();
        AlertWords { automaton: AhoCorasick::new(&phrases).ok(), meanings, currencies, examples }
    }

    /// The phrases in a text of small letters, each where it stands alone, the longest where several begin together and
    /// none within another. Words around names are short and mean other things in other languages, so of these only those of
    /// the language that says most of the text count.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<AlertHit> {
        let all = self.automaton.iter().flat_map(|automaton| automaton.find_overlapping_iter(text));
        let mut found: Vec<Found<'_>> = all
            .filter(|hit| stands_alone(text, &hit.range()))
            .filter_map(|hit| Some((hit.range(), self.meanings.get(hit.pattern().as_usize())?.as_slice())))
            .collect();
        let language = main_language(&found);
        let mut hits: Vec<AlertHit> = found
            .drain(..)
            .map(|(at, meanings)| {
                let counts = |(word, of): &&Meaning| *word < AlertWord::Party || Some(*of) == language;
                AlertHit { at, words: meanings.iter().filter(counts).map(|(word, _)| *word).collect() }
            })
            .filter(|hit| !hit.words.is_empty())
            .collect();
        hits.sort_by_key(|hit| (hit.at.start, std::cmp::Reverse(hit.at.end)));
        let mut end = 0;
        hits.retain(|hit| {
            let free = hit.at.start >= end;
            if free {
                end = hit.at.end;
            }
            free
        });
        hits
    }

    /// The currency that a mark beside an amount means, as its ISO 4217 code; the mark in small letters.
    #[must_use]
    pub fn currency(&self, mark: &str) -> Option<&str> {
        self.currencies.get(mark).map(String::as_str)
    }

    /// The examples of all files.
    #[must_use]
    pub fn examples(&self) -> &[AlertExample] {
        &self.examples
    }
}

/// The language in which most of a text's plain words are.
fn main_language(found: &[Found<'_>]) -> Option<usize> {
    let mut letters: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, meanings) in found {
        let plain = meanings.iter().filter(|(word, _)| *word < AlertWord::Party);
        let languages: std::collections::BTreeSet<usize> = plain.map(|(_, language)| *language).collect();
        for language in languages {
            *letters.entry(language).or_default() += at.len();
        }
    }
    letters.into_iter().max_by_key(|(_, letters)| *letters).map(|(language, _)| language)
}

/// Whether no letter goes on at either end. Digits may: `debited500`, `برداشت1,250`.
fn stands_alone(text: &str, at: &Range<usize>) -> bool {
    let head = text.get(..at.start).and_then(|head| head.chars().next_back());
    let tail = text.get(at.end..).and_then(|tail| tail.chars().next());
    let phrase = text.get(at.clone()).unwrap_or_default();
    let joins = |inside: Option<char>, outside: Option<char>| {
        let same_script =
            |a: char, b: char| a.is_alphabetic() && b.is_alphabetic() && a.is_ascii() == b.is_ascii();
        inside.zip(outside).is_some_and(|(inside, outside)| same_script(inside, outside))
    };
    // Scripts that write words together: a Korean word is found within longer ones.
    let together = phrase.chars().any(|c| c >= '\u{1100}' && !('\u{1e00}'..'\u{2000}').contains(&c));
    together || (!joins(phrase.chars().next(), head) && !joins(phrase.chars().next_back(), tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_file_holds() {
        for (file, text) in embedded::ALERTS {
            let parsed = AlertWords::parse(file, text).unwrap();
            assert!(!parsed.example.is_empty(), "{file} has no example");
        }
    }

    #[test]
    fn the_longest_phrase_stands_for_what_is_within_it() {
        let words = AlertWords::embedded();
        let text = "cashback reversal on your credit card, accredited";
        let found: Vec<_> = words
            .find(text)
            .into_iter()
            .filter(|hit| hit.words.iter().any(|word| *word <= AlertWord::Neutral))
            .map(|hit| text.get(hit.at).unwrap().to_owned())
            .collect();
        assert_eq!(found, ["cashback reversal", "credit card"]);
    }
}
