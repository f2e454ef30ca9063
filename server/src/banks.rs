//! Which banks a caller may name: those that the registry knows, with or without a template.

use bank_templates::Templates;

/// The identifier as answers print it, if there is such a bank; callers may write it in any case.
#[must_use]
pub fn identifier(name: &str) -> Option<String> {
    Templates::embedded().known(name.trim()).map(|bank| bank.id.clone())
}

/// Whether a template knows the bank. Others may be named and are recognised, but no layout of theirs is known.
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
        assert_eq!(identifier("Pune Merchants").as_deref(), Some("pune merchants"));
        assert_eq!(identifier("bank of nowhere"), None);
        assert_eq!(identifier(""), None);
    }

    #[test]
    fn a_bank_may_be_named_before_it_has_a_template() {
        assert_eq!(identifier("ABHYUDAYA").as_deref(), Some("abhyudaya"));
        assert!(!has_template("abhyudaya") && has_template("axis"));
    }
}
