//! Pages that are pictures.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::model::{FindingGroup, Locator, Severity};

/// Pages are pictures, where statements of banks are text.
pub(in crate::fraud) const FLATTENED_PAGES: Heuristic = Heuristic {
    id: "flattened_pages",
    group: FindingGroup::Document,
    innocent: &[
        "the customer scanned a paper statement",
        "the file was printed to a picture to make it smaller",
    ],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let document = case.document.ok_or("there is no file, only text")?;
    let pictures: Vec<_> = document.pages.iter().filter(|page| case.is_scan(page)).collect();
    let Some(first) = pictures.first() else { return Ok(()) };
    // A statement that turns into pictures halfway is odder than one that was scanned as a whole.
    let severity = if pictures.len() < document.pages.len() { Severity::High } else { Severity::Medium };
    let places = pictures.iter().filter_map(|page| {
        let largest = page.images.iter().max_by(|a, b| area(a.at).total_cmp(&area(b.at)))?;
        Some(Locator::new(page.number, largest.at))
    });
    let summary = format!(
        "{} of {} pages are pictures, the first of them page {}",
        pictures.len(),
        document.pages.len(),
        first.number
    );
    findings
        .add(Seen::new(severity, 70, summary).at(places).instead_of("pages of text", "pictures of pages"));
    Ok(())
}

fn area(at: pdf::Rect) -> f32 {
    at.width() * at.height()
}
