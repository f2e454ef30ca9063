//! Lists the banks that are known.

use super::{Failure, print};
use bank_templates::Templates;

pub(super) fn run() -> Result<(), Failure> {
    let rows = Templates::embedded().banks().iter().map(|template| {
        let layouts: Vec<&str> = template.layout.iter().map(|layout| layout.id.as_str()).collect();
        let bank = &template.bank;
        let read = if layouts.is_empty() { "recognised".to_owned() } else { layouts.join(", ") };
        format!("{:<3} {:<24} {:<36} {read}", bank.country, bank.id, bank.name)
    });
    print(rows)
}
