//! What several heuristics need to see: the rows on the paper, the figures in them, and the words that nobody sees.

use crate::model::{Locator, Statement};
use pdf::visibility::{Unseen, unseen};
use pdf::{Document, Page, Rect, Word};
use std::collections::{BTreeMap, HashSet};

/// Right edges of one column lie within this many points of each other.
const COLUMN: f32 = 6.0;
/// Figures of a document, and unseen words of a page, that are looked at: they are compared with each other.
const MOST_FIGURES: usize = 20_000;
const MOST_UNSEEN: usize = 300;

/// A row on the paper.
pub(super) struct Row<'a> {
    pub(super) page: u32,
    pub(super) at: Rect,
    pub(super) hash: &'a str,
}

/// An amount or balance in a row.
#[derive(Clone, Copy)]
pub(super) struct Figure<'a> {
    pub(super) page: u32,
    /// Index of the row.
    pub(super) row: usize,
    pub(super) word: &'a Word,
}

impl Figure<'_> {
    pub(super) fn place(&self) -> Locator {
        Locator::new(self.page, self.word.at)
    }
}

/// See the module.
pub(super) struct Sight<'a> {
    pub(super) rows: Vec<Row<'a>>,
    /// The figures of each column of figures, in reading order.
    pub(super) columns: Vec<Vec<Figure<'a>>>,
    unseen: BTreeMap<u32, Vec<Unseen<'a>>>,
    /// Page and drawing order of the words that nobody sees.
    hidden: HashSet<(u32, u32)>,
    figures: usize,
}

impl<'a> Sight<'a> {
    pub(super) fn of(document: &'a Document, statements: &'a [Statement]) -> Sight<'a> {
        let mut rows: Vec<Row<'a>> = statements
            .iter()
            .flat_map(|statement| &statement.transactions)
            .flat_map(|row| row.at.iter().map(|at| Row { page: at.page, at: at.rect, hash: &row.hash }))
            .collect();
        rows.sort_by(|a, b| a.page.cmp(&b.page).then(a.at.top.total_cmp(&b.at.top)));
        let found = document.pages.iter().map(|page| (page.number, unseen(page)));
        let unseen: BTreeMap<u32, Vec<Unseen<'a>>> = found.filter(|(_, words)| !words.is_empty()).collect();
        let hidden =
            unseen.iter().flat_map(|(page, words)| words.iter().map(|unseen| (*page, unseen.word.order)));
        let hidden = hidden.collect();
        let mut sight = Sight { rows, columns: Vec::new(), unseen, hidden, figures: 0 };
        for page in &document.pages {
            sight.add_figures(page);
        }
        sight
    }

    fn add_figures(&mut self, page: &'a Page) {
        if !self.rows.iter().any(|row| row.page == page.number) {
            return;
        }
        for word in page.words.iter().filter(|word| word.is_horizontal() && is_figure(&word.text)) {
            let Some(row) = self.row_at(page.number, word.at) else { continue };
            if self.is_unseen(page.number, word) || self.figures >= MOST_FIGURES {
                continue;
            }
            self.figures += 1;
            let figure = Figure { page: page.number, row, word };
            let edge = word.at.x1;
            let column = self
                .columns
                .iter_mut()
                .find(|column| column.first().is_some_and(|first| (first.word.at.x1 - edge).abs() <= COLUMN));
            match column {
                Some(column) => column.push(figure),
                None => self.columns.push(vec![figure]),
            }
        }
    }

    /// Index of the row in which a box stands.
    pub(super) fn row_at(&self, page: u32, at: Rect) -> Option<usize> {
        let from = self.rows.partition_point(|row| row.page < page);
        let middle = f32::midpoint(at.top, at.bottom);
        let rows = self.rows.iter().enumerate().skip(from).take_while(|(_, row)| row.page == page);
        rows.filter(|(_, row)| row.at.top <= middle && row.at.bottom >= middle).map(|(index, _)| index).next()
    }

    /// Hash of the row in which a box stands.
    pub(super) fn hash_at(&self, page: u32, at: Rect) -> Option<&'a str> {
        self.rows.get(self.row_at(page, at)?).map(|row| row.hash)
    }

    /// Whether a page has rows.
    pub(super) fn has_rows(&self, page: u32) -> bool {
        self.rows.iter().any(|row| row.page == page)
    }

    /// Whether nobody sees a word.
    pub(super) fn is_unseen(&self, page: u32, word: &Word) -> bool {
        self.hidden.contains(&(page, word.order))
    }

    /// Words of a page that nobody sees, as many as are worth a look.
    pub(super) fn unseen_on(&self, page: u32) -> impl Iterator<Item = &Unseen<'a>> {
        self.unseen.get(&page).into_iter().flatten().take(MOST_UNSEEN)
    }
}

/// Whether a word looks like money: groups of digits and two digits behind a separator, perhaps with a sign or mark.
pub(super) fn is_figure(text: &str) -> bool {
    let bare = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let bare = bare.trim_end_matches(|c: char| !c.is_ascii_digit());
    let affixes =
        text.chars().filter(|c| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '\'' | ' ')).count();
    let Some((whole, fraction)) = bare.rsplit_once(['.', ',']) else { return false };
    affixes <= 4
        && fraction.len() == 2
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
        && !whole.is_empty()
        && whole
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '\u{a0}' | '\u{202f}' | ' '))
        && !is_day_and_month(whole)
}

/// `01.04`, before the year of a date: groups of thousands have three digits, and those of Indian lakhs are parted by commas.
fn is_day_and_month(whole: &str) -> bool {
    whole.split_once('.').is_some_and(|(day, month)| day.len() <= 2 && month.len() <= 2)
}

#[cfg(test)]
mod tests {
    use super::is_figure;

    #[test]
    fn money_is_told_from_dates_and_references() {
        for figure in [
            "9.00",
            "1,23,456.78",
            "1.234,50",
            "450,00",
            "-512.40",
            "₹1,200.00",
            "36,602.52CR",
            "(77.10)",
            "1'200.00",
        ] {
            assert!(is_figure(figure), "{figure}");
        }
        for other in ["01.04.25", "2025", "UTR123456", "12:30", "1,200", "3.5%", "", "HDFC0001234", "9.125"] {
            assert!(!is_figure(other), "{other}");
        }
    }
}
