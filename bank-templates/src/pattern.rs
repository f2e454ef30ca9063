//! Printed text with `*` for anything and `{name}` for a value. Case and runs of spaces do not matter. Two or more
//! asterisks in a row are asterisks, as in `*** End of statement ***`.

use serde::Deserialize;
use std::cell::OnceCell;

/// A pattern over one printed line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern {
    text: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Folded literal text; a space stands for any run of white space, even none.
    Text(String),
    /// Anything, captured under a name unless the name is empty.
    Any(String),
}

impl TryFrom<String> for Pattern {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Pattern::parse(&text)
    }
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// A `{` without `}`, an empty `{}`, or two captures without text between them.
    pub fn parse(text: &str) -> Result<Pattern, String> {
        let mut parts: Vec<Part> = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let cut = placeholder(rest).unwrap_or(rest.len());
            let (literal, tail) = rest.split_at(cut);
            let folded = fold(literal);
            if !folded.is_empty() {
                parts.push(Part::Text(folded));
            }
            if tail.is_empty() {
                break;
            }
            if matches!(parts.last(), Some(Part::Any(_))) {
                return Err(format!("{text:?} has two placeholders without text between them"));
            }
            if let Some(after) = tail.strip_prefix('*') {
                parts.push(Part::Any(String::new()));
                rest = after;
            } else {
                let end = tail.find('}').ok_or_else(|| format!("{text:?} has a `{{` without `}}`"))?;
                let name = tail.get(1..end).unwrap_or_default().trim();
                if name.is_empty() {
                    return Err(format!("{text:?} has an empty `{{}}`; write `*` for text that is not kept"));
                }
                parts.push(Part::Any(name.to_owned()));
                rest = tail.get(end + 1..).unwrap_or_default();
            }
        }
        Ok(Pattern { text: text.to_owned(), parts })
    }

    /// The pattern as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Names of the captures, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Any(name) if !name.is_empty() => Some(name.as_str()),
            _ => None,
        })
    }

    /// Whether the whole line fits.
    #[must_use]
    pub fn matches(&self, line: &str) -> bool {
        self.capture(line).is_some()
    }

    /// Whether a text fits that is held against many patterns.
    #[must_use]
    pub fn fits(&self, text: &Folded<'_>) -> bool {
        self.capture_folded(text).is_some()
    }

    /// Whether a text fits in whole words: `C/F*` begins `C/F 20.00`, and not `C/flower shop`.
    #[must_use]
    pub fn fits_words(&self, text: &Folded<'_>) -> bool {
        if !self.fits(text) {
            return false;
        }
        match self.parts.as_slice() {
            [Part::Text(literal), Part::Any(_)] => !text.cuts_word(literal.chars().count()),
            _ => true,
        }
    }

    /// The captured values when the whole line fits: name and trimmed text, in order. Each placeholder takes
    /// as little as it can.
    #[must_use]
    pub fn capture<'l>(&self, line: &'l str) -> Option<Vec<(&str, &'l str)>> {
        self.capture_folded(&Folded::new(line))
    }

    fn capture_folded<'l>(&self, folded: &Folded<'l>) -> Option<Vec<(&str, &'l str)>> {
        // Nearly every line differs from nearly every pattern in its first letters.
        if let Some(Part::Text(text)) = self.parts.first()
            && !begins_with(folded.line, text)
        {
            return None;
        }
        let mut at = 0;
        let mut open: Option<(&str, usize)> = None;
        let mut captured = Vec::new();
        let mut parts = self.parts.iter().peekable();
        while let Some(part) = parts.next() {
            match part {
                Part::Any(name) => open = Some((name, at)),
                Part::Text(text) => {
                    let is_last = parts.peek().is_none();
                    let (start, end) = match open {
                        // The last literal has to close the line, so it is sought from the end.
                        Some(_) if is_last => folded.find_at_end(text, at)?,
                        Some(_) => folded.find(text, at)?,
                        None => folded.starts_with(text, at)?,
                    };
                    if let Some((name, from)) = open.take()
                        && !name.is_empty()
                    {
                        captured.push((name, folded.original(from, start)));
                    }
                    at = end;
                }
            }
        }
        match open {
            Some((name, from)) if !name.is_empty() => {
                captured.push((name, folded.original(from, folded.len())))
            }
            Some(_) => {}
            None if at == folded.len() => {}
            None => return None,
        }
        Some(captured)
    }
}

/// Where the next placeholder starts: a `{`, or an asterisk that stands alone.
fn placeholder(text: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(['*', '{'])) {
        let start = at + found;
        let run = text.get(start..).map_or(0, |rest| rest.bytes().take_while(|b| *b == b'*').count());
        if run <= 1 {
            return Some(start);
        }
        at = start + run;
    }
    None
}

/// Lower case, each run of white space dropped: what is compared never depends on how words were spaced.
fn fold(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Whether a line, folded, begins with a folded text.
fn begins_with(line: &str, folded: &str) -> bool {
    let printed = line.chars().filter(|c| !c.is_whitespace());
    // The first letter settles it nearly always.
    let (first, wanted) = (printed.clone().next(), folded.chars().next());
    if first.is_some_and(|first| first.is_ascii() && Some(first.to_ascii_lowercase()) != wanted) {
        return false;
    }
    let mut letters = printed.flat_map(char::to_lowercase);
    folded.chars().all(|wanted| letters.next() == Some(wanted))
}

/// A text that patterns are held against. It is folded for comparison, with the way back to the original bytes, when the first
/// pattern asks for more than its first letters.
#[derive(Clone, Debug)]
pub struct Folded<'l> {
    line: &'l str,
    chars: OnceCell<Vec<(char, usize)>>,
}

