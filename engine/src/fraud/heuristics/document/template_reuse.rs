//! A statement that was seen before, for somebody else.

use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::reuse_case::ReuseCase;
use crate::model::{FindingGroup, Fingerprint, RowMark, Severity};

/// The rows of another customer's statement, the same rows with other figures, or the same file identifier.
pub(in crate::fraud) const TEMPLATE_REUSE: Heuristic = Heuristic {
    id: "template_reuse",
    group: FindingGroup::Document,
    innocent: &[
        "one person is a customer under two names, or two people hold the account together",
        "the bank's system writes one identifier into many files",
    ],
    check: Check::Reuse(check),
};

fn check(case: &ReuseCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let own = case.own;
    let mut same_file = Vec::new();
    let (mut rows, mut changed) = (0, 0);
    for other in case.others {
        let same_account = own.account.is_some() && own.account == other.account;
        let shared: Vec<(&RowMark, &RowMark)> = shared(own, other);
        let differing = shared.iter().filter(|(one, other)| one.figures != other.figures).count();
        let telling = shared.len() >= case.thresholds.reuse_rows
            && shared.len() * 100 >= case.thresholds.reuse_percent * own.rows.len();
        // A joint account, or one customer under two names, has the same rows with the same figures.
        if telling && (!same_account || differing > 0) {
            rows = rows.max(shared.len());
            changed = changed.max(differing);
        } else if own.file.is_some() && own.file == other.file && !same_account {
            same_file.push(other);
        }
    }
    if rows > 0 {
        let summary = format!(
            "{rows} rows were seen in the statement of another customer, {changed} of them with other figures"
        );
        findings.add(
            Seen::new(Severity::High, 85, summary)
                .instead_of("rows of this account alone", format!("{rows} rows of another statement")),
        );
    } else if !same_file.is_empty() && same_file.len() <= case.thresholds.reuse_files {
        // An identifier that many customers have is the bank's, not a forger's.
        let summary = "the file has the identifier of another customer's file".to_owned();
        let seen = Seen::new(Severity::Medium, 65, summary);
        findings.add(seen.instead_of("an identifier of its own", "one that was seen before"));
    }
    Ok(())
}

fn shared<'f>(own: &'f Fingerprint, other: &'f Fingerprint) -> Vec<(&'f RowMark, &'f RowMark)> {
    let same = |row: &'f RowMark| Some((row, other.rows.iter().find(|known| known.row == row.row)?));
    own.rows.iter().filter_map(same).collect()
}
