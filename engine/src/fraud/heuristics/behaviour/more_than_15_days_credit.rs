//! A stretch of days without any credit.

use crate::analyze::cadence::days;
use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::model::{Direction, FindingGroup, Severity};
use jiff::civil::Date;

/// More than fifteen days within what the statements cover passed without a credit. A business that earns is paid more often;
/// a person who is paid once a month is not, so for persons this is a remark.
pub(in crate::fraud) const MORE_THAN_15_DAYS_CREDIT: Heuristic = Heuristic {
    id: "more_than_15_days_credit",
    group: FindingGroup::Behaviour,
    innocent: &[
        "pay that comes once a month",
        "a trade of seasons, or one that is paid into another account",
    ],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for account in case.accounts() {
        let longest = account.account.ledger.covered.iter().filter_map(|period| {
            let credits = account.rows().iter().filter(|row| row.direction == Direction::Credit);
            let inside = credits.map(|row| row.date).filter(|day| period.from <= *day && *day <= period.to);
            longest_gap(period.from, inside, period.to)
        });
        let Some((quiet, from)) = longest.max() else { continue };
        if quiet > case.thresholds.days_without_credit {
            let severity = if account.is_business() { Severity::Medium } else { Severity::Low };
            let summary = format!("no credit came for {quiet} days from {from} on");
            let most = format!("at most {} days", case.thresholds.days_without_credit);
            findings.add(
                account.about(Seen::new(severity, 70, summary).instead_of(most, format!("{quiet} days"))),
            );
        }
    }
    Ok(())
}

/// The longest run of days without a credit, and its first day.
fn longest_gap(first: Date, credits: impl Iterator<Item = Date>, last: Date) -> Option<(i32, Date)> {
    let mut longest = None;
    let mut quiet_from = first;
    let end = last.tomorrow().unwrap_or(last);
    for day in credits.chain([end]) {
        longest = longest.max(Some((days(quiet_from, day), quiet_from)));
        quiet_from = day.tomorrow().unwrap_or(day);
    }
    longest
}
