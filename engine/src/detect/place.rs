//! Pieces of printed lines, and how much a name in one of them says about who issued the document.

use super::words::{ADVERT, FILLERS, FOREIGN_AFTER, FOREIGN_BEFORE, KINDS, LINKS, OTHER_PARTY, is_on};
use crate::model::Locator;
use crate::page::PageLine;
use bank_templates::Folded;
use bank_templates::names::Mention;
use pdf::Word;
use std::ops::Range;

/// Longer pieces are prose of some sort; what they say beyond this many words is not looked at.
const LONGEST: usize = 80;

/// A run of words without a wide gap, folded; or two such runs, one below the other.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) text: Folded,
    /// The words as printed.
    pub(super) printed: String,
    pub(super) at: Locator,
    /// How many words of the text stand on the upper line; all of them when there is one line.
    pub(super) upper: usize,
    /// Height of the letters.
    pub(super) size: f32,
    /// How many pieces stand above it.
    pub(super) place: usize,
    /// The place of the lower piece, when there are two lines.
    pub(super) lower: Option<usize>,
}

/// How a name is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    /// Somebody else's bank: a beneficiary's, an employer's, a landmark's.
    Foreign,
    /// In an advert, or as a part of a longer name that we do not know.
    Doubtful,
    /// Within a sentence.
    Prose,
    /// With a few words beside it.
    Beside,
    /// Alone, as a title or after the label of the bank.
    Title,
}

/// Cuts the lines into pieces, in reading order.
pub(super) fn pieces(lines: &[PageLine]) -> Vec<Piece> {
    let mut found: Vec<(Piece, usize)> = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        for run in runs(&line.line.words) {
            let place = found.len();
            found.extend(piece(line.page, run, place).map(|piece| (piece, row)));
        }
    }
    let mut joined = Vec::new();
    for (index, (upper, row)) in found.iter().enumerate() {
        let below = found
            .iter()
            .skip(index + 1)
            .take_while(|(_, other)| *other <= row + 1)
            .filter(|(lower, other)| *other == row + 1 && stands_below(upper, lower))
            .max_by(|a, b| overlap(upper, &a.0).total_cmp(&overlap(upper, &b.0)));
        joined.extend(below.map(|(lower, _)| join(upper, lower)));
    }
    found.into_iter().map(|(piece, _)| piece).chain(joined).collect()
}

/// Words without a wide gap between them. Text that does not run along the page is one piece.
fn runs(words: &[Word]) -> Vec<&[Word]> {
    let near = |a: &Word, b: &Word| {
        let gap = b.at.x0 - a.at.x1;
        !a.is_horizontal() || !b.is_horizontal() || gap <= a.size.max(b.size) * 0.95
    };
    words.chunk_by(near).collect()
}

fn piece(page: u32, words: &[Word], place: usize) -> Option<Piece> {
    let printed = words.iter().take(LONGEST).map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let text = Folded::new(&printed);
    let at = words.iter().map(|word| word.at).reduce(pdf::Rect::union)?;
    let size = words.iter().map(|word| word.size).fold(0.0, f32::max);
    (!text.is_empty()).then(|| Piece {
        upper: text.len(),
        text,
        printed,
        at: Locator::new(page, at),
        size,
        place,
        lower: None,
    })
}

fn overlap(a: &Piece, b: &Piece) -> f32 {
    a.at.rect.overlap_x(b.at.rect)
}

fn stands_below(upper: &Piece, lower: &Piece) -> bool {
    let gap = lower.at.rect.top - upper.at.rect.bottom;
    upper.at.page == lower.at.page && overlap(upper, lower) > 0.0 && gap < upper.size.max(lower.size) * 1.2
}

fn join(upper: &Piece, lower: &Piece) -> Piece {
    let printed = format!("{} {}", upper.printed, lower.printed);
    Piece {
        text: Folded::new(&printed),
        printed,
        at: Locator::new(upper.at.page, upper.at.rect.union(lower.at.rect)),
        upper: upper.text.len(),
        size: upper.size.max(lower.size),
        place: upper.place,
        lower: Some(lower.place),
    }
}

impl Piece {
    /// Whether a name is this piece's own: any in a single line; in two lines only one that runs across the break.
    pub(super) fn holds(&self, words: &Range<usize>) -> bool {
        self.lower.is_none() || (words.start < self.upper && words.end > self.upper)
    }

    /// The words of a name as words of the single lines: place of the line, first and last word but one.
    pub(super) fn on_lines(&self, words: &Range<usize>) -> impl Iterator<Item = (usize, Range<usize>)> {
        let upper = (self.place, words.start..words.end.min(self.upper));
        let lower = self.lower.map(|place| {
            (place, words.start.saturating_sub(self.upper)..words.end.saturating_sub(self.upper))
        });
        std::iter::once(upper).chain(lower)
    }

    /// Whether any word is one of a list.
    pub(super) fn says_any(&self, list: &str) -> bool {
        self.text.iter().any(|word| is_on(list, word))
    }

