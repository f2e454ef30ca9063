//! Pages typed as fixed-pitch text, as the worked examples of templates are: every character is 6 points wide and
//! every line 12 points high.

use pdf::{Document, Page, Rect, Word};

const CHARACTER: f32 = 6.0;
const LINE: f32 = 12.0;
const SIZE: f32 = 10.0;

/// Turns typed text into a document; a form feed starts a new page.
#[must_use]
pub fn document(text: &str) -> Document {
    let mut document = Document { font_names: vec!["Typed".into()], ..Document::default() };
    for (index, typed) in text.trim_matches('\n').split('\u{c}').enumerate() {
        let mut words = Vec::new();
        for (row, line) in typed.lines().enumerate() {
            words.extend(typed_words(row, line));
        }
        let order = words.len();
        for (place, word) in words.iter_mut().enumerate().take(order) {
            word.order = u32::try_from(place).unwrap_or(u32::MAX);
        }
        let columns = typed.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        document.pages.push(Page {
            number: u32::try_from(index + 1).unwrap_or(u32::MAX),
            width: (columns as f32 + 10.0) * CHARACTER,
            height: (typed.lines().count() as f32 + 4.0) * LINE,
            words,
            ..Page::default()
        });
    }
    document
}

fn typed_words(row: usize, line: &str) -> Vec<Word> {
    let baseline = (row as f32 + 2.0) * LINE;
    let mut words: Vec<Word> = Vec::new();
    let mut column = 0;
    for piece in line.split(char::is_whitespace) {
        let length = piece.chars().count();
        let left = |column: usize| (column as f32 + 5.0) * CHARACTER;
        if let Some(last) = length.checked_sub(1) {
            words.push(Word {
                text: piece.into(),
                at: Rect {
                    x0: left(column),
                    top: baseline - SIZE * 0.8,
                    x1: left(column + last) + CHARACTER,
                    bottom: baseline + SIZE * 0.2,
                },
                baseline,
                size: SIZE,
                ..Word::default()
            });
        }
        column += length + 1;
    }
    words
}
