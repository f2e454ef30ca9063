//! Pay that is the same to the last digit every time.

use crate::analyze::salary::PayKind;
use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::model::{FindingGroup, Severity};
use std::collections::BTreeMap;

/// All regular pay of one employer is equal. Taxes and days of leave make most pay stray; an invented one does not. Fixed pay
/// is common, so this says little by itself.
pub(in crate::fraud) const SALARY_REMAINS_UNCHANGED: Heuristic = Heuristic {
    id: "salary_remains_unchanged",
    group: FindingGroup::Behaviour,
    innocent: &["fixed pay without overtime, and a tax that is spread evenly over the year"],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for account in case.accounts() {
        let mut employers: BTreeMap<Option<&str>, Vec<_>> = BTreeMap::new();
        for (row, payment) in
            account.pays().filter(|(_, payment)| payment.kind == PayKind::Salary && !payment.is_part)
        {
            employers.entry(payment.employer.as_deref()).or_default().push(row);
        }
        for rows in employers.into_values().filter(|rows| rows.len() >= case.thresholds.unchanged_pays) {
            let Some(last) = rows.last() else { continue };
            if rows.iter().all(|row| row.amount == last.amount) {
                let summary = format!("{} payments of pay in a row are equal", rows.len());
                let seen = Seen::new(Severity::Low, 30, summary);
                let seen = seen.instead_of("amounts that stray a little", account.amount(last.amount.minor));
                findings.add(account.about_row(last, seen));
            }
        }
    }
    Ok(())
}
