//! Money that goes from one own account to another.

use super::AnalysisOptions;
use super::entity::AccountLedger;
use super::party;
use crate::model::{Channel, Currency, Direction, ReferenceKind, Transaction};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// How many days a transfer may be on its way.
const LONGEST_WAY: i32 = 3;
/// Debits times credits of one amount that are compared; beyond it an amount is so common that it tells nothing, and a file
/// that repeats it a million times must not cost hours.
const MOST_COMPARED: usize = 250_000;

/// A transfer between accounts of the entity, or to an account of the same holder that no statement was given of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfTransfer {
    /// The debit: account and row.
    pub from: Option<RowOf>,
    /// The credit: account and row.
    pub to: Option<RowOf>,
    /// Amount in minor units of the accounts' currency.
    pub amount: i64,
    /// What speaks for it.
    pub reason: SelfTransferReason,
}

/// A row of an account of the analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RowOf {
    /// Index into the accounts.
    pub account: usize,
    /// Index into the rows of the account.
    pub row: usize,
}

/// What makes a row a self transfer, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SelfTransferReason {
    /// Both accounts print the same reference number.
    SameReference,
    /// Both accounts have the amount within [three days](LONGEST_WAY), and one of the rows names the holder or the other
    /// account.
    NamedOwner,
    /// Both accounts have the amount on the same or the next day, and no other rows could be meant. Two strangers may pay
    /// the same amount by chance; rows that name somebody else are never paired.
    OnlyMatch,
    /// Only one side is known, and the counterparty has the holder's name.
    HolderIsCounterparty,
}

/// Pairs transfers and sets the channel of their rows to `self_transfer`.
///
/// Only rows that move money between accounts are looked at: transfers, cheques, UPI and rows of unknown channel.
/// Accounts of different currencies are never paired.
pub fn find(ledgers: &mut [AccountLedger], options: &AnalysisOptions) -> Vec<SelfTransfer> {
    let names: Vec<Vec<String>> = ledgers.iter().map(|ledger| names(ledger, options)).collect();
    let mut found = pairs(ledgers, &names);
    let paired: HashSet<RowOf> = found.iter().flat_map(|pair| [pair.from, pair.to]).flatten().collect();
    for (account, (ledger, names)) in ledgers.iter().zip(&names).enumerate() {
        let habitual = [Direction::Debit, Direction::Credit].map(|of| names_owner_always(ledger, names, of));
        for (row, transaction) in ledger.rows.iter().enumerate() {
            let place = RowOf { account, row };
            let [debits, credits] = habitual;
            let habitual = if transaction.direction == Direction::Debit { debits } else { credits };
            if !habitual && may_move(transaction) && is_owner(transaction, names) && !paired.contains(&place)
            {
                let debit = transaction.direction == Direction::Debit;
                found.push(SelfTransfer {
                    from: debit.then_some(place),
                    to: (!debit).then_some(place),
                    amount: transaction.amount.minor,
                    reason: SelfTransferReason::HolderIsCounterparty,
                });
            }
        }
    }
    for place in found.iter().flat_map(|pair| [pair.from, pair.to]).flatten() {
        if let Some(row) = ledgers.get_mut(place.account).and_then(|ledger| ledger.rows.get_mut(place.row)) {
            row.channel = Channel::SelfTransfer;
        }
    }
    found
}

/// Whether the bank prints the holder into most transfers of a direction: as who sends or receives, not as the other side.
fn names_owner_always(ledger: &AccountLedger, names: &[String], direction: Direction) -> bool {
    let moving = || ledger.rows.iter().filter(|row| row.direction == direction && may_move(row));
    let owned = moving().filter(|row| is_owner(row, names)).count();
    owned > 5 && owned * 2 > moving().count()
}

/// A debit and a credit that may be one transfer.
struct Candidate {
    from: RowOf,
    to: RowOf,
    days: i32,
    reason: SelfTransferReason,
}

fn pairs(ledgers: &[AccountLedger], names: &[Vec<String>]) -> Vec<SelfTransfer> {
    let mut by_amount: HashMap<(Currency, i64), (Vec<RowOf>, Vec<RowOf>)> = HashMap::new();
    for (account, ledger) in ledgers.iter().enumerate() {
        for (row, transaction) in ledger.rows.iter().enumerate().filter(|(_, row)| may_move(row)) {
            let (debits, credits) = by_amount.entry((ledger.currency, transaction.amount.minor)).or_default();
            let side = if transaction.direction == Direction::Debit { debits } else { credits };
            side.push(RowOf { account, row });
        }
    }
    let mut candidates = Vec::new();
    for (debits, credits) in by_amount.values() {
        if debits.len().saturating_mul(credits.len()) > MOST_COMPARED {
            continue;
        }
        let mut first = 0;
        let date = |place: &RowOf| row_of(ledgers, *place).map(|row| row.date);
        let (mut debits, mut credits) = (debits.clone(), credits.clone());
        debits.sort_by_key(|place| (date(place), place.account, place.row));
        credits.sort_by_key(|place| (date(place), place.account, place.row));
        for from in &debits {
            let Some(left) = date(from) else { continue };
            while credits.get(first).and_then(date).is_some_and(|came| super::cadence::days(left, came) < -1)
            {
                first += 1;
            }
            for to in credits.iter().skip(first) {
                let Some(came) = date(to) else { continue };
                let way = super::cadence::days(left, came);
                if way > LONGEST_WAY {
                    break;
                }
                if from.account != to.account
                    && let Some(reason) = reason(ledgers, names, *from, *to, way)
                {
                    candidates.push(Candidate { from: *from, to: *to, days: way.abs(), reason });
                }
            }
        }
    }
    settle(candidates, ledgers)
}

