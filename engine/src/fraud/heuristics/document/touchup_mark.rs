//! Marks that editors leave behind.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::fraud::software::EDITOR_KEYS;
use crate::model::{FindingGroup, Locator, Severity};
use pdf::facts::ObjectKind;

/// Contents, pages or annotations carry the mark of an editor.
pub(in crate::fraud) const TOUCHUP_MARK: Heuristic = Heuristic {
    id: "touchup_mark",
    group: FindingGroup::Document,
    innocent: &[
        "the bank prepared its forms with that program",
        "the customer marked or signed the file with it",
    ],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let document = case.document.ok_or("there is no file, only text")?;
    for page in &document.pages {
        let marks: Vec<_> = page.marked_points.iter().filter(|mark| mark.tag.contains("TouchUp")).collect();
        let Some(first) = marks.first() else { continue };
        // What was edited follows the mark.
        let places: Vec<Locator> = marks
            .iter()
            .filter_map(|mark| {
                page.words.iter().filter(|word| word.order >= mark.order).min_by_key(|word| word.order)
            })
            .map(|word| Locator::new(page.number, word.at))
            .collect();
        let row = places.iter().find_map(|place| case.sight.as_ref()?.hash_at(place.page, place.rect));
        let summary = format!("text on page {} was edited with Adobe Acrobat", page.number);
        findings.add(
            Seen::new(Severity::High, 90, summary)
                .at(places)
                .row(row)
                .instead_of("no marks of editors", first.tag.as_str()),
        );
    }
    let (_, structure) = case.structure()?;
    for entry in &structure.private_entries {
        let key = entry.key.to_lowercase();
        let Some((_, editor)) = EDITOR_KEYS.iter().find(|(part, _)| key.contains(part)) else { continue };
        let severity = match entry.within {
            ObjectKind::Page | ObjectKind::Form | ObjectKind::Font => Severity::High,
            _ => Severity::Medium,
        };
        let summary = format!("{editor} left its own data in the file");
        findings.add(Seen::new(severity, 75, summary).instead_of("no marks of editors", entry.key.as_str()));
    }
    Ok(())
}
