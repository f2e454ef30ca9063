//! Which figure of an alert is the amount: not the balance, not the date, not the number of the account.

use super::text::AlertText;
use crate::model::{Currency, Direction, Money};
use bank_templates::alert::{AlertHit, AlertWord, AlertWords};
use std::ops::Range;

/// How far before a figure, in bytes, the word that says what it is may stand.
const BESIDE: usize = 14;

/// A figure of an alert.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    /// Its digits, with the mark of the currency, as bytes of the text in small letters.
    pub(super) at: Range<usize>,
    digits: String,
    currency: Option<Currency>,
    /// By a plus or minus before it.
    pub(super) sign: Option<Direction>,
    score: i32,
}

impl Figure {
    /// Bytes between the figure and something else; 0 when they touch.
    pub(super) fn distance(&self, other: &Range<usize>) -> usize {
        if other.end <= self.at.start {
            self.at.start - other.end
        } else {
            other.start.saturating_sub(self.at.end)
        }
    }

    /// The amount; `None` when it is beyond all money.
    pub(super) fn money(&self, home: Currency) -> Option<Money> {
        let currency = self.currency.unwrap_or(home);
        minor(&self.digits, currency.decimals()).map(|minor| Money::new(minor, currency))
    }
}

/// The figure that is most likely the amount; of several as likely the first.
pub(super) fn of(text: &AlertText, hits: &[AlertHit], words: &AlertWords) -> Option<Figure> {
    let mut best: Option<Figure> = None;
    let mut before = 0;
    for figure in figures(text, words) {
        let mut figure = figure;
        figure.score = score(&figure, hits, before);
        before = figure.at.end;
        if figure.score > 0 && best.as_ref().is_none_or(|best| figure.score > best.score) {
            best = Some(figure);
        }
    }
    best
}

/// What speaks for a figure; not more than nothing when it cannot be the amount. Only words behind the figure before count.
fn score(figure: &Figure, hits: &[AlertHit], before: usize) -> i32 {
    let ahead = hits.iter().filter(|hit| hit.at.start >= before && hit.at.end <= figure.at.start);
    let near = ahead.filter(|hit| figure.distance(&hit.at) <= BESIDE);
    // The last word before the figure that says what it is.
    let named = near.clone().rev().find_map(|hit| {
        hit.words.iter().find(|word| {
            matches!(
                word,
                AlertWord::Amount
                    | AlertWord::OtherAmount
                    | AlertWord::Credit
                    | AlertWord::Debit
                    | AlertWord::SureCredit
                    | AlertWord::SureDebit
            )
        })
    });
    let follows = hits.iter().any(|hit| {
        hit.at.start >= figure.at.end
            && hit.at.start - figure.at.end <= BESIDE
            && hit.words.iter().any(|word| *word <= AlertWord::Debit)
    });
    if named == Some(&AlertWord::OtherAmount) {
        return 0;
    }
    i32::from(figure.currency.is_some()) * 4
        + i32::from(named == Some(&AlertWord::Amount)) * 3
        + i32::from(named.is_some_and(|word| *word <= AlertWord::Debit) || follows) * 2
        + i32::from(figure.sign.is_some()) * 2
        - i32::from(
            figure.currency.is_none()
                && figure.sign.is_none()
                && !figure.digits.contains(['.', ','])
                && named.is_none(),
        ) * 9
}