    /// How a name in this piece is used.
    pub(super) fn usage(&self, mention: &Mention) -> Use {
        let Range { start, end } = mention.words.clone();
        let before = || self.text.iter().take(start);
        let after = || self.text.iter().skip(end);
        let previous = start.checked_sub(1).and_then(|index| self.text.word(index));
        let next = self.text.word(end);
        let labelled_bank = before().any(|word| matches!(word, "bank" | "issuer"));
        let welcome = before().any(|word| matches!(word, "welcome" | "dear"));
        let care = before().any(|word| matches!(word, "care" | "service" | "support"));
        let foreign_label = before().any(|word| is_on(FOREIGN_BEFORE, word)) && !welcome && !care
            || (self.text.word(0) == Some("name") && start > 0 && !labelled_bank)
            || (previous == Some("to") && !welcome);
        if foreign_label || next.is_some_and(|word| is_on(FOREIGN_AFTER, word)) {
            return Use::Foreign;
        }
        let tight_before = self.text.follows(start) && previous.is_some_and(is_name_like);
        let tight_after = self.text.follows(end) && next == Some("of");
        if tight_before || tight_after || self.says_any(ADVERT) {
            return Use::Doubtful;
        }
        let rest = before().chain(after()).filter(|word| counts(word)).count();
        let short = mention.words.len() == 1
            && self.text.word(start).is_some_and(|word| word.is_ascii() && word.len() <= 6);
        let imprint = before().chain(after()).any(|word| matches!(word, "regd" | "registered" | "copyright"));
        match rest {
            0 => Use::Title,
            // `Chase` and `ING` are also words; between others they say nothing.
            _ if short => Use::Doubtful,
            1..=3 => Use::Beside,
            _ if imprint => Use::Beside,
            _ => Use::Prose,
        }
    }

    /// Whether the piece is a heading over somebody else's bank: `Beneficiary details`.
    pub(super) fn names_another_party(&self) -> bool {
        self.text.len() <= 4 && self.says_any(OTHER_PARTY)
    }

    /// Whether the piece is a single word that could belong to the name of a bank on the next line.
    pub(super) fn may_begin_a_name(&self) -> bool {
        let word = self.text.word(0).unwrap_or_default();
        let plain = word.chars().count() >= 4 && is_name_like(word) && !is_on(FILLERS, word);
        self.text.len() == 1 && plain && !self.printed.ends_with(':')
    }

    /// Whether the piece looks like the name of a bank that we do not know: short, with a name before `Bank`.
    pub(super) fn names_a_stranger(&self, known: &[Mention]) -> bool {
        let words: Vec<&str> = self.text.iter().collect();
        let unknown_bank = words.iter().enumerate().any(|(index, word)| {
            let own =
                |mention: &Mention| mention.words.contains(&index) && self.usage(mention) != Use::Doubtful;
            let named = index.checked_sub(1).and_then(|at| words.get(at)).is_some_and(|word| {
                self.text.follows(index) && is_name_like(word) && !is_on(FILLERS, word) && !is_on(KINDS, word)
            });
            let of = words.get(index + 1) == Some(&"of")
                && words.get(index + 2).is_some_and(|word| is_name_like(word) && !is_on(FILLERS, word));
            matches!(*word, "bank" | "bancorp" | "banca" | "banque" | "sparkasse")
                && !known.iter().any(own)
                && (named || of)
        });
        unknown_bank
            && words.len() <= 9
            && !self.says_any(FOREIGN_BEFORE)
            && !self.says_any(FOREIGN_AFTER)
            && !self.says_any(ADVERT)
    }

    /// Whether a branch code in this piece can be the account's: alone, or beside its label.
    pub(super) fn has_own_code(&self, code: &str) -> bool {
        const LABELS: &str = "ifsc ifs ifscode neft rtgs code imps micr bsr swift";
        let code = code.to_lowercase();
        let at = self.text.iter().position(|word| word == code).unwrap_or(0);
        let around = |word: &&str| **word != code && !is_on(LABELS, word);
        let others = self.text.iter().filter(around).filter(|word| counts(word)).count();
        let foreign = self
            .text
            .iter()
            .take(at)
            .any(|word| is_on(FOREIGN_BEFORE, word) && !is_on(LABELS, word) && word != "customer");
        let labelled = at
            .checked_sub(1)
            .and_then(|before| self.text.word(before))
            .is_some_and(|word| is_on(LABELS, word));
        !foreign && (others == 0 || (labelled && others <= 12))
    }
}

/// Whether a word could belong to a name: letters only, and none of the words that lead up to a name.
fn is_name_like(word: &str) -> bool {
    word.chars().all(char::is_alphabetic) && !is_on(LINKS, word)
}

/// Whether a word says something beyond the name: neither filler nor number.
fn counts(word: &str) -> bool {
    !is_on(FILLERS, word)
        && word.chars().any(char::is_alphabetic)
        && !word.chars().any(|c| c.is_ascii_digit())
}
