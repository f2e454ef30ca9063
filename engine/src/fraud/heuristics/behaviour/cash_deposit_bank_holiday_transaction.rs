//! Cash paid in over the counter on a day on which banks rest.

use crate::fraud::bank_holiday;
use crate::fraud::case::{Check, Findings, Heuristic};
use crate::fraud::entity_case::EntityCase;
use crate::model::{Channel, Description, FindingGroup};

/// Cash that was paid in while banks rest. Machines take cash on any day, so deposits that the narration gives to a machine are
/// left aside.
pub(in crate::fraud) const CASH_DEPOSIT_BANK_HOLIDAY_TRANSACTION: Heuristic = Heuristic {
    id: "cash_deposit_bank_holiday_transaction",
    group: FindingGroup::Behaviour,
    innocent: &[
        "a machine took the cash, and the narration does not say so",
        "the branch was open on that day, by way of exception",
    ],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    bank_holiday::look(case, findings, "cash was paid in", |row| {
        row.channel == Channel::CashDeposit
            && !matches!(row.description, Description::DepositByMachine | Description::DepositMachineWords)
    })
}
