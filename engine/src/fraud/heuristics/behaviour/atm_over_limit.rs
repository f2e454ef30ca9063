//! More cash from a machine than a machine gives.

use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::model::{Channel, FindingGroup, Severity, Transaction};
use bank_templates::NarrationText;

/// Words by which narrations name a cash machine.
const MACHINE: &[&str] = &["atm", "atw", "nwd", "eaw", "nfs", "awb", "atl"];

/// A single withdrawal at a machine above what machines of the country give at once. Only countries with such a limit in the
/// thresholds are looked at.
pub(in crate::fraud) const ATM_OVER_LIMIT: Heuristic = Heuristic {
    id: "atm_over_limit",
    group: FindingGroup::Behaviour,
    innocent: &[
        "a card with a higher limit at machines of its own bank",
        "cash paid at the counter that the narration gives to a machine",
    ],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let mut looked = false;
    for account in case.accounts() {
        let Some(limit) = case.thresholds.atm_limit.get(account.account.ledger.currency.code()) else {
            continue;
        };
        looked = true;
        let limit = account.units(*limit);
        let withdrawals = account.rows().iter().filter(|row| row.channel == Channel::CashWithdrawal);
        for row in withdrawals.filter(|row| row.amount.minor > limit && names_machine(row)) {
            let amount = account.amount(row.amount.minor);
            let summary = format!("{amount} came out of a cash machine at once on {}", row.date);
            let seen = Seen::new(Severity::Medium, 50, summary);
            findings.add(
                account.about_row(row, seen.instead_of(format!("at most {}", account.amount(limit)), amount)),
            );
        }
    }
    if looked { Ok(()) } else { Err("no limit of cash machines is known for the currency") }
}

fn names_machine(row: &Transaction) -> bool {
    NarrationText::new(&row.narration).words().any(|(word, _)| MACHINE.contains(&word))
}
