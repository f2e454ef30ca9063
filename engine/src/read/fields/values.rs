//! What can be the value of which field, and what of it is kept.

use super::Name;
use crate::table::Grammar;
use crate::value::{codes, ifsc};
use bank_templates::template::Label;

/// Whether a text can be the value of a field at all.
pub(in crate::read) fn plausible(name: Name, text: &str, grammar: &Grammar<'_>) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match name {
        Name::AccountNumber | Name::CardNumber => {
            let masked = compact.chars().filter(|c| codes::is_mask(*c)).count();
            let first = text.split_whitespace().next().unwrap_or_default();
            let opens = |c: char| c.is_ascii_digit() || codes::is_mask(c);
            codes::iban(text).is_some()
                || last_digits(text).is_some()
                || (digits >= 3 && digits + masked >= 6 && first.chars().any(opens))
        }
        Name::Iban => codes::iban(text).is_some(),
        Name::Bic => codes::bic(text).is_some(),
        Name::SortCode => codes::sort_code(text).is_some(),
        Name::RoutingNumber => codes::routing_number(text).is_some(),
        Name::CustomerId => text.split_whitespace().next().is_some_and(|word| {
            let hidden = word.chars().filter(|c| codes::is_mask(*c)).count();
            let inner = |c: char| c.is_ascii_alphanumeric() || codes::is_mask(c) || matches!(c, '-' | '/');
            word.chars().filter(char::is_ascii_digit).count() + hidden >= 4 && word.chars().all(inner)
        }),
        Name::Branch => text.chars().any(char::is_alphabetic) && text.split_whitespace().count() <= 12,
        Name::AccountType => {
            text.chars().any(char::is_alphabetic) && digits <= 4 && text.split_whitespace().count() <= 10
        }
        Name::Currency => currency_code(text, grammar).is_some(),
        Name::Ifsc => ifsc(text).is_some(),
        Name::Micr => text
            .split_whitespace()
            .next()
            .is_some_and(|word| word.len() == 9 && word.bytes().all(|b| b.is_ascii_digit())),
        Name::Holder | Name::JointHolder => text.chars().any(char::is_alphabetic) && digits <= 2,
        Name::Address => text.chars().any(char::is_alphabetic),
        Name::Period => crate::read::period::any_range(text, grammar).is_some(),
        Name::PeriodFrom | Name::PeriodTo | Name::StatementDate => digits >= 2,
        Name::Opening | Name::Closing | Name::TotalDebit | Name::TotalCredit | Name::CreditLimit => {
            grammar.amounts.parse(text).is_some()
        }
        Name::DebitCount | Name::CreditCount => text.trim().parse::<u32>().is_ok(),
    }
}

/// The digits of a number that is only told by its end: `ending in 1234`.
fn last_digits(text: &str) -> Option<&str> {
    const ENDING: &[&str] =
        &["ending in ", "ending with ", "ending ", "endet auf ", "eindigend op ", "se terminant par "];
    let lower = text.to_lowercase();
    let rest = ENDING.iter().find_map(|words| text.get(lower.strip_prefix(words).map(|_| words.len())?..))?;
    let digits = rest.trim_start_matches([':', ' ']).split_whitespace().next()?.trim_end_matches(['.', ',']);
    ((3..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// The ISO 4217 code at the start of a text, one of those that the language knows.
fn currency_code(text: &str, grammar: &Grammar<'_>) -> Option<String> {
    let word = text.split_whitespace().next()?.trim_matches(|c: char| !c.is_alphanumeric());
    let known = |word: &str| grammar.locale.currency_marks.iter().any(|mark| mark.eq_ignore_ascii_case(word));
    (word.len() == 3 && word.bytes().all(|b| b.is_ascii_alphabetic()) && known(word))
        .then(|| word.to_uppercase())
}

/// A value as it is kept: without what only happens to stand beside it.
pub(super) fn tidy(name: Name, text: &str, label: &Label) -> String {
    match name {
        Name::Ifsc => ifsc(text).unwrap_or(text).to_owned(),
        Name::Micr => text.split_whitespace().next().unwrap_or(text).to_owned(),
        Name::Iban => codes::iban(text).unwrap_or_else(|| text.to_owned()),
        Name::Bic => codes::bic(text).unwrap_or(text).to_owned(),
        Name::SortCode => codes::sort_code(text).unwrap_or_else(|| text.to_owned()),
        Name::RoutingNumber => codes::routing_number(text).unwrap_or(text).to_owned(),
        Name::CustomerId => text.split_whitespace().next().unwrap_or(text).to_owned(),
        Name::Currency => {
            text.chars().filter(char::is_ascii_alphabetic).take(3).collect::<String>().to_uppercase()
        }
        Name::AccountNumber | Name::CardNumber => {
            if let Some(iban) = codes::iban(text) {
                return iban;
            }
            if let Some(digits) = last_digits(text) {
                return format!("XXXX{digits}");
            }
            // What follows the number on its line (a currency, a branch) is not part of it.
            let is_part = |word: &&str| {
                word.chars().any(|c| c.is_ascii_digit() || (codes::is_mask(c) && c != 'x')) || *word == "-"
            };
            text.split_whitespace().take_while(is_part).collect::<Vec<_>>().join(" ")
        }
        Name::Period => match &label.split {
            Some(split) => text.replacen(split.trim(), " ", 1),
            None => text.to_owned(),
        },
        _ => text.trim_end_matches([',', ':']).to_owned(),
    }
}
