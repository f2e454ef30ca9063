//! Text that is in the file and not on the paper.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::fraud::sight::{Sight, is_figure};
use crate::model::{FindingGroup, Locator, Severity};
use pdf::visibility::{Unseen, Why, shared, words_at};
use pdf::{Page, Rect};

/// Invisible text says something else than what is seen.
pub(in crate::fraud) const HIDDEN_TEXT: Heuristic = Heuristic {
    id: "hidden_text",
    group: FindingGroup::Document,
    innocent: &[
        "the page is a scan with a layer of recognised text",
        "the bank hides marks for its own machines",
        "a template has fields that this statement does not use",
    ],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let (document, sight) = case.pages()?;
    for page in &document.pages {
        if case.is_scan(page) {
            continue;
        }
        for unseen in sight.unseen_on(page.number) {
            look(sight, page, unseen, findings);
        }
    }
    Ok(())
}

fn look(sight: &Sight<'_>, page: &Page, unseen: &Unseen<'_>, findings: &mut Findings<'_>) {
    let how = match unseen.why {
        Why::NoInk => "without ink",
        Why::OffPage => "beside the page",
        Why::Clipped => "outside of what is cut out",
        Why::SameColor | Why::UnderBox(_) | Why::UnderImage(_) => return,
    };
    let word = unseen.word;
    let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    if !has_digit(&word.text) {
        return;
    }
    // A figure may stand in pieces, as where a space parts its thousands, so any digits are held against each other.
    let seen: Vec<&pdf::Word> = words_at(page, word.at)
        .filter(|other| !sight.is_unseen(page.number, other) && has_digit(&other.text))
        .collect();
    if seen.iter().any(|other| other.text == word.text) || seen.is_empty() && !is_figure(&word.text) {
        return;
    }
    let (severity, shown) = match seen.first() {
        Some(_) => {
            (Severity::High, seen.iter().map(|other| other.text.as_str()).collect::<Vec<_>>().join(" "))
        }
        None => (Severity::Medium, "nothing".to_owned()),
    };
    let at: Rect = seen
        .iter()
        .filter(|other| shared(other.at, word.at) > 0.5)
        .fold(word.at, |at, other| at.union(other.at));
    let row = sight.hash_at(page.number, word.at);
    let summary = format!("{} is drawn {how} on page {}", word.text, page.number);
    findings.add(
        Seen::new(severity, 85, summary)
            .at([Locator::new(page.number, at)])
            .row(row)
            .instead_of(word.text.as_str(), shown),
    );
}
