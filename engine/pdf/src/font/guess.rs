//! Whether codes of a font that the file has lost are characters, as everybody who draws them in another font supposes.
//!
//! Fonts cut down to what a file shows often number their glyphs by first use. Such codes are drawn as if they were letters as well,
//! and would make figures that nobody printed.

use std::cell::Cell;

/// Of so many codes one at most may be a sign that text hardly has.
const ONE_ODD_OF: u32 = 7;

/// What a page showed in a font that is lost.
#[derive(Default)]
pub(super) struct Guess {
    shown: Cell<u32>,
    odd: Cell<u32>,
    given_up: Cell<bool>,
}

impl Guess {
    /// Counts a code that was shown.
    pub(super) fn note(&self, code: u8) {
        let is_text =
            code.is_ascii_alphanumeric() || matches!(code, b' ' | b',' | b'.' | b'-' | b'/' | b':' | 0x80..);
        self.shown.set(self.shown.get().saturating_add(1));
        self.odd.set(self.odd.get().saturating_add(u32::from(!is_text)));
    }

    /// Gives the guess up if the codes are no text; whether it is given up now.
    pub(super) fn give_up(&self) -> bool {
        let gives_up = self.odd.get() > self.shown.get() / ONE_ODD_OF;
        gives_up && !self.given_up.replace(true)
    }

    /// Whether digits may be digits.
    pub(super) fn holds(&self) -> bool {
        !self.given_up.get()
    }
}

#[cfg(test)]
mod tests {
    use super::Guess;

    #[test]
    fn text_is_told_from_numbers_of_glyphs() {
        let gives_up = |shown: &[u8]| {
            let guess = Guess::default();
            shown.iter().for_each(|code| guess.note(*code));
            guess.give_up()
        };
        for text in ["01/04/2025 UPI/DR/*12345@ybl (RENT) 1,234.00", "-5.00", ""] {
            assert!(!gives_up(text.as_bytes()), "{text}");
        }
        for codes in [b"!%(6%(7$*%5".as_slice(), b"!567", b"\x005\0,\x007", b"\"#$%&"] {
            assert!(gives_up(codes), "{codes:?}");
        }
    }
}
