//! The holders: by label where there is one, else by how a letter is addressed.

mod block;
mod category;

use super::fields::{HeaderField, HeaderFields, Name};
use crate::model::{Identity, Located};
use crate::page::PageLine;
use crate::table::Grammar;
use bank_templates::KnownBank;
use bank_templates::locale::Locale;
pub(super) use category::{account_type, category, names_an_account};

/// What banks print where a joint account has no further holder.
const NOBODY: &[&str] = &["na", "n/a", "nil", "none", "not applicable", "-"];

/// Names and address of the holders.
#[must_use]
pub fn read(
    fields: &HeaderFields,
    lines: &[PageLine],
    bank: Option<&KnownBank>,
    grammar: &Grammar<'_>,
) -> Identity {
    let located = |field: &HeaderField| Located { value: field.text.clone(), at: field.at };
    let locale = grammar.locale;
    let mut identity = Identity {
        name: fields.get(Name::Holder).map(located),
        holders: Vec::new(),
        address: fields.get(Name::Address).map(located),
    };
    let mut beside: Vec<Located<String>> = Vec::new();
    if identity.name.is_none() {
        identity.name = block::titled_name(lines, locale);
    }
    let letter = match &identity.name {
        None => block::letter_address(lines, bank, locale),
        Some(name) => block::under(name, lines, locale),
    };
    if let Some(letter) = letter {
        identity.name = identity.name.or(Some(letter.name));
        identity.address = identity.address.or(letter.address);
        beside = letter.others;
    }
    if let Some(name) = &identity.name {
        let names = holders(&name.value, locale);
        identity.holders = names.into_iter().map(|value| Located { value, at: name.at }).collect();
    }
    let further = fields.all(Name::JointHolder).map(located).chain(beside);
    for other in further.filter(|other| !NOBODY.contains(&other.value.to_lowercase().as_str())) {
        for value in holders(&other.value, locale) {
            if !identity.holders.iter().any(|known| known.value.eq_ignore_ascii_case(&value)) {
                identity.holders.push(Located { value, at: other.at });
            }
        }
    }
    identity
}

/// The holders in one printed name: `ASHA EXAMPLE AND RAVI EXAMPLE` are two, `EXAMPLE AND SONS` and `MR AND MRS EXAMPLE`
/// are one.
fn holders(name: &str, locale: &Locale) -> Vec<String> {
    if category::company_word(name, locale).is_some() {
        return vec![name.to_owned()];
    }
    let parts_of = |word: &str| {
        let plain = word.to_lowercase();
        locale.holders.and.contains(&plain) || matches!(word, "/" | ";" | "|" | "+")
    };
    let mut parts: Vec<Vec<&str>> = vec![Vec::new()];
    for word in name.split_whitespace() {
        if parts_of(word) {
            parts.push(Vec::new());
            continue;
        }
        let (word, ends) = match word.strip_suffix([',', ';']) {
            Some(word) => (word, true),
            None => (word, false),
        };
        if let Some(last) = parts.last_mut() {
            last.push(word);
        }
        if ends {
            parts.push(Vec::new());
        }
    }
    parts.retain(|part| !part.is_empty());
    // A part that is no full name belongs to its neighbour: `DOE, JANE` and `ORTEGA Y GASSET` are one person's.
    let whole = |part: &Vec<&str>| part.len() >= 2 && !part.iter().all(|word| block::is_title(word, locale));
    if parts.len() < 2 || !parts.iter().all(whole) {
        return vec![name.to_owned()];
    }
    parts.into_iter().map(|part| part.join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bank_templates::Templates;

    #[test]
    fn joint_names_are_told_from_one_name() {
        let split = |tag: &str, name: &str| holders(name, Templates::embedded().locale(tag).unwrap());
        assert_eq!(split("en", "ASHA EXAMPLE AND RAVI EXAMPLE"), ["ASHA EXAMPLE", "RAVI EXAMPLE"]);
        assert_eq!(split("en", "Jane Doe, John Doe"), ["Jane Doe", "John Doe"]);
        assert_eq!(split("de", "Erika Muster und Max Muster"), ["Erika Muster", "Max Muster"]);
        for (tag, one) in [
            ("en", "DOE, JANE"),
            ("en", "MR & MRS A SMITH"),
            ("en", "EXAMPLE AND SONS"),
            ("es", "JOSE ORTEGA Y GASSET"),
        ] {
            assert_eq!(split(tag, one), [one]);
        }
    }
}
