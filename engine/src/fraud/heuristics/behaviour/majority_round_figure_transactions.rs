//! Amounts that are mostly round.

use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::model::{Channel, FindingGroup, Severity};

/// Most amounts are multiples of a large round figure. Cash is left aside, since machines give notes, and so are payments by
/// mandate, whose amounts are agreed once.
pub(in crate::fraud) const MAJORITY_ROUND_FIGURE_TRANSACTIONS: Heuristic = Heuristic {
    id: "majority_round_figure_transactions",
    group: FindingGroup::Behaviour,
    innocent: &[
        "an account that is only used for transfers, rent and savings",
        "a trade that agrees on round prices",
    ],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for account in case.accounts() {
        let unit = account.round_figure(case.thresholds);
        let moved: Vec<i64> = account
            .rows()
            .iter()
            .filter(|row| {
                !matches!(
                    row.channel,
                    Channel::CashDeposit | Channel::CashWithdrawal | Channel::AutoDebitPayment
                )
            })
            .map(|row| row.amount.minor)
            .filter(|minor| *minor > 0)
            .collect();
        let round = moved.iter().filter(|minor| **minor % unit == 0).count();
        let percent = round * 100 / moved.len().max(1);
        if moved.len() >= case.thresholds.rows_of_an_account && percent > case.thresholds.round_rows_percent {
            let summary = format!("{percent} % of the amounts are multiples of {}", account.amount(unit));
            let most = format!("at most {} %", case.thresholds.round_rows_percent);
            findings
                .add(account.about(
                    Seen::new(Severity::Medium, 60, summary).instead_of(most, format!("{percent} %")),
                ));
        }
    }
    Ok(())
}
