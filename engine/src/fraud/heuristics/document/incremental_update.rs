//! Revisions that replaced what the pages show.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::model::{FindingGroup, Locator, Severity};
use pdf::facts::{Change, Edit, ObjectKind};

/// A later revision of the file replaced contents, pages or fonts.
pub(in crate::fraud) const INCREMENTAL_UPDATE: Heuristic = Heuristic {
    id: "incremental_update",
    group: FindingGroup::Document,
    innocent: &[
        "the bank stamps its files in a second step",
        "a form was filled in, a note added, or the file signed",
    ],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let (document, structure) = case.structure()?;
    if structure.revisions.is_empty() {
        return Err("the table of objects was damaged, so nobody knows what replaced what");
    }
    let later = structure.revisions.iter().skip(1);
    let replaced: Vec<&Change> =
        later.flat_map(|revision| &revision.replaced).filter(|change| shows(change)).collect();
    if replaced.is_empty() {
        return Ok(());
    }
    let revisions = structure.revisions.len();
    if !structure.compared {
        let summary = format!(
            "later revisions ({revisions} in all) replaced what pages show; the first one cannot be read"
        );
        findings.add(Seen::new(Severity::High, 60, summary));
        return Ok(());
    }
    if structure.edits.is_empty() {
        let summary =
            format!("later revisions ({revisions} in all) replaced what pages show, without changing a word");
        findings.add(Seen::new(Severity::Low, 50, summary));
        return Ok(());
    }
    for page in &document.pages {
        let mut edits: Vec<&Edit> = structure.edits.iter().filter(|edit| edit.page == page.number).collect();
        if edits.is_empty() {
            continue;
        }
        // The most telling place first: a figure in a row, then any word that took the place of another.
        let hash = |edit: &Edit| case.sight.as_ref().and_then(|sight| sight.hash_at(edit.page, edit.at));
        edits.sort_by_key(|edit| (!edit.replaces, hash(edit).is_none()));
        let words: Vec<&str> = edits.iter().take(8).map(|edit| edit.text.as_str()).collect();
        let count = edits.len();
        let summary = format!("a later revision put {count} {} on page {}", plural(count), page.number);
        let replacing = edits.iter().any(|edit| edit.replaces);
        let severity = if replacing || edits.iter().any(|edit| hash(edit).is_some()) {
            Severity::High
        } else {
            Severity::Medium
        };
        let places = edits.iter().map(|edit| Locator::new(edit.page, edit.at));
        let row = edits.first().and_then(|edit| hash(edit));
        findings.add(
            Seen::new(severity, 90, summary)
                .at(places)
                .row(row)
                .instead_of("what the first revision showed there", words.join(" ")),
        );
    }
    Ok(())
}

/// Whether a change is one of what pages show, and not of what hangs on them: notes, fields, structure.
fn shows(change: &Change) -> bool {
    match change.kind {
        ObjectKind::Content | ObjectKind::Font => true,
        ObjectKind::Page => change
            .keys
            .iter()
            .any(|key| matches!(key.as_str(), "Contents" | "Resources" | "MediaBox" | "CropBox")),
        ObjectKind::PageTree => change.keys.iter().any(|key| key == "Kids"),
        _ => false,
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "word" } else { "words" }
}
