//! Who stands on the other side: the name field of the shape, or the piece of the narration that can only be a name.

use super::reading::{Reading, overlaps};
use crate::model::Channel;
use bank_templates::shape::Filled;
use bank_templates::vocabulary::Use;
use bank_templates::{Class, Slot, Vocabulary};
use std::ops::Range;

/// A counterparty and the bytes of the narration that name it.
pub(super) struct Party {
    pub(super) name: String,
    pub(super) at: Range<usize>,
}

/// Whether rows of this channel have somebody on the other side: the bank's own charges and interest do not, and behind cash
/// stands a place, not a party.
pub(super) fn is_named_in(channel: Channel) -> bool {
    !matches!(
        channel,
        Channel::BankCharge | Channel::BankInterest | Channel::CashWithdrawal | Channel::CashDeposit
    )
}

/// The counterparty of a narration, if it names one.
pub(super) fn of(reading: &Reading<'_>, channel: Channel, vocabulary: &Vocabulary) -> Option<Party> {
    // The bank's own words around a deposit look like a name.
    if reading.guessed && matches!(channel, Channel::Investment | Channel::InvestmentCashin) {
        return None;
    }
    let mut at = reading.field(Slot::Name)?;
    if matches!(channel, Channel::DebitCard | Channel::PaymentGatewayPurchase | Channel::Others) {
        at = without_places(reading, at);
    }
    at = behind_gateway(reading, at, vocabulary);
    let name = tidy(reading.printed(&at));
    name.chars().any(char::is_alphabetic).then_some(Party { name, at })
}

/// Cuts towns and numbers of branches off the end, as long as something is left.
fn without_places(reading: &Reading<'_>, mut at: Range<usize>) -> Range<usize> {
    loop {
        let end = trimmed_end(reading.narration, &at);
        let place = reading
            .hits
            .iter()
            .filter(|hit| hit.uses.contains(&Use::Place))
            .filter(|hit| hit.printed.end == end && hit.printed.start > at.start)
            // `UK` of `AMAZON.CO.UK` is part of the name.
            .filter(|hit| {
                reading.narration.get(..hit.printed.start).is_some_and(|head| head.ends_with([' ', ',']))
            })
            .map(|hit| hit.printed.start)
            .min();
        let place = place.or_else(|| {
            let text = reading.narration.get(at.start..end)?;
            let (head, last) = text.rsplit_once(' ')?;
            let number = last.len() >= 3 && last.bytes().all(|byte| byte.is_ascii_digit());
            number.then_some(at.start + head.len())
        });
        match place {
            Some(start) if !tidy(reading.printed(&(at.start..start))).is_empty() => at.end = start,
            _ => return at.start..end,
        }
    }
}

fn trimmed_end(narration: &str, at: &Range<usize>) -> usize {
    let text = narration.get(at.clone()).unwrap_or_default();
    at.start + text.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')').len()
}

/// What stands behind the name of a gateway is the merchant: `PAYU*GREEN GROCER`.
fn behind_gateway(reading: &Reading<'_>, at: Range<usize>, vocabulary: &Vocabulary) -> Range<usize> {
    let is_gateway = |used: &Use| match used {
        Use::Entry { entry, .. } => {
            vocabulary.entry(*entry).is_some_and(|entry| entry.class == Class::Gateway)
        }
        _ => false,
    };
    let leading =
        reading.hits.iter().filter(|hit| hit.printed.start == at.start && hit.printed.end <= at.end);
    let gateway = leading.filter(|hit| hit.uses.iter().any(is_gateway)).map(|hit| hit.printed.end).max();
    let Some(end) = gateway else { return at };
    let words = reading.text.words().filter(|(_, word)| word.start >= end && word.end <= at.end);
    let own: Vec<_> = words.filter(|(_, word)| !is_furniture(reading, word)).collect();
    let letters: usize = own.iter().map(|(word, _)| word.chars().filter(|c| c.is_alphabetic()).count()).sum();
    match own.first() {
        Some((_, first)) if letters >= 3 => first.start..at.end,
        _ => at,
    }
}

/// The name with its white space folded and without punctuation around it.
pub(super) fn tidy(name: &str) -> String {
    let name =
        name.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')' | '.' | COMPANY_SIGN));
    let name = name.trim_start_matches(['.', ')']).trim_end_matches('(');
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ")
}

/// Finds the name in a narration of no known shape: the first piece between separators that is neither number, nor bank, nor
/// made of words that rails and rules use.
pub(super) fn guess(reading: &Reading<'_>, vocabulary: &Vocabulary) -> Vec<Filled> {
    let mut best: Option<(u8, Range<usize>)> = None;
    for piece in pieces(reading.narration) {
        let Some(name) = name_within(reading, &piece) else { continue };
        let rank = rank(reading, &name, vocabulary);
        if best.as_ref().is_none_or(|(least, _)| rank > *least) {
            best = Some((rank, name));
        }
    }
    best.map(|(_, name)| (Slot::Name, name)).into_iter().collect()
}

