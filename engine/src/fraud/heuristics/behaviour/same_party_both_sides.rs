//! One party that pays much and is paid much.

use crate::analyze::party;
use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::model::{Direction, FindingGroup, Severity};
use std::collections::BTreeMap;

/// A counterparty stands behind a good part of the credits and of the debits. Who buys and sells with one party may only move
/// money to and fro.
pub(in crate::fraud) const SAME_PARTY_BOTH_SIDES: Heuristic = Heuristic {
    id: "same_party_both_sides",
    group: FindingGroup::Behaviour,
    innocent: &[
        "husband and wife, or others who share a household",
        "a trader who buys from and sells to one company",
    ],
    check: Check::Entity(check),
};

/// Sum and number of rows of one side.
type Side = (i64, usize);

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let (percent, least) = (i128::from(case.thresholds.both_sides_percent), case.thresholds.both_sides_rows);
    for account in case.accounts() {
        let mut parties: BTreeMap<String, (Side, Side, String)> = BTreeMap::new();
        for direction in [Direction::Credit, Direction::Debit] {
            for (_, row) in account.named(direction) {
                let entry = parties.entry(party::key(row)).or_default();
                let side = if direction == Direction::Credit { &mut entry.0 } else { &mut entry.1 };
                *side = (side.0.saturating_add(row.amount.minor), side.1 + 1);
                entry.2 = party::shown(row).unwrap_or_default();
            }
        }
        let (credits, debits) = account.turnover();
        let much =
            |(sum, rows): Side, all: i64| rows >= least && i128::from(sum) * 100 >= i128::from(all) * percent;
        for (came, went, name) in
            parties.into_values().filter(|(came, went, _)| much(*came, credits) && much(*went, debits))
        {
            let severity = if account.is_business() { Severity::Medium } else { Severity::Low };
            let summary =
                format!("{name} paid {} and was paid {}", account.amount(came.0), account.amount(went.0));
            findings.add(account.about(Seen::new(severity, 60, summary)));
        }
    }
    Ok(())
}
