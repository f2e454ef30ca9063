//! Page numbers as printed: `Page 2 of 6` says that there are six.

use super::doubt;
use crate::model::{Diagnostic, Skipped};
use crate::page::PageLine;
use std::collections::BTreeSet;

/// Says which of the printed pages are not in the file, and whether there are any. What that means for the rows is judged by
/// whatever holds their end.
pub(super) fn check(around: &[PageLine], skipped: &[Skipped], diagnostics: &mut Vec<Diagnostic>) -> bool {
    let texts =
        around.iter().map(|line| line.line.text()).chain(skipped.iter().map(|line| line.text.clone()));
    let printed: BTreeSet<(u32, u32)> = texts.filter_map(|text| numbered(&text)).collect();
    let Some(total) = printed.first().map(|(_, total)| *total) else { return false };
    // Several statements in one file count their pages each for themselves.
    if printed.iter().any(|(_, other)| *other != total) {
        return false;
    }
    let missing: Vec<String> =
        (1..=total).filter(|page| !printed.contains(&(*page, total))).map(|page| page.to_string()).collect();
    if !missing.is_empty() {
        let message = format!(
            "of {total} pages as numbered on the paper, these are not in the file: {}",
            missing.join(", ")
        );
        doubt(diagnostics, "pages_missing", message, None);
    }
    !missing.is_empty()
}

/// Reads `Page 2 of 6` anywhere in a line; a statement has fewer than a thousand pages.
fn numbered(text: &str) -> Option<(u32, u32)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(4).find_map(|window| match window {
        [page, number, of, total] if page.eq_ignore_ascii_case("page") && of.eq_ignore_ascii_case("of") => {
            let number: u32 = number.parse().ok()?;
            let total: u32 = total.trim_end_matches(['.', ',']).parse().ok()?;
            (number >= 1 && number <= total && total < 1_000).then_some((number, total))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(lines: &[&str]) -> Vec<String> {
        let skipped: Vec<Skipped> = lines
            .iter()
            .map(|text| Skipped {
                text: (*text).to_owned(),
                reason: "outside_table".to_owned(),
                at: crate::model::Locator::default(),
            })
            .collect();
        let mut diagnostics = Vec::new();
        check(&[], &skipped, &mut diagnostics);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn a_page_that_is_not_in_the_file_is_named() {
        let found = missing(&["August 11 Page 1 of 3", "Page 3 of 3"]);
        assert_eq!(found, ["of 3 pages as numbered on the paper, these are not in the file: 2"]);
    }

    #[test]
    fn complete_and_unnumbered_files_are_quiet() {
        assert!(missing(&["Page 1 of 2", "Page 2 of 2"]).is_empty());
        assert!(missing(&["Page 1 of 2", "Page 1 of 1"]).is_empty());
        assert!(missing(&["see page 4 of the terms"]).is_empty());
    }
}
