//! Balances that jump between pages or between statements: something is missing there.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::fraud::ledger::is_misread;
use crate::model::{FindingGroup, Money, Severity, Statement};

/// The balance jumps from one page to the next, or from one statement of an account to the next one.
pub(in crate::fraud) const CHAIN_GAP: Heuristic = Heuristic {
    id: "chain_gap",
    group: FindingGroup::Ledger,
    innocent: &[
        "a page or a statement was not handed in, and nobody asked for it",
        "the bank lists rows that it booked late in neither of two statements",
    ],
    check: Check::Both(between_pages, between_statements),
};

/// Rows that do not follow and are the first of their page.
fn between_pages(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for statement in case.statements.iter().filter(|statement| !is_misread(statement, case.thresholds)) {
        let rows = &statement.transactions;
        for gap in &statement.reconciliation.breaks {
            let Some(index) = gap.row else { continue };
            let above = index.checked_sub(1).and_then(|above| rows.get(above));
            let Some((row, before)) = rows.get(index).zip(above) else { continue };
            let (Some(page), Some(earlier)) = (row.at.first(), before.at.last()) else { continue };
            if page.page == earlier.page {
                continue;
            }
            let summary = format!("the balance jumps from page {} to page {}", earlier.page, page.page);
            findings.add(
                Seen::new(Severity::Medium, 75, summary)
                    .about(row)
                    .instead_of(gap.expected.to_decimal(), gap.printed.to_decimal()),
            );
        }
    }
    Ok(())
}

fn between_statements(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for account in case.accounts() {
        for pair in account.statements().windows(2) {
            let [(_, before), (place, after)] = pair else { continue };
            if let Some(seen) = jump(before, after) {
                findings.add(account.about(seen).in_statement(Some(*place)));
            }
        }
    }
    Ok(())
}

fn jump(before: &Statement, after: &Statement) -> Option<Seen> {
    let (earlier, later) = (before.date_range()?, after.date_range()?);
    let (closing, opening) = (before.reconciliation.closing_balance?, after.reconciliation.opening_balance?);
    let missing = earlier.to.until(later.from).map_or(0, |span| span.get_days()) - 1;
    // Of statements that overlap, the rows of the days they share are compared.
    if missing < 0 || closing == opening {
        return None;
    }
    let (severity, summary) = match missing {
        0 => (
            Severity::Medium,
            format!(
                "the statement from {} opens with another balance than the one before closed with",
                later.from
            ),
        ),
        1 => (Severity::Low, format!("the day before {} is in no statement", later.from)),
        _ => (Severity::Low, format!("the {missing} days before {} are in no statement", later.from)),
    };
    let place = after.printed.opening.as_ref().map(|opening| opening.at);
    let place = place.or_else(|| after.transactions.first()?.at.first().copied());
    let figure = |money: Money| money.to_decimal();
    Some(Seen::new(severity, 75, summary).at(place).instead_of(figure(closing), figure(opening)))
}
