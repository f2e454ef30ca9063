//! Who stands on the other side of an alert: what follows the words that introduce it, up to the words that end it.

use super::amount::Figure;
use super::text::AlertText;
use crate::model::Direction;
use bank_templates::alert::{AlertHit, AlertWord};
use std::ops::Range;

/// Characters that a name has at most.
const LONGEST: usize = 60;

/// The other side, if the text names it.
pub(super) fn of(
    text: &AlertText,
    hits: &[AlertHit],
    direction: Direction,
    figure: &Figure,
) -> Option<String> {
    let side = if direction == Direction::Debit { AlertWord::Payee } else { AlertWord::Payer };
    let behind = |word: AlertWord| {
        let starts = hits.iter().filter(move |hit| hit.words.contains(&word)).map(|hit| hit.at.end);
        starts.filter_map(|start| name_at(text, hits, start, figure))
    };
    behind(AlertWord::Party)
        .chain(behind(side))
        .next()
        .or_else(|| behind(AlertWord::PerhapsParty).find(|name| looks_like_name(name)))
        .or_else(|| before_its_part(text, hits, direction))
        .or_else(|| alone(text, hits, figure))
}

/// `...; CITY BAKERY credited`: the other side of what was debited here.
fn before_its_part(text: &AlertText, hits: &[AlertHit], direction: Direction) -> Option<String> {
    let other = if direction == Direction::Debit { AlertWord::Credit } else { AlertWord::Debit };
    hits.iter().filter(|hit| hit.words.contains(&other)).find_map(|hit| {
        let start = text.small.get(..hit.at.start)?.rfind(';')? + 1;
        let inside = |other: &AlertHit| other.at.start >= start && other.at.end <= hit.at.start;
        let plain = !hits.iter().any(|other| inside(other) && other.words.contains(&AlertWord::Own));
        let name = tidy(&text.printed(&(start..hit.at.start)));
        name.filter(|name| plain && name.chars().count() <= LONGEST)
    })
}

/// A name that nothing introduces: what follows the amount, or a part in capitals after it.
fn alone(text: &AlertText, hits: &[AlertHit], figure: &Figure) -> Option<String> {
    let says_nothing = |range: &Range<usize>| {
        !hits.iter().any(|hit| {
            hit.at.start < range.end
                && hit.at.end > range.start
                && hit.words.iter().any(|word| *word < AlertWord::Party || *word == AlertWord::Own)
        })
    };
    let mut start = figure.at.end;
    let mut nearest = true;
    for part in text.small.get(start..)?.split_inclusive(", ").flat_map(|part| part.split_inclusive(". ")) {
        let range = start..start + part.len();
        start = range.end;
        let name = name_at(text, hits, range.start, figure).filter(|_| says_nothing(&range) || nearest);
        let found = name.filter(|name| {
            let begin = text.small.get(range.clone()).map_or(0, |part| part.len() - part.trim_start().len());
            let begins_plain = !hits.iter().any(|hit| hit.at.start == range.start + begin);
            let capitals = name.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
            let begins = name.starts_with(char::is_uppercase);
            begins_plain && begins && looks_like_name(name) && (nearest || capitals)
        });
        if found.is_some() {
            return found;
        }
        nearest = part.chars().all(|c| !c.is_alphanumeric());
    }
    None
}

/// The name that begins at a byte; nothing when it is the holder's own account, a number, or empty.
fn name_at(text: &AlertText, hits: &[AlertHit], start: usize, figure: &Figure) -> Option<String> {
    let start = start + text.small.get(start..)?.find(|c: char| c.is_alphanumeric() || c == '*')?;
    let is_own = |hit: &AlertHit| {
        hit.words
            .iter()
            .any(|word| matches!(word, AlertWord::Own | AlertWord::OtherAmount | AlertWord::Neutral))
    };
    if hits.iter().any(|hit| hit.at.start == start && is_own(hit)) {
        return None;
    }
    let mut end = end_of(text, hits, start);
    if figure.at.start >= start {
        end = end.min(figure.at.start);
    }
    // `from Lantern Bank A/c XX1234` is the holder's own; `at CITY BAKERY from Lantern Bank A/c` is so from `from` on.
    let owned =
        |hit: &&AlertHit| hit.words.contains(&AlertWord::Own) || hit.words.contains(&AlertWord::Neutral);
    if hits.iter().filter(owned).any(|hit| hit.at.start == end) {
        let joins = |hit: &&AlertHit| {
            hit.words
                .iter()
                .any(|word| matches!(word, AlertWord::PerhapsParty | AlertWord::Payee | AlertWord::Payer))
        };
        let within = hits.iter().filter(|hit| hit.at.start > start && hit.at.end < end);
        end = within.filter(joins).map(|hit| hit.at.start).next_back()?;
    }
    tidy(&text.printed(&(start..end))).filter(|name| name.chars().count() <= LONGEST)
}

