//! Notes, stamps and drawings laid over text.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::fraud::sight::{Sight, is_figure};
use crate::model::{FindingGroup, Locator, Severity};
use pdf::{Annotation, Page, Word};

/// An annotation covers text of a page.
pub(in crate::fraud) const ANNOTATION_OVER_TEXT: Heuristic = Heuristic {
    id: "annotation_over_text",
    group: FindingGroup::Document,
    innocent: &[
        "the customer or an officer marked a row, or wrote a remark over the page",
        "a branch stamped the page",
        "the statement is a form whose fields hold the text",
    ],
    check: Check::Document(check),
};

/// Kinds that can hide or replace what lies below them.
const COVERING: [&str; 10] =
    ["FreeText", "Ink", "Stamp", "Square", "Circle", "Polygon", "PolyLine", "Line", "Redact", "Widget"];

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let (document, sight) = case.pages()?;
    for page in &document.pages {
        for annotation in &page.annotations {
            if annotation.shown && COVERING.contains(&annotation.kind.as_str()) {
                look(case, sight, page, annotation, findings);
            }
        }
    }
    Ok(())
}

fn look(
    case: &Case<'_>,
    sight: &Sight<'_>,
    page: &Page,
    annotation: &Annotation,
    findings: &mut Findings<'_>,
) {
    let share = case.thresholds.annotation_covers_percent / 100.0;
    let below = |word: &&Word| {
        let area = (word.at.width() * word.at.height()).max(0.01);
        let common = word.at.overlap_x(annotation.at) * word.at.overlap_y(annotation.at);
        !annotation.orders.contains(&word.order) && word.render_mode != 3 && common / area >= share
    };
    let covered: Vec<&Word> = page.words.iter().filter(below).collect();
    // A form may well have its labels below its fields.
    if covered.is_empty() || annotation.kind == "Widget" && !covered.iter().any(|word| is_figure(&word.text))
    {
        return;
    }
    let figure = covered.iter().find(|word| is_figure(&word.text));
    let row = covered.iter().find_map(|word| sight.hash_at(page.number, word.at));
    let severity = match (figure, row) {
        (Some(_), _) | (_, Some(_)) => Severity::High,
        _ => Severity::Medium,
    };
    let text: Vec<&str> = covered.iter().take(12).map(|word| word.text.as_str()).collect();
    let shown: Vec<&str> = page
        .words
        .iter()
        .filter(|word| annotation.orders.contains(&word.order))
        .take(12)
        .map(|word| word.text.as_str())
        .collect();
    let shown = if shown.is_empty() { format!("a {} annotation", annotation.kind) } else { shown.join(" ") };
    let place = figure.map_or(annotation.at, |word| word.at);
    let summary = format!("a {} annotation on page {} lies over text", annotation.kind, page.number);
    let places = [Locator::new(page.number, place), Locator::new(page.number, annotation.at)];
    findings.add(Seen::new(severity, 85, summary).at(places).row(row).instead_of(text.join(" "), shown));
}
