//! Returned cheques and mandates: what came back, why, what it cost, and whether it was presented again.

use super::cadence::days;
use super::entity::AccountLedger;
use super::party;
use crate::model::{Channel, Description, Direction, ReturnReason, Transaction};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Days between a payment and its return: clearing takes two working days, holidays in between.
const LONGEST_RETURN: i32 = 7;
/// Days within which a returned payment is presented again before the next one is due.
const LONGEST_REPRESENTATION: i32 = 20;
/// Days within which banks charge for a return; some charge at the end of the month.
const LONGEST_CHARGE: i32 = 35;

/// What was returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BounceKind {
    /// A cheque that the holder issued; its money comes back as a credit.
    InwardCheque,
    /// A cheque that the holder deposited; its money is taken back by a debit.
    OutwardCheque,
    /// A mandate: NACH, ECS, ACH, standing instruction.
    AutoDebit,
    /// Only the bank's charge is on the statement: nothing was booked that could come back.
    ChargeOnly,
}

/// One return with the rows that belong to it, as indices into the rows of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounce {
    /// What was returned.
    pub kind: BounceKind,
    /// Day of the return, or of the charge when only that is booked.
    pub date: Date,
    /// Amount returned, in minor units; of the charge when only that is booked.
    pub amount: i64,
    /// Who should have been paid, when a row says so.
    pub party: Option<String>,
    /// Why, where the narration says it.
    pub reason: Option<ReturnReason>,
    /// The row that was undone.
    pub original: Option<usize>,
    /// The row that undoes it.
    pub returned: Option<usize>,
    /// Charges of the bank, taxes on them included.
    pub charges: Vec<usize>,
    /// The row by which the same amount was asked for again.
    pub represented: Option<usize>,
}

/// All returns of an account in the order of time.
///
/// A return looks back for the nearest row of the same amount in the other direction; rows that name another party are not
/// taken. Innocent explanations of a return: a technical reason, a mandate that was stopped on purpose, a closed account.
#[must_use]
pub fn find(ledger: &AccountLedger) -> Vec<Bounce> {
    let rows = &ledger.rows;
    let mut used: HashSet<usize> = HashSet::new();
    let mut bounces: Vec<Bounce> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let kind = match (row.channel, row.direction) {
            (Channel::InwardChequeBounce, Direction::Credit) => BounceKind::InwardCheque,
            (Channel::OutwardChequeBounce, Direction::Debit) => BounceKind::OutwardCheque,
            (Channel::AutoDebitPaymentBounce, Direction::Credit) => BounceKind::AutoDebit,
            _ => continue,
        };
        let original = original(rows, index, &used);
        used.extend(original);
        let party = party::shown(row).or_else(|| original.and_then(|at| rows.get(at)).and_then(party::shown));
        let represented = represented(rows, index, original, &used);
        used.extend(represented);
        bounces.push(Bounce {
            kind,
            date: row.date,
            amount: row.amount.minor,
            party,
            reason: row.return_reason.or((row.description == Description::ChqBounceInsuffFunds)
                .then_some(ReturnReason::FundsInsufficient)),
            original,
            returned: Some(index),
            charges: Vec::new(),
            represented,
        });
    }
    charge(rows, &mut bounces);
    bounces.sort_by_key(|bounce| (bounce.date, bounce.returned, bounce.charges.first().copied()));
    bounces
}

/// The nearest earlier row that the return undoes.
fn original(rows: &[Transaction], returned: usize, used: &HashSet<usize>) -> Option<usize> {
    let back = rows.get(returned)?;
    rows.iter()
        .enumerate()
        .take(returned)
        .rev()
        .take_while(|(_, row)| days(row.date, back.date) <= LONGEST_RETURN)
        .find(|(index, row)| {
            row.direction != back.direction
                && row.amount == back.amount
                && !used.contains(index)
                && !is_charge(row)
                && agree(row, back)
        })
        .map(|(index, _)| index)
}

/// The next row that asks for the amount again.
fn represented(
    rows: &[Transaction],
    returned: usize,
    original: Option<usize>,
    used: &HashSet<usize>,
) -> Option<usize> {
    let back = rows.get(returned)?;
    let first = original.and_then(|index| rows.get(index)).unwrap_or(back);
    rows.iter()
        .enumerate()
        .skip(returned + 1)
        .take_while(|(_, row)| days(back.date, row.date) <= LONGEST_REPRESENTATION)
        .find(|(index, row)| {
            row.direction != back.direction
                && row.amount == back.amount
                && !used.contains(index)
                && !is_charge(row)
                && agree(row, first)
                && (original.is_none() || same_rail(row, first))
        })
        .map(|(index, _)| index)
}

/// Whether two rows may concern the same party: nobody is named, or the same one.
fn agree(one: &Transaction, other: &Transaction) -> bool {
    let named = |row: &Transaction| row.known_party.is_some() || row.counterparty.is_some();
    !named(one) || !named(other) || party::key(one) == party::key(other)
}

fn same_rail(one: &Transaction, other: &Transaction) -> bool {
    let named = |row: &Transaction| row.known_party.is_some() || row.counterparty.is_some();
    one.channel == other.channel || (named(one) && named(other))
}

fn is_charge(row: &Transaction) -> bool {
    matches!(row.description, Description::AchBounceCharge | Description::ChqBounceCharge)
}

