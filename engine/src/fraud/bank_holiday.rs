//! Rows of days on which the banks of a country rest everywhere: what four heuristics look for.

use super::case::{Findings, Seen};
use super::entity_case::EntityCase;
use crate::model::{Severity, Transaction};
use bank_templates::Holidays;
use jiff::civil::Date;

/// Names each wanted row that was booked while all branches of the country were closed.
///
/// Days on which only some states rest, and Saturdays that only some branches keep, say nothing. A row whose value date is a
/// working day was cleared on that day and only booked later.
pub(super) fn look(
    case: &EntityCase<'_>,
    findings: &mut Findings<'_>,
    what_happened: &str,
    wanted: impl Fn(&Transaction) -> bool,
) -> Result<(), &'static str> {
    let mut looked = false;
    for account in case.accounts() {
        let Some(holidays) = Holidays::of(&account.account.ledger.country) else { continue };
        looked = true;
        let closed = |row: &&Transaction| {
            holidays.branches_rest(row.date) && row.value_date.is_none_or(|day| holidays.branches_rest(day))
        };
        for row in account.rows().iter().filter(|row| wanted(row)).filter(closed) {
            let summary = format!("{what_happened} on {}, {}", row.date, day_of_rest(holidays, row.date));
            let seen = Seen::new(Severity::Medium, 50, summary);
            findings.add(account.about_row(row, seen.instead_of("a working day", row.date.to_string())));
        }
    }
    if looked || case.analysis.accounts.is_empty() {
        Ok(())
    } else {
        Err("no bank holidays are known for the country")
    }
}

/// What day of rest it is: `Republic Day`, or `a Sunday`.
fn day_of_rest(holidays: &Holidays, day: Date) -> String {
    match holidays.holiday(day) {
        Some(holiday) => holiday.name.clone(),
        None => format!("a {}", day.strftime("%A")),
    }
}
