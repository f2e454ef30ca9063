//! Several statements of one person become accounts: rows once each, in order, with the days that are covered and missing.

use super::masked;
use crate::model::{Account, BankRef, Currency, Identity, Period, Report, Statement, Transaction, Verdict};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A statement and the bank that issued it.
#[derive(Clone, Copy, Debug)]
pub struct EntityStatement<'a> {
    /// The statement with its rows enriched.
    pub statement: &'a Statement,
    /// The bank, when it is known.
    pub bank: Option<&'a BankRef>,
}

/// The statements of a document.
#[must_use]
pub fn statements_of(report: &Report) -> Vec<EntityStatement<'_>> {
    let bank = report.detection.bank.as_ref();
    report.statements.iter().map(|statement| EntityStatement { statement, bank }).collect()
}

/// One account over all its statements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountLedger {
    /// The bank, when it is known.
    pub bank: Option<BankRef>,
    /// The account as the latest statement prints it.
    pub account: Account,
    /// The holder as the latest statement prints it.
    pub identity: Identity,
    /// ISO 3166 country whose calendar and words count; empty when neither bank nor currency tells.
    pub country: String,
    /// Currency of all amounts.
    pub currency: Currency,
    /// Rows, oldest first, each once. The channel of a self transfer is `self_transfer` here.
    pub rows: Vec<Transaction>,
    /// Balance after each row in minor units: printed, or carried from the last known one. Parallel to `rows`.
    pub running: Vec<Option<i64>>,
    /// Balance before the first row, in minor units.
    pub opening: Option<i64>,
    /// Days that statements cover, oldest first; neighbours joined.
    pub covered: Vec<Period>,
    /// Days between the first and the last covered one that no statement covers.
    pub missing: Vec<Period>,
    /// Places where one statement does not continue the one before although no day is missing.
    pub discontinuities: Vec<Discontinuity>,
    /// Which of the given statements belong here.
    pub statements: Vec<usize>,
    /// The least of their verdicts.
    pub verdict: Verdict,
}

/// A statement that opens with another balance than the one before closed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discontinuity {
    /// First day of the later statement.
    pub on: Date,
    /// Closing balance of the earlier statement, in minor units.
    pub closing: i64,
    /// Opening balance of the later statement, in minor units.
    pub opening: i64,
}

impl AccountLedger {
    /// First and last covered day.
    #[must_use]
    pub fn span(&self) -> Option<Period> {
        Some(Period { from: self.covered.first()?.from, to: self.covered.last()?.to })
    }

    /// Whether a day is covered by a statement.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.covered.iter().any(|period| period.from <= day && day <= period.to)
    }
}

/// Sorts statements into accounts and merges the rows of each.
///
/// Accounts are told apart by bank, account number and currency; a masked number is that of the one account whose number it
/// can be, where nothing contradicts. Statements that print no account number belong together
/// only when they share a row or one opens with what the other closed with: everything else stays an account of its own.
#[must_use]
pub fn merge(statements: &[EntityStatement<'_>]) -> Vec<AccountLedger> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for index in 0..statements.len() {
        let home =
            groups.iter().position(|group| group.iter().any(|other| same_account(statements, *other, index)));
        match home.and_then(|home| groups.get_mut(home)) {
            Some(group) => group.push(index),
            None => groups.push(vec![index]),
        }
    }
    masked::join(statements, &mut groups);
    groups.into_iter().filter_map(|group| account(statements, group)).collect()
}

