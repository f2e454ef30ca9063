//! Shapes of narrations: literal text with `{fields}`, so that what the bank says is told from what the customer wrote.
//!
//! `UPI/{side}/{rrn}/{name}[/{bank}/{handle}/{note}]`: fields stand between literals; a space matches any white space; case
//! and accents do not matter; what stands in the bracket at the end may be cut off anywhere, as banks cut narrations.

mod slot;

use crate::names::fold_char;
pub use slot::Slot;
use std::ops::Range;

/// A narration, ready to be held against shapes.
#[derive(Debug)]
pub struct Letters {
    /// Its letters without case and accent.
    folded: Vec<char>,
    /// For each of them the byte at which it is printed.
    places: Vec<usize>,
    end: usize,
    /// See [`plain_letters`].
    plain: u128,
}

/// A bit for each plain letter among some: what has to have letters that a narration lacks is seen not to fit it at one look.
fn plain_letters<'l>(letters: impl IntoIterator<Item = &'l char>) -> u128 {
    let bit = |letter: &char| if letter.is_ascii() { 1 << u32::from(*letter) } else { 0 };
    letters.into_iter().fold(0, |all, letter| all | bit(letter))
}

/// Longer narrations do not exist on paper; a bound keeps what a hostile one costs small.
const LONGEST: usize = 600;

impl Letters {
    /// Takes a narration apart.
    #[must_use]
    pub fn new(narration: &str) -> Letters {
        let most = narration.len().min(LONGEST);
        let (mut folded, mut places) = (Vec::with_capacity(most), Vec::with_capacity(most));
        let mut end = 0;
        let mut several = String::new();
        for (at, c) in narration.char_indices() {
            if folded.len() >= LONGEST {
                break;
            }
            end = at + c.len_utf8();
            if c.is_whitespace() {
                if folded.last().is_some_and(|last| *last != ' ') {
                    folded.push(' ');
                }
            } else if c.is_ascii() {
                folded.push(c.to_ascii_lowercase());
            } else {
                several.clear();
                fold_char(c, &mut several);
                folded.extend(several.chars());
            }
            places.resize(folded.len(), at);
        }
        if folded.last() == Some(&' ') {
            folded.pop();
            places.pop();
        }
        let plain = plain_letters(&folded);
        Letters { folded, places, end, plain }
    }

    fn byte(&self, place: usize) -> usize {
        self.places.get(place).copied().unwrap_or(self.end)
    }
}

/// A field that was read: which, and the bytes of the narration, without white space around.
pub type Filled = (Slot, Range<usize>);

/// One shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    pieces: Vec<Piece>,
    /// From which piece on the text may end.
    optional: usize,
    /// Plain letters of the literals before that piece.
    plain: u128,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(Vec<char>),
    Field(Slot),
}

impl Shape {
    /// Reads a shape.
    ///
    /// # Errors
    /// What is wrong with it, and a hint.
    pub fn parse(form: &str) -> Result<Shape, (String, String)> {
        let wrong =
            |message: &str, hint: &str| Err((format!("the form {form:?} {message}"), hint.to_owned()));
        let (always, cut) = match form.strip_suffix(']').map(|form| form.split_once('[')) {
            Some(Some((always, cut))) if !cut.contains(['[', ']']) => (always, cut),
            Some(_) => return wrong("has a bracket that does not open once", "one [..] at the end"),
            None if form.contains('[') => {
                return wrong("has a bracket before its end", "one [..] at the end");
            }
            None => (form, ""),
        };
        let mut pieces = Vec::new();
        let mut optional = usize::MAX;
        for (part, is_cut) in [(always, false), (cut, true)] {
            if is_cut && !part.is_empty() {
                optional = pieces.len();
            }
            let mut rest = part;
            while !rest.is_empty() {
                let literal = rest.split('{').next().unwrap_or_default();
                if !literal.is_empty() {
                    pieces.push(Piece::Literal(Letters::literal(literal)));
                }
                rest = rest.get(literal.len()..).unwrap_or_default();
                let Some(field) = rest.strip_prefix('{') else { continue };
                let Some((name, after)) = field.split_once('}') else {
                    return wrong("has a field that does not end", "write {name}");
                };
                let Some((_, slot)) = Slot::ALL.iter().find(|(known, _)| *known == name) else {
                    let near =
                        Slot::ALL.iter().min_by_key(|(known, _)| strsim::damerau_levenshtein(known, name));
                    let hint =
                        near.map_or_else(String::new, |(known, _)| format!("did you mean {{{known}}}?"));
                    return wrong(&format!("has the unknown field {name:?}"), &hint);
                };
                if matches!(pieces.last(), Some(Piece::Field(_))) {
                    return wrong("has two fields side by side", "put what is printed between them");
                }
                pieces.push(Piece::Field(*slot));
                rest = after;
            }
        }
        if !pieces.iter().any(|piece| matches!(piece, Piece::Field(_))) {
            return wrong("has no field", "a text without fields is a word of a rule");
        }
        let literals = pieces.iter().take(optional).filter_map(|piece| match piece {
            Piece::Literal(literal) => Some(literal),
            Piece::Field(_) => None,
        });
        let plain = plain_letters(literals.flatten());
        Ok(Shape { pieces, optional, plain })
    }

