//! Folds the printed lines of a narration into one text.
//!
//! Whether a line break stood at a space or in the middle of a word is not printed. It shows in the widths: a
//! generator that breaks within a word does so because the word was wider than the column, and it fills the line
//! to the last character. `UPI//AXI62CB38` + `9BD097` is one word; `UPI/DR/1948/ZEPKV` + `JYX` are two.

use super::cells::Token;

/// The strip that narrations of a table use.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strip {
    pub(super) left: f32,
    pub(super) right: f32,
    /// Characters per line when the generator cuts after a fixed number of them.
    pub(super) characters: Option<usize>,
}

impl Strip {
    /// Learns the strip from all narrations of a table, each a list of lines.
    pub(super) fn learn<'t>(narrations: impl Iterator<Item = &'t [Vec<Token>]> + Clone) -> Strip {
        let tokens = || narrations.clone().flatten().flatten();
        let left = tokens().map(|token| token.at.x0).fold(f32::MAX, f32::min);
        let right = tokens().map(|token| token.at.x1).fold(f32::MIN, f32::max);
        let broken: Vec<usize> = narrations
            .clone()
            .filter_map(|lines| lines.split_last().map(|(_, before)| before))
            .flatten()
            .map(|line| length(line))
            .collect();
        let longest = broken.iter().copied().max().unwrap_or(0);
        // A full line may have lost a space at its end, so one character less is full too.
        let full = broken.iter().filter(|length| **length == longest).count();
        let nearly = broken.iter().filter(|length| **length + 1 >= longest).count();
        let fixed = broken.len() >= 4 && full * 2 >= broken.len() && nearly * 10 >= broken.len() * 9;
        Strip {
            left,
            right,
            characters: fixed.then_some(longest),
        }
    }
}

fn length(line: &[Token]) -> usize {
    line.iter()
        .map(|token| token.text.chars().count() + 1)
        .sum::<usize>()
        .saturating_sub(1)
}

/// Joins lines with or without a space between them.
pub(super) fn fold(lines: &[Vec<Token>], strip: Strip) -> String {
    let mut text = String::new();
    let mut before: Option<&Vec<Token>> = None;
    for line in lines.iter().filter(|line| !line.is_empty()) {
        if let Some(previous) = before
            && !breaks_within_word(previous, line, strip)
        {
            text.push(' ');
        }
        for (index, token) in line.iter().enumerate() {
            if index > 0 {
                text.push(' ');
            }
            text.push_str(&token.text);
        }
        before = Some(line);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn breaks_within_word(line: &[Token], next: &[Token], strip: Strip) -> bool {
    let (Some(last), Some(first)) = (line.last(), next.first()) else {
        return false;
    };
    if let Some(characters) = strip.characters {
        return length(line) == characters;
    }
    let mut ending = last.text.chars().rev();
    let hyphenated = ending.next() == Some('-') && ending.next().is_some_and(char::is_alphanumeric);
    if hyphenated && first.text.starts_with(char::is_alphanumeric) {
        return true;
    }
    let is_full = last.at.x1 + first.size > strip.right;
    let too_wide = last.at.width() + first.at.width() > (strip.right - strip.left) * 0.95;
    // No word begins with a slash or hyphen; where a full line is followed by one, the word was cut before it.
    let goes_on =
        first.text.starts_with(['-', '/', '.', ',', ':', '@', '_']) && first.text.chars().nth(1).is_some();
    is_full && (too_wide || goes_on)
}
