//! Narrations as words that can be compared: lower case, without accents and punctuation, each word with its place in the
//! printed text.

use crate::names::fold_char;
use std::ops::Range;

/// A folded narration. Hits in the folded text lead back to bytes of the printed one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NarrationText {
    /// The words, each with a space before it, and a space at the end.
    text: String,
    words: Vec<Word>,
}

/// The waves that HSBC prints for a card held to a terminal: the one word without letters.
const CONTACTLESS: &str = ")))";

#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    folded: Range<usize>,
    printed: Range<usize>,
}

impl NarrationText {
    /// Folds a narration. Numbers that stick to a word are words of their own (`RTN030425`), codes stay whole
    /// (`HDFC0001234`, `AXI62CB38778`), so that no word is found in the middle of a code.
    #[must_use]
    pub fn new(narration: &str) -> NarrationText {
        // Room for a space before every word, most of which have three letters or more.
        let mut folded = NarrationText {
            text: String::with_capacity(narration.len() + narration.len() / 4 + 4),
            words: Vec::with_capacity(narration.len() / 5 + 2),
        };
        let (mut start, mut was_wide) = (None, false);
        for (at, c) in narration.char_indices() {
            // Hangul and Latin letters are written together and are words of their own.
            let wide = c >= '\u{1100}' && !('\u{1e00}'..'\u{2000}').contains(&c);
            if let Some(from) = start.filter(|_| wide != was_wide) {
                folded.token(narration, from..at);
                start = None;
            }
            was_wide = wide;
            match (c.is_alphanumeric() || is_mark(c), start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    folded.token(narration, from..at);
                    start = None;
                }
                _ => {}
            }
            if c == ')' && narration.get(at..).is_some_and(|rest| rest.starts_with(CONTACTLESS)) {
                folded.word(CONTACTLESS, at..at + CONTACTLESS.len());
            }
        }
        if let Some(from) = start {
            folded.token(narration, from..narration.len());
        }
        folded.text.push(' ');
        folded
    }

    fn token(&mut self, narration: &str, at: Range<usize>) {
        let token = narration.get(at.clone()).unwrap_or_default();
        let cut = at.start + seam(token);
        for part in [at.start..cut, cut..at.end] {
            let Some(printed) = narration.get(part.clone()).filter(|printed| !printed.is_empty()) else {
                continue;
            };
            self.word(printed, part);
        }
    }

    fn word(&mut self, text: &str, printed: Range<usize>) {
        self.text.push(' ');
        let start = self.text.len();
        for c in text.chars() {
            if c.is_ascii() {
                self.text.push(c.to_ascii_lowercase());
            } else {
                fold_char(c, &mut self.text);
            }
        }
        self.words.push(Word { folded: start..self.text.len(), printed });
    }

    /// The folded text: ` like this `.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The folded text alone.
    pub(crate) fn into_string(self) -> String {
        self.text
    }

    /// The folded words with the bytes that they are printed at.
    pub fn words(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        self.words.iter().filter_map(|word| Some((self.text.get(word.folded.clone())?, word.printed.clone())))
    }

    /// The printed bytes of a part of the folded text.
    #[must_use]
    pub fn printed(&self, folded: &Range<usize>) -> Range<usize> {
        let first = self.words.partition_point(|word| word.folded.end <= folded.start);
        let after = self.words.partition_point(|word| word.folded.start < folded.end);
        let start = self.words.get(first).map_or(0, |word| word.printed.start);
        let end = after.checked_sub(1).and_then(|last| self.words.get(last));
        start..end.map_or(start, |word| word.printed.end.max(start))
    }
}

fn is_mark(c: char) -> bool {
    !c.is_ascii() && unicode_normalization::char::is_combining_mark(c)
}

/// Where a token falls into a word and a number; zero when it is one word or one code.
fn seam(token: &str) -> usize {
    let letters = token.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = token.bytes().take_while(u8::is_ascii_digit).count();
    let rest = |from: usize| token.get(from..).unwrap_or_default();
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !token.is_ascii() || letters == token.len() || digits == token.len() || is_ifsc(token) {
        0
    } else if (letters >= 3 && token.len() >= letters + 3)
        || (letters == 2 && all_digits(rest(2)) && token.len() >= 5)
    {
        letters
    } else if digits >= 4
        && rest(digits).len() >= 3
        && rest(digits).bytes().all(|byte| byte.is_ascii_alphabetic())
    {
        digits
    } else {
        0
    }
}

/// Whether a token is an Indian branch code: four letters, a zero, six letters or digits.
#[must_use]
pub fn is_ifsc(token: &str) -> bool {
    let bytes = token.as_bytes();
    bytes.len() == 11
        && bytes.iter().take(4).all(u8::is_ascii_alphabetic)
        && bytes.get(4) == Some(&b'0')
        && bytes.iter().skip(5).all(u8::is_ascii_alphanumeric)
        && bytes.iter().skip(5).any(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_case_accents_and_numbers_but_codes_stay_whole() {
        assert_eq!(NarrationText::new("ACH D- Bajaj  Finance").as_str(), " ach d bajaj finance ");
        assert_eq!(NarrationText::new("Chuyển tiền/Überweisung").as_str(), " chuyen tien uberweisung ");
        assert_eq!(NarrationText::new("RTN030425 DD123456").as_str(), " rtn 030425 dd 123456 ");
        assert_eq!(NarrationText::new("HDFC0001234 E9FD5A 1MG").as_str(), " hdfc0001234 e9fd5a 1mg ");
        assert_eq!(NarrationText::new("CMS이체 CU QOO10").as_str(), " cms 이체 cu qoo10 ");
        assert_eq!(NarrationText::new("))) CITY").as_str(), " ))) city ");
        assert_eq!(NarrationText::new("").as_str(), " ");
    }

    #[test]
    fn a_hit_leads_back_to_the_printed_bytes() {
        let printed = "NEFT-Crédit  Agricole/12";
        let folded = NarrationText::new(printed);
        let at = folded.as_str().find("credit agricole").unwrap();
        let back = folded.printed(&(at - 1..at + "credit agricole ".len()));
        assert_eq!(printed.get(back), Some("Crédit  Agricole"));
    }
}
