//! Lists the banks that are known.

use super::{Failure, print};
use bank_templates::{KnownBank, Templates};

pub(super) fn run(templates: &Templates, country: Option<&str>, name: Option<&str>) -> Result<(), Failure> {
    let wanted = name.unwrap_or_default().to_lowercase();
    let fits = |bank: &&KnownBank| {
        country.is_none_or(|country| bank.country.eq_ignore_ascii_case(country))
            && (bank.id.contains(&wanted) || bank.name.to_lowercase().contains(&wanted))
    };
    let banks: Vec<&KnownBank> = templates.registry().iter().filter(fits).collect();
    if banks.is_empty() {
        return Err(Failure::new(
            "no bank that is known fits",
            "give a part of its name or identifier, or `--country IN`; a bank that is not listed needs a template of its own",
        ));
    }
    let mut read = 0;
    let mut lines: Vec<String> = Vec::new();
    for bank in &banks {
        let layouts: Vec<&str> = templates
            .bank(&bank.id)
            .map(|template| template.layout.iter().map(|layout| layout.id.as_str()).collect())
            .unwrap_or_default();
        read += usize::from(!layouts.is_empty());
        let how = if layouts.is_empty() {
            "recognised".to_owned()
        } else {
            format!("read: {}", layouts.join(", "))
        };
        lines.push(format!("{:<3} {:<24} {:<36} {how}", bank.country, bank.id, bank.name));
    }
    lines.push(format!(
        "{} banks, {read} of them read by a template, the others recognised and inferred",
        banks.len()
    ));
    print(lines)
}
