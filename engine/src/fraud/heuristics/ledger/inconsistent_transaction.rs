//! A row whose balance does not follow from the row above it.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::model::{FindingGroup, Severity};

/// A printed running balance that differs from the balance before it plus or minus the amount of the row. Banks compute
/// balances by machine; someone who edits an amount has to edit every balance after it, and often does not.
pub(in crate::fraud) const INCONSISTENT_TRANSACTION: Heuristic = Heuristic {
    id: "inconsistent_transaction",
    group: FindingGroup::Ledger,
    innocent: &["a page or a row is missing from the file", "the bank lists rows of one day out of order"],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for statement in case.statements {
        for gap in &statement.reconciliation.breaks {
            let Some(row) = gap.row.and_then(|index| statement.transactions.get(index)) else {
                continue;
            };
            let summary = format!("the balance printed on {} does not follow from the row above", row.date);
            findings.add(
                Seen::new(Severity::High, 90, summary)
                    .at(gap.at)
                    .row(Some(&row.hash))
                    .instead_of(gap.expected.to_decimal(), gap.printed.to_decimal()),
            );
        }
    }
    Ok(())
}
