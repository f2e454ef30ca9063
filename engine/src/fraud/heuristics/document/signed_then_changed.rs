//! Bytes that a signature does not vouch for.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::model::{FindingGroup, Severity};
use pdf::facts::{ObjectKind, Revision};

/// The file was changed after it was signed.
pub(in crate::fraud) const SIGNED_THEN_CHANGED: Heuristic = Heuristic {
    id: "signed_then_changed",
    group: FindingGroup::Document,
    innocent: &[
        "certificates or a time stamp were added, which keeps a signature valid for longer",
        "a second person signed",
        "a note or a form field was added, which a signature may allow",
    ],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let (_, structure) = case.structure()?;
    for signature in structure.signatures.iter().filter(|signature| signature.in_use) {
        if !signature.whole {
            let summary = "a signature leaves out more of the file than itself";
            findings.add(
                Seen::new(Severity::High, 80, summary).instead_of("the whole file", gap(signature.covers)),
            );
            continue;
        }
        if signature.bytes_after == 0 {
            continue;
        }
        let later: Vec<&Revision> =
            structure.revisions.iter().filter(|revision| revision.end as u64 > signature.end()).collect();
        let after = format!("{} bytes behind it", signature.bytes_after);
        if structure.revisions.is_empty() || later.is_empty() {
            let summary = "there is more in the file than its signature vouches for";
            findings.add(
                Seen::new(Severity::Medium, 60, summary).instead_of("nothing behind the signed bytes", after),
            );
            continue;
        }
        let changes = later.iter().flat_map(|revision| &revision.replaced);
        let shown = changes.into_iter().filter(|change| match change.kind {
            ObjectKind::Content
            | ObjectKind::Font
            | ObjectKind::Form
            | ObjectKind::Image
            | ObjectKind::PageTree => true,
            ObjectKind::Page => change.keys.iter().any(|key| key == "Contents" || key == "Resources"),
            _ => false,
        });
        if shown.count() > 0 {
            let summary = "what the pages show was replaced after the file was signed";
            findings.add(
                Seen::new(Severity::High, 95, summary).instead_of("nothing behind the signed bytes", after),
            );
        }
    }
    Ok(())
}

fn gap([(_, end), (start, _)]: [(u64, u64); 2]) -> String {
    format!("bytes {end} to {start} are not signed")
}
