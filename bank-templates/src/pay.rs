//! The words by which narrations call a credit pay, a pension, or something else, one file of `pay/` per country.

use crate::{Folded, embedded};
use aho_corasick::AhoCorasick;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

/// What a word says about a credit; the first of several that a narration holds decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayWord {
    /// Money of a pension.
    Pension,
    /// Pay before it is due.
    Advance,
    /// Pay beside the regular one: bonus, incentive, arrears.
    Bonus,
    /// Regular pay.
    Pay,
    /// A company that passes on what clients pay.
    Client,
    /// Something that is no pay: rent, a refund, an invoice.
    NotPay,
}

/// One file of `pay/`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PayFile {
    /// ISO 3166 country code; `*` counts everywhere.
    country: String,
    #[serde(default)]
    pay: Vec<String>,
    #[serde(default)]
    bonus: Vec<String>,
    #[serde(default)]
    advance: Vec<String>,
    #[serde(default)]
    pension: Vec<String>,
    #[serde(default)]
    not_pay: Vec<String>,
    #[serde(default)]
    client: Vec<String>,
    /// Words that names of companies contain and names of persons do not.
    #[serde(default)]
    company: Vec<String>,
    #[serde(default)]
    #[cfg_attr(not(test), allow(dead_code, reason = "only tests hold a file against its examples"))]
    example: Vec<Example>,
}

/// A narration and what the file says about it; nothing when `is` is empty.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), allow(dead_code, reason = "only tests hold a file against its examples"))]
struct Example {
    text: String,
    is: String,
}

/// The words of a country together with those of all countries, found in one pass.
#[derive(Debug)]
pub struct PayWords {
    automaton: Option<AhoCorasick>,
    meanings: Vec<Option<PayWord>>,
}

/// What the words of a text say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaySense {
    /// What the money is called.
    pub word: Option<PayWord>,
    /// Whether the text also holds a word that is no pay, beside one that is.
    pub also_not_pay: bool,
    /// Whether a company is named.
    pub company: bool,
}

impl PayWords {
    /// The embedded words for a country in any case; those of all countries when it has no file.
    #[must_use]
    pub fn of(country: &str) -> &'static PayWords {
        static FILES: LazyLock<Vec<PayFile>> =
            LazyLock::new(|| embedded::PAY.iter().filter_map(|file| file.read().ok()).collect());
        static WORDS: LazyLock<HashMap<String, OnceLock<PayWords>>> =
            LazyLock::new(|| FILES.iter().map(|file| (file.country.clone(), OnceLock::new())).collect());
        static NONE: OnceLock<PayWords> = OnceLock::new();
        let country = country.to_ascii_uppercase();
        let slot = WORDS.get(&country).or_else(|| WORDS.get("*")).unwrap_or(&NONE);
        slot.get_or_init(|| {
            PayWords::new(FILES.iter().filter(|file| file.country == "*" || file.country == country))
        })
    }

    fn new<'f>(files: impl Iterator<Item = &'f PayFile>) -> PayWords {
        let mut patterns = Vec::new();
        let mut meanings = Vec::new();
        for file in files {
            for (words, meaning) in [
                (&file.pension, Some(PayWord::Pension)),
                (&file.advance, Some(PayWord::Advance)),
                (&file.bonus, Some(PayWord::Bonus)),
                (&file.pay, Some(PayWord::Pay)),
                (&file.client, Some(PayWord::Client)),
                (&file.not_pay, Some(PayWord::NotPay)),
                (&file.company, None),
            ] {
                for word in words {
                    let phrase = spaced(word);
                    if phrase.trim().is_empty() {
                        continue;
                    }
                    // Scripts that write words together are found within longer ones.
                    let together = phrase.chars().any(|c| c >= '\u{1100}');
                    patterns.push(if together { phrase.trim().to_owned() } else { phrase });
                    meanings.push(meaning);
                }
            }
        }
        PayWords { automaton: AhoCorasick::new(&patterns).ok(), meanings }
    }

    /// The words of a text that no list holds, in small letters without accents: of `KESTREL FOODS PVT LTD SALARY` what is
    /// the employer's alone.
    #[must_use]
    pub fn unlisted(&self, text: &str) -> Vec<String> {
        let text = spaced(text);
        let mut listed = vec![false; text.len()];
        let hits = self.automaton.iter().flat_map(|automaton| automaton.find_overlapping_iter(&text));
        for hit in hits {
            listed.get_mut(hit.range()).into_iter().flatten().for_each(|byte| *byte = true);
        }
        let mut at = 0;
        let mut words = Vec::new();
        for word in text.split(' ') {
            if !word.is_empty() && !listed.get(at).copied().unwrap_or(true) {
                words.push(word.to_owned());
            }
            at += word.len() + 1;
        }
        words
    }

    /// What the words of a text say about the money.
    #[must_use]
    pub fn sense(&self, text: &str) -> PaySense {
        // Folding leaves `Ltd` out of names, and it is the plainest sign of a company.
        let limited = |word: &str| word.eq_ignore_ascii_case("ltd") || word.eq_ignore_ascii_case("limited");
        let mut sense = PaySense {
            company: text.split(|c: char| !c.is_alphanumeric()).any(limited),
            ..PaySense::default()
        };
        let Some(automaton) = &self.automaton else { return sense };
        for hit in automaton.find_overlapping_iter(&spaced(text)) {
            match self.meanings.get(hit.pattern().as_usize()).copied().flatten() {
                None => sense.company = true,
                Some(word) => {
                    sense.also_not_pay |= matches!(word, PayWord::NotPay | PayWord::Client);
                    sense.word = Some(sense.word.map_or(word, |known| known.min(word)));
                }
            }
        }
        sense
    }
}

