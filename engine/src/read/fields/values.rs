//! What can be the value of which field, and what of it is kept.

use super::Name;
use crate::table::Grammar;
use crate::value::ifsc;
use bank_templates::template::Label;

/// Whether a text can be the value of a field at all.
pub(super) fn plausible(name: Name, text: &str, grammar: &Grammar<'_>) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match name {
        Name::AccountNumber => {
            let masked = compact.chars().filter(|c| matches!(c, 'X' | 'x' | '*')).count();
            let first = text.split_whitespace().next().unwrap_or_default();
            if is_iban(&compact) {
                return true;
            }
            digits >= 3
                && digits + masked >= 6
                && first.chars().any(|c| c.is_ascii_digit() || matches!(c, 'X' | 'x' | '*'))
        }
        Name::Ifsc => ifsc(text).is_some(),
        Name::Micr => text
            .split_whitespace()
            .next()
            .is_some_and(|word| word.len() == 9 && word.bytes().all(|b| b.is_ascii_digit())),
        Name::Holder => text.chars().any(char::is_alphabetic) && digits <= 2,
        Name::Address => text.chars().any(char::is_alphabetic),
        Name::Period => digits >= 4,
        Name::PeriodFrom | Name::PeriodTo | Name::StatementDate => digits >= 2,
        Name::Opening | Name::Closing | Name::TotalDebit | Name::TotalCredit | Name::CreditLimit => {
            grammar.amounts.parse(text).is_some()
        }
        Name::DebitCount | Name::CreditCount => text.trim().parse::<u32>().is_ok(),
    }
}

/// Two letters, two digits, and letters or digits up to the length that account numbers of this kind have.
fn is_iban(compact: &str) -> bool {
    let bytes = compact.as_bytes();
    (15..=34).contains(&bytes.len())
        && bytes.iter().take(2).all(u8::is_ascii_uppercase)
        && bytes.iter().skip(2).take(2).all(u8::is_ascii_digit)
        && bytes.iter().all(u8::is_ascii_alphanumeric)
}

/// A value as it is kept: without what only happens to stand beside it.
pub(super) fn tidy(name: Name, text: &str, label: &Label) -> String {
    match name {
        Name::Ifsc => ifsc(text).unwrap_or(text).to_owned(),
        Name::Micr => text.split_whitespace().next().unwrap_or(text).to_owned(),
        Name::AccountNumber if is_iban(&text.replace(' ', "")) => text.to_owned(),
        // What follows the number on its line (a currency, a branch) is not part of it.
        Name::AccountNumber => text
            .split_whitespace()
            .take_while(|word| {
                word.chars().any(|c| c.is_ascii_digit() || matches!(c, 'X' | '*')) || *word == "-"
            })
            .collect::<Vec<_>>()
            .join(" "),
        Name::Period => match &label.split {
            Some(split) => text.replacen(split.trim(), " ", 1),
            None => text.to_owned(),
        },
        _ => text.trim_end_matches([',', ':']).to_owned(),
    }
}
