//! Pages that do not belong together.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::fraud::sight::Sight;
use crate::model::{FindingGroup, Locator, Severity};
use pdf::facts::family;
use pdf::{Document, FontId, Page, Rect};
use std::collections::{BTreeSet, HashMap};

/// A page differs from its neighbours in size or fonts, or page numbers do not add up.
pub(in crate::fraud) const PAGE_MISMATCH: Heuristic = Heuristic {
    id: "page_mismatch",
    group: FindingGroup::Document,
    innocent: &[
        "a cover page, terms or an advert were printed by another system",
        "several statements were merged into one file",
        "the customer left pages out that nobody asked for",
    ],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let (document, sight) = case.pages()?;
    if document.pages.len() < 2 {
        return Ok(());
    }
    numbers(document, findings);
    copies(document, sight, findings);
    let with_rows: Vec<&Page> = document.pages.iter().filter(|page| sight.has_rows(page.number)).collect();
    if with_rows.len() < 2 {
        return Ok(());
    }
    sizes(case, &with_rows, findings);
    fonts(document, &with_rows, findings);
    Ok(())
}

fn whole(page: &Page) -> Locator {
    Locator::new(page.number, Rect { x0: 0.0, top: 0.0, x1: page.width, bottom: page.height })
}

fn sizes(case: &Case<'_>, pages: &[&Page], findings: &mut Findings<'_>) {
    let near = |a: &Page, b: &Page| {
        (a.width - b.width).abs() <= case.thresholds.page_size
            && (a.height - b.height).abs() <= case.thresholds.page_size
    };
    let usual = pages.iter().max_by_key(|page| pages.iter().filter(|other| near(page, other)).count());
    let Some(usual) = usual else { return };
    for page in pages.iter().filter(|page| !near(page, usual)) {
        let turned = (page.width - usual.height).abs() <= case.thresholds.page_size;
        let severity = if turned { Severity::Low } else { Severity::Medium };
        let summary =
            format!("page {} has rows and another size than the other pages with rows", page.number);
        let size = |page: &Page| format!("{:.0} x {:.0} pt", page.width, page.height);
        findings.add(Seen::new(severity, 65, summary).at([whole(page)]).instead_of(size(usual), size(page)));
    }
}

/// A page with rows that shares no font with any other one, or no subset of the fonts that the others share.
fn fonts(document: &Document, pages: &[&Page], findings: &mut Findings<'_>) {
    let seen = |page: &Page| -> BTreeSet<&str> {
        let fonts: BTreeSet<FontId> =
            page.words.iter().filter(|word| word.render_mode != 3).map(|word| word.font).collect();
        fonts.into_iter().map(|font| document.font_name(font)).collect()
    };
    let sets: Vec<(&Page, BTreeSet<&str>)> = pages.iter().map(|page| (*page, seen(page))).collect();
    for (page, own) in &sets {
        let others: Vec<&BTreeSet<&str>> =
            sets.iter().filter(|(other, _)| other.number != page.number).map(|(_, fonts)| fonts).collect();
        let used: BTreeSet<&str> = others.iter().copied().flatten().copied().collect();
        if own.is_empty() || own.iter().any(|font| used.contains(font)) {
            continue;
        }
        let families: BTreeSet<&str> = used.iter().map(|font| typeface(font)).collect();
        // Programs that make subsets page by page do so on every page.
        let share = |fonts: &&BTreeSet<&str>| others.iter().all(|other| !fonts.is_disjoint(other));
        let summary = if !own.iter().any(|font| families.contains(typeface(font))) {
            format!("page {} shares no font with the other pages with rows", page.number)
        } else if others.len() > 1 && others.iter().all(share) {
            format!("page {} brings subsets of its own of the fonts that the other pages share", page.number)
        } else {
            continue;
        };
        let list = |fonts: &BTreeSet<&str>| fonts.iter().take(4).copied().collect::<Vec<_>>().join(", ");
        findings
            .add(Seen::new(Severity::High, 75, summary).at([whole(page)]).instead_of(list(&used), list(own)));
    }
}

/// The family without what some programs add for each page: `*Arial-4313-Identity-H`.
fn typeface(font: &str) -> &str {
    let name = family(font).trim_start_matches('*');
    let name = name.strip_suffix("-Identity-H").or(name.strip_suffix("-Identity-V")).unwrap_or(name);
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if bare.is_empty() { name } else { bare.trim_end_matches('-') }
}

