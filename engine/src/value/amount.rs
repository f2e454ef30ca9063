//! Printed amounts: grouping, decimals, signs and marks.

use super::mark_letters::{
    MarkLetters, is_between_digits, is_folded, strip_prefix_folded, strip_suffix_folded,
};
use crate::model::Currency;
use bank_templates::Locale;

/// A printed amount in minor units, never negative, with the sign or mark beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Minor units.
    pub minor: i64,
    /// Sign or mark, when there is one.
    pub mark: Option<Mark>,
    /// How sure one can be that this is an amount at all.
    pub strength: Strength,
}

impl Amount {
    /// Minor units with the sign that the mark gives: minus, parentheses and `Dr` are negative.
    #[must_use]
    pub fn signed(&self) -> i64 {
        match self.mark {
            Some(Mark::Minus | Mark::Debit) => -self.minor,
            _ => self.minor,
        }
    }
}

/// The largest number that is taken for an amount, in minor units: ten trillion rupees, or a quadrillion dong. Sums of
/// nine thousand such rows still fit into 64 bits, and a document whose sums do not is never proven.
const LARGEST: i64 = 1_000_000_000_000_000;

/// What stands beside an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `-` before or after, or parentheses.
    Minus,
    /// `+` before or after.
    Plus,
    /// `Dr` and the like.
    Debit,
    /// `Cr` and the like.
    Credit,
}

/// How sure one can be that a number is an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Bare digits; could be a reference or a cheque number.
    Digits,
    /// Grouped digits or decimals.
    Formed,
}

/// The number form of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmountForm {
    decimal: char,
    groups: Vec<char>,
    decimals: u32,
    debit_marks: Vec<String>,
    credit_marks: Vec<String>,
    currency_marks: Vec<String>,
    letters: MarkLetters,
}

impl AmountForm {
    /// The form of a locale for amounts of one currency.
    #[must_use]
    pub fn new(locale: &Locale, currency: Currency) -> Self {
        AmountForm {
            decimal: locale.decimal,
            groups: locale.group.clone(),
            decimals: currency.decimals(),
            debit_marks: locale.debit_marks.clone(),
            credit_marks: locale.credit_marks.clone(),
            currency_marks: locale.currency_marks.clone(),
            letters: MarkLetters::of(
                locale.debit_marks.iter().chain(&locale.credit_marks).chain(&locale.currency_marks),
            ),
        }
    }

    /// What parts whole units from minor ones.
    #[must_use]
    pub fn decimal(&self) -> char {
        self.decimal
    }

    /// The same form with other separators.
    #[must_use]
    pub fn with_separators(mut self, decimal: char, groups: &[char]) -> Self {
        self.decimal = decimal;
        self.groups = groups.to_vec();
        self
    }

