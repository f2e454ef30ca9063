//! Money that goes out and comes back.

use crate::analyze::cadence::days;
use crate::analyze::party;
use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::model::{Direction, FindingGroup, Severity, Transaction};
use std::collections::{BTreeMap, VecDeque};

/// A sum goes out to one party and the same sum comes in within days, from the same party or always from the same other one,
/// several times. Turnover can be made that way without any trade.
pub(in crate::fraud) const CIRCULAR_TRANSACTIONS: Heuristic = Heuristic {
    id: "circular_transactions",
    group: FindingGroup::Behaviour,
    innocent: &[
        "friends who lend to each other",
        "a deposit that is paid and given back, such as for tools or rooms",
    ],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for account in case.accounts() {
        let least = account.units(case.thresholds.round_trip_least);
        let mut rounds: BTreeMap<(String, String), Vec<(&Transaction, &Transaction)>> = BTreeMap::new();
        // Credits by amount, each amount in the order of time; one that came back for a debit is used up.
        let mut credits: BTreeMap<i64, VecDeque<(usize, &Transaction)>> = BTreeMap::new();
        for (place, row) in account.named(Direction::Credit) {
            credits.entry(row.amount.minor).or_default().push_back((place, row));
        }
        for (place, out) in account.named(Direction::Debit).filter(|(_, row)| row.amount.minor >= least) {
            let Some(same) = credits.get_mut(&out.amount.minor) else { continue };
            while same.front().is_some_and(|(at, _)| *at < place) {
                same.pop_front();
            }
            let near = |(_, into): &&(usize, &Transaction)| {
                days(out.date, into.date) <= case.thresholds.round_trip_days
            };
            if let Some((_, into)) = same.front().filter(near).copied() {
                same.pop_front();
                rounds.entry((party::key(out), party::key(into))).or_default().push((out, into));
            }
        }
        for round in rounds.into_values().filter(|round| round.len() >= case.thresholds.round_trips) {
            let Some((out, into)) = round.last() else { continue };
            let name = |row: &Transaction| party::shown(row).unwrap_or_else(|| "somebody".to_owned());
            let sum: i64 = round.iter().map(|(out, _)| out.amount.minor).sum();
            let summary = format!(
                "{} times a sum went to {} and came back from {} within {} days, {} together",
                round.len(),
                name(out),
                name(into),
                case.thresholds.round_trip_days,
                account.amount(sum),
            );
            findings.add(account.about_row(into, Seen::new(Severity::Medium, 60, summary)));
        }
    }
    Ok(())
}
