//! Page numbers as printed: `Page 2 of 6` says that there are six.

use super::doubt;
use crate::model::Diagnostic;
use pdf::Line;
use std::collections::BTreeSet;

/// The page numbers that a document prints, with the number of pages that each of them speaks of.
#[must_use]
pub fn numbers(pages: &[(u32, Vec<Line>)]) -> BTreeSet<(u32, u32)> {
    pages.iter().flat_map(|(_, lines)| lines).filter_map(numbered).collect()
}

/// Says which of the printed pages are not in the file, and whether there are any. What that means for the rows is judged by
/// whatever holds their end.
pub(super) fn check(printed: &BTreeSet<(u32, u32)>, diagnostics: &mut Vec<Diagnostic>) -> bool {
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
fn numbered(line: &Line) -> Option<(u32, u32)> {
    line.words.windows(4).find_map(|window| match window {
        [page, number, of, total]
            if page.text.eq_ignore_ascii_case("page") && of.text.eq_ignore_ascii_case("of") =>
        {
            let number: u32 = number.text.parse().ok()?;
            let total: u32 = total.text.trim_end_matches(['.', ',']).parse().ok()?;
            (number >= 1 && number <= total && total < 1_000).then_some((number, total))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(lines: &[&str]) -> Vec<String> {
        let text = lines.join("\n");
        let document = crate::fixed_pitch::document(&text);
        let mut diagnostics = Vec::new();
        check(&numbers(&crate::page::page_lines(&document)), &mut diagnostics);
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