fn same_account(statements: &[EntityStatement<'_>], one: usize, other: usize) -> bool {
    let (Some(one), Some(other)) = (statements.get(one), statements.get(other)) else { return false };
    let bank = |of: &EntityStatement<'_>| of.bank.map(|bank| bank.id.clone());
    if one.statement.account.currency != other.statement.account.currency || bank(one) != bank(other) {
        return false;
    }
    let (key, other_key) = (one.statement.account.key(), other.statement.account.key());
    if !key.is_empty() || !other_key.is_empty() {
        return key == other_key;
    }
    let hashes: HashSet<&str> = one.statement.transactions.iter().map(|row| row.hash.as_str()).collect();
    other.statement.transactions.iter().any(|row| hashes.contains(row.hash.as_str()))
        || follows(one.statement, other.statement)
        || follows(other.statement, one.statement)
}

/// Whether a statement opens on the day after another closed, with the balance that it closed with.
fn follows(earlier: &Statement, later: &Statement) -> bool {
    let (Some(before), Some(after)) = (earlier.date_range(), later.date_range()) else { return false };
    let (closing, opening) = (earlier.reconciliation.closing_balance, later.reconciliation.opening_balance);
    before.to.tomorrow().ok() == Some(after.from) && closing.is_some() && closing == opening
}

fn account(statements: &[EntityStatement<'_>], group: Vec<usize>) -> Option<AccountLedger> {
    let mut members: Vec<(usize, EntityStatement<'_>)> =
        group.into_iter().filter_map(|index| Some((index, *statements.get(index)?))).collect();
    // The order in time, so that the order of upload changes nothing.
    members.sort_by_key(|(_, member)| {
        let range = member.statement.date_range();
        (range.map(|range| range.from), range.map(|range| range.to))
    });
    let (_, latest) =
        members.iter().max_by_key(|(_, member)| member.statement.date_range().map(|range| range.to))?;
    let number = masked::fullest(members.iter().map(|(_, member)| member.statement));
    // Hashes are of the account number, so rows of a masked one need those of the full one to be recognised.
    let lists: Vec<Cow<'_, [Transaction]>> = members
        .iter()
        .map(|(_, member)| masked::rows(member.statement, number.map(|number| number.value.as_str())))
        .collect();
    let rows = merge_rows(lists.iter().map(AsRef::as_ref));
    let opening = members
        .iter()
        .find_map(|(_, member)| member.statement.reconciliation.opening_balance)
        .map(|money| money.minor);
    let covered = covered(members.iter().filter_map(|(_, member)| member.statement.date_range()));
    let currency = latest.statement.account.currency;
    let country = match latest.bank {
        Some(bank) if !bank.country.is_empty() => bank.country.clone(),
        _ => country_of(currency).to_owned(),
    };
    let mut indices: Vec<usize> = members.iter().map(|(index, _)| *index).collect();
    indices.sort_unstable();
    Some(AccountLedger {
        bank: latest.bank.cloned(),
        account: Account { number: number.cloned(), ..latest.statement.account.clone() },
        identity: latest.statement.identity.clone(),
        country,
        currency,
        running: running(&rows, opening),
        rows,
        opening,
        missing: missing(&covered),
        discontinuities: discontinuities(&members),
        covered,
        statements: indices,
        verdict: members.iter().map(|(_, member)| member.statement.reconciliation.verdict).fold(
            Verdict::Proven,
            |worst, verdict| match (worst, verdict) {
                (Verdict::Unproven, _) | (_, Verdict::Unproven) => Verdict::Unproven,
                (Verdict::ProvenWithGaps, _) | (_, Verdict::ProvenWithGaps) => Verdict::ProvenWithGaps,
                _ => Verdict::Proven,
            },
        ),
    })
}

/// Merges rows that are each in order. Equal hashes are the same row. Within a day a row keeps its place after the row
/// that stands before it in its own statement.
fn merge_rows<'r>(lists: impl Iterator<Item = &'r [Transaction]>) -> Vec<Transaction> {
    let mut days: BTreeMap<Date, Vec<&'r Transaction>> = BTreeMap::new();
    for rows in lists {
        let mut by_day: BTreeMap<Date, Vec<&'r Transaction>> = BTreeMap::new();
        for row in rows {
            by_day.entry(row.date).or_default().push(row);
        }
        for (date, news) in by_day {
            let day = days.entry(date).or_default();
            if day.is_empty() {
                let mut seen = HashSet::new();
                day.extend(news.into_iter().filter(|row| seen.insert(row.hash.as_str())));
            } else {
                weave(day, &news);
            }
        }
    }
    days.into_values().flatten().cloned().collect()
}

/// Puts the rows of another statement into a day. A day that shares no row continues the earlier statement; otherwise new
/// rows stand where the shared ones around them say.
fn weave<'r>(day: &mut Vec<&'r Transaction>, news: &[&'r Transaction]) {
    let known = std::mem::take(day);
    let places: HashMap<&str, usize> =
        known.iter().enumerate().map(|(place, row)| (row.hash.as_str(), place)).collect();
    let mut taken =
        if news.iter().any(|row| places.contains_key(row.hash.as_str())) { 0 } else { known.len() };
    day.extend(known.iter().take(taken));
    let mut added = HashSet::new();
    for row in news {
        match places.get(row.hash.as_str()) {
            Some(place) if *place >= taken => {
                day.extend(known.get(taken..=*place).into_iter().flatten());
                taken = place + 1;
            }
            Some(_) => {}
            None if added.insert(row.hash.as_str()) => day.push(row),
            None => {}
        }
    }
    day.extend(known.get(taken..).into_iter().flatten());
}

fn running(rows: &[Transaction], opening: Option<i64>) -> Vec<Option<i64>> {
    let mut known = opening;
    rows.iter()
        .map(|row| {
            let carried = known.and_then(|balance| balance.checked_add(row.signed_minor()));
            known = row.balance.map(|balance| balance.minor).or(carried);
            known
        })
        .collect()
}

fn covered(periods: impl Iterator<Item = Period>) -> Vec<Period> {
    let mut sorted: Vec<Period> = periods.filter(|period| period.from <= period.to).collect();
    sorted.sort_by_key(|period| (period.from, period.to));
    let mut joined: Vec<Period> = Vec::new();
    for period in sorted {
        match joined.last_mut() {
            Some(last) if period.from <= last.to.tomorrow().unwrap_or(last.to) => {
                last.to = last.to.max(period.to)
            }
            _ => joined.push(period),
        }
    }
    joined
}

fn missing(covered: &[Period]) -> Vec<Period> {
    covered
        .windows(2)
        .filter_map(|pair| {
            let [before, after] = pair else { return None };
            Some(Period {
                from: before.to.checked_add(1.day()).ok()?,
                to: after.from.checked_sub(1.day()).ok()?,
            })
        })
        .collect()
}

fn discontinuities(members: &[(usize, EntityStatement<'_>)]) -> Vec<Discontinuity> {
    members
        .windows(2)
        .filter_map(|pair| {
            let [(_, before), (_, after)] = pair else { return None };
            let (one, other) = (before.statement.date_range()?, after.statement.date_range()?);
            let closing = before.statement.reconciliation.closing_balance?.minor;
            let opening = after.statement.reconciliation.opening_balance?.minor;
            (one.to.tomorrow().ok()? == other.from && closing != opening).then_some(Discontinuity {
                on: other.from,
                closing,
                opening,
            })
        })
        .collect()
}

/// The country that a currency belongs to, where it belongs to one.
fn country_of(currency: Currency) -> &'static str {
    match currency.code() {
        "INR" => "IN",
        "KRW" => "KR",
        "VND" => "VN",
        "RON" => "RO",
        "USD" => "US",
        "GBP" => "GB",
        "SGD" => "SG",
        "NZD" => "NZ",
        "AUD" => "AU",
        "SEK" => "SE",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::testing::{Ledger, entity_of};
    use jiff::civil::date;

    /// Three months with two rows on most days, one pair of them alike in everything but the balance.
    fn quarter() -> Ledger {
        let mut ledger = Ledger::new("INR", 100_000);
        for month in 4..=6 {
            for day in [1, 5, 9, 14, 20, 27] {
                ledger = ledger.debit(date(2025, month, day), 500, "UPI/DR/TEA STALL").debit(
                    date(2025, month, day),
                    500,
                    "UPI/DR/TEA STALL",
                );
            }
        }
        ledger
    }

    #[test]
    fn overlapping_and_repeated_statements_double_and_lose_nothing() {
        let whole = quarter().statement(date(2025, 4, 1), date(2025, 6, 30));
        let first = quarter().statement(date(2025, 4, 1), date(2025, 5, 9));
        let second = quarter().statement(date(2025, 5, 5), date(2025, 6, 30));
        for statements in [
            vec![&first, &second],
            vec![&second, &first],
            vec![&first, &second, &first, &whole],
            vec![&whole, &second],
        ] {
            let merged = merge(&entity_of(&statements));
            assert_eq!(merged.len(), 1);
            assert_eq!(merged[0].rows, whole.transactions);
            assert_eq!(merged[0].opening, Some(100_000));
            assert_eq!(merged[0].missing, []);
            assert_eq!(merged[0].running.last(), Some(&Some(100_000 - 36 * 500)));
        }
    }

    #[test]
    fn a_day_cut_in_two_by_statements_keeps_its_order() {
        let whole = quarter().statement(date(2025, 4, 1), date(2025, 4, 9));
        let (mut early, mut late) = (whole.clone(), whole.clone());
        early.transactions.truncate(5);
        late.transactions.drain(..3);
        assert_eq!(merge(&entity_of(&[&late, &early]))[0].rows, whole.transactions);
    }

    #[test]
    fn missing_days_are_named_and_a_balance_that_jumps_is_noted() {
        let quarter = || quarter().number("111");
        let april = quarter().statement(date(2025, 4, 1), date(2025, 4, 30));
        let may = quarter().statement(date(2025, 5, 1), date(2025, 5, 31));
        let june = quarter().statement(date(2025, 6, 1), date(2025, 6, 30));
        let merged = merge(&entity_of(&[&june, &april]));
        assert_eq!(merged[0].missing, [Period { from: date(2025, 5, 1), to: date(2025, 5, 31) }]);
        assert!(!merged[0].covers(date(2025, 5, 9)) && merged[0].covers(date(2025, 6, 9)));
        let mut other = may.clone();
        other.reconciliation.opening_balance = Some(april.transactions[0].amount.with_minor(7));
        assert_eq!(merge(&entity_of(&[&april, &may]))[0].discontinuities, []);
        let jumps = &merge(&entity_of(&[&april, &other]))[0].discontinuities;
        assert_eq!((jumps[0].on, jumps[0].opening), (date(2025, 5, 1), 7));
    }

    #[test]
    fn accounts_and_currencies_stay_apart_and_numberless_ones_need_a_reason_to_meet() {
        let rupees = quarter().number("111").statement(date(2025, 4, 1), date(2025, 4, 30));
        let other = quarter().number("222").statement(date(2025, 4, 1), date(2025, 4, 30));
        let mut dollars = rupees.clone();
        dollars.account.currency = Currency::parse("USD").unwrap();
        assert_eq!(merge(&entity_of(&[&rupees, &other, &dollars])).len(), 3);
        let april = quarter().statement(date(2025, 4, 1), date(2025, 4, 30));
        let may = quarter().statement(date(2025, 5, 1), date(2025, 5, 31));
        let mut stranger = may.clone();
        stranger.reconciliation.opening_balance = None;
        assert_eq!(merge(&entity_of(&[&april, &may])).len(), 1, "May opens with what April closed with");
        assert_eq!(merge(&entity_of(&[&april, &stranger])).len(), 2);
    }
}
