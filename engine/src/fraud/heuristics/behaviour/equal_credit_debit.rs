//! Months in which as much went out as came in.

use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::model::{FindingGroup, Severity};

/// Sums of credits and of debits that are the same, month for month.
pub(in crate::fraud) const EQUAL_CREDIT_DEBIT: Heuristic = Heuristic {
    id: "equal_credit_debit",
    group: FindingGroup::Behaviour,
    innocent: &[
        "the account is emptied every month into another one, by agreement with the bank or by habit",
        "an account that only collects for somebody else",
    ],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let thresholds = case.thresholds;
    for account in case.accounts() {
        let months = account.full_months();
        let busy =
            months.iter().filter(|month| month.credits > 0 && month.rows >= thresholds.rows_of_a_month);
        let (mut equal, mut all) = (Vec::new(), 0_usize);
        for month in busy {
            all += 1;
            let apart = i128::from(month.credits - month.debits).abs() * 1000;
            if apart <= i128::from(month.credits) * i128::from(thresholds.equal_sums_permille) {
                equal.push(month);
            }
        }
        let Some(latest) = equal.last() else { continue };
        if equal.len() < thresholds.equal_months || equal.len() * 2 < all {
            continue;
        }
        let summary = format!(
            "in {} of {all} months the debits equal the credits, latest in {}",
            equal.len(),
            latest.month
        );
        let seen = Seen::new(Severity::Medium, 50, summary);
        findings.add(account.about(seen.instead_of("sums that differ", account.amount(latest.credits))));
    }
    Ok(())
}
