//! Lines of pages: what every stage after the PDF layer looks at.

mod broken;
mod running;

use pdf::{Document, Line, Page, Word};
pub use running::parted_lines;

/// Pairs of words of one page that are compared.
const MOST_COMPARED: usize = 2_000_000;

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
    parted_lines(document).0
}

/// The lines of a page without what is drawn without ink where something else is to be seen: such text was replaced,
/// and is no more the text of the page than what an earlier revision said. Text that was recognised in a scan stands
/// alone and stays.
fn seen_lines(page: &Page) -> Vec<Line> {
    let hidden = |word: &&Word| word.render_mode == 3;
    if !page.words.iter().any(|word| hidden(&word)) {
        return page.lines();
    }
    let seen: Vec<&Word> = page.words.iter().filter(|word| !hidden(word)).collect();
    let replaced = |word: &Word| seen.iter().any(|other| pdf::visibility::shared(word.at, other.at) > 0.5);
    // Comparing every word with every other one would cost too much on pages of recognised text.
    let most = MOST_COMPARED / seen.len().max(1);
    let mut compared = 0;
    let words: Vec<Word> = page
        .words
        .iter()
        .filter(|word| {
            if !hidden(word) {
                return true;
            }
            compared += 1;
            compared > most || !replaced(word)
        })
        .cloned()
        .collect();
    pdf::lines(&words)
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