    /// Whether all literals that may not be cut off are there, one after the other: no shape fits without them, and it costs
    /// far less than trying where its fields end.
    fn literals_in_order(&self, letters: &[char]) -> bool {
        let mut from = 0;
        self.pieces.iter().take(self.optional).all(|piece| {
            let Piece::Literal(literal) = piece else { return true };
            let found = Attempt::literals(letters, from, literal).next();
            found.is_some_and(|at| {
                from = at + literal.len();
                true
            })
        })
    }

    /// The fields of a narration of this shape, `None` when it has another one.
    #[must_use]
    pub fn read(&self, letters: &Letters) -> Option<Vec<Filled>> {
        // Most shapes fail at their first literal, before anything is set up.
        if let Some(Piece::Literal(first)) = self.pieces.first()
            && !Attempt::literal_at(&letters.folded, 0, first)
        {
            return None;
        }
        if self.plain & !letters.plain != 0 || !self.literals_in_order(&letters.folded) {
            return None;
        }
        let mut attempt = Attempt {
            shape: self,
            letters: &letters.folded,
            failed: vec![false; self.pieces.len() * (letters.folded.len() + 1)],
            filled: Vec::new(),
        };
        if !attempt.fits(0, 0) {
            return None;
        }
        let mut filled = std::mem::take(&mut attempt.filled);
        filled.reverse();
        let trimmed = |range: Range<usize>| {
            let blank = |place: usize| letters.folded.get(place) == Some(&' ');
            let start = range.clone().find(|place| !blank(*place)).unwrap_or(range.end);
            let end = (start..range.end).rev().find(|place| !blank(*place)).map_or(start, |last| last + 1);
            letters.byte(start)..if end > start { letters.end_of(end - 1) } else { letters.byte(start) }
        };
        Some(filled.into_iter().map(|(slot, range)| (slot, trimmed(range))).collect())
    }
}

impl Letters {
    fn literal(text: &str) -> Vec<char> {
        let mut chars = Letters::new(text).folded;
        // A space at the end of a literal parts it from the field.
        if text.ends_with(char::is_whitespace) && !chars.is_empty() {
            chars.push(' ');
        }
        if chars.is_empty() {
            chars.push(' ');
        } else if text.starts_with(char::is_whitespace) {
            chars.insert(0, ' ');
        }
        chars
    }

    /// The byte after a letter.
    fn end_of(&self, place: usize) -> usize {
        let at = self.byte(place);
        let next = self.places.iter().skip(place + 1).find(|next| **next > at);
        next.copied().unwrap_or(self.end)
    }
}

struct Attempt<'a> {
    shape: &'a Shape,
    letters: &'a [char],
    /// Pieces and places that are known not to fit, so that no text costs more than pieces times letters.
    failed: Vec<bool>,
    /// Fields from the last to the first.
    filled: Vec<(Slot, Range<usize>)>,
}