/// All figures that are no dates, times or numbers of something.
fn figures(text: &AlertText, words: &AlertWords) -> Vec<Figure> {
    let chars: Vec<(usize, char)> = text.chars().collect();
    let char_at = |index: usize| chars.get(index).map(|(_, c)| *c);
    let byte_at = |index: usize| chars.get(index).map_or(text.small.len(), |(byte, _)| *byte);
    let mut figures = Vec::new();
    let mut index = 0;
    while index < chars.len() {
        let starts = char_at(index).is_some_and(|c| c.is_ascii_digit())
            || char_at(index) == Some('.')
                && char_at(index + 1).is_some_and(|c| c.is_ascii_digit())
                && index.checked_sub(1).and_then(char_at).is_none_or(char::is_whitespace);
        if !starts {
            index += 1;
            continue;
        }
        let start = index;
        while char_at(index).is_some_and(|c| {
            c.is_ascii_digit()
                || (matches!(c, '.' | ',') && char_at(index + 1).is_some_and(|c| c.is_ascii_digit()))
        }) {
            index += 1;
        }
        let digits: String = chars.iter().skip(start).take(index - start).map(|(_, c)| *c).collect();
        let (head, tail) = (start.checked_sub(1).and_then(char_at), char_at(index));
        let mark_before = mark(chars.iter().take(start).rev().map(|(_, c)| *c), true, words);
        let mark_after = mark(chars.iter().skip(index).map(|(_, c)| *c), false, words);
        let (currency, length_before, length_after) = match (mark_before, mark_after) {
            (Some((currency, length)), _) => (Some(currency), length, 0),
            (None, Some((currency, length))) => (Some(currency), 0, length),
            (None, None) => (None, 0, 0),
        };
        let sign = head
            .filter(|c| matches!(c, '+' | '-'))
            .filter(|_| start.checked_sub(2).and_then(char_at).is_none_or(char::is_whitespace));
        // `XX1234`, `*1234` and the parts of `24/11/25` and `18:27` are no amounts, whatever stands behind them.
        let parts = |mark: Option<char>, beyond: Option<char>| {
            mark.is_some_and(|c| matches!(c, '/' | ':' | '-' | '_'))
                && beyond.is_some_and(|c| c.is_alphanumeric() || c == '*')
        };
        let before_head = start.checked_sub(2).and_then(char_at);
        let goes_on_before = length_before == 0
            && (head.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '*' | '#' | '@'))
                || (sign.is_none() && head != Some(':') && parts(head, before_head))
                || (head == Some(':') && before_head.is_some_and(|c| c.is_ascii_digit())));
        let goes_on_after = length_after == 0
            && currency.is_none()
            && (tail.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '*' | '@'))
                || parts(tail, char_at(index + 1)));
        if goes_on_before || goes_on_after || digits.len() > 18 {
            continue;
        }
        figures.push(Figure {
            at: byte_at(start - length_before)..byte_at(index + length_after),
            digits,
            currency,
            sign: match sign {
                Some('+') => Some(Direction::Credit),
                Some(_) => Some(Direction::Debit),
                None => None,
            },
            score: 0,
        });
    }
    figures
}

/// The mark of a currency that begins right here, or ends right here for characters read backwards, and how many
/// characters it takes with the spaces before it.
fn mark(chars: impl Iterator<Item = char>, backwards: bool, words: &AlertWords) -> Option<(Currency, usize)> {
    let (mut skipped, mut run) = (0, Vec::new());
    for c in chars.take(12) {
        let between = c.is_whitespace()
            || matches!(c, '.' | ':' | '(' | '-' | '+') && backwards
            || c == ',' && !backwards;
        let begins = run.is_empty() && !c.is_alphanumeric() && !c.is_whitespace();
        let joins = c.is_alphabetic() && run.last().is_none_or(|last: &char| last.is_alphabetic());
        if run.is_empty() && between {
            skipped += 1;
        } else if begins || joins {
            run.push(c);
        } else {
            break;
        }
    }
    // A sentence may end between a number and the next word, but not within an amount.
    if skipped > 3 {
        return None;
    }
    // `بSAR` has a preposition of another script before it.
    let script = |c: &char| c.is_ascii();
    let same: Vec<char> = run
        .iter()
        .copied()
        .take_while(|c| run.first().is_some_and(|first| script(first) == script(c)))
        .collect();
    let mut text: String = same.iter().flat_map(|c| c.to_lowercase()).collect();
    if backwards {
        text = text.chars().rev().collect();
    }
    let currency = Currency::parse(words.currency(&text)?)?;
    Some((currency, skipped + same.len()))
}

/// The figure in minor units. The last mark before one or two digits (or three, where the currency has them) is the decimal
/// point; all others group.
fn minor(digits: &str, decimals: u32) -> Option<i64> {
    let last = digits.rfind(['.', ',']);
    let (whole, fraction) = match last {
        Some(at) => {
            let (whole, rest) = (digits.get(..at)?, digits.get(at + 1..)?);
            let mark = digits.get(at..=at)?;
            let only_one = !whole.contains(mark);
            let is_point = match rest.len() {
                1 | 2 => true,
                // `0.650` dinars; `85.000` of what has no or two decimals groups; `1,234.567` has both marks.
                3 => only_one && decimals == 3 || mark == "." && whole.contains(','),
                _ => only_one,
            };
            if is_point { (whole, rest) } else { (digits, "") }
        }
        None => (digits, ""),
    };
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let width = usize::try_from(decimals).ok()?;
    let fraction: String = fraction.chars().chain(std::iter::repeat('0')).take(width).collect();
    format!("{whole}{fraction}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_in_any_grouping() {
        for (digits, decimals, expected) in [
            ("1,49,999.98", 2, 14_999_998),
            ("1.234,56", 2, 123_456),
            ("2,500,000", 2, 250_000_000),
            ("10028,05", 2, 1_002_805),
            (".93", 2, 93),
            ("0.650", 3, 650),
            ("85.000", 0, 85_000),
            ("39,600.0", 2, 3_960_000),
            ("500", 2, 50_000),
        ] {
            assert_eq!(minor(digits, decimals), Some(expected), "{digits}");
        }
        assert_eq!(minor("99999999999999999999", 2), None);
    }
}
