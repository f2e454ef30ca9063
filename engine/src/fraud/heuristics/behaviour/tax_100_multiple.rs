//! A tax of a round amount.

use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::model::{Direction, FindingGroup, MerchantCategory, Severity};

/// A payment of tax that is a multiple of a hundred. Taxes are worked out to the unit and seldom come out round.
pub(in crate::fraud) const TAX_100_MULTIPLE: Heuristic = Heuristic {
    id: "tax_100_multiple",
    group: FindingGroup::Behaviour,
    innocent: &[
        "an advance on a tax, or an instalment of one",
        "a fee or a fine that the state asks as a round sum",
    ],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for account in case.accounts() {
        let unit = account.units(case.thresholds.round_tax);
        let taxes = account.rows().iter().filter(|row| {
            row.direction == Direction::Debit && row.merchant_category == MerchantCategory::Tax
        });
        for row in taxes.filter(|row| row.amount.minor > 0 && row.amount.minor % unit == 0) {
            let summary = format!("the tax paid on {} is a multiple of {}", row.date, account.amount(unit));
            let seen = Seen::new(Severity::Low, 40, summary);
            findings.add(
                account.about_row(row, seen.instead_of("an uneven amount", account.amount(row.amount.minor))),
            );
        }
    }
    Ok(())
}
