//! Printed sums, counts and balances of a statement that its rows do not give.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::fraud::ledger::is_misread;
use crate::model::{FindingGroup, Severity};

/// A printed total, count, opening, closing or carried balance that disagrees with the rows.
pub(in crate::fraud) const TOTALS_MISMATCH: Heuristic = Heuristic {
    id: "totals_mismatch",
    group: FindingGroup::Ledger,
    innocent: &[
        "a page or a row is missing from the file",
        "the bank counts charges or reversals otherwise than the rows show them",
        "the table was not read as it is printed",
    ],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for statement in case.statements {
        let misread = is_misread(statement, case.thresholds);
        for gap in statement.reconciliation.breaks.iter().filter(|gap| gap.row.is_none()) {
            let (what, severity) = match gap.what.as_str() {
                "opening_balance" => ("an opening balance", Severity::High),
                "closing_balance" => ("the closing balance", Severity::High),
                "total_debit" => ("the sum of the debits", Severity::High),
                "total_credit" => ("the sum of the credits", Severity::High),
                "debit_count" => ("the number of debits", Severity::Medium),
                "credit_count" => ("the number of credits", Severity::Medium),
                "page_total" => ("the sum of a page", Severity::Medium),
                "carried_balance" => ("a balance stated between the rows", Severity::Medium),
                _ => continue,
            };
            let figure = |money: crate::model::Money| {
                if gap.what.ends_with("_count") { money.minor.to_string() } else { money.to_decimal() }
            };
            let severity = if misread { Severity::Low } else { severity };
            findings.add(
                Seen::new(severity, 80, format!("{what} is printed otherwise than the rows give it"))
                    .at(gap.at)
                    .instead_of(figure(gap.expected), figure(gap.printed)),
            );
        }
    }
    Ok(())
}
