//! Who stands on the other side, in the form in which rows are grouped.

use crate::model::Transaction;
use bank_templates::{Folded, PayWords};

/// What rows of one counterparty share: the lexicon's name, else the folded counterparty, else the cleaned narration.
/// Empty when the narration names nothing.
pub(crate) fn key(row: &Transaction) -> String {
    if let Some(known) = &row.known_party {
        return fold(&known.name);
    }
    let named = row.counterparty.as_deref().map(fold).unwrap_or_default();
    if named.is_empty() { fold(&row.clean_transaction_note) } else { named }
}

/// The name to show: the lexicon's, or the counterparty as printed.
pub(crate) fn shown(row: &Transaction) -> Option<String> {
    match &row.known_party {
        Some(known) => Some(known.name.clone()),
        None => row.counterparty.clone(),
    }
}

/// Words in small letters without accents. Words of digits and those with four digits and more are numbers of something
/// and left out; `O2` and `Zee5` are names.
pub(super) fn fold(text: &str) -> String {
    let is_name = |word: &&str| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        digits < 4 && digits < word.chars().count()
    };
    let mut folded = String::with_capacity(text.len());
    for word in Folded::new(text).iter().filter(is_name) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// Whether two folded names are one: the same words in any order, or all but one of three and more, titles and initials
/// aside. `KUMAR RAVI` is `RAVI KUMAR`, `RAVI` alone is nobody in particular.
pub(super) fn same_person(one: &str, other: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let titles = ["mr", "mrs", "ms", "miss", "dr", "shri", "smt", "herr", "frau"];
        name.split(' ')
            .filter(|word| word.chars().count() > 1 && !titles.contains(word))
            .map(str::to_owned)
            .collect()
    };
    let (one, other) = (words(one), words(other));
    let (less, more) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    less.len() >= 2 && less.iter().all(|word| more.contains(word)) && more.len() <= less.len() + 1
}

/// Whether the counterparty is a company by its words.
pub(super) fn is_company(row: &Transaction, words: &PayWords) -> bool {
    row.counterparty.as_deref().is_some_and(|name| words.sense(name).company) || row.known_party.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_meet_in_any_order_and_need_two_words() {
        assert!(same_person(&fold("MR RAVI KUMAR S"), &fold("Kumar Ravi")));
        assert!(same_person("anita rao deshpande", "anita deshpande"));
        assert!(!same_person("ravi", "ravi kumar"));
        assert!(!same_person("ravi kumar", "ravi sharma"));
        assert!(!same_person("kim", "kim"), "one word is nobody in particular");
    }

    #[test]
    fn folding_drops_numbers_and_accents() {
        assert_eq!(fold("Công ty TNHH Hoa Sen 0123 AB123456"), "cong ty tnhh hoa sen");
        assert_eq!(fold("ZEE5 12"), "zee5");
    }
}
