//! A cheque booked on a day on which banks rest.

use crate::fraud::bank_holiday;
use crate::fraud::case::{Check, Findings, Heuristic};
use crate::fraud::entity_case::EntityCase;
use crate::model::{Channel, FindingGroup};

/// A cheque that was paid or collected while banks and clearing houses rest.
pub(in crate::fraud) const CHQ_BANK_HOLIDAY_TRANSACTION: Heuristic = Heuristic {
    id: "chq_bank_holiday_transaction",
    group: FindingGroup::Behaviour,
    innocent: &[
        "the bank booked what was cleared before the day of rest",
        "the narration calls something a cheque that is none",
    ],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    bank_holiday::look(case, findings, "a cheque was booked", |row| row.channel == Channel::Chq)
}
