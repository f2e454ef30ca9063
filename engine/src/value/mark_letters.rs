//! The letters that the marks of amounts are made of.

/// The letters of marks and currencies: nearly every word of a page shows by its letters that it is none of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MarkLetters {
    /// For each ASCII letter or sign, in lower case, whether one begins with it.
    first: [bool; 128],
    /// Whether it may stand beside the digits of an amount: in one of them, as a sign, or between them.
    beside: [bool; 128],
    /// Bytes of the longest one.
    longest: usize,
}

impl MarkLetters {
    pub(super) fn of<'m>(marks: impl Iterator<Item = &'m String>) -> MarkLetters {
        let mut letters = MarkLetters { first: [false; 128], beside: [false; 128], longest: 0 };
        let put = |all: &mut [bool; 128], byte: u8| {
            if let Some(known) = all.get_mut(usize::from(byte)) {
                *known = true;
            }
        };
        " \t\n\r\u{b}\u{c}()+-.,:".bytes().for_each(|byte| put(&mut letters.beside, byte));
        for mark in marks {
            letters.longest = letters.longest.max(mark.len());
            mark.bytes().take(1).for_each(|byte| put(&mut letters.first, byte));
            mark.bytes().for_each(|byte| put(&mut letters.beside, byte));
        }
        letters
    }

    /// Whether a text may be one of them, whatever its case. Letters beyond ASCII are left to the comparison.
    pub(super) fn may_be(&self, text: &str) -> bool {
        let known = |byte: u8| Self::has(&self.first, byte);
        !text.is_ascii() || (text.len() <= self.longest && text.bytes().next().is_some_and(known))
    }

    /// Whether a text may be taken off the digits of an amount.
    pub(super) fn may_stand_beside(&self, text: &[u8]) -> bool {
        text.iter().all(|byte| Self::has(&self.beside, *byte))
            && text.split(|byte| !byte.is_ascii_alphabetic()).all(|run| run.len() <= self.longest)
    }

    fn has(letters: &[bool; 128], byte: u8) -> bool {
        letters.get(usize::from(byte.to_ascii_lowercase())).copied().unwrap_or(true)
    }
}
