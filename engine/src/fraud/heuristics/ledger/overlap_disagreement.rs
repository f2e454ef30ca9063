//! Two statements of one account that tell the same day differently.

use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::{AccountCase, EntityCase};
use crate::model::{FindingGroup, Severity, Statement, Transaction};
use jiff::civil::Date;

/// Days that two statements of one account both cover, with other rows or another balance at their end.
pub(in crate::fraud) const OVERLAP_DISAGREEMENT: Heuristic = Heuristic {
    id: "overlap_disagreement",
    group: FindingGroup::Ledger,
    innocent: &[
        "one of them lists rows under the day of value, the other under the day of booking",
        "rows were pending or not yet booked when the earlier one was made",
    ],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for account in case.accounts() {
        let statements = account.statements();
        for (index, later) in statements.iter().enumerate() {
            for (_, earlier) in statements.iter().take(index) {
                compare(&account, earlier, *later, findings);
            }
        }
    }
    Ok(())
}

fn compare(
    account: &AccountCase<'_>,
    earlier: &Statement,
    (place, later): (usize, &Statement),
    findings: &mut Findings<'_>,
) {
    let (Some(one), Some(other)) = (earlier.date_range(), later.date_range()) else { return };
    let (from, to) = (one.from.max(other.from), one.to.min(other.to));
    let mut days: Vec<Date> =
        earlier.transactions.iter().chain(&later.transactions).map(|row| row.date).collect();
    days.sort_unstable();
    days.dedup();
    for day in days.into_iter().filter(|day| from <= *day && *day <= to) {
        // On its last day a statement may have been made before the day was over.
        if (day == one.to || day == other.to) && one.to != other.to {
            continue;
        }
        if let Some(seen) = compare_day(day, earlier, later) {
            findings.add(account.about(seen).in_statement(Some(place)));
        }
    }
}

fn compare_day(day: Date, earlier: &Statement, later: &Statement) -> Option<Seen> {
    let (before, after) = (of_day(earlier, day), of_day(later, day));
    let only_before = missing_from(&before, &after);
    let only_after = missing_from(&after, &before);
    if !only_before.is_empty() || !only_after.is_empty() {
        let summary = format!("two statements of one account list other rows on {day}");
        let seen = Seen::new(Severity::High, 80, summary);
        // A row that the later one lacks is shown where it should stand: after the last one before it.
        let place = only_after.first().or(after.last()).copied();
        let place = place.or_else(|| later.transactions.iter().rev().find(|row| row.date <= day));
        let seen = match place {
            Some(row) => seen.about(row),
            None => seen,
        };
        return Some(seen.instead_of(listed(&only_before), listed(&only_after)));
    }
    let closing = |rows: &[&Transaction]| rows.last().and_then(|row| row.balance);
    let (first, second) = (closing(&before)?, closing(&after)?);
    if first == second || before.iter().any(|row| row.balance == Some(second)) {
        return None;
    }
    let summary = format!("two statements of one account have other balances on {day}");
    let seen = Seen::new(Severity::High, 80, summary).about(after.last()?);
    Some(seen.instead_of(first.to_decimal(), second.to_decimal()))
}

fn of_day(statement: &Statement, day: Date) -> Vec<&Transaction> {
    statement.transactions.iter().filter(|row| row.date == day).collect()
}

/// Rows of one list whose amounts the other one does not have, each counted as often as it is there.
fn missing_from<'r>(rows: &[&'r Transaction], others: &[&Transaction]) -> Vec<&'r Transaction> {
    let mut left: Vec<i64> = others.iter().map(|row| row.signed_minor()).collect();
    let missing = |row: &&&'r Transaction| {
        let found = left.iter().position(|amount| *amount == row.signed_minor());
        found.map(|place| left.swap_remove(place)).is_none()
    };
    rows.iter().filter(missing).copied().collect()
}

fn listed(rows: &[&Transaction]) -> String {
    let amounts: Vec<String> =
        rows.iter().take(6).map(|row| row.amount.with_minor(row.signed_minor()).to_decimal()).collect();
    if amounts.is_empty() { "nothing more".to_owned() } else { amounts.join(", ") }
}
