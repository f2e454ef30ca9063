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

/// Strips a lower-case prefix whatever its case in the text; a prefix that ends in a letter must not run on into letters.
pub(super) fn strip_prefix_folded<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    let rest = text.get(prefix.len()..)?;
    (is_folded(head, prefix) && !rest.starts_with(char::is_alphabetic)).then_some(rest)
}

/// The same of a suffix, and of the letters before it.
pub(super) fn strip_suffix_folded<'t>(text: &'t str, suffix: &str) -> Option<&'t str> {
    let at = text.len().checked_sub(suffix.len())?;
    let tail = text.get(at..)?;
    let rest = text.get(..at)?;
    (is_folded(tail, suffix) && !rest.ends_with(char::is_alphabetic)).then_some(rest)
}

/// Whether a text begins and ends with a digit, as most amounts do: no mark stands beside it then, and none is sought.
pub(super) fn is_between_digits(text: &str) -> bool {
    let is_digit = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_digit());
    is_digit(text.bytes().next()) && is_digit(text.bytes().next_back())
}

/// Whether a text is that text in lower case.
pub(super) fn is_folded(text: &str, lower: &str) -> bool {
    // Most words that are compared begin with another letter.
    if let (Some(a), Some(b)) = (text.bytes().next(), lower.bytes().next())
        && a.is_ascii()
        && b.is_ascii()
        && !a.eq_ignore_ascii_case(&b)
    {
        return false;
    }
    text.len() == lower.len() && text.eq_ignore_ascii_case(lower)
        || !lower.is_ascii() && text.chars().flat_map(char::to_lowercase).eq(lower.chars())
}
