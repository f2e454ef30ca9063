//! Rows on days that they cannot be booked on.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::model::{FindingGroup, Locator, Severity, Statement};
use jiff::ToSpan;
use jiff::civil::Date;
use pdf::Word;

/// A row outside the printed period, in the future, before the row above it, or on a day that does not exist.
pub(in crate::fraud) const IMPOSSIBLE_DATE: Heuristic = Heuristic {
    id: "impossible_date",
    group: FindingGroup::Ledger,
    innocent: &[
        "the bank lists a row under the day of its purchase or value, not of its booking",
        "the printed period is that of the order, not that of the rows",
        "a row was booked ahead for a day to come",
    ],
    check: Check::Both(in_document, in_future),
};

fn in_document(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for statement in case.statements {
        outside_period(case, statement, findings);
        out_of_order(case, statement, findings);
    }
    days_that_are_none(case, findings);
    Ok(())
}

/// A file cannot know what day it is; whoever analyses the entity does.
fn in_future(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for account in case.accounts() {
        for row in account.rows().iter().filter(|row| row.date > case.today) {
            let summary = format!("the row of {} lies in the future", row.date);
            let seen = Seen::new(Severity::High, 85, summary)
                .instead_of(format!("{} or earlier", case.today), row.date.to_string());
            findings.add(account.about_row(row, seen));
        }
    }
    Ok(())
}

fn outside_period(case: &Case<'_>, statement: &Statement, findings: &mut Findings<'_>) {
    let Some(period) = statement.period else { return };
    let first = period.from.saturating_sub(case.thresholds.rows_before_period_days.days());
    let last = period.to.saturating_add(case.thresholds.rows_after_period_days.days());
    for row in statement.transactions.iter().filter(|row| row.date < first || row.date > last) {
        let summary = format!("the row of {} lies outside of the printed period", row.date);
        findings.add(
            Seen::new(Severity::Medium, 70, summary)
                .about(row)
                .instead_of(format!("{} to {}", period.from, period.to), row.date.to_string()),
        );
    }
}

/// Where balances run along the rows, the rows are in the order of booking.
fn out_of_order(case: &Case<'_>, statement: &Statement, findings: &mut Findings<'_>) {
    let rows = &statement.transactions;
    let back: Vec<_> = rows
        .iter()
        .zip(rows.iter().skip(1))
        .filter(|(above, row)| above.balance.is_some() && row.balance.is_some() && row.date < above.date)
        .collect();
    if back.len() * 100 > case.thresholds.unordered_rows_percent * rows.len() {
        return;
    }
    for (above, row) in back {
        let summary = format!("the row of {} stands after one of {}", row.date, above.date);
        findings.add(
            Seen::new(Severity::Medium, 60, summary)
                .about(row)
                .instead_of(format!("{} or later", above.date), row.date.to_string()),
        );
    }
}

/// Dates such as 31/04/2025 in the left part of a page with rows, where days of rows stand: the reader drops them, whoever typed
/// them did not look at a calendar.
fn days_that_are_none(case: &Case<'_>, findings: &mut Findings<'_>) {
    let Ok((document, sight)) = case.pages() else { return };
    for page in document.pages.iter().filter(|page| sight.has_rows(page.number)) {
        let left = page.words.iter().filter(|word| word.at.x0 < page.width / 3.0 && is_no_day(word));
        for word in left.filter(|word| !sight.is_unseen(page.number, word)) {
            let summary = format!("{} is no day of any year", word.text);
            findings.add(
                Seen::new(Severity::Medium, 75, summary)
                    .at([Locator::new(page.number, word.at)])
                    .instead_of("a day of the calendar", word.text.to_string()),
            );
        }
    }
}

fn is_no_day(word: &Word) -> bool {
    if !(6..=11).contains(&word.text.len()) || !word.text.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let parts: Vec<&str> = word.text.split(['/', '-', '.']).collect();
    let [one, two, year] = parts.as_slice() else { return false };
    let number = |text: &str| -> Option<i8> {
        (matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse().ok())?
    };
    if !matches!(year.len(), 2 | 4) || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let Ok(year) = year.parse::<i16>().map(|year| if year < 100 { 2000 + year } else { year }) else {
        return false;
    };
    let Some(day) = number(one) else { return false };
    let Some(second) = number(two).or_else(|| month(two)) else { return false };
    // Days beyond 31 are no attempt at a date: reference numbers look like that.
    let plausible = (1..=31).contains(&day) && (1..=31).contains(&second) && (1990..=2100).contains(&year);
    let is_day = |month: i8, day: i8| Date::new(year, month, day).is_ok();
    plausible && (day <= 12 || second <= 12) && !is_day(second, day) && !is_day(day, second)
}

fn month(name: &str) -> Option<i8> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = name.to_ascii_lowercase();
    let found = MONTHS.iter().position(|month| lower.starts_with(month) && lower.len() <= 9)?;
    i8::try_from(found + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_do_not_exist_are_told_from_numbers() {
        let word = |text: &str| Word { text: text.into(), ..Word::default() };
        for text in ["31/04/2025", "30-02-2025", "29.02.25", "31-Apr-2025", "31-Jun-25"] {
            assert!(is_no_day(&word(text)), "{text}");
        }
        for text in [
            "30/04/2025",
            "04/30/2025",
            "29.02.24",
            "12-2025",
            "45/67/2025",
            "1/2/3",
            "10.00.00",
            "31-Mar-2025",
            "00/00/0000",
        ] {
            assert!(!is_no_day(&word(text)), "{text}");
        }
    }
}