/// The words of a text in small letters without accents, each between spaces.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 2);
    for word in Folded::new(text).iter() {
        spaced.push(' ');
        spaced.push_str(word);
    }
    spaced.push(' ');
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(word: Option<PayWord>) -> &'static str {
        match word {
            Some(PayWord::Pension) => "pension",
            Some(PayWord::Advance) => "advance",
            Some(PayWord::Bonus) => "bonus",
            Some(PayWord::Pay) => "pay",
            Some(PayWord::Client) => "client",
            Some(PayWord::NotPay) => "not_pay",
            None => "",
        }
    }

    #[test]
    fn every_file_holds_its_examples() {
        for data in embedded::PAY {
            let (parsed, file) = (data.read::<PayFile>().unwrap(), data.file);
            assert!(!parsed.example.is_empty(), "{file} has no example");
            for example in &parsed.example {
                let sense = PayWords::of(&parsed.country).sense(&example.text);
                assert_eq!(named(sense.word), example.is, "{file}: {:?}", example.text);
            }
        }
    }

    #[test]
    fn what_no_list_holds_is_the_employers_alone() {
        let words = |country, text| PayWords::of(country).unlisted(text).join(" ");
        assert_eq!(words("VN", "CTY TNHH HOA SEN TT LUONG T7.2024"), "hoa sen t7 2024");
        assert_eq!(words("IN", "KESTREL FOODS PVT LTD SALARY"), "kestrel");
        assert_eq!(words("IN", "SALARY"), "");
    }

    #[test]
    fn a_country_without_a_file_still_reads_english() {
        assert_eq!(PayWords::of("BR").sense("ACME SALARY MAY").word, Some(PayWord::Pay));
        assert_eq!(PayWords::of("BR").sense("GEHALT").word, None);
    }

    #[test]
    fn names_of_companies_are_told_from_names_of_persons() {
        let words = PayWords::of("IN");
        assert!(words.sense("KESTREL FOODS PVT LTD").company);
        assert!(!words.sense("ANITA DESHPANDE").company);
    }
}
