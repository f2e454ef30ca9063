//! A cheque of the holder that came back on a day on which banks rest.

use crate::fraud::bank_holiday;
use crate::fraud::case::{Check, Findings, Heuristic};
use crate::fraud::entity_case::EntityCase;
use crate::model::{Channel, FindingGroup};

/// The return of a cheque that the holder issued, booked while clearing houses rest.
pub(in crate::fraud) const INWARD_CHEQUE_BOUNCE_BANK_HOLIDAY_TRANSACTION: Heuristic = Heuristic {
    id: "inward_cheque_bounce_bank_holiday_transaction",
    group: FindingGroup::Behaviour,
    innocent: &["the bank booked the return of the day before"],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    bank_holiday::look(case, findings, "a cheque of the holder came back", |row| {
        row.channel == Channel::InwardChequeBounce
    })
}