/// `Page 2 of 5` and the like: all that is said has to fit together.
fn numbers(document: &Document, findings: &mut Findings<'_>) {
    let stated: Vec<(&Page, u32, u32, Rect)> = document
        .pages
        .iter()
        .filter_map(|page| {
            let (number, of, at) = page_number(page)?;
            Some((page, number, of, at))
        })
        .collect();
    // Numbers on a single page may well be something else.
    if stated.len() < 2 {
        return;
    }
    for pair in stated.windows(2) {
        let [(_, before, of_before, _), (page, number, of, at)] = pair else { continue };
        let starts_anew = *number == 1;
        if *number == before + 1 && of == of_before || starts_anew && before == of_before {
            continue;
        }
        let summary = format!("page {} of the file is numbered {number} of {of}", page.number);
        // Numbers that jump within one count are those of a statement that lost pages, or got some of another one.
        let (severity, confidence) = if of == of_before { (Severity::High, 80) } else { (Severity::Low, 65) };
        findings.add(
            Seen::new(severity, confidence, summary)
                .at([Locator::new(page.number, *at)])
                .instead_of(format!("{} of {of_before}", before + 1), format!("{number} of {of}")),
        );
    }
    if let Some((page, number, of, at)) = stated.last()
        && number < of
    {
        let summary = format!("the file ends with page {number} of {of}");
        findings.add(
            Seen::new(Severity::Medium, 60, summary)
                .at([Locator::new(page.number, *at)])
                .instead_of(format!("{of} of {of}"), format!("{number} of {of}")),
        );
    }
}

/// Finds `Page 3 of 7`, `Seite 3/7`, `3 / 7` at the margin of a page.
fn page_number(page: &Page) -> Option<(u32, u32, Rect)> {
    const WORDS: [&str; 10] =
        ["page", "pg", "page:", "seite", "sida", "sivu", "página", "pagina", "strona", "side"];
    let number = |text: &str| {
        text.trim_matches([',', '.', ':', '(', ')']).parse::<u32>().ok().filter(|n| (1..=999).contains(n))
    };
    for line in page.lines() {
        let margin = line.at.bottom < 0.16 * page.height || line.at.top > 0.84 * page.height;
        let words = &line.words;
        for (index, word) in words.iter().enumerate() {
            if !margin || !WORDS.contains(&word.text.to_lowercase().trim_end_matches('.')) {
                continue;
            }
            let rest: Vec<&pdf::Word> = words
                .iter()
                .skip(index + 1)
                .filter(|word| word.text != ":" && !word.text.eq_ignore_ascii_case("no."))
                .take(3)
                .collect();
            let found = match rest.as_slice() {
                [joined, ..] if joined.text.contains('/') => {
                    let (n, m) = joined.text.split_once('/')?;
                    number(n).zip(number(m))
                }
                [n, of, m]
                    if matches!(
                        of.text.to_lowercase().as_str(),
                        "of" | "/" | "von" | "av" | "de" | "di" | "z"
                    ) =>
                {
                    number(&n.text).zip(number(&m.text))
                }
                _ => None,
            };
            if let Some((n, m)) = found.filter(|(n, m)| n <= m) {
                let at = rest.iter().fold(word.at, |at, word| at.union(word.at));
                return Some((n, m, at));
            }
        }
    }
    None
}

/// A page that says word for word what another one says.
fn copies(document: &Document, sight: &Sight<'_>, findings: &mut Findings<'_>) {
    const WORDS: usize = 40;
    let mut known: HashMap<String, u32> = HashMap::new();
    for page in document.pages.iter().filter(|page| page.words.len() >= WORDS) {
        let text: Vec<&str> = page.words.iter().map(|word| word.text.as_str()).collect();
        let digits = text.iter().filter(|word| word.bytes().any(|byte| byte.is_ascii_digit())).count();
        // Terms and conditions may well be printed twice.
        if digits * 4 < text.len() {
            continue;
        }
        if let Some(first) = known.insert(text.join(" "), page.number) {
            let summary = format!("page {} says word for word what page {first} says", page.number);
            // Rows of one page cannot come again with the same balances.
            let severity = if sight.has_rows(page.number) { Severity::High } else { Severity::Medium };
            findings.add(
                Seen::new(severity, 80, summary)
                    .at([whole(page)])
                    .instead_of("another page of the statement", format!("page {first} once more")),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::typeface;

    #[test]
    fn one_typeface_has_one_name_on_all_pages() {
        assert_eq!(typeface("*Arial-4313-Identity-H"), typeface("*Arial-7972-Identity-H"));
        assert_eq!(typeface("ABCDEF+Helvetica-Bold"), "Helvetica-Bold");
        assert_ne!(typeface("*Arial-4313-Identity-H"), typeface("*Arial-Bold-4314-Identity-H"));
    }
}
