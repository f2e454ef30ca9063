//! Which country a header speaks of: by codes that only one country uses, by its currency, telephone prefix, script and
//! words. Sisters of one name in two countries differ in nothing else.

use super::place::Piece;
use crate::value::{codes, ifsc};
use bank_templates::Templates;
use bank_templates::names::{Mention, Whose};
use std::collections::BTreeMap;

/// The most that a country can be worth: less than the name of a bank, more than a word in it.
const MOST: u32 = 8;
/// A code with check digits or a form of its own: an IBAN, a branch code.
const CODE: u32 = 4;
/// A labelled code that other countries could print as well: a sort code, a BIC.
const LABELLED: u32 = 3;
/// A word, a currency, a telephone prefix, a script.
const WORD: u32 = 2;

/// Telephone prefixes, digits only.
const PREFIXES: &[(&str, &str)] = &[
    ("91", "IN"),
    ("44", "GB"),
    ("65", "SG"),
    ("82", "KR"),
    ("84", "VN"),
    ("40", "RO"),
    ("49", "DE"),
    ("33", "FR"),
    ("31", "NL"),
    ("64", "NZ"),
    ("1", "US"),
];

/// Currency codes and signs that are one country's. The euro and the dollar sign are many countries'.
const CURRENCIES: &[(&str, &str)] = &[
    ("inr", "IN"),
    ("gbp", "GB"),
    ("sgd", "SG"),
    ("krw", "KR"),
    ("vnd", "VN"),
    ("ron", "RO"),
    ("nzd", "NZ"),
    ("usd", "US"),
];

/// How much speaks for each country.
pub(super) fn weigh(
    pieces: &[Piece],
    mentions: &[Vec<Mention>],
    templates: &Templates,
) -> BTreeMap<String, u32> {
    let mut found: BTreeMap<(String, &str), u32> = BTreeMap::new();
    let mut say = |country: &str, kind: &'static str, weight: u32| {
        let known = found.entry((country.to_owned(), kind)).or_default();
        *known = weight.max(*known);
    };
    for mention in mentions.iter().flatten() {
        if let Whose::Country(country) = mention.whose
            && let Some(country) = templates.names().countries().get(country)
        {
            say(country, "word", WORD);
        }
    }
    for piece in pieces.iter().filter(|piece| piece.lower.is_none()) {
        let words: Vec<&str> = piece.printed.split_whitespace().collect();
        for (index, word) in words.iter().enumerate() {
            let rest = || words.iter().skip(index).copied().collect::<Vec<_>>().join(" ");
            if ifsc(word).is_some_and(|code| piece.has_own_code(code)) {
                say("IN", "branch code", CODE);
            }
            if word.len() >= 4 && word.bytes().take(2).all(|b| b.is_ascii_uppercase()) {
                let iban = codes::iban(&rest()).filter(|iban| codes::iban_holds(iban) == Some(true));
                if let Some(country) = iban.as_deref().and_then(|iban| iban.get(..2)) {
                    say(country, "iban", CODE);
                }
            }
            if let Some(country) = phone(word) {
                say(country, "telephone", WORD);
            }
            let plain = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            if let Some((_, country)) = CURRENCIES.iter().find(|(code, _)| *code == plain) {
                say(country, "currency", WORD);
            }
        }
        for (sign, country) in [("₹", "IN"), ("£", "GB"), ("S$", "SG"), ("₩", "KR"), ("₫", "VN")] {
            if piece.printed.contains(sign) {
                say(country, "currency", WORD);
            }
        }
        if let Some(country) = script(&piece.printed) {
            say(country, "script", WORD);
        }
        if let Some((country, kind)) = labelled(piece, &words) {
            say(country, kind, LABELLED);
        }
    }
    let mut sums: BTreeMap<String, u32> = BTreeMap::new();
    for ((country, _), weight) in found {
        let sum = sums.entry(country).or_default();
        *sum = (*sum + weight).min(MOST);
    }
    sums
}

/// The country of a number with its international prefix: `+91-22-1234`, `0044…`.
fn phone(word: &str) -> Option<&'static str> {
    let word = word.trim_start_matches('(');
    let digits: String = word
        .strip_prefix('+')
        .or_else(|| word.strip_prefix("00"))?
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let bare = word.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | '.' | ','));
    let known = PREFIXES.iter().find(|(prefix, _)| digits.starts_with(prefix));
    known.filter(|_| bare && !digits.is_empty() && digits.len() <= 13).map(|(_, country)| *country)
}

/// Scripts that one country writes.
fn script(text: &str) -> Option<&'static str> {
    let count = |fits: fn(char) -> bool| text.chars().filter(|c| fits(*c)).count();
    if count(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c)) >= 2 {
        return Some("KR");
    }
    // Letters with a horn or with two marks are printed in Vietnamese alone.
    (count(|c| ('\u{1ea0}'..='\u{1ef9}').contains(&c) || matches!(c, 'ơ' | 'ư' | 'Ơ' | 'Ư')) >= 2)
        .then_some("VN")
}

/// A sort code after its label, or the country within a BIC after its label.
fn labelled(piece: &Piece, words: &[&str]) -> Option<(&'static str, &'static str)> {
    let is = |word: &&str, labels: &[&str]| {
        labels.iter().any(|label| word.trim_end_matches(':').eq_ignore_ascii_case(label))
    };
    if let Some(at) =
        words.iter().position(|word| is(word, &["bic", "swift", "bic/swift", "swift/bic", "swiftbic"]))
    {
        let after = words.iter().skip(at + 1).find(|word| word.chars().any(char::is_alphanumeric))?;
        let country = codes::bic(after)?.get(4..6)?;
        let known = PREFIXES.iter().map(|(_, known)| *known).find(|known| *known == country)?;
        return Some((known, "bic"));
    }
    let text = piece.text.iter().collect::<Vec<_>>().join(" ");
    let at = ["sort code ", "sortcode "].iter().find_map(|label| Some(text.find(label)? + label.len()))?;
    codes::sort_code(text.get(at..)?.trim_start()).map(|_| ("GB", "sort code"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_prefixes_name_a_country() {
        assert_eq!(phone("+91-22-61606161"), Some("IN"));
        assert_eq!(phone("0044"), Some("GB"));
        assert_eq!(phone("(+65)"), Some("SG"));
        assert_eq!(phone("+1.800.432.1000"), Some("US"));
        assert_eq!(phone("1800"), None);
        assert_eq!(phone("00123456789012345"), None);
    }

    #[test]
    fn scripts_name_a_country() {
        assert_eq!(script("계좌번호"), Some("KR"));
        assert_eq!(script("Số tài khoản của bạn"), Some("VN"));
        assert_eq!(script("Relevé de compte"), None);
    }
}