impl<'l> Folded<'l> {
    /// A text that is not folded yet.
    #[must_use]
    pub fn new(line: &'l str) -> Folded<'l> {
        Folded { line, chars: OnceCell::new() }
    }

    /// Its letters in lower case without white space, each with the byte that it is printed at.
    fn chars(&self) -> &[(char, usize)] {
        self.chars.get_or_init(|| Self::fold(self.line))
    }

    fn fold(line: &str) -> Vec<(char, usize)> {
        let mut chars = Vec::with_capacity(line.len());
        for (offset, c) in line.char_indices() {
            if c.is_ascii() {
                if !c.is_ascii_whitespace() && c != '\u{b}' {
                    chars.push((c.to_ascii_lowercase(), offset));
                }
            } else if !c.is_whitespace() {
                chars.extend(c.to_lowercase().map(|lower| (lower, offset)));
            }
        }
        chars
    }

    fn len(&self) -> usize {
        self.chars().len()
    }

    fn starts_with(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        let tail = self.chars().get(at..)?;
        let mut length = 0;
        for wanted in text.chars() {
            if tail.get(length)?.0 != wanted {
                return None;
            }
            length += 1;
        }
        Some((at, at + length))
    }

    /// Whether so many letters from the start end within a word of Latin letters.
    fn cuts_word(&self, letters: usize) -> bool {
        let at = letters.checked_sub(1).and_then(|last| self.chars().get(last..letters + 1));
        at.is_some_and(|pair| {
            matches!(pair, [(a, from), (b, to)] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && from + 1 == *to)
        })
    }

    fn find(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        (from..=self.len()).find_map(|at| self.starts_with(text, at))
    }

    fn find_at_end(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        let start = self.len().checked_sub(text.chars().count())?;
        if start < from { None } else { self.starts_with(text, start) }
    }

    fn original(&self, from: usize, to: usize) -> &'l str {
        let line = self.line;
        let start = self.chars().get(from).map_or(line.len(), |(_, offset)| *offset);
        let end = self.chars().get(to).map_or(line.len(), |(_, offset)| *offset);
        line.get(start..end).unwrap_or_default().trim()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capture(pattern: &str, line: &str) -> Option<Vec<(String, String)>> {
        let pattern = Pattern::parse(pattern).unwrap();
        pattern
            .capture(line)
            .map(|found| found.into_iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect())
    }

    #[test]
    fn a_sentence_gives_its_values() {
        assert_eq!(
            capture(
                "Statement for A/c {account_number} Between {period_from} and {period_to}",
                "Statement for A/c 999900001111 Between 07-May-2026 and 07-Aug-2026"
            ),
            Some(vec![
                ("account_number".into(), "999900001111".into()),
                ("period_from".into(), "07-May-2026".into()),
                ("period_to".into(), "07-Aug-2026".into())
            ])
        );
    }

    #[test]
    fn spacing_and_case_do_not_matter_but_the_whole_line_must_fit() {
        let pattern = Pattern::parse("Page * of *").unwrap();
        assert!(pattern.matches("PAGE 1  of 12"));
        assert!(!pattern.matches("See Page 1 of 12"));
        assert!(Pattern::parse("B/F").unwrap().matches("B/F"));
        assert!(!Pattern::parse("B/F").unwrap().matches("B/F ADJUSTMENT"));
    }

    #[test]
    fn a_label_is_no_part_of_a_word() {
        let fits =
            |pattern: &str, text: &str| Pattern::parse(pattern).unwrap().fits_words(&Folded::new(text));
        assert!(fits("C/F*", "C/F 20.00") && fits("C/F*", "C/F") && fits("Total *", "TOTAL: 3"));
        assert!(
            !fits("C/F*", "C/flower shop") && !fits("Total *", "TOTALGAS 3") && !fits("C/F*", "B/F 20.00")
        );
        assert!(fits("합계*", "합계금액") && fits("*balance", "my balance"));
    }

    #[test]
    fn several_asterisks_are_printed_ones() {
        let pattern = Pattern::parse("*** End of statement ***").unwrap();
        assert!(pattern.matches("***End of Statement***"));
        assert!(!pattern.matches("the End of statement is near"));
        assert!(Pattern::parse("4835******1234 *").unwrap().matches("4835******1234 Orig date 06/05/2026"));
    }

    #[test]
    fn a_closing_literal_is_sought_at_the_end() {
        assert_eq!(
            capture("{holder} and partners", "Hand and Sons and partners"),
            Some(vec![("holder".into(), "Hand and Sons".into())])
        );
    }

    #[test]
    fn a_pattern_that_cannot_be_understood_says_so() {
        assert!(Pattern::parse("{a}{b}").is_err());
        assert!(Pattern::parse("{a").is_err());
        assert!(Pattern::parse("{}").is_err());
    }
}
