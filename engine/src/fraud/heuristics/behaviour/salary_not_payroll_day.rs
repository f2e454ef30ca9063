//! Pay far from the usual pay day.

use crate::analyze::cadence::days;
use crate::analyze::salary::PayKind;
use crate::analyze::year_month::YearMonth;
use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::model::{FindingGroup, Severity};
use jiff::civil::Date;

/// Regular pay that is more than ten days from the day on which it usually comes. Employers run payrolls by the calendar.
pub(in crate::fraud) const SALARY_NOT_PAYROLL_DAY: Heuristic = Heuristic {
    id: "salary_not_payroll_day",
    group: FindingGroup::Behaviour,
    innocent: &[
        "an employer that was late, or paid early before a feast",
        "the last pay of a job, settled when it ended",
    ],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for account in case.accounts() {
        for job in account.account.salary.employments.iter().filter(|job| job.kind == PayKind::Salary) {
            let Some(usual) = job.pay_day.filter(|_| job.payments >= case.thresholds.pays_of_a_rhythm) else {
                continue;
            };
            let own = account.pays().filter(|(_, pay)| {
                pay.kind == PayKind::Salary && !pay.is_part && pay.employer == job.employer
            });
            for (row, _) in own {
                let off = to_nearest(row.date, usual);
                if off > case.thresholds.pay_day_strays {
                    let summary = format!("the pay of {} came {off} days from the usual pay day", row.date);
                    let seen = Seen::new(Severity::Low, 60, summary);
                    let seen =
                        seen.instead_of(format!("around day {usual} of a month"), row.date.to_string());
                    findings.add(account.about_row(row, seen));
                }
            }
        }
    }
    Ok(())
}

/// Days to the nearest such day of a month, in this month or one of its neighbours.
fn to_nearest(date: Date, day: i8) -> i32 {
    let month = YearMonth::of(date);
    let near = [month.before(), month, month.plus(1)].map(|month| days(date, month.day(day)).abs());
    near.into_iter().min().unwrap_or(0)
}
