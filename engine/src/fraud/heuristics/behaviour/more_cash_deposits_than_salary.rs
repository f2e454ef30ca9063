//! More paid in in cash than received as pay.

use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::model::{Channel, FindingGroup, Severity};

/// Over the months in which pay came, more cash was paid in than pay came. Cash may dress up an income that is not there.
pub(in crate::fraud) const MORE_CASH_DEPOSITS_THAN_SALARY: Heuristic = Heuristic {
    id: "more_cash_deposits_than_salary",
    group: FindingGroup::Behaviour,
    innocent: &["a second trade beside the job", "cash of a sale or of the family that was paid in once"],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for account in case.accounts() {
        let pay: i64 = account.pays().map(|(row, _)| row.amount.minor).sum();
        let cash: Vec<_> = account.rows().iter().filter(|row| row.channel == Channel::CashDeposit).collect();
        let sum: i64 = cash.iter().map(|row| row.amount.minor).sum();
        let Some(largest) = cash.iter().max_by_key(|row| row.amount.minor) else { continue };
        if account.pays().count() >= case.thresholds.pays && sum > pay {
            let summary = format!(
                "{} was paid in in cash in {} deposits, more than the pay",
                account.amount(sum),
                cash.len()
            );
            let seen = Seen::new(Severity::Medium, 70, summary);
            let seen = seen.instead_of(format!("at most {}", account.amount(pay)), account.amount(sum));
            findings.add(account.about_row(largest, seen));
        }
    }
    Ok(())
}