/// Where a name ends: at a word that ends names, at a date, at the end of a sentence.
fn end_of(text: &AlertText, hits: &[AlertHit], start: usize) -> usize {
    let ends = |hit: &AlertHit| {
        hit.words.iter().any(|word| match word {
            AlertWord::Ends
            | AlertWord::OtherAmount
            | AlertWord::Neutral
            | AlertWord::SureCredit
            | AlertWord::SureDebit
            | AlertWord::Credit
            | AlertWord::Debit => true,
            AlertWord::EndsBeforeNumber => {
                let rest = text.small.get(hit.at.end..).unwrap_or_default().trim_start();
                rest.starts_with(|c: char| c.is_ascii_digit()) || starts_with_month(rest)
            }
            _ => false,
        })
    };
    let by_word = hits.iter().filter(|hit| hit.at.start > start && ends(hit)).map(|hit| hit.at.start).min();
    let end = by_word.unwrap_or(text.small.len());
    let mut before = ' ';
    let mut chars = text.chars().skip_while(|(byte, _)| *byte < start).peekable();
    while let Some((byte, c)) = chars.next().filter(|(byte, _)| *byte < end) {
        let next = chars.peek().map_or(' ', |(_, next)| *next);
        let sentence = c == '.' && next.is_whitespace() && byte > start;
        let date = before.is_whitespace()
            && c.is_ascii_digit()
            && is_date(text.small.get(byte..).unwrap_or_default());
        if sentence || date || matches!(c, ';' | '(' | '\n' | '|') {
            return byte;
        }
        before = c;
    }
    end
}

fn starts_with_month(text: &str) -> bool {
    let word: String = text.chars().take_while(|c| c.is_alphabetic()).collect();
    word.chars().count() >= 3 && crate::enrich::note::is_month(&word)
}

/// Whether a text begins with a date or a time: `24/11/25`, `2026-06-14`, `18:27`, `24-AUG`, `23Apr`.
fn is_date(text: &str) -> bool {
    let word: Vec<char> = text.chars().take_while(|c| !c.is_whitespace()).collect();
    let digits = word.iter().take_while(|c| c.is_ascii_digit()).count();
    let rest: String = word.iter().skip(digits).collect();
    let parted = rest.starts_with(['/', ':']) || (rest.starts_with('-') && digits <= 4);
    (1..=4).contains(&digits)
        && (parted && rest.chars().nth(1).is_some_and(char::is_alphanumeric) || starts_with_month(&rest))
}

/// Whether a text is a name by its looks: it begins with a capital, or is an address in the net.
fn looks_like_name(name: &str) -> bool {
    let begins = name.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    let is_address = name.contains('.') && !name.contains(' ');
    (begins || is_address) && name.chars().filter(|c| c.is_alphabetic()).count() >= 2
}

/// A name without what stands around it: numbers of payments, accounts and telephones, the handle's bank, punctuation.
fn tidy(printed: &str) -> Option<String> {
    let mut words: Vec<&str> = printed.split_whitespace().collect();
    // `paid to XX1234/ASHA` and `UPI-638903921672-ASHA`: the name stands last.
    let is_number = |part: &str| {
        let digits = part.chars().filter(|c| c.is_ascii_digit() || matches!(c, 'x' | 'X' | '*')).count();
        part.chars().any(|c| c.is_ascii_digit() || c == '*') && digits * 4 >= part.chars().count() * 3
    };
    while words.len() > 1 && words.last().is_some_and(|word| is_number(word)) {
        words.pop();
    }
    while words.len() > 1 && words.first().is_some_and(|word| is_number(word) && word.len() >= 5) {
        words.remove(0);
    }
    let joined = words.join(" ");
    let mut name = joined.as_str();
    // The bank behind the `@` of an address says nothing of who it is.
    if let Some((handle, bank)) = name.split_once('@')
        && !handle.contains(' ')
        && !bank.contains(' ')
        && !handle.is_empty()
    {
        name = handle;
    }
    for mark in ['/', '-', '_'] {
        if let Some((head, tail)) = name.split_once(mark)
            && (is_number(head) || head.eq_ignore_ascii_case("upi"))
            && tail.chars().any(char::is_alphabetic)
        {
            name = tail;
        }
        if let Some((head, tail)) = name.rsplit_once(mark)
            && is_number(tail)
            && head.chars().any(char::is_alphabetic)
        {
            name = head;
        }
    }
    let name = name.trim_matches(|c: char| !c.is_alphanumeric() && c != ')');
    let is_telephone =
        name.len() >= 10 && name.len() < joined.len() && name.bytes().all(|byte| byte.is_ascii_digit());
    // What is left of a masked number is no name.
    let named = name.chars().filter(|c| c.is_alphabetic() && !matches!(c, 'x' | 'X')).count() >= 2;
    (named || is_telephone).then(|| name.to_owned())
}
