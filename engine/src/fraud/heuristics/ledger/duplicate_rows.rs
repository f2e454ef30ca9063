//! Rows that are there twice.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::model::{Channel, Direction, FindingGroup, ReferenceKind, Severity, Statement, Transaction};
use std::collections::HashMap;

/// A row is there twice: with the same balance although money moved, or with a number that only one payment has.
pub(in crate::fraud) const DUPLICATE_ROWS: Heuristic = Heuristic {
    id: "duplicate_rows",
    group: FindingGroup::Ledger,
    innocent: &[
        "the bank prints the last row of a page once more at the head of the next one",
        "a payment was booked, taken back and booked again under its first number",
    ],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for statement in case.statements {
        same_balance(statement, findings);
        same_number(statement, findings);
    }
    Ok(())
}

/// Between two rows with the same balance the money that moved sums to nothing; alike rows next to each other cannot have one.
fn same_balance(statement: &Statement, findings: &mut Findings<'_>) {
    let rows = &statement.transactions;
    for pair in rows.windows(2) {
        let [first, second] = pair else { continue };
        let alike = first.date == second.date
            && first.direction == second.direction
            && first.amount == second.amount
            && first.narration == second.narration;
        if alike && first.amount.minor != 0 && first.balance.is_some() && first.balance == second.balance {
            let summary =
                format!("the row of {} is there twice, with the same balance after it", second.date);
            findings.add(
                Seen::new(Severity::High, 85, summary)
                    .about(second)
                    .instead_of("one row, or another balance", "two rows with one balance"),
            );
        }
    }
}

/// Numbers that rails give to one payment each.
fn same_number(statement: &Statement, findings: &mut Findings<'_>) {
    type Payment<'r> = (&'r str, Direction, i64, &'r str);
    let mut known: HashMap<Payment<'_>, &Transaction> = HashMap::new();
    let rows = &statement.transactions;
    let taken_back = |number: &str, direction: Direction, amount: i64| {
        rows.iter().any(|row| {
            row.direction != direction && row.amount.minor == amount && numbers(row).any(|own| own == number)
        })
    };
    for row in rows.iter().filter(|row| row.channel != Channel::BankCharge) {
        for number in numbers(row) {
            let payment = (number, row.direction, row.amount.minor, row.narration.as_str());
            let Some(first) = known.insert(payment, row) else { continue };
            let is_one_row = first.balance.is_some() && first.balance == row.balance;
            if is_one_row || taken_back(number, row.direction, row.amount.minor) {
                continue;
            }
            let summary = format!(
                "the rows of {} and {} are one payment: both have the number {number}",
                first.date, row.date
            );
            findings.add(
                Seen::new(Severity::Medium, 75, summary)
                    .about(row)
                    .at(first.at.first().copied())
                    .instead_of("a number of its own", number),
            );
            break;
        }
    }
}

fn numbers(row: &Transaction) -> impl Iterator<Item = &str> {
    let unique = |kind: ReferenceKind| matches!(kind, ReferenceKind::Rrn | ReferenceKind::Utr);
    row.references
        .iter()
        .filter(move |reference| unique(reference.kind))
        .map(|reference| reference.value.as_str())
}