    /// Reads a whole cell: currency, sign, digits and mark in any usual arrangement, and nothing else.
    #[must_use]
    pub fn parse(&self, text: &str) -> Option<Amount> {
        let bare = |c: char| c.is_ascii_digit();
        // The sign of a footnote behind an amount is no part of it; behind bare digits it may hide the rest of a number.
        if let Some(noted) = text.strip_suffix(['*', '†', '‡']).filter(|noted| noted.ends_with(bare)) {
            return self.parse(noted).filter(|amount| amount.strength == Strength::Formed);
        }
        if !self.may_be_amount(text) {
            return None;
        }
        let mut core = text.trim();
        let mut mark = None;
        if core.starts_with(bare) && core.ends_with(bare) {
            let (minor, strength) = self.parse_digits(core)?;
            return Some(Amount { minor, mark, strength });
        }
        // Each turn takes one thing off either end, so six turns see every combination that is printed.
        for _ in 0..6 {
            let before = core;
            if let Some(inner) = core.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
                core = inner.trim();
                mark = mark.or(Some(Mark::Minus));
            }
            core = self.strip_currency(core);
            if let Some((rest, sign)) = strip_sign(core) {
                core = rest;
                mark = mark.or(Some(sign));
            }
            if let Some((rest, found)) = self.strip_mark(core) {
                core = rest;
                mark = mark.or(Some(found));
            }
            if core.len() == before.len() {
                break;
            }
        }
        let (minor, strength) = self.parse_digits(core)?;
        Some(Amount { minor, mark, strength })
    }

    /// Whether there is nothing but digits and separators between the first and the last digit, and nothing around them that
    /// is in no mark. Most words of a page fail here, before any mark is compared.
    fn may_be_amount(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let Some((first, last)) = digits_of(bytes) else { return false };
        let beside = |text: Option<&[u8]>| self.letters.may_stand_beside(text.unwrap_or_default());
        beside(bytes.get(..first))
            && beside(bytes.get(last + 1..))
            && self.parts_digits(text.get(first..=last).unwrap_or_default())
    }

    /// Whether a word has digits, and nothing between the first and the last of them that is not between the digits of an amount:
    /// no amount of several words has another one among them.
    #[must_use]
    pub fn may_be_digits(&self, word: &str) -> bool {
        digits_of(word.as_bytes())
            .is_some_and(|(first, last)| self.parts_digits(word.get(first..=last).unwrap_or_default()))
    }

    fn parts_digits(&self, within: &str) -> bool {
        within.chars().all(|c| c.is_ascii_digit() || c == self.decimal || self.groups.contains(&c))
    }

    /// Whether a word on its own is an amount, perhaps with marks stuck to it.
    #[must_use]
    pub fn word_strength(&self, word: &str) -> Option<Strength> {
        // Where spaces group digits, `18` may be the head of `18 240,55`; by itself it is no amount.
        if self.groups_by_space() && is_head_of_group(word) {
            return None;
        }
        // The rest of `(18 240,55)` has the bracket that its head opened.
        let word = match word.strip_suffix(')') {
            Some(rest) if self.groups_by_space() && !rest.contains('(') => rest,
            _ => word,
        };
        self.parse(word).map(|amount| amount.strength)
    }

    /// Whether spaces set groups of digits apart.
    #[must_use]
    pub fn groups_by_space(&self) -> bool {
        self.groups.iter().any(|group| group.is_whitespace())
    }

    /// Whether a word on its own is a mark or currency that may follow an amount: `Cr`, `(Dr)`, `-`, `€`.
    #[must_use]
    pub fn is_mark_word(&self, word: &str) -> bool {
        self.mark_of(word).is_some() || self.is_currency(word)
    }

    /// The mark that a word on its own means.
    #[must_use]
    pub fn mark_of(&self, word: &str) -> Option<Mark> {
        let bare = word.trim().trim_start_matches('(').trim_end_matches(')').trim_end_matches('.');
        match bare {
            "-" | "−" | "–" => Some(Mark::Minus),
            "+" => Some(Mark::Plus),
            _ if !self.letters.may_be(bare) => None,
            _ if self.debit_marks.iter().any(|mark| is_folded(bare, mark)) => Some(Mark::Debit),
            _ if self.credit_marks.iter().any(|mark| is_folded(bare, mark)) => Some(Mark::Credit),
            _ => None,
        }
    }

    /// Whether a word on its own is a currency code or sign, a sign that may stand before an amount, or the first digits
    /// of an amount whose groups are set apart by spaces.
    #[must_use]
    pub fn is_lead_word(&self, word: &str) -> bool {
        matches!(word, "-" | "−" | "–" | "+")
            || (self.groups_by_space() && is_head_of_group(word))
            || self.is_currency(word)
            || strip_sign(word).is_some_and(|(rest, _)| self.is_currency(rest))
    }

    fn is_currency(&self, word: &str) -> bool {
        self.letters.may_be(word) && self.currency_marks.iter().any(|mark| is_folded(word, mark))
    }

    fn strip_currency<'t>(&self, text: &'t str) -> &'t str {
        if is_between_digits(text) {
            return text;
        }
        for mark in &self.currency_marks {
            if let Some(rest) = strip_prefix_folded(text, mark) {
                return rest.trim_start_matches('.').trim();
            }
            if let Some(rest) = strip_suffix_folded(text, mark) {
                return rest.trim();
            }
        }
        text
    }

    fn strip_mark<'t>(&self, text: &'t str) -> Option<(&'t str, Mark)> {
        if is_between_digits(text) {
            return None;
        }
        let bare = text.trim_end_matches('.');
        let bare = bare.strip_suffix(')').unwrap_or(bare);
        for (marks, meaning) in [(&self.debit_marks, Mark::Debit), (&self.credit_marks, Mark::Credit)] {
            for mark in marks {
                if let Some(rest) = strip_suffix_folded(bare, mark) {
                    let rest = rest.trim_end();
                    return Some((rest.strip_suffix('(').unwrap_or(rest).trim_end(), meaning));
                }
                if let Some(rest) = strip_prefix_folded(text, mark) {
                    return Some((rest.trim_start_matches(['.', ':']).trim_start(), meaning));
                }
            }
        }
        None
    }

    /// Digits with groups and decimals, and nothing else.
    fn parse_digits(&self, text: &str) -> Option<(i64, Strength)> {
        if text.is_empty() {
            return None;
        }
        let (whole, fraction) = match text.rfind(self.decimal) {
            Some(at) => (text.get(..at)?, Some(text.get(at + self.decimal.len_utf8()..)?)),
            None => (text, None),
        };
        let mut number = Number::default();
        let (mut parts, mut length) = (1, 0);
        for c in whole.chars() {
            if c.is_ascii_digit() {
                number.push_digit(c as u8)?;
                length += 1;
            } else if self.groups.contains(&c) && length <= 3 && length >= if parts == 1 { 1 } else { 2 } {
                (parts, length) = (parts + 1, 0);
            } else {
                return None;
            }
        }
        // The last group has three digits everywhere; Indian grouping has pairs before it.
        if if parts == 1 { length == 0 && fraction.is_none() } else { length != 3 } {
            return None;
        }
        let decimals = self.decimals as usize;
        match fraction {
            Some(fraction) if !fraction.bytes().all(|b| b.is_ascii_digit()) => return None,
            Some(fraction) if fraction.len() == decimals && decimals > 0 => number.push(fraction)?,
            // Spreadsheets leave out the last zero: `15000.0`.
            Some(fraction) if fraction.len() == 1 && decimals == 2 && parts == 1 => {
                number.push(fraction)?;
                number.push("0")?;
            }
            // A currency without minor units may still be printed with `.00`.
            Some(fraction) if decimals == 0 && !fraction.is_empty() && fraction.len() <= 2 => {
                if fraction.bytes().any(|b| b != b'0') {
                    return None;
                }
            }
            Some(_) => return None,
            None => (0..decimals).try_for_each(|_| number.push("0"))?,
        }
        let minor = number.minor()?;
        // `2.5` may be anything.
        let short = fraction.is_some_and(|fraction| fraction.len() == 1) && whole.len() < 3;
        let formed = (fraction.is_some() && !short) || parts > 1;
        let strength = if formed { Strength::Formed } else { Strength::Digits };
        Some((minor, strength))
    }
}

