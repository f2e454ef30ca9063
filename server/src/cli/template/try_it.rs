//! Reads a statement with a template that is not installed.

use super::check::with_template;
use super::{Failure, text_of};
use crate::cli::analyze;
use crate::templates::Installed;
use std::path::Path;

pub(super) fn run(
    template: &Path,
    file: &Path,
    password: Option<&str>,
    installed: &Installed,
) -> Result<(), Failure> {
    let shown = template.display().to_string();
    let (templates, parsed) = with_template(&shown, &text_of(template)?, installed)
        .map_err(|faults| Failure::new(faults.join("\n"), "`statera template check` says it all"))?;
    analyze::print_with(file, password, Some(&parsed.bank.id), &templates)
}
