//! Folds the printed lines of a narration into one text.
//!
//! Whether a line break stood at a space or in the middle of a word is not printed. It shows in the widths: a
//! generator that breaks within a word does so because the word was wider than the column, and it fills the line
//! to the last character. `UPI//AXI62CB38` + `9BD097` is one word; `UPI/DR/1948/ZEPKV` + `JYX` are two.

use super::tokens::Token;

/// The strip that narrations of a table use.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strip {
    left: f32,
    right: f32,
    /// The generator fills every line to the last character and cuts words wherever the line ends.
    fills: bool,
}

impl Strip {
    /// Learns the strip from all narrations of a table, each a list of lines.
    pub(super) fn learn<'t>(narrations: impl Iterator<Item = &'t [Vec<Token>]> + Clone) -> Strip {
        let tokens = || narrations.clone().flatten().flatten();
        let left = tokens().map(|token| token.at.x0).fold(f32::MAX, f32::min);
        let right = right_edge(tokens().map(|token| (token.at.x1, token.size)).collect());
        let mut strip = Strip { left, right, fills: false };
        let breaks = || {
            narrations.clone().flat_map(|lines| lines.windows(2)).filter_map(|pair| match pair {
                [line, next] => Some((line.last()?, next.first()?)),
                _ => None,
            })
        };
        // A line that lost a space at its end has room for that space and no more.
        let full =
            breaks().filter(|(last, first)| strip.is_full(last, first_char(first) + last.size * 0.4)).count();
        strip.fills = full >= 4 && full * 20 >= breaks().count() * 19;
        strip
    }

    /// Whether a line comes up to the edge but for some room. A few words that go beyond it show that the edge is none: what
    /// was taken for it are still fewer words.
    fn is_full(&self, last: &Token, room: f32) -> bool {
        let is_short = last.at.x1 - self.left < last.size * 12.0;
        self.room(last) < room && !(is_short && self.room(last) < -last.size)
    }

    /// Room left on a line.
    fn room(&self, last: &Token) -> f32 {
        self.right - last.at.x1
    }
}

/// The right edge that lines come up to. A single line beyond all others is a stray, not the edge.
fn right_edge(mut ends: Vec<(f32, f32)>) -> f32 {
    ends.sort_by(|a, b| b.0.total_cmp(&a.0));
    let edge = ends.windows(2).find_map(|pair| match pair {
        [(end, size), (next, _)] if end - next < *size => Some(*end),
        _ => None,
    });
    edge.or(ends.first().map(|(end, _)| *end)).unwrap_or(f32::MAX)
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
    let mut ending = last.text.chars().rev();
    let hyphenated = ending.next() == Some('-') && ending.next().is_some_and(char::is_alphanumeric);
    if hyphenated && first.text.starts_with(char::is_alphanumeric) {
        return true;
    }
    // Half a point forgives the rounding of positions.
    if !strip.is_full(last, first_char(first) + 0.5) {
        return false;
    }
    let too_wide = last.at.width() + first.at.width() > (strip.right - strip.left) * 0.95;
    // No word begins with a slash or hyphen; where a full line is followed by one, the word was cut before it.
    let goes_on =
        first.text.starts_with(['-', '/', '.', ',', ':', '@', '_']) && first.text.chars().nth(1).is_some();
    strip.fills || too_wide || goes_on
}

/// Width of the first character of a token.
fn first_char(token: &Token) -> f32 {
    let end = token.text.chars().next().map_or(0, char::len_utf8);
    if token.text.is_empty() { token.size } else { width_until(token, end) }
}

/// How wide the text of a token is up to a byte of it: its share of the token's width by the usual proportions of letters.
pub(super) fn width_until(token: &Token, end: usize) -> f32 {
    let width = |text: &str| text.chars().map(proportion).sum::<f32>();
    let whole = width(&token.text);
    let part = token.text.get(..end).map_or(0.0, width);
    if whole > 0.0 { token.at.width() * part / whole } else { token.at.width() }
}

/// Width of a character in thousandths of the em square, as sans-serif faces draw it.
fn proportion(c: char) -> f32 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 250.0,
        'I' | 'f' | 't' | '/' | '(' | ')' | '[' | ']' | '\\' => 290.0,
        'r' | '-' | '"' | '*' => 350.0,
        'm' | 'M' | 'W' | '%' => 860.0,
        '@' => 1000.0,
        'w' | 'C' | 'D' | 'H' | 'N' | 'R' | 'U' | 'G' | 'O' | 'Q' => 730.0,
        'A'..='Z' | '&' => 660.0,
        // Han, kana and Hangul fill the em square.
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => 1000.0,
        _ => 556.0,
    }
}