impl Attempt<'_> {
    fn literal_at(letters: &[char], from: usize, literal: &[char]) -> bool {
        letters.get(from..).is_some_and(|rest| rest.starts_with(literal))
    }

    /// Where a literal stands, from a place on.
    fn literals(letters: &[char], from: usize, literal: &[char]) -> impl Iterator<Item = usize> {
        let first = literal.first().copied();
        let rest = letters.get(from..).unwrap_or_default().iter().enumerate();
        rest.filter(move |(_, letter)| Some(**letter) == first)
            .map(move |(at, _)| from + at)
            .filter(move |at| Self::literal_at(letters, *at, literal))
    }

    /// Whether the text ends within a literal that the bank cut off.
    fn cut_within(&self, from: usize, literal: &[char]) -> bool {
        let rest = self.letters.get(from..).unwrap_or_default();
        rest.len() < literal.len() && literal.starts_with(rest)
    }

    fn fits(&mut self, piece: usize, from: usize) -> bool {
        let place = piece * (self.letters.len() + 1) + from;
        if self.failed.get(place).copied().unwrap_or(true) && piece < self.shape.pieces.len() {
            return false;
        }
        let fits = match self.shape.pieces.get(piece) {
            None => from >= self.letters.len(),
            Some(Piece::Literal(literal)) => {
                (Self::literal_at(self.letters, from, literal) && self.fits(piece + 1, from + literal.len()))
                    || (piece >= self.shape.optional && self.cut_within(from, literal))
            }
            Some(Piece::Field(slot)) => self.field(piece, *slot, from),
        };
        if !fits && let Some(failed) = self.failed.get_mut(place) {
            *failed = true;
        }
        fits
    }

    fn field(&mut self, piece: usize, slot: Slot, from: usize) -> bool {
        let end = self.letters.len();
        let shape = self.shape;
        let next = match shape.pieces.get(piece + 1) {
            Some(Piece::Literal(next)) => Some(next),
            _ => None,
        };
        let mut ends: Vec<usize> = match next {
            Some(next) => Self::literals(self.letters, from, next).collect(),
            None => vec![end],
        };
        // The text may end in this field, or in the literal after it.
        if let Some(next) = next
            && piece + 1 >= shape.optional
        {
            let cut = (from..end).find(|at| self.cut_within(*at, next)).unwrap_or(end);
            ends.push(cut);
        }
        for at in ends {
            let Some(text) = self.letters.get(from..at) else { continue };
            let cut_off = at == end && piece >= shape.optional;
            if !(slot.accepts(text) || cut_off) {
                continue;
            }
            let goes_on = next.is_some_and(|next| Self::literal_at(self.letters, at, next));
            if (goes_on && self.fits(piece + 1, at))
                || (!goes_on && (next.is_none() || piece + 1 >= shape.optional))
            {
                if slot.accepts(text) {
                    self.filled.push((slot, from..at));
                }
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &str, narration: &str) -> Option<Vec<(Slot, String)>> {
        let filled = Shape::parse(form).unwrap().read(&Letters::new(narration))?;
        Some(filled.into_iter().map(|(slot, at)| (slot, narration.get(at).unwrap().to_owned())).collect())
    }

    fn slots(form: &str, narration: &str) -> Vec<String> {
        read(form, narration).map_or(vec!["-".to_owned()], |filled| {
            filled.into_iter().map(|(slot, text)| format!("{slot:?}={text}")).collect()
        })
    }

    #[test]
    fn fields_stand_between_literals() {
        let form = "UPI/{side}/{rrn}/{name}[/{bank}/{handle}/{note}]";
        assert_eq!(
            slots(form, "UPI/DR/412345678901/ASHA  RAO/SBIN/asha@okaxis/Rent/May"),
            [
                "Side=DR",
                "Rrn=412345678901",
                "Name=ASHA  RAO",
                "Bank=SBIN",
                "Handle=asha@okaxis",
                "Note=Rent/May"
            ]
        );
        assert_eq!(
            slots(form, "upi/dr/4123 45678901/Asha Rao/SB"),
            ["Side=dr", "Rrn=4123 45678901", "Name=Asha Rao", "Bank=SB"]
        );
        assert_eq!(slots(form, "UPI/DR/41234/ASHA"), ["-"], "no reference of 12 digits");
        assert_eq!(slots(form, "NEFT/DR/412345678901/ASHA"), ["-"]);
    }

    #[test]
    fn what_a_field_must_hold_decides_where_it_ends() {
        let form = "UPI-{name}-{vpa}-{ifsc}-{rrn}[-{note}]";
        assert_eq!(
            slots(form, "UPI-R-MART STORES-r-mart@okhdfc-HDFC0001234-412345678901-MILK"),
            ["Name=R-MART STORES", "Vpa=r-mart@okhdfc", "Ifsc=HDFC0001234", "Rrn=412345678901", "Note=MILK"]
        );
        assert_eq!(slots(form, "UPI-R-MART STORES-r-mart-HDFC0001234-412345678901"), ["-"]);
    }

    #[test]
    fn accents_and_white_space_do_not_matter() {
        assert_eq!(slots("überweisung an {name}", "UBERWEISUNG  AN Jörg Groß"), ["Name=Jörg Groß"]);
        assert_eq!(slots("{name} chuyen tien[.{any}]", "NGUYỄN VĂN A chuyển tiền"), ["Name=NGUYỄN VĂN A"]);
    }

    #[test]
    fn a_long_hostile_narration_costs_little() {
        let narration = "a-".repeat(5_000);
        assert_eq!(read("{any}-{any}-{any}-{any}-{any}-{rrn}", &narration), None);
    }

    #[test]
    fn a_wrong_form_is_answered_with_a_hint() {
        assert!(Shape::parse("UPI/{nmae}").unwrap_err().1.contains("{name}"));
        assert!(Shape::parse("UPI/{name}{note}").unwrap_err().0.contains("side by side"));
        assert!(Shape::parse("UPI[/{name}]/{note}").is_err());
        assert!(Shape::parse("UPI").is_err());
    }
}
