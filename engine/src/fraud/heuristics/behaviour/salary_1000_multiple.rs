//! Pay of a round amount.

use crate::analyze::salary::PayKind;
use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::model::{FindingGroup, Severity};

/// Regular pay that is a multiple of a large round figure, a thousand in rupees. What is left after taxes and insurance is
/// seldom round; what somebody makes up often is.
pub(in crate::fraud) const SALARY_1000_MULTIPLE: Heuristic = Heuristic {
    id: "salary_1000_multiple",
    group: FindingGroup::Behaviour,
    innocent: &[
        "pay below the limits of taxes and insurance, agreed as a round sum",
        "a part of the pay that is paid as a round advance",
    ],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for account in case.accounts() {
        let unit = account.round_figure(case.thresholds);
        for (row, _) in account.pays().filter(|(_, payment)| payment.kind == PayKind::Salary) {
            if row.amount.minor > 0 && row.amount.minor % unit == 0 {
                let summary = format!("the pay of {} is a multiple of {}", row.date, account.amount(unit));
                let seen = Seen::new(Severity::Low, 40, summary);
                findings.add(
                    account.about_row(
                        row,
                        seen.instead_of("an uneven amount", account.amount(row.amount.minor)),
                    ),
                );
            }
        }
    }
    Ok(())
}
