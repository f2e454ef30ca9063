//! Running heads and feet that are printed over other lines: told apart by standing at the same place on every page.

use super::broken::join_broken_dates;
use super::{PageLine, seen_lines};
use pdf::{Document, Line, Page, Rect, Word};

/// How many words of a page are looked up on its neighbours: a page whose every line is two is no statement.
const MOST_OVERPRINTED: usize = 200;

/// The horizontal lines of each page, and apart from them the words of a running foot or head that is printed over another
/// line: words that stand at the same place on other pages and in another size or height than the words beside them.
#[must_use]
pub fn parted_lines(document: &Document) -> (Vec<(u32, Vec<Line>)>, Vec<PageLine>) {
    let mut running = Vec::new();
    let mut pages = Vec::with_capacity(document.pages.len());
    for (index, page) in document.pages.iter().enumerate() {
        let mut lines = seen_lines(page);
        let others: Vec<&Page> = neighbours(document, index);
        let mut looked = 0;
        for line in lines.iter_mut().filter(|_| !others.is_empty()) {
            if !is_overprinted(line) || looked + line.words.len() > MOST_OVERPRINTED {
                continue;
            }
            looked += line.words.len();
            // Words that lie over others are no row as it was printed; a head that the first page has not is a head all the same.
            let over = lies_over(line);
            // Rows may have a word at one place on every page; a foot beside them is set in another way than most of the line.
            let usual = usual_look(line).cloned();
            let is_other = |word: &Word| over || usual.as_ref().is_none_or(|usual| !alike(word, usual));
            let runs_on = |word: &Word| {
                let mut pages = others.iter().map(|other| has_at_same_place(other, word));
                if over { pages.any(|has| has) } else { pages.all(|has| has) }
            };
            let runs: Vec<bool> = line.words.iter().map(|word| is_other(word) && runs_on(word)).collect();
            if let Some(apart) = take_apart(line, &runs) {
                running.push(PageLine { page: page.number, line: apart });
            }
        }
        join_broken_dates(&mut lines);
        pages.push((page.number, lines));
    }
    (pages, running)
}

/// The two pages nearest to one: what stands on all three is there on each page.
fn neighbours(document: &Document, index: usize) -> Vec<&Page> {
    let page = |index: Option<usize>| index.and_then(|index| document.pages.get(index));
    let near = [index.checked_sub(1), Some(index + 1), index.checked_sub(2), Some(index + 2)];
    near.into_iter().filter_map(page).take(2).collect()
}

/// Whether words of two lines share this one: they differ in height or size, or lie over each other.
fn is_overprinted(line: &Line) -> bool {
    let Some(first) = line.words.first() else { return false };
    line.words.iter().any(|word| !alike(word, first)) || lies_over(line)
}

fn lies_over(line: &Line) -> bool {
    line.words.windows(2).any(|pair| match pair {
        [a, b] => b.at.x0 < a.at.x1 - 1.0,
        _ => false,
    })
}

/// A word of the look that most words of a line have.
fn usual_look(line: &Line) -> Option<&Word> {
    line.words.iter().max_by_key(|word| line.words.iter().filter(|other| alike(word, other)).count())
}

fn alike(a: &Word, b: &Word) -> bool {
    (a.baseline - b.baseline).abs() < 0.4 && (a.size - b.size).abs() < a.size * 0.04
}

/// Whether a page has this word at this place; page numbers differ only in their digits.
fn has_at_same_place(page: &Page, word: &Word) -> bool {
    let is_number = |text: &str| text.len() <= 7 && text.chars().all(|c| c.is_ascii_digit() || c == '/');
    page.words.iter().any(|other| {
        (other.at.x0 - word.at.x0).abs() < 0.6
            && (other.baseline - word.baseline).abs() < 0.6
            && (other.size - word.size).abs() < 0.2
            && (other.text == word.text || (is_number(&other.text) && is_number(&word.text)))
    })
}

/// Takes the running words out of a line when they lie over others; those others keep the line.
fn take_apart(line: &mut Line, runs: &[bool]) -> Option<Line> {
    let part = |running: bool| -> Vec<Word> {
        let words = line.words.iter().zip(runs).filter(|(_, runs)| **runs == running);
        words.map(|(word, _)| word.clone()).collect()
    };
    let (running, rest) = (part(true), part(false));
    let (first, other) = (running.first()?, rest.first()?);
    let over = |word: &Word| rest.iter().any(|other| word.at.overlap_x(other.at) > 1.0);
    if alike(first, other) && !running.iter().any(over) {
        return None;
    }
    let of = |words: Vec<Word>| {
        let at = words.iter().map(|word| word.at).reduce(Rect::union).unwrap_or_default();
        let baseline = words.first().map_or(0.0, |word| word.baseline);
        Line { words, at, baseline }
    };
    *line = of(rest);
    Some(of(running))
}
