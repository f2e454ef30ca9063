//! Statements of one account of which some print its number in full and some with masks.

use super::entity::EntityStatement;
use super::party;
use crate::model::{Located, Period, Statement, Transaction, account_key, number};
use crate::read;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Joins groups of statements whose masked number can be that of exactly one other group, where nothing contradicts.
pub(super) fn join(statements: &[EntityStatement<'_>], groups: &mut Vec<Vec<usize>>) {
    let mut place = 0;
    while place < groups.len() {
        // Neither side may be in doubt: a masked number that can be of two accounts is of neither.
        let home = only_candidate(statements, groups, place)
            .filter(|home| only_candidate(statements, groups, *home) == Some(place));
        match home {
            Some(home) if !contradict(statements, groups.get(home), groups.get(place)) => {
                // The group that was there first keeps its place among the accounts.
                let (first, second) = (home.min(place), home.max(place));
                let joined = groups.remove(second);
                if let Some(group) = groups.get_mut(first) {
                    group.extend(joined);
                    group.sort_unstable();
                }
                place = 0;
            }
            _ => place += 1,
        }
    }
}

/// The one group whose number that of a group can be; nothing when there are several.
fn only_candidate(statements: &[EntityStatement<'_>], groups: &[Vec<usize>], place: usize) -> Option<usize> {
    let one = groups.get(place)?;
    let mut candidates = groups
        .iter()
        .enumerate()
        .filter(|(other, two)| *other != place && may_be(statements, one, two))
        .map(|(other, _)| other);
    candidates.next().filter(|_| candidates.next().is_none())
}

/// Whether two groups are of one bank and currency, and one number is masked and can be the other.
fn may_be(statements: &[EntityStatement<'_>], one: &[usize], other: &[usize]) -> bool {
    let member = |group: &[usize]| group.first().and_then(|index| statements.get(*index)).copied();
    let (Some(one), Some(other)) = (member(one), member(other)) else { return false };
    let bank = |of: &EntityStatement<'_>| of.bank.map(|bank| bank.id.clone());
    let (account, other_account) = (&one.statement.account, &other.statement.account);
    bank(&one).is_some()
        && bank(&one) == bank(&other)
        && account.currency == other_account.currency
        && account.twin == 0
        && other_account.twin == 0
        && number::may_be(&account.key(), &other_account.key())
}

/// Whether holder, branch code or the rows of days that both cover differ.
fn contradict(
    statements: &[EntityStatement<'_>],
    one: Option<&Vec<usize>>,
    other: Option<&Vec<usize>>,
) -> bool {
    let members = |group: Option<&Vec<usize>>| -> Vec<&Statement> {
        let indices = group.into_iter().flatten();
        indices.filter_map(|index| statements.get(*index)).map(|member| member.statement).collect()
    };
    let (one, other) = (members(one), members(other));
    one.iter().any(|one| other.iter().any(|other| differ(one, other)))
}

fn differ(one: &Statement, other: &Statement) -> bool {
    let value = |field: &Option<Located<String>>| field.as_ref().map(|located| located.value.clone());
    let codes = value(&one.account.ifsc).zip(value(&other.account.ifsc));
    let names = value(&one.identity.name).zip(value(&other.identity.name));
    let other_person = names.is_some_and(|(one, other)| {
        let (one, other) = (party::fold(&one), party::fold(&other));
        one != other && !party::same_person(&one, &other)
    });
    codes.is_some_and(|(one, other)| one != other) || other_person || rows_differ(one, other)
}

/// Whether days that both cover show other rows.
fn rows_differ(one: &Statement, other: &Statement) -> bool {
    let (Some(first), Some(second)) = (one.date_range(), other.date_range()) else { return false };
    let both = Period { from: first.from.max(second.from), to: first.to.min(second.to) };
    let shown = |statement: &Statement| -> BTreeSet<_> {
        let rows = statement.transactions.iter();
        rows.filter(|row| both.from <= row.date && row.date <= both.to)
            .map(|row| (row.date, row.signed_minor(), row.balance.map(|balance| balance.minor)))
            .collect()
    };
    both.from <= both.to && shown(one) != shown(other)
}

/// The number that shows most of its digits; of several such the latest.
pub(super) fn fullest<'s>(statements: impl Iterator<Item = &'s Statement>) -> Option<&'s Located<String>> {
    let numbers = statements.filter_map(|statement| statement.account.number.as_ref());
    numbers.max_by_key(|printed| {
        let key = account_key(&printed.value);
        (!number::is_masked(&key), number::shown(&key))
    })
}

/// The rows of a statement with the hashes that they have under the number of their account, which may show more than the
/// statement does.
#[must_use]
pub fn rows<'s>(statement: &'s Statement, number: Option<&str>) -> Cow<'s, [Transaction]> {
    let own = statement.account.key();
    let full = number.map(account_key).unwrap_or_default();
    // A number that is punctuated differently has the same key.
    if full == own || !number::may_be(&full, &own) {
        return Cow::Borrowed(&statement.transactions);
    }
    let mut rows = statement.transactions.clone();
    read::give_hashes(&mut rows, &full);
    Cow::Owned(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::entity::merge;
    use crate::analyze::testing::Ledger;
    use crate::model::BankRef;
    use jiff::civil::date;

    /// Statements of one bank.
    fn accounts(statements: &[&Statement]) -> Vec<(Option<String>, usize)> {
        let bank = BankRef { id: "lantern_bay".to_owned(), name: String::new(), country: "IN".to_owned() };
        let members: Vec<_> =
            statements.iter().map(|statement| EntityStatement { statement, bank: Some(&bank) }).collect();
        let merged = merge(&members).into_iter();
        merged.map(|ledger| (ledger.account.number.map(|number| number.value), ledger.rows.len())).collect()
    }

    fn ledger(number: &str) -> Ledger {
        let rows = Ledger::new("INR", 10_000).number(number);
        rows.credit(date(2025, 4, 3), 500, "A").debit(date(2025, 4, 20), 200, "B").debit(
            date(2025, 5, 6),
            300,
            "C",
        )
    }

    fn hashed(number: &str, from: jiff::civil::Date, to: jiff::civil::Date) -> Statement {
        let mut statement = ledger(number).statement(from, to);
        let key = statement.account.key();
        read::give_hashes(&mut statement.transactions, &key);
        statement
    }

    #[test]
    fn a_masked_number_joins_the_account_that_it_can_be_and_shared_rows_count_once() {
        let masked = hashed("XXXXXXX1234", date(2025, 4, 1), date(2025, 4, 30));
        let full = hashed("98760001234", date(2025, 4, 15), date(2025, 5, 31));
        assert_eq!(accounts(&[&masked, &full]), [(Some("98760001234".to_owned()), 3)]);
    }

    #[test]
    fn a_masked_number_that_may_be_two_accounts_stays_alone() {
        let masked = hashed("XXXXXXX1234", date(2025, 4, 1), date(2025, 4, 30));
        let one = hashed("98760001234", date(2025, 5, 1), date(2025, 5, 31));
        let two = hashed("55560001234", date(2025, 5, 1), date(2025, 5, 31));
        assert_eq!(accounts(&[&masked, &one, &two]).len(), 3);
    }

    #[test]
    fn other_rows_on_a_day_that_both_cover_keep_accounts_apart() {
        let masked = hashed("XXXXXXX1234", date(2025, 4, 1), date(2025, 4, 30));
        let mut full = hashed("98760001234", date(2025, 4, 15), date(2025, 5, 31));
        full.transactions.remove(0);
        assert_eq!(accounts(&[&masked, &full]).len(), 2);
    }

    #[test]
    fn another_holder_keeps_accounts_apart() {
        let masked = ledger("XXXXXXX1234").holder("ASHA RAO").statement(date(2025, 4, 1), date(2025, 4, 30));
        let full = ledger("98760001234").holder("MOHAN DAS").statement(date(2025, 5, 1), date(2025, 5, 31));
        assert_eq!(accounts(&[&masked, &full]).len(), 2);
    }
}
