//! A balance below zero on an account that has no overdraft.

use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::{AccountCase, EntityCase};
use crate::model::FindingGroup;
use crate::model::{AccountType, Severity};

/// A balance after a row, printed or following from the rows, that lies below zero although neither the sort of account nor
/// a limit allows it.
pub(in crate::fraud) const NEGATIVE_BALANCE: Heuristic = Heuristic {
    id: "negative_balance",
    group: FindingGroup::Behaviour,
    innocent: &[
        "the account has an overdraft that the statement does not mention",
        "the bank booked a charge or a returned cheque on an empty account",
    ],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for account in case.accounts().filter(|account| !may_be_overdrawn(account)) {
        let running = &account.account.ledger.running;
        let below = |balance: &Option<i64>| balance.is_some_and(|balance| balance < 0);
        let Some((row, balance)) = account
            .rows()
            .iter()
            .zip(running)
            .filter(|(_, balance)| below(balance))
            .min_by_key(|(_, balance)| **balance)
        else {
            continue;
        };
        let days = account.account.balances.iter().filter(|(_, balance)| *balance < 0).count();
        let summary =
            format!("the account was below zero at the end of {days} days, deepest on {}", row.date);
        let lowest = account.amount(balance.unwrap_or_default());
        let seen = Seen::new(Severity::Medium, 80, summary).instead_of("0 or more", lowest);
        findings.add(account.about_row(row, seen));
    }
    Ok(())
}

/// Accounts that exist to be drawn below zero.
fn may_be_overdrawn(account: &AccountCase<'_>) -> bool {
    let printed = &account.account.ledger.account;
    printed.credit_limit.as_ref().is_some_and(|limit| limit.value > 0)
        || matches!(
            printed.account_type,
            AccountType::Overdraft | AccountType::CashCredit | AccountType::CreditCard | AccountType::Loan
        )
}
