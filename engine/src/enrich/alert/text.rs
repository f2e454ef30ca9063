//! The text of an alert: as printed, and in small letters of the same places.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization as _;

/// Characters that are read; banks stay far below.
const MOST_CHARACTERS: usize = 2_000;

/// A text twice: as printed, with letters and digits of any make-up made plain, and in small letters.
pub(super) struct AlertText {
    printed: Vec<char>,
    /// In small letters, one for each character printed.
    pub(super) small: String,
    /// Where in `small` each character begins; one more for the end.
    starts: Vec<usize>,
}

impl AlertText {
    pub(super) fn new(text: &str) -> AlertText {
        let plain = text.chars().take(MOST_CHARACTERS).nfkc().filter(|c| !is_unseen(*c)).map(latin_digit);
        let printed: Vec<char> = plain.take(MOST_CHARACTERS).collect();
        let (mut small, mut starts) =
            (String::with_capacity(printed.len()), Vec::with_capacity(printed.len() + 1));
        for c in &printed {
            starts.push(small.len());
            small.push(c.to_lowercase().next().unwrap_or(*c));
        }
        starts.push(small.len());
        AlertText { printed, small, starts }
    }

    /// The characters with the byte of `small` that each begins at.
    pub(super) fn chars(&self) -> impl DoubleEndedIterator<Item = (usize, char)> + Clone + '_ {
        self.starts.iter().copied().zip(self.printed.iter().copied())
    }

    /// What is printed at bytes of `small`.
    pub(super) fn printed(&self, at: &Range<usize>) -> String {
        self.chars().filter(|(byte, _)| at.contains(byte)).map(|(_, c)| c).collect()
    }
}

/// Marks that only steer how text is set.
fn is_unseen(c: char) -> bool {
    matches!(c, '\\' | 'ـ' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Arabic and Persian digits and marks as Latin ones.
fn latin_digit(c: char) -> char {
    let offset = match c {
        '٠'..='٩' => u32::from(c) - u32::from('٠'),
        '۰'..='۹' => u32::from(c) - u32::from('۰'),
        '٫' => return '.',
        '٬' => return ',',
        _ => return c,
    };
    char::from_digit(offset, 10).unwrap_or(c)
}