/// Takes the candidates with the best reason first, and those that only chance could speak for last and only when no other
/// row could be meant.
fn settle(mut candidates: Vec<Candidate>, ledgers: &[AccountLedger]) -> Vec<SelfTransfer> {
    candidates.sort_by_key(|one| {
        (one.reason, one.days, one.from.account, one.from.row, one.to.account, one.to.row)
    });
    let mut taken: HashSet<RowOf> = HashSet::new();
    let mut uses: HashMap<RowOf, usize> = HashMap::new();
    for candidate in candidates.iter().filter(|one| one.reason == SelfTransferReason::OnlyMatch) {
        *uses.entry(candidate.from).or_default() += 1;
        *uses.entry(candidate.to).or_default() += 1;
    }
    let mut found: Vec<SelfTransfer> = Vec::new();
    for Candidate { from, to, reason, .. } in candidates {
        let alone = |place: &RowOf| uses.get(place).copied().unwrap_or(0) <= 1;
        if taken.contains(&from)
            || taken.contains(&to)
            || (reason == SelfTransferReason::OnlyMatch && !(alone(&from) && alone(&to)))
        {
            continue;
        }
        taken.extend([from, to]);
        let amount = row_of(ledgers, from).map_or(0, |row| row.amount.minor);
        found.push(SelfTransfer { from: Some(from), to: Some(to), amount, reason });
    }
    let date = |pair: &SelfTransfer| pair.from.and_then(|place| row_of(ledgers, place)).map(|row| row.date);
    found.sort_by_key(|pair| (date(pair), pair.from.map(|place| (place.account, place.row))));
    found
}

fn row_of(ledgers: &[AccountLedger], place: RowOf) -> Option<&Transaction> {
    ledgers.get(place.account)?.rows.get(place.row)
}

fn reason(
    ledgers: &[AccountLedger],
    names: &[Vec<String>],
    from: RowOf,
    to: RowOf,
    way: i32,
) -> Option<SelfTransferReason> {
    let (debit, credit) = (row_of(ledgers, from)?, row_of(ledgers, to)?);
    let (giver, taker) = (ledgers.get(from.account)?, ledgers.get(to.account)?);
    if share_reference(debit, credit) {
        return Some(SelfTransferReason::SameReference);
    }
    let owner = |row: &Transaction| {
        let both = [names.get(from.account), names.get(to.account)];
        both.into_iter().flatten().any(|names| is_owner(row, names))
    };
    if owner(debit) || owner(credit) || names_account(debit, taker) || names_account(credit, giver) {
        return Some(SelfTransferReason::NamedOwner);
    }
    let somebody = |row: &Transaction| row.counterparty.is_some() || row.known_party.is_some();
    let close = (0..=1).contains(&way);
    (close && !somebody(debit) && !somebody(credit)).then_some(SelfTransferReason::OnlyMatch)
}

/// Whether a row may move money between accounts, as opposed to a purchase, a charge, cash or interest.
fn may_move(row: &Transaction) -> bool {
    matches!(
        row.channel,
        Channel::Upi | Channel::NetBankingTransfer | Channel::SelfTransfer | Channel::Chq | Channel::Others
    ) && row.amount.minor > 0
}

fn share_reference(one: &Transaction, other: &Transaction) -> bool {
    one.references.iter().any(|reference| {
        matches!(
            reference.kind,
            ReferenceKind::Utr | ReferenceKind::Rrn | ReferenceKind::EndToEnd | ReferenceKind::Cheque
        ) && reference.value.len() >= 6
            && other.references.contains(reference)
    })
}

/// Folded names of the holder and of what the caller says is the holder's.
fn names(ledger: &AccountLedger, options: &AnalysisOptions) -> Vec<String> {
    ledger
        .identity
        .name
        .iter()
        .chain(&ledger.identity.holders)
        .map(|name| &name.value)
        .chain(&options.own_names)
        .map(|name| party::fold(name))
        .filter(|name| !name.is_empty())
        .collect()
}

fn is_owner(row: &Transaction, names: &[String]) -> bool {
    let Some(counterparty) = &row.counterparty else { return false };
    let counterparty = party::fold(counterparty);
    names.iter().any(|name| party::same_person(&counterparty, name))
}

