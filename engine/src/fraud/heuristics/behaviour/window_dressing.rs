//! A balance that is lifted for the end of a month.

use crate::analyze::cadence::days;
use crate::analyze::year_month::YearMonth;
use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::{AccountCase, EntityCase};
use crate::model::{Direction, FindingGroup, Severity, Transaction};
use jiff::civil::Date;

/// A large credit comes in the last days of a month and leaves in the first days of the next, more than once. Averages of
/// balances look better for it. Pay, loans, refunds and interest are left aside.
pub(in crate::fraud) const WINDOW_DRESSING: Heuristic = Heuristic {
    id: "window_dressing",
    group: FindingGroup::Behaviour,
    innocent: &["a customer who pays at the end of the month and a supplier who is paid at its start"],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for account in case.accounts() {
        let dressed: Vec<(Date, &Transaction)> = account
            .months()
            .filter_map(|month| {
                let end = month.last();
                Some((end, dressed(&account, month, end, case)?))
            })
            .collect();
        let Some((end, row)) = dressed.last() else { continue };
        if dressed.len() >= case.thresholds.dressed_months {
            let summary = format!(
                "at the end of {} months a large sum came and left within days, latest around {end}",
                dressed.len()
            );
            findings.add(account.about_row(row, Seen::new(Severity::Medium, 55, summary)));
        }
    }
    Ok(())
}

/// The credit that lifted the balance at the end of a month and left again.
fn dressed<'a>(
    account: &AccountCase<'a>,
    month: YearMonth,
    end: Date,
    case: &EntityCase<'_>,
) -> Option<&'a Transaction> {
    let near = case.thresholds.dressing_days;
    let balances: Vec<i64> =
        account.account.balances.between(month.first(), end).map(|(_, balance)| balance).collect();
    let mean = i128::from(balances.iter().sum::<i64>())
        / i128::try_from(balances.len()).ok().filter(|count| *count > 0)?;
    let lifts = |row: &Transaction| {
        i128::from(row.amount.minor) * 100 >= mean * i128::from(case.thresholds.dressing_percent)
            && row.amount.minor > 0
    };
    account.free_credits().filter(|row| row.date <= end && days(row.date, end) < near && lifts(row)).find(
        |row| {
            let leaves = account.rows().iter().filter(|out| {
                out.direction == Direction::Debit && out.date > end && days(end, out.date) <= near
            });
            // One or two payments, not the many of an ordinary week.
            let largest = leaves.map(|out| out.amount.minor).max().unwrap_or(0);
            i128::from(largest) * 100
                >= i128::from(row.amount.minor) * i128::from(case.thresholds.dressing_leaves_percent)
        },
    )
}
