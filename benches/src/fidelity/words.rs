//! Words as every reader gives them, made comparable, and what most readers agree on.

use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// How often each word stands on a page.
pub(crate) type Bag = BTreeMap<String, u32>;

/// Splits text at white space and counts the words.
pub(crate) fn bag<'t>(texts: impl IntoIterator<Item = &'t str>) -> Bag {
    let mut bag = Bag::new();
    for word in texts.into_iter().flat_map(str::split_whitespace) {
        let word = comparable(word);
        // Readers split at spaces of every kind, and compatibility forms may bring some in.
        for word in word.split_whitespace() {
            *bag.entry(word.to_owned()).or_default() += 1;
        }
    }
    bag
}

/// The word in Unicode NFKC, without marks that have no ink: a matter of taste of each reader.
pub(crate) fn comparable(word: &str) -> String {
    let inked = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{FFFE}')
    };
    // PDFium writes a control character or U+FFFE where a line ends in a hyphen; others keep the hyphen.
    let word = word.replace(['\u{2}', '\u{AD}', '\u{FFFE}', '\u{2010}', '\u{2011}'], "-");
    word.nfkc().filter(inked).collect()
}

/// Whether a word is a number in the wide sense of a statement: an amount, a date, an account number.
pub(crate) fn is_numeric(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit()) && !word.chars().any(char::is_alphabetic)
}

/// Whether the word says something at all; private characters and placeholders do not.
pub(crate) fn is_readable(word: &str) -> bool {
    !word.chars().any(|c| matches!(c, '\u{FFFC}'..='\u{FFFF}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..))
}

/// What at least two of the bags hold: of each word the second highest count.
pub(crate) fn consensus(bags: &[&Bag]) -> Bag {
    let mut agreed = Bag::new();
    for word in bags.iter().flat_map(|bag| bag.keys()) {
        if agreed.contains_key(word) || !is_readable(word) {
            continue;
        }
        let mut counts: Vec<u32> =
            bags.iter().map(|bag| bag.get(word).copied().unwrap_or_default()).collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let second = counts.get(1).copied().unwrap_or_default();
        if second > 0 {
            agreed.insert(word.clone(), second);
        }
    }
    agreed
}

/// The words of `bag` that `other` has not, as often as they are missing there.
pub(crate) fn missing(bag: &Bag, other: &Bag) -> Bag {
    let lacks = |(word, count): (&String, &u32)| {
        let there = other.get(word).copied().unwrap_or_default();
        (*count > there).then(|| (word.clone(), count - there))
    };
    bag.iter().filter_map(lacks).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_of_three_are_a_consensus() {
        let [a, b, c] = ["10.00 10.00 CR a", "10.00 10.00 10.00 CR", "10.00 CR DR a"].map(|text| bag([text]));
        assert_eq!(consensus(&[&a, &b, &c]), bag(["10.00 10.00 CR a"]));
        assert_eq!(consensus(&[&a]), Bag::new(), "one reader alone is no consensus");
    }

    #[test]
    fn missing_words_are_counted() {
        assert_eq!(missing(&bag(["x x y"]), &bag(["x z"])), bag(["x y"]));
    }

    #[test]
    fn numbers_are_amounts_dates_and_the_like() {
        for word in ["1,234.56", "(12.00)", "₹5,00,000.00", "01/04/2025", "-3"] {
            assert!(is_numeric(word), "{word}");
        }
        for word in ["CR", "12.00CR", "-", "A1"] {
            assert!(!is_numeric(word), "{word}");
        }
    }

    #[test]
    fn forms_without_a_difference_to_the_eye_are_equal() {
        assert_eq!(comparable("o\u{FB03}ce\u{200B}"), "office");
        assert_eq!(bag(["a\u{A0}b"]), bag(["a b"]));
    }
}
