//! Pages drawn word by word, for tests of what rows make of where words stand.

// Each test that draws pages takes what it needs.
#![allow(dead_code)]

use bank_templates::Templates;
use engine::model::Statement;
use pdf::{Document, Page, Rect, Word};

pub(crate) const CHARACTER: f32 = 5.0;
pub(crate) const SPACE: f32 = 3.0;
pub(crate) const SIZE: f32 = 10.0;
/// How far rows stand apart, and the second line of a narration from the first.
pub(crate) const PITCH: f32 = 30.0;
pub(crate) const LINE: f32 = 11.0;
pub(crate) const TOP: f32 = 200.0;

/// Where columns of text begin.
pub(crate) const DATE: f32 = 40.0;
pub(crate) const NARRATION: f32 = 110.0;
pub(crate) const REFERENCE: f32 = 330.0;

/// Words with their places, on one page.
#[derive(Clone, Default)]
pub(crate) struct Drawn(Vec<Word>);

impl Drawn {
    pub(crate) fn text(&mut self, x: f32, baseline: f32, size: f32, text: &str) {
        let mut left = x;
        for piece in text.split(' ') {
            let width = piece.chars().count() as f32 * CHARACTER * size / SIZE;
            let at = Rect {
                x0: left,
                x1: left + width,
                top: baseline - size * 0.8,
                bottom: baseline + size * 0.2,
            };
            self.0.push(Word { text: piece.into(), at, baseline, size, ..Word::default() });
            left += width + SPACE * size / SIZE;
        }
    }

    pub(crate) fn left(&mut self, x: f32, baseline: f32, text: &str) {
        self.text(x, baseline, SIZE, text);
    }

    pub(crate) fn right(&mut self, x: f32, baseline: f32, text: &str) {
        self.text(x - text.chars().count() as f32 * CHARACTER, baseline, SIZE, text);
    }

    /// Takes away the word that begins at a place.
    pub(crate) fn cover(&mut self, x: f32, baseline: f32) {
        self.0.retain(|word| word.at.x0 != x || word.baseline != baseline);
    }

    /// Name, period and headings of a statement.
    pub(crate) fn head() -> Drawn {
        let mut page = Drawn::without_headings();
        page.headings();
        page
    }

    /// Name and period of a statement.
    pub(crate) fn without_headings() -> Drawn {
        let mut page = Drawn::default();
        page.left(DATE, 60.0, "Shore Bank plc");
        page.left(DATE, 80.0, "Account number: 00123456");
        page.left(DATE, 100.0, "Period: 01/04/2025 to 30/04/2025");
        page.left(DATE, 120.0, "Currency: GBP");
        page.left(DATE, 140.0, "Opening balance: 1,000.00");
        page
    }

    pub(crate) fn headings(&mut self) {
        self.left(DATE, TOP - 30.0, "Date");
        self.left(NARRATION, TOP - 30.0, "Particulars");
        self.left(REFERENCE, TOP - 30.0, "Reference");
        self.right(450.0, TOP - 30.0, "Debit");
        self.right(510.0, TOP - 30.0, "Credit");
        self.right(580.0, TOP - 30.0, "Balance");
    }

    /// The cells of a row but its narration: ten pounds paid out on a day of April.
    pub(crate) fn row(&mut self, day: u32, baseline: f32) {
        self.left(DATE, baseline, &format!("{day:02}/04/2025"));
        self.right(450.0, baseline, "10.00");
        self.right(580.0, baseline, &format!("{}.00", 1000 - day * 10));
    }
}

pub(crate) fn baseline(row: usize) -> f32 {
    TOP + PITCH * row as f32
}

/// Eight rows, each drawn by a function that is given its number from 0 and its baseline.
pub(crate) fn rows(draw: impl Fn(&mut Drawn, usize, f32)) -> Drawn {
    let mut page = Drawn::head();
    for row in 0..8 {
        page.row(row as u32 + 1, baseline(row));
        draw(&mut page, row, baseline(row));
    }
    page
}

/// A narration of two lines that begins beside its date.
pub(crate) fn two_lines(page: &mut Drawn, row: usize, baseline: f32) {
    page.left(NARRATION, baseline, &format!("NEFT CR HARBOUR FOODS {row}"));
    page.left(NARRATION, baseline + LINE, &format!("INVOICE 77{row}"));
}

pub(crate) fn read(pages: &[Drawn]) -> Statement {
    let mut document = Document::default();
    for (index, drawn) in pages.iter().enumerate() {
        let mut words = drawn.0.clone();
        for (order, word) in words.iter_mut().enumerate() {
            word.order = u32::try_from(order).unwrap();
        }
        let number = u32::try_from(index + 1).unwrap();
        document.pages.push(Page { number, width: 612.0, height: 792.0, words, ..Page::default() });
    }
    let report = engine::read_document(document, None, Templates::embedded()).unwrap();
    report.statements.into_iter().next().unwrap()
}

/// Where a full line ends at a space is not on the paper.
pub(crate) fn unspaced(text: &str) -> String {
    text.split_whitespace().collect()
}
