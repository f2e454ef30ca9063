//! Lines of pages: what every stage after the PDF layer looks at.

use pdf::{Document, Line};

/// A line and its page.
#[derive(Clone, Debug)]
pub struct PageLine {
    /// Page number from 1.
    pub page: u32,
    /// The line.
    pub line: Line,
}

/// The horizontal lines of each page.
#[must_use]
pub fn page_lines(document: &Document) -> Vec<(u32, Vec<Line>)> {
    document.pages.iter().map(|page| (page.number, page.lines())).collect()
}

/// Texts that do not run along the page: watermarks and margin notes. Words of one direction that follow each other
/// in drawing order make one line.
#[must_use]
pub fn turned_lines(document: &Document) -> Vec<PageLine> {
    let mut lines: Vec<PageLine> = Vec::new();
    for page in &document.pages {
        let mut before: Option<f32> = None;
        for word in &page.words {
            let angle = (!word.is_horizontal()).then_some(word.angle);
            match (angle, before, lines.last_mut()) {
                (Some(angle), Some(last), Some(line))
                    if line.page == page.number && (angle - last).abs() < 1.0 =>
                {
                    line.line.at = line.line.at.union(word.at);
                    line.line.words.push(word.clone());
                }
                (Some(_), _, _) => lines.push(PageLine {
                    page: page.number,
                    line: Line { words: vec![word.clone()], at: word.at, baseline: word.baseline },
                }),
                (None, _, _) => {}
            }
            before = angle;
        }
    }
    lines
}
