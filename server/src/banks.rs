//! Which banks a caller may name: those that the registry knows, with or without a template.

use bank_templates::Templates;

/// The identifier as answers print it, if there is such a bank; callers may write it in any case.
#[must_use]
pub fn identifier(templates: &Templates, name: &str) -> Option<String> {
    templates.known(name.trim()).map(|bank| bank.id.clone())
}

/// Whether a template knows the bank. Others may be named and are recognised, but no layout of theirs is known.
#[must_use]
pub fn has_template(templates: &Templates, id: &str) -> bool {
    templates.bank(id).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banks_are_named_in_any_case_and_unknown_names_are_none() {
        let embedded = Templates::embedded();
        assert_eq!(identifier(embedded, "AXIS").as_deref(), Some("axis"));
        assert_eq!(identifier(embedded, " canara ").as_deref(), Some("canara"));
        assert_eq!(identifier(embedded, "Pune Merchants").as_deref(), Some("pune merchants"));
        assert_eq!(identifier(embedded, "bank of nowhere"), None);
        assert_eq!(identifier(embedded, ""), None);
    }

    #[test]
    fn a_bank_may_be_named_before_it_has_a_template() {
        let embedded = Templates::embedded();
        assert_eq!(identifier(embedded, "ABHYUDAYA").as_deref(), Some("abhyudaya"));
        assert!(!has_template(embedded, "abhyudaya") && has_template(embedded, "axis"));
    }
}
