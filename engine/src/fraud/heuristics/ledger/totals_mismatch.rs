//! Printed sums, counts and balances of a statement that its rows do not give.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::fraud::ledger::is_misread;
use crate::fraud::thresholds::Thresholds;
use crate::model::{FindingGroup, Located, Money, Severity, Statement};

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
        let sureness = sureness(statement, case.thresholds);
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
            let figure = |money: Money| {
                if gap.what.ends_with("_count") { money.minor.to_string() } else { money.to_decimal() }
            };
            let severity = match sureness {
                Sureness::Held => severity,
                Sureness::Unheld => Severity::Medium,
                Sureness::Misread => Severity::Low,
            };
            findings.add(
                Seen::new(severity, 80, format!("{what} is printed otherwise than the rows give it"))
                    .at(gap.at)
                    .instead_of(figure(gap.expected), figure(gap.printed)),
            );
        }
    }
    Ok(())
}

/// How sure it is that the rows were read as they are printed.
enum Sureness {
    /// Balances run along the rows.
    Held,
    /// Nothing but the sums themselves could tell.
    Unheld,
    /// Hardly a row follows, or one side of the sums has no row at all.
    Misread,
}

fn sureness(statement: &Statement, thresholds: &Thresholds) -> Sureness {
    let rows = &statement.transactions;
    let has_none = |printed: &Option<Located<i64>>, read: Money| {
        printed.as_ref().is_some_and(|total| total.value != 0) && read.minor == 0
    };
    let reconciliation = &statement.reconciliation;
    if rows.is_empty()
        || is_misread(statement, thresholds)
        || has_none(&statement.printed.total_debit, reconciliation.total_debit)
        || has_none(&statement.printed.total_credit, reconciliation.total_credit)
    {
        return Sureness::Misread;
    }
    let held = rows.iter().filter(|row| row.balance.is_some()).count();
    if held * 2 >= rows.len() { Sureness::Held } else { Sureness::Unheld }
}