/// Gives each charge to the latest return before it that it can belong to; charges without a return stand alone.
fn charge(rows: &[Transaction], bounces: &mut Vec<Bounce>) {
    let mut alone: Vec<Bounce> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let belongs = |kind: BounceKind| match row.description {
            Description::AchBounceCharge => kind == BounceKind::AutoDebit,
            _ => matches!(kind, BounceKind::InwardCheque | BounceKind::OutwardCheque),
        };
        if row.direction == Direction::Debit && is_charge(row) {
            let home = bounces
                .iter_mut()
                .filter(|bounce| {
                    belongs(bounce.kind) && (0..=LONGEST_CHARGE).contains(&days(bounce.date, row.date))
                })
                // The first one without a charge; of several charges the later ones are taxes and repeats.
                .min_by_key(|bounce| (bounce.charges.len(), std::cmp::Reverse(bounce.date)));
            match home {
                Some(bounce) => bounce.charges.push(index),
                None if alone.last().is_some_and(|bounce: &Bounce| is_tax_on(rows, bounce, row)) => {
                    if let Some(bounce) = alone.last_mut() {
                        bounce.charges.push(index);
                    }
                }
                None => alone.push(Bounce {
                    kind: BounceKind::ChargeOnly,
                    date: row.date,
                    amount: row.amount.minor,
                    party: None,
                    reason: row.return_reason,
                    original: None,
                    returned: None,
                    charges: vec![index],
                    represented: None,
                }),
            }
        }
    }
    bounces.append(&mut alone);
}

/// Whether a row is the tax of a charge on the same day: a fraction of it, a quarter at most.
fn is_tax_on(rows: &[Transaction], bounce: &Bounce, row: &Transaction) -> bool {
    let charge = bounce.charges.first().and_then(|index| rows.get(*index));
    charge.is_some_and(|charge| {
        charge.date == row.date && row.amount.minor.saturating_mul(4) <= charge.amount.minor
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::testing::Ledger;
    use jiff::civil::date;

    fn found(ledger: &Ledger) -> Vec<Bounce> {
        find(&ledger.account(date(2025, 4, 1), date(2025, 5, 31)))
    }

    #[test]
    fn a_returned_mandate_has_its_original_its_charge_and_its_second_try() {
        let ledger = Ledger::new("INR", 9_000_000)
            .debit(date(2025, 4, 5), 1_250_000, "ACH D- HOME FINANCE")
            .via(Channel::AutoDebitPayment)
            .lender("Home Finance")
            .debit(date(2025, 4, 5), 1_250_000, "NEFT RENT")
            .via(Channel::NetBankingTransfer)
            .with("LEELA THOMAS")
            .credit(date(2025, 4, 7), 1_250_000, "ACH RTN HOME FINANCE")
            .via(Channel::AutoDebitPaymentBounce)
            .lender("Home Finance")
            .debit(date(2025, 4, 9), 59_000, "ACH RTN CHG")
            .via(Channel::BankCharge)
            .described(Description::AchBounceCharge)
            .debit(date(2025, 4, 15), 1_250_000, "ACH D- HOME FINANCE")
            .via(Channel::AutoDebitPayment)
            .lender("Home Finance")
            .debit(date(2025, 5, 5), 1_250_000, "ACH D- HOME FINANCE")
            .via(Channel::AutoDebitPayment)
            .lender("Home Finance");
        let bounces = found(&ledger);
        assert_eq!(bounces.len(), 1);
        assert_eq!(bounces[0].kind, BounceKind::AutoDebit);
        assert_eq!((bounces[0].original, bounces[0].returned), (Some(0), Some(2)));
        assert_eq!((bounces[0].charges.as_slice(), bounces[0].represented), ([3].as_slice(), Some(4)));
        assert_eq!(bounces[0].party.as_deref(), Some("Home Finance"));
    }

    #[test]
    fn cheques_bounce_in_both_directions_and_the_contract_says_which_is_which() {
        let ledger = Ledger::new("INR", 100_000)
            .debit(date(2025, 4, 2), 70_000, "CHQ PAID 000123")
            .via(Channel::Chq)
            .credit(date(2025, 4, 3), 70_000, "I/W RTN 000123 FUNDS INSUFFICIENT")
            .via(Channel::InwardChequeBounce)
            .described(Description::ChqBounceInsuffFunds)
            .credit(date(2025, 4, 10), 30_000, "CHQ DEP")
            .via(Channel::Chq)
            .debit(date(2025, 4, 12), 30_000, "O/W RTN")
            .via(Channel::OutwardChequeBounce);
        let bounces = found(&ledger);
        assert_eq!(bounces[0].kind, BounceKind::InwardCheque);
        assert_eq!(bounces[0].reason, Some(ReturnReason::FundsInsufficient));
        assert_eq!(bounces[1].kind, BounceKind::OutwardCheque);
        assert_eq!((bounces[1].original, bounces[1].reason), (Some(2), None));
    }

    #[test]
    fn a_charge_without_a_return_still_tells_of_one_and_its_tax_is_no_second() {
        let ledger = Ledger::new("INR", 100_000)
            .debit(date(2025, 4, 9), 50_000, "ECS RTN CHG")
            .via(Channel::BankCharge)
            .described(Description::AchBounceCharge)
            .debit(date(2025, 4, 9), 9_000, "GST ON ECS RTN CHG")
            .via(Channel::BankCharge)
            .described(Description::AchBounceCharge);
        let bounces = found(&ledger);
        assert_eq!(bounces.len(), 1);
        assert_eq!((bounces[0].kind, bounces[0].charges.len()), (BounceKind::ChargeOnly, 2));
    }

    #[test]
    fn a_payment_of_another_party_is_not_what_came_back() {
        let ledger = Ledger::new("INR", 900_000)
            .debit(date(2025, 4, 5), 125_000, "ACH D- HOME FINANCE")
            .lender("Home Finance")
            .credit(date(2025, 4, 7), 125_000, "ACH RTN CAR FINANCE")
            .via(Channel::AutoDebitPaymentBounce)
            .lender("Car Finance");
        assert_eq!(found(&ledger)[0].original, None);
    }
}