/// Whether a narration prints at least the last four digits of an account behind a mask, or six of them.
fn names_account(row: &Transaction, ledger: &AccountLedger) -> bool {
    let key = ledger.account.key();
    let digits: String =
        key.chars().rev().take_while(char::is_ascii_digit).collect::<Vec<_>>().into_iter().rev().collect();
    row.narration.split(|c: char| !c.is_alphanumeric() && c != '*').any(|token| {
        let tail: String = token.trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned();
        let masked = tail.len() < token.len();
        tail.len() >= if masked { 4 } else { 6 } && !digits.is_empty() && digits.ends_with(&tail)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::testing::Ledger;
    use crate::model::Reference;
    use jiff::civil::date;

    fn options() -> AnalysisOptions {
        AnalysisOptions::on(date(2025, 7, 1))
    }

    fn two(from: Ledger, to: Ledger) -> Vec<AccountLedger> {
        let (first, last) = (date(2025, 4, 1), date(2025, 4, 30));
        vec![from.account(first, last), to.account(first, last)]
    }

    fn own(number: &str) -> Ledger {
        Ledger::new("INR", 500_000).number(number).holder("RAVI KUMAR")
    }

    #[test]
    fn the_same_reference_pairs_and_sets_the_channel() {
        let mut ledgers = two(
            own("50100011112222")
                .debit(date(2025, 4, 8), 210_000, "IMPS/P2A/509814471001/X")
                .via(Channel::NetBankingTransfer),
            own("60200033334444")
                .credit(date(2025, 4, 9), 210_000, "IMPS/P2A/509814471001/Y")
                .via(Channel::NetBankingTransfer),
        );
        for ledger in &mut ledgers {
            ledger.rows[0].references =
                vec![Reference { kind: ReferenceKind::Rrn, value: "509814471001".to_owned() }];
        }
        let found = find(&mut ledgers, &options());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].reason, SelfTransferReason::SameReference);
        assert!(ledgers.iter().all(|ledger| ledger.rows[0].channel == Channel::SelfTransfer));
    }

    #[test]
    fn a_row_that_names_the_other_account_pairs() {
        let mut ledgers = two(
            own("50100011112222").debit(date(2025, 4, 8), 210_000, "TRF TO XXXXXX4444"),
            own("60200033334444").credit(date(2025, 4, 10), 210_000, "TRF CR"),
        );
        assert_eq!(find(&mut ledgers, &options())[0].reason, SelfTransferReason::NamedOwner);
    }

    #[test]
    fn strangers_with_the_same_amount_are_not_paired() {
        let mut ledgers = two(
            own("1").debit(date(2025, 4, 8), 210_000, "UPI/A").via(Channel::Upi).with("ASHA RAO"),
            own("2").credit(date(2025, 4, 8), 210_000, "UPI/B").via(Channel::Upi).with("JOHN PAUL"),
        );
        assert_eq!(find(&mut ledgers, &options()), []);
    }

    #[test]
    fn an_amount_alone_needs_to_be_the_only_one() {
        let from = own("1").debit(date(2025, 4, 8), 210_000, "TRF");
        let to = own("2").credit(date(2025, 4, 8), 210_000, "TRF");
        assert_eq!(find(&mut two(from.clone(), to.clone()), &options()).len(), 1);
        let twice = to.credit(date(2025, 4, 9), 210_000, "TRF");
        assert_eq!(find(&mut two(from, twice), &options()), []);
    }

    #[test]
    fn a_bank_that_prints_the_sender_into_every_transfer_makes_no_self_transfers() {
        let mut ledger = own("1");
        for day in 1..=8 {
            ledger = ledger
                .debit(date(2025, 4, day), 50_000, "IBFT RAVI KUMAR TO ASHA RAO")
                .via(Channel::NetBankingTransfer)
                .with("RAVI KUMAR");
        }
        let mut ledgers = vec![ledger.account(date(2025, 4, 1), date(2025, 4, 30))];
        assert_eq!(find(&mut ledgers, &options()), []);
    }

    #[test]
    fn a_counterparty_with_the_holders_name_is_the_holder() {
        let ledger = own("1")
            .debit(date(2025, 4, 8), 50_000, "UPI/DR/RAVI KUMAR")
            .via(Channel::Upi)
            .with("Kumar Ravi")
            .debit(date(2025, 4, 9), 50_000, "UPI/DR/RAVI SHARMA")
            .via(Channel::Upi)
            .with("RAVI SHARMA");
        let mut ledgers = vec![ledger.account(date(2025, 4, 1), date(2025, 4, 30))];
        let found = find(&mut ledgers, &options());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].to, found[0].reason), (None, SelfTransferReason::HolderIsCounterparty));
        assert_eq!(ledgers[0].rows[1].channel, Channel::Upi);
    }
}
