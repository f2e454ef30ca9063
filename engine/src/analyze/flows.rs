//! Who the money comes from and goes to: the rows of an account by counterparty.

use super::entity::AccountLedger;
use super::party;
use crate::model::{Channel, Direction};
use std::collections::BTreeMap;

/// The rows with one counterparty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyFlow {
    /// The name to show: the lexicon's, or as the latest row prints it.
    pub name: String,
    /// Sum of credits, in minor units.
    pub credits: i64,
    /// Sum of debits, positive.
    pub debits: i64,
    /// Indices into the rows of the account, in order.
    pub rows: Vec<usize>,
}

/// Every counterparty that a row names, the largest turnover first.
///
/// Rows are gathered as recurring payments are: by the lexicon's name, else by the folded counterparty. Rows that name nobody
/// are left out, and so are those of the bank itself: charges and interest.
#[must_use]
pub fn by_counterparty(ledger: &AccountLedger) -> Vec<PartyFlow> {
    let mut flows: BTreeMap<String, PartyFlow> = BTreeMap::new();
    for (index, row) in ledger.rows.iter().enumerate() {
        let Some(name) = party::shown(row) else { continue };
        if matches!(row.channel, Channel::BankCharge | Channel::BankInterest) {
            continue;
        }
        let flow = flows.entry(party::key(row)).or_insert_with(|| PartyFlow {
            name: String::new(),
            credits: 0,
            debits: 0,
            rows: Vec::new(),
        });
        flow.name = name;
        flow.rows.push(index);
        let sum = match row.direction {
            Direction::Credit => &mut flow.credits,
            Direction::Debit => &mut flow.debits,
        };
        *sum = sum.saturating_add(row.amount.minor);
    }
    let mut flows: Vec<PartyFlow> = flows.into_values().collect();
    flows.sort_by(|one, other| {
        let turnover = |flow: &PartyFlow| flow.credits.saturating_add(flow.debits);
        turnover(other).cmp(&turnover(one)).then_with(|| one.name.cmp(&other.name))
    });
    flows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, Currency, Identity, Money, Transaction, Verdict};
    use jiff::civil::date;

    #[test]
    fn spellings_of_one_party_are_one_and_the_largest_stands_first() {
        let row = |direction, minor, party: Option<&str>| Transaction {
            counterparty: party.map(str::to_owned),
            ..Transaction::bare(date(2025, 4, 1), direction, Money::new(minor, Currency::INR))
        };
        let ledger = AccountLedger {
            bank: None,
            account: Account::bare(Currency::INR),
            identity: Identity::default(),
            country: "IN".to_owned(),
            currency: Currency::INR,
            rows: vec![
                row(Direction::Debit, 300, Some("Corner Shop")),
                row(Direction::Credit, 100, Some("ANITA RAO")),
                row(Direction::Debit, 900, None),
                row(Direction::Debit, 450, Some("Anita Rao")),
            ],
            running: vec![None; 4],
            opening: None,
            covered: Vec::new(),
            missing: Vec::new(),
            discontinuities: Vec::new(),
            statements: vec![0],
            verdict: Verdict::Proven,
        };
        let flows = by_counterparty(&ledger);
        let told: Vec<_> = flows
            .iter()
            .map(|flow| (flow.name.as_str(), flow.credits, flow.debits, flow.rows.as_slice()))
            .collect();
        assert_eq!(told, [("Anita Rao", 100, 450, [1, 3].as_slice()), ("Corner Shop", 0, 300, &[0])]);
    }
}
