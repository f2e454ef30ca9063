//! More rows in cash than any other way.

use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::model::{Channel, FindingGroup, Severity};

/// More than half of all rows are cash paid in or taken out.
pub(in crate::fraud) const MOSTLY_CASH_TRANSACTIONS: Heuristic = Heuristic {
    id: "mostly_cash_transactions",
    group: FindingGroup::Behaviour,
    innocent: &[
        "a shop or a trade whose customers pay in cash",
        "a holder who withdraws pay and pays everything in notes",
    ],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for account in case.accounts() {
        let rows = account.rows();
        let cash =
            rows.iter().filter(|row| matches!(row.channel, Channel::CashDeposit | Channel::CashWithdrawal));
        let percent = cash.count() * 100 / rows.len().max(1);
        if rows.len() >= case.thresholds.rows_of_an_account && percent > case.thresholds.cash_rows_percent {
            let summary = format!("{percent} % of the rows are cash");
            let most = format!("at most {} %", case.thresholds.cash_rows_percent);
            findings
                .add(account.about(
                    Seen::new(Severity::Medium, 80, summary).instead_of(most, format!("{percent} %")),
                ));
        }
    }
    Ok(())
}
