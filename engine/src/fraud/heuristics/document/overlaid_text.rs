//! Text under boxes, and text on text.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::fraud::sight::{Sight, is_figure};
use crate::model::{FindingGroup, Locator, Severity};
use pdf::visibility::{Unseen, Why, shared, words_at};
use pdf::{Page, Word};

/// A box or a picture hides text, or two figures stand in one place.
pub(in crate::fraud) const OVERLAID_TEXT: Heuristic = Heuristic {
    id: "overlaid_text",
    group: FindingGroup::Document,
    innocent: &[
        "the bank prints over a form and blanks fields out",
        "a scan lies over the text that was recognised in it",
        "a footer or stamp was printed over a row",
    ],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let (document, sight) = case.pages()?;
    for page in &document.pages {
        let scan = case.is_scan(page);
        for unseen in sight.unseen_on(page.number) {
            let by_annotation = page.annotations.iter().any(|note| covers(note.at, unseen) && note.shown);
            if !scan && !by_annotation {
                under_something(sight, page, unseen, findings);
            }
        }
        two_in_one_place(sight, page, findings);
    }
    Ok(())
}

fn covers(annotation: pdf::Rect, unseen: &Unseen<'_>) -> bool {
    match unseen.why {
        Why::UnderBox(at) | Why::UnderImage(at) => shared(annotation, at) > 0.9,
        _ => false,
    }
}

fn under_something(sight: &Sight<'_>, page: &Page, unseen: &Unseen<'_>, findings: &mut Findings<'_>) {
    let what = match unseen.why {
        Why::UnderBox(_) => "a box drawn later hides",
        Why::UnderImage(_) => "a picture drawn later hides",
        Why::SameColor => "the colour of the ground hides",
        Why::NoInk | Why::OffPage | Why::Clipped => return,
    };
    let word = unseen.word;
    let instead: Vec<&Word> = words_at(page, word.at)
        .filter(|other| other.order > word.order && other.text != word.text && !std::ptr::eq(*other, word))
        .collect();
    let row = sight.hash_at(page.number, word.at);
    let figure = is_figure(&word.text) || instead.iter().any(|other| is_figure(&other.text));
    // White letters are a common way to leave marks for machines; only figures matter there.
    let severity = match (figure, unseen.why) {
        (true, Why::SameColor) if instead.is_empty() => Severity::Medium,
        (true, _) => Severity::High,
        (false, Why::SameColor) => return,
        (false, _) if row.is_some() => Severity::Medium,
        (false, _) => Severity::Low,
    };
    let shown: Vec<&str> = instead.iter().take(8).map(|other| other.text.as_str()).collect();
    let shown = if shown.is_empty() { "nothing".to_owned() } else { shown.join(" ") };
    let summary = format!("{what} \"{}\" on page {}", word.text, page.number);
    findings.add(
        Seen::new(severity, 80, summary)
            .at([Locator::new(page.number, word.at)])
            .row(row)
            .instead_of(word.text.as_str(), shown),
    );
}

/// Figures below one another that are compared with each one.
const NEIGHBOURS: usize = 50;

/// Two different figures in one place, both to be seen. Fake bold draws the same twice, a hair apart, and is one word.
fn two_in_one_place(sight: &Sight<'_>, page: &Page, findings: &mut Findings<'_>) {
    let figures = sight.columns.iter().flatten().filter(|figure| figure.page == page.number);
    let mut figures: Vec<_> = figures.collect();
    figures.sort_by(|a, b| a.word.at.top.total_cmp(&b.word.at.top));
    for (index, first) in figures.iter().enumerate() {
        let below = figures.iter().skip(index + 1);
        for second in below.take(NEIGHBOURS).take_while(|other| other.word.at.top < first.word.at.bottom) {
            if first.word.text != second.word.text && shared(first.word.at, second.word.at) > 0.6 {
                let summary = format!("two figures stand in one place on page {}", page.number);
                findings.add(
                    Seen::new(Severity::High, 75, summary)
                        .at([first.place(), second.place()])
                        .row(sight.hash_at(page.number, first.word.at))
                        .instead_of(first.word.text.as_str(), second.word.text.as_str()),
                );
            }
        }
    }
}
