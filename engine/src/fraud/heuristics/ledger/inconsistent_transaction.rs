//! A row whose balance does not follow from the row above it.

use crate::fraud::case::{Case, Heuristic};
use crate::model::{Finding, FindingGroup, Severity};

/// ## What it flags
/// A printed running balance that differs from the balance before it plus or minus the amount of the row.
/// ## Why it matters
/// Banks compute balances by machine. Someone who edits an amount has to edit every balance after it, and often does not.
/// ## Innocent explanations
/// A page or a row is missing from the file; the bank lists rows of one day out of order.
/// ## Evidence
/// The row, the balance that was expected and the one that is printed.
pub(in crate::fraud) const INCONSISTENT_TRANSACTION: Heuristic = Heuristic {
    id: "inconsistent_transaction",
    group: FindingGroup::Ledger,
    severity: Severity::High,
    check,
};

fn check(case: &Case<'_>, heuristic: &Heuristic, findings: &mut Vec<Finding>) {
    for statement in case.statements {
        for gap in &statement.reconciliation.breaks {
            let Some(row) = gap.row.and_then(|index| statement.transactions.get(index)) else {
                continue;
            };
            findings.push(Finding {
                id: heuristic.id.to_owned(),
                group: heuristic.group,
                severity: heuristic.severity,
                summary: format!("the balance printed on {} does not follow from the row above", row.date),
                transaction_hash: Some(row.hash.clone()),
                at: gap.at,
                expected: Some(gap.expected.to_decimal()),
                actual: Some(gap.printed.to_decimal()),
            });
        }
    }
}