/// The places of the first and the last digit.
fn digits_of(bytes: &[u8]) -> Option<(usize, usize)> {
    let first = bytes.iter().position(u8::is_ascii_digit)?;
    Some((first, bytes.iter().rposition(u8::is_ascii_digit).unwrap_or(first)))
}

/// A number while its digits are read, up to what is taken for an amount.
#[derive(Default)]
struct Number {
    minor: i64,
    any: bool,
}

impl Number {
    /// Takes more digits; `None` when something else is among them, or when they make it too large.
    fn push(&mut self, digits: &str) -> Option<()> {
        digits.bytes().try_for_each(|digit| self.push_digit(digit))
    }

    fn push_digit(&mut self, digit: u8) -> Option<()> {
        let digit = digit.is_ascii_digit().then(|| i64::from(digit - b'0'))?;
        // No overflow: what is kept is at most `LARGEST`.
        self.minor = Some(self.minor * 10 + digit).filter(|minor| *minor <= LARGEST)?;
        self.any = true;
        Some(())
    }

    /// The number, if it has any digit.
    fn minor(&self) -> Option<i64> {
        self.any.then_some(self.minor)
    }
}

/// Up to three digits, perhaps with a sign, a currency or the bracket of a negative amount before them.
fn is_head_of_group(word: &str) -> bool {
    let digits = word.trim_start_matches(['(', '-', '−', '–', '+', '€', '$', '£']);
    (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

fn strip_sign(text: &str) -> Option<(&str, Mark)> {
    let sign = |c: char| match c {
        '-' | '−' | '–' => Some(Mark::Minus),
        '+' => Some(Mark::Plus),
        _ => None,
    };
    let mut chars = text.chars();
    if let Some(meaning) = chars.next().and_then(sign) {
        return Some((chars.as_str().trim_start(), meaning));
    }
    let mut chars = text.chars();
    let meaning = chars.next_back().and_then(sign)?;
    Some((chars.as_str().trim_end(), meaning))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bank_templates::Templates;

    fn form(tag: &str, currency: &str) -> AmountForm {
        AmountForm::new(Templates::embedded().locale(tag).unwrap(), Currency::parse(currency).unwrap())
    }

    fn signed(text: &str) -> Option<i64> {
        form("en", "INR").parse(text).map(|amount| amount.signed())
    }

    #[test]
    fn indian_and_western_groups_are_read() {
        assert_eq!(signed("1,52,581.54"), Some(15_258_154));
        assert_eq!(signed("152,581.54"), Some(15_258_154));
        assert_eq!(signed("0.00"), Some(0));
        assert_eq!(signed(".50"), Some(50));
        assert_eq!(signed("15000.0"), Some(1_500_000));
        assert_eq!(signed("500"), Some(50_000));
    }

    #[test]
    fn the_sign_of_a_footnote_is_no_part_of_an_amount() {
        assert_eq!(signed("1,52,581.54*"), Some(15_258_154));
        assert_eq!(signed("-12.50†"), Some(-1_250));
        for text in ["1234*", "1,234.50**", "*1,234.50", "1234****"] {
            assert_eq!(signed(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in
            ["", "-", "1,52,58.54", "12/04/2025", "1.234", "1,2,3", "98765 43210", "CNRB0009999", "1,234.567"]
        {
            assert_eq!(signed(text), None, "{text:?}");
        }
    }

    #[test]
    fn signs_and_marks_are_understood_on_either_side() {
        for text in [
            "-1,499.00",
            "1,499.00-",
            "(1,499.00)",
            "1,499.00 Dr",
            "1,499.00(Dr)",
            "₹ -1,499.00",
            "-₹1,499.00",
            "1,499.00 DR.",
            "1,499.00D",
        ] {
            assert_eq!(signed(text), Some(-149_900), "{text:?}");
        }
        for text in [
            "+1,499.00",
            "1,499.00 Cr",
            "1,499.00(Cr)",
            "Rs. 1,499.00",
            "INR 1,499.00",
            "₹1,499.00",
            "1,499.00 INR",
        ] {
            assert_eq!(signed(text), Some(149_900), "{text:?}");
        }
    }

    #[test]
    fn whole_unit_currencies_have_no_minor_digits() {
        let won = form("en", "KRW");
        assert_eq!(won.parse("2,308,471").map(|amount| amount.minor), Some(2_308_471));
        assert_eq!(won.parse("85,000.00").map(|amount| amount.minor), Some(85_000));
        assert_eq!(won.parse("85,000.50"), None);
    }

    #[test]
    fn numbers_beyond_all_money_are_no_amounts() {
        assert_eq!(signed("10,000,000,000,000.00"), Some(1_000_000_000_000_000));
        assert_eq!(signed("10,000,000,000,000.01"), None);
        assert_eq!(signed("92,233,720,368,547,758.07"), None);
    }

    #[test]
    fn groups_set_apart_by_spaces_are_one_amount() {
        let krona = form("sv", "SEK");
        assert_eq!(krona.parse("-18 240,55 kr").map(|amount| amount.signed()), Some(-1_824_055));
        assert_eq!(krona.parse("1 234 567,89").map(|amount| amount.minor), Some(123_456_789));
        assert_eq!(krona.parse("12 34,56"), None);
        assert_eq!(krona.parse("(18 240,55)").map(|amount| amount.signed()), Some(-1_824_055));
        assert!(krona.is_lead_word("(18") && krona.word_strength("240,55)") == Some(Strength::Formed));
        assert!(krona.is_lead_word("-18") && krona.word_strength("-18").is_none());
        assert!(!krona.is_lead_word("1824") && !form("de", "EUR").is_lead_word("18"));
    }

    #[test]
    fn other_countries_mark_debits_in_their_own_way() {
        let euro = form("de", "EUR");
        for text in ["1.234,56 S", "1.234,56-", "1.234,56 EUR S", "- 1.234,56 €", "1.234,56 Soll"] {
            assert_eq!(euro.parse(text).map(|amount| amount.signed()), Some(-123_456), "{text}");
        }
        for text in ["1.234,56 H", "1.234,56+", "1.234,56", "€ 1.234,56"] {
            assert_eq!(euro.parse(text).map(|amount| amount.signed()), Some(123_456), "{text}");
        }
        assert_eq!(form("vi", "VND").parse("2,308,471 VND").map(|amount| amount.minor), Some(2_308_471));
        assert_eq!(form("ko", "KRW").parse("85,000원").map(|amount| amount.minor), Some(85_000));
        assert_eq!(form("nl", "EUR").parse("12,50 Af").map(|amount| amount.signed()), Some(-1250));
    }

    #[test]
    fn bare_digits_are_weak() {
        assert_eq!(form("en", "INR").word_strength("400017"), Some(Strength::Digits));
        assert_eq!(form("en", "INR").word_strength("400.17"), Some(Strength::Formed));
        assert_eq!(form("en", "INR").word_strength("UPI"), None);
    }
}
