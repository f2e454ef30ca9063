//! Payments below the least amount of their rail.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::fraud::ledger::{rail_rows, whole};
use crate::model::{FindingGroup, Severity};

/// A row of a rail that does not move so little: RTGS below two lakh rupees.
pub(in crate::fraud) const MIN_RTGS_AMOUNT: Heuristic = Heuristic {
    id: "min_rtgs_amount",
    group: FindingGroup::Ledger,
    innocent: &[
        "the narration names the rail for another reason, a charge or a part that came back",
        "the bank books the payment less its charge",
    ],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for (row, rail) in case.statements.iter().flat_map(rail_rows) {
        let Some(least) = rail.least(row.date).map(|limit| whole(limit.amount, row.amount)) else { continue };
        if row.amount.minor >= least.minor {
            continue;
        }
        let summary = format!("{} moves no less than {} on {}", rail.name, least.to_decimal(), row.date);
        let expected = format!("{} or more", least.to_decimal());
        findings.add(
            Seen::new(Severity::High, 75, summary).about(row).instead_of(expected, row.amount.to_decimal()),
        );
    }
    Ok(())
}
