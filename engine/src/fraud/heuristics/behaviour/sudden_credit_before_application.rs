//! A credit out of all proportion shortly before the statements end.

use crate::analyze::cadence::days;
use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::model::{FindingGroup, Severity, Transaction};

/// In the last days that the statements cover a credit came that is several times larger than any before, and that is no pay,
/// loan, refund or redemption. Statements usually end when somebody applies, so a balance may have been borrowed for it.
pub(in crate::fraud) const SUDDEN_CREDIT_BEFORE_APPLICATION: Heuristic = Heuristic {
    id: "sudden_credit_before_application",
    group: FindingGroup::Behaviour,
    innocent: &[
        "a sale, an inheritance, a gift or a payment of an insurer",
        "a large customer who paid at last",
    ],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let thresholds = case.thresholds;
    for account in case.accounts() {
        let Some(span) = account.account.ledger.span() else { continue };
        if days(span.from, span.to) < thresholds.days_before_sudden {
            continue;
        }
        let is_late = |row: &&Transaction| days(row.date, span.to) < thresholds.sudden_days;
        let earlier = account.income().filter(|row| !is_late(row));
        let before = earlier.map(|row| row.amount.minor).max().unwrap_or(0);
        let Some(row) = account.free_credits().filter(is_late).max_by_key(|row| row.amount.minor) else {
            continue;
        };
        let (amount, day) = (row.amount.minor, row.date);
        if before > 0 && i128::from(amount) >= i128::from(before) * i128::from(thresholds.sudden_times) {
            let summary = format!("the credit of {day} is {} times the largest one before", amount / before);
            let seen = Seen::new(Severity::Medium, 60, summary);
            let seen =
                seen.instead_of(format!("about {} at most", account.amount(before)), account.amount(amount));
            findings.add(account.about_row(row, seen));
        }
    }
    Ok(())
}
