//! Dates that fill their column up to the words behind them, so that both are one word to whoever reads the page: `2025RENT`.

use super::Grammar;
use super::fold::width_until;
use super::tokens::{Token, TokenKind};
use crate::value::{DateForm, Strength};
use pdf::{Rect, SmolStr};

/// Words of a date at most, its weekday among them.
const DATE_WORDS: usize = 4;

/// Parts the date that a line opens with from the words that are glued to it: `Thursday, 03 April 2025RENT`. Only a whole date with
/// its year is one; `12B` and `20250403N77` are numbers of other kinds.
pub(super) fn part_date(mut tokens: Vec<Token>, grammar: &Grammar<'_>) -> Vec<Token> {
    // A number of the row may stand before its date.
    let is_number = |token: &Token| token.text.bytes().all(|byte| byte.is_ascii_digit());
    let from = usize::from(
        matches!(tokens.as_slice(), [first, next, ..] if is_number(first) && next.at.x0 - first.at.x1 > first.size * 0.5),
    );
    for index in from..tokens.len().min(from + DATE_WORDS) {
        let Some(end) = date_end(tokens.get(from..=index).unwrap_or_default(), grammar) else { continue };
        let Some(token) = tokens.get(index) else { continue };
        let (date, rest) = token.text.split_at(end);
        let border = token.at.x0 + width_until(token, end);
        let part = |text: &str, x0: f32, x1: f32| Token {
            text: SmolStr::new(text),
            at: Rect { x0, x1, ..token.at },
            kind: TokenKind::Text,
            size: token.size,
        };
        let parts = [part(date, token.at.x0, border), part(rest, border, token.at.x1)];
        tokens.splice(index..=index, parts);
        break;
    }
    tokens
}

/// The byte of the last of some words at which a date ends that begins with the first, where letters follow.
fn date_end(words: &[Token], grammar: &Grammar<'_>) -> Option<usize> {
    let (last, before) = words.split_last()?;
    let tight = words.windows(2).all(|pair| matches!(pair, [a, b] if b.at.x0 - a.at.x1 < a.size * 0.6));
    // `2025CREDIT` may pass for a number with its mark.
    if last.kind == TokenKind::Money(Strength::Formed) || !tight {
        return None;
    }
    let bytes = last.text.as_bytes();
    let ends = bytes.windows(2).enumerate().filter_map(|(at, pair)| match pair {
        [digit, letter] if digit.is_ascii_digit() && letter.is_ascii_alphabetic() => Some(at + 1),
        _ => None,
    });
    let mut opening: String = before.iter().flat_map(|token| [token.text.as_str(), " "]).collect();
    let length = opening.len();
    ends.filter(|end| {
        opening.truncate(length);
        opening.push_str(last.text.get(..*end).unwrap_or_default());
        let is_number = opening.bytes().all(|byte| byte.is_ascii_digit());
        let whole =
            |form: &DateForm| form.parse(&opening, grammar.locale).is_some_and(|date| date.year.is_some());
        !is_number && grammar.date_at(&opening).is_some() && grammar.dates.iter().any(whole)
    })
    .last()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing;

    fn parted(line: &str) -> Vec<String> {
        let grammar = testing::grammar();
        let mut left = 0.0;
        let token = |text: &str| {
            // Two underscores stand for a wide gap.
            left += if text.starts_with("__") { 20.0 } else { 0.0 };
            let text = text.trim_start_matches("__");
            let width = text.len() as f32 * 5.0;
            let at = Rect { x0: left, x1: left + width, top: 0.0, bottom: 10.0 };
            left += width + 3.0;
            Token { text: text.into(), at, kind: TokenKind::Text, size: 10.0 }
        };
        let tokens = part_date(line.split(' ').map(token).collect(), &grammar);
        assert!(tokens.windows(2).all(|pair| pair[0].at.x1 <= pair[1].at.x0), "{tokens:?}");
        tokens.into_iter().map(|token| token.text.to_string()).collect()
    }

    #[test]
    fn a_whole_date_is_parted_from_the_word_behind_it() {
        assert_eq!(
            parted("Thursday, 03 April 2025RENT 12"),
            ["Thursday,", "03", "April", "2025", "RENT", "12"]
        );
        assert_eq!(parted("03/04/2025AP RENT"), ["03/04/2025", "AP", "RENT"]);
        assert_eq!(parted("03-Apr-25EFTPOS"), ["03-Apr-25", "EFTPOS"]);
        assert_eq!(parted("17 __03-Apr-25EFTPOS"), ["17", "03-Apr-25", "EFTPOS"]);
    }

    #[test]
    fn what_is_no_whole_date_stays_one_word() {
        for line in [
            "12B HARBOUR ROAD",
            "20250403N77 RENT",
            "03/04AP RENT",
            "RENT 03/04/2025AP",
            "3rd April 2025",
            "17 RENT 03/04/2025AP",
        ] {
            assert_eq!(parted(line).join(" "), line);
        }
    }
}