/// A known party beats an unknown name, and any name beats a bank or gateway, which only carries.
fn rank(reading: &Reading<'_>, name: &Range<usize>, vocabulary: &Vocabulary) -> u8 {
    let classes = reading.hits.iter().filter(|hit| overlaps(&hit.printed, name)).flat_map(|hit| hit.uses);
    let known = classes.filter_map(|used| match used {
        Use::Entry { entry, whole: false } => vocabulary.entry(*entry),
        _ => None,
    });
    known.map(|entry| u8::from(!matches!(entry.class, Class::Bank | Class::Gateway)) * 2).max().unwrap_or(1)
}

/// The pieces of a narration between its separators.
fn pieces(narration: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut chars = narration.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, next)| *next);
        // A hyphen or an ampersand within a word belongs to it when both sides are letters of one name.
        let parts = match c {
            '/' | '*' | '|' | ';' | ':' | '\\' | ',' | '#' | '+' | '=' | '\u{2013}' => true,
            '-' => !(before.is_lowercase() && next.is_lowercase()),
            _ => false,
        };
        if parts {
            pieces.push(start..at);
            start = at + c.len_utf8();
        }
        before = c;
    }
    pieces.push(start..narration.len());
    pieces
}

/// The part of a piece that can be a name: without numbers and without the words of rails and rules around it.
fn name_within(reading: &Reading<'_>, piece: &Range<usize>) -> Option<Range<usize>> {
    let words: Vec<Range<usize>> =
        reading.text.words().filter(|(_, at)| overlaps(at, piece)).map(|(_, at)| at).collect();
    let is_code = |at: &Range<usize>| {
        let word = reading.printed(at);
        let digits = word.chars().filter(char::is_ascii_digit).count();
        // `AXISN` of a reference such as `AXISN52025061212345`.
        let heads_number = word.len() <= 5
            && words.iter().any(|next| next.start == at.end && next.len() >= 8 && next.end <= piece.end);
        digits * 2 > word.len()
            || (digits > 2 && word.len() > 6)
            || is_mask(word)
            || is_day(word)
            || heads_number
    };
    let first = words.iter().position(|at| !is_code(at) && !is_furniture(reading, at))?;
    // `CREDIT` before a name is the bank's word, behind it the party's.
    let is_last =
        |at: &Range<usize>| !is_code(at) && (!is_furniture(reading, at) || ends_lender(reading, at));
    let last = words.iter().rposition(is_last)?;
    let name = with_company_sign(reading.narration, words.get(first)?.start..words.get(last)?.end);
    let letters = reading.printed(&name).chars().filter(|c| c.is_alphabetic()).count();
    let wide = reading.printed(&name).chars().any(|c| c >= '\u{1100}');
    (letters >= 3 || (wide && letters >= 2)).then_some(name)
}

/// What Korean companies put right before or behind their names: one sign for `주식회사`. It is no letter, so words do not have it.
const COMPANY_SIGN: char = '\u{321c}';

/// A name with the sign of a company around it.
fn with_company_sign(narration: &str, name: Range<usize>) -> Range<usize> {
    let before = narration.get(..name.start).is_some_and(|head| head.ends_with(COMPANY_SIGN));
    let behind = narration.get(name.end..).is_some_and(|tail| tail.starts_with(COMPANY_SIGN));
    let sign = COMPANY_SIGN.len_utf8();
    name.start - if before { sign } else { 0 }..name.end + if behind { sign } else { 0 }
}

/// Whether a word is a day such as `12JUN` or `12APR25`.
fn is_day(word: &str) -> bool {
    let letters = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let month = letters.trim_end_matches(|c: char| c.is_ascii_digit());
    (1..=2).contains(&(word.len() - letters.len())) && super::note::is_month(&month.to_lowercase())
}

fn ends_lender(reading: &Reading<'_>, at: &Range<usize>) -> bool {
    reading.hits.iter().any(|hit| hit.printed.end == at.end && hit.uses.contains(&Use::LenderName))
}

fn is_mask(word: &str) -> bool {
    word.len() >= 2 && word.chars().all(|c| matches!(c, 'x' | 'X' | '*'))
}

/// Whether a word is covered by a phrase of a rule or by a word that stands around names.
fn is_furniture(reading: &Reading<'_>, at: &Range<usize>) -> bool {
    let covers = |range: &Range<usize>| range.start <= at.start && at.end <= range.end;
    let mut furniture = 0;
    for hit in reading.hits.iter().filter(|hit| covers(&hit.printed)) {
        let length = hit.printed.len();
        for used in hit.uses {
            match used {
                // A word of a longer known name is part of the name.
                Use::Entry { whole: false, .. } if length > at.len() => return false,
                Use::Furniture
                | Use::Rule { .. }
                | Use::Loan
                | Use::FundsInsufficient
                | Use::ReturnTechnical => {
                    furniture = furniture.max(length);
                }
                _ => {}
            }
        }
    }
    furniture > 0
}
