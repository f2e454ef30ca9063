//! Several loans taken within weeks.

use crate::analyze::cadence::days;
use crate::analyze::party;
use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::model::{FindingGroup, Severity};
use std::collections::BTreeMap;

/// Loans of several lenders were paid out within weeks, over all accounts of the entity. None of the lenders could know of the
/// others yet.
pub(in crate::fraud) const LOAN_STACKING: Heuristic = Heuristic {
    id: "loan_stacking",
    group: FindingGroup::Behaviour,
    innocent: &[
        "one loan repaid with a cheaper one",
        "a lender that pays out in parts through several companies",
    ],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let accounts: Vec<_> = case.accounts().collect();
    let mut loans: Vec<_> = accounts
        .iter()
        .flat_map(|account| account.disbursals().map(move |row| (row.date, party::key(row), account, row)))
        .collect();
    loans.sort_by_key(|(date, ..)| *date);
    // The weeks that end with each loan, and how many loans of each lender fall into them.
    let mut window: BTreeMap<&str, usize> = BTreeMap::new();
    let mut oldest = loans.iter().peekable();
    let (mut lenders, mut last) = (0, None);
    for (date, lender, account, row) in &loans {
        *window.entry(lender).or_default() += 1;
        while let Some((_, gone, ..)) =
            oldest.next_if(|(first, ..)| days(*first, *date) > case.thresholds.stacking_days)
        {
            if let Some(count) = window.get_mut(gone.as_str()) {
                *count -= 1;
            }
            window.retain(|_, count| *count > 0);
        }
        if window.len() >= lenders {
            (lenders, last) = (window.len(), Some((account, row)));
        }
    }
    if let Some((account, row)) = last.filter(|_| lenders >= case.thresholds.stacked_lenders) {
        let summary = format!(
            "{lenders} lenders paid out loans within {} days, the last on {}",
            case.thresholds.stacking_days, row.date
        );
        findings.add(account.about_row(row, Seen::new(Severity::Medium, 75, summary)));
    }
    Ok(())
}
