//! What the heuristics say of people who forged nothing.

use crate::statement;
use engine::model::Severity;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use testdata::personas::{Country, Persona, PersonaLedger, PersonaPlan, Wording};

/// The accounts of one persona.
#[derive(Default)]
struct Said {
    accounts: usize,
    high: usize,
    medium: usize,
    /// For each heuristic and severity the number of accounts.
    ids: BTreeMap<(String, String), usize>,
}

/// A line for each persona of all countries: accounts with a finding by the gravest, then by heuristic.
pub(crate) fn table(wording: Wording, seeds: Range<u64>, months: u32) -> String {
    let mut table = String::from(
        "| Persona | Accounts | High | Medium | Findings, by accounts |\n| --- | --- | --- | --- | --- |\n",
    );
    for persona in Persona::ALL {
        let mut said = Said::default();
        for country in Country::ALL {
            for seed in seeds.clone() {
                let plan = PersonaPlan { country, persona, wording, months, seed };
                said.add(&PersonaLedger::invent(&plan), country);
            }
        }
        let ids: Vec<String> =
            said.ids.iter().map(|((id, severity), count)| format!("{id} ({severity}) {count}")).collect();
        let Said { accounts, high, medium, .. } = said;
        let _ = writeln!(table, "| {persona:?} | {accounts} | {high} | {medium} | {} |", ids.join(", "));
    }
    table
}

impl Said {
    fn add(&mut self, account: &PersonaLedger, country: Country) {
        let findings = statement::findings(&account.ledger, country.code());
        let has = |severity| findings.iter().any(|finding| finding.severity == severity);
        self.accounts += 1;
        self.high += usize::from(has(Severity::High));
        self.medium += usize::from(!has(Severity::High) && has(Severity::Medium));
        let mut ids: Vec<(String, String)> = findings
            .iter()
            .map(|finding| (finding.id.clone(), format!("{:?}", finding.severity).to_lowercase()))
            .collect();
        ids.sort();
        ids.dedup();
        for id in ids {
            *self.ids.entry(id).or_default() += 1;
        }
    }
}
