//! Which banks a caller may name: those of the contract's list, and those that a template knows.

use bank_templates::Templates;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The contract's identifiers, in lower case as they are printed in answers.
static CONTRACT: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let rows = include_str!("../data/banks-in.tsv").lines().skip(1);
    rows.filter_map(|row| row.split('\t').next()).map(str::to_ascii_lowercase).collect()
});

/// The identifier as answers print it, if there is such a bank; callers may write it in any case.
#[must_use]
pub fn identifier(name: &str) -> Option<String> {
    let id = name.trim().to_ascii_lowercase();
    (CONTRACT.contains(&id) || has_template(&id)).then_some(id)
}

/// Whether a template knows the bank. Others may be named and their statements are kept, but no layout of theirs is known.
#[must_use]
pub fn has_template(id: &str) -> bool {
    Templates::embedded().bank(id).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banks_are_named_in_any_case_and_unknown_names_are_none() {
        assert_eq!(identifier("AXIS").as_deref(), Some("axis"));
        assert_eq!(identifier(" canara ").as_deref(), Some("canara"));
        assert_eq!(identifier("bank of nowhere"), None);
        assert_eq!(identifier(""), None);
        assert!(CONTRACT.len() >= 340);
    }
}
