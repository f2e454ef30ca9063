//! Payments that their rail could not make on that day.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::fraud::ledger::{rail_rows, whole};
use crate::model::{Direction, FindingGroup, Money, Severity, Statement, Transaction};
use bank_templates::{Holidays, Rail, Rails};
use jiff::civil::{Date, Time};
use std::collections::BTreeMap;

/// A row above what its rail moves at once or in a day, before the rail existed, or outside its hours.
pub(in crate::fraud) const RAIL_RULE: Heuristic = Heuristic {
    id: "rail_rule",
    group: FindingGroup::Ledger,
    innocent: &[
        "limits are higher for some purposes and some customers",
        "the narration names the rail for another reason",
        "the bank booked a payment on the day on which it was ordered, not on that on which it was made",
    ],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for statement in case.statements {
        let Some(rails) = Rails::of_currency(statement.account.currency.code()) else { continue };
        let holidays = Holidays::of(&rails.country);
        for (row, rail) in rail_rows(statement) {
            if row.date < rail.since {
                let summary = format!("{} began on {}, later than the row", rail.name, rail.since);
                let expected = format!("{} or later", rail.since);
                let seen = Seen::new(Severity::High, 80, summary).about(row);
                findings.add(seen.instead_of(expected, row.date.to_string()));
                continue;
            }
            at_once(row, rail, findings);
            hours(row, rail, holidays, findings);
        }
        in_a_day(statement, findings);
    }
    Ok(())
}

/// How far beyond the limits something is: beyond that of favoured purposes, beyond the usual one, or within.
fn beyond(limit: bank_templates::rails::Limit, moved: Money) -> Option<(Severity, Money)> {
    let usual = whole(limit.amount, moved);
    let most = whole(limit.purpose.unwrap_or(limit.amount), moved);
    match moved.minor {
        minor if minor > most.minor => Some((Severity::Medium, most)),
        minor if minor > usual.minor => Some((Severity::Low, usual)),
        _ => None,
    }
}

fn at_once(row: &Transaction, rail: &Rail, findings: &mut Findings<'_>) {
    let Some((severity, most)) = rail.most(row.date).and_then(|limit| beyond(limit, row.amount)) else {
        return;
    };
    let summary = format!("{} moves no more than {} at once", rail.name, most.to_decimal());
    findings.add(
        Seen::new(severity, 70, summary)
            .about(row)
            .instead_of(format!("{} or less", most.to_decimal()), row.amount.to_decimal()),
    );
}

/// What the payments of a day move out of the account by a rail; each of them within the limit of one payment.
fn in_a_day(statement: &Statement, findings: &mut Findings<'_>) {
    let mut days: BTreeMap<(Date, &str), (Money, &Rail, Vec<&Transaction>)> = BTreeMap::new();
    for (row, rail) in rail_rows(statement).filter(|(row, _)| row.direction == Direction::Debit) {
        let zero = row.amount.with_minor(0);
        let (sum, _, rows) =
            days.entry((row.date, rail.name.as_str())).or_insert_with(|| (zero, rail, Vec::new()));
        sum.minor = sum.minor.saturating_add(row.amount.minor);
        rows.push(row);
    }
    for ((day, name), (sum, rail, rows)) in days {
        let Some((severity, most)) = rail.most_a_day(day).and_then(|limit| beyond(limit, sum)) else {
            continue;
        };
        // A single payment is told as such.
        let Some(last) = rows.last().filter(|_| rows.len() > 1) else { continue };
        let summary =
            format!("{} rows move more by {name} on {day} than an account may in a day", rows.len());
        findings.add(
            Seen::new(severity, 60, summary)
                .about(last)
                .at(rows.iter().rev().skip(1).flat_map(|row| row.at.first().copied()))
                .instead_of(format!("{} or less", most.to_decimal()), sum.to_decimal()),
        );
    }
}

/// Rails that kept hours settled nothing at night and on the days on which all banks rest.
fn hours(row: &Transaction, rail: &Rail, holidays: Option<&Holidays>, findings: &mut Findings<'_>) {
    if !rail.kept_hours(row.date) {
        return;
    }
    // A debit may be booked when it is ordered; a credit comes when it comes.
    let severity = if row.direction == Direction::Credit { Severity::Medium } else { Severity::Low };
    let rests = holidays.is_some_and(|holidays| {
        holidays.is_weekend(row.date) || holidays.holiday(row.date).is_some_and(|holiday| holiday.everywhere)
    });
    let seen = if rests {
        let summary = format!("{} did not work on {}, a day of rest of all banks", rail.name, row.date);
        Seen::new(severity, 65, summary).instead_of("a working day", row.date.to_string())
    } else if let (Some(time), Some((opens, closes))) = (row.time, rail.hours(row.date))
        && !(opens..=closes).contains(&time)
        && time != Time::midnight()
    {
        let summary = format!("{} did not work at {time} in those days", rail.name);
        Seen::new(severity, 55, summary).instead_of(format!("{opens} to {closes}"), time.to_string())
    } else {
        return;
    };
    findings.add(seen.about(row));
}
