//! Lists the banks that are known.

use super::{Failure, print};
use bank_templates::Templates;

pub(super) fn run(templates: &Templates) -> Result<(), Failure> {
    let rows = templates.registry().iter().map(|bank| {
        let layouts: Vec<&str> = templates
            .bank(&bank.id)
            .map(|template| template.layout.iter().map(|layout| layout.id.as_str()).collect())
            .unwrap_or_default();
        let read = if layouts.is_empty() { "recognised".to_owned() } else { layouts.join(", ") };
        format!("{:<3} {:<24} {:<36} {read}", bank.country, bank.id, bank.name)
    });
    print(rows)
}
