//! Names and addresses that no label introduces: titles that open a name, and the address block of a letter.

use crate::model::{Located, Locator};
use crate::page::PageLine;
use bank_templates::KnownBank;
use bank_templates::locale::{Locale, squash};
use pdf::{Rect, Word};

/// How many lines an address may have under the name.
const MOST_LINES: usize = 6;
/// Words that stand in names in small letters.
const PARTICLES: &[&str] = &[
    "de", "van", "von", "der", "den", "ten", "bin", "binti", "la", "le", "du", "da", "di", "del", "y", "und",
    "et", "en", "and", "s/o", "d/o", "w/o", "zu",
];
/// Words that no name of a holder has: an address block of the bank, a title, a list.
const NO_NAME: &[&str] = &[
    "bank",
    "branch",
    "statement",
    "account",
    "page",
    "summary",
    "customer",
    "balance",
    "payment",
    "service",
    "deposits",
    "withdrawals",
    "box",
    "department",
    "centre",
    "center",
    "konto",
    "compte",
    "relevé",
    "rekening",
    "extras",
    "kontoauszug",
    "sao",
    "important",
    "information",
    "contact",
    "questions",
    "telephone",
    "online",
    "dear",
    "total",
    "period",
];

/// A name with what stands under it.
pub(super) struct Letter {
    pub(super) name: Located<String>,
    /// Further holders, each on a line of its own.
    pub(super) others: Vec<Located<String>>,
    pub(super) address: Option<Located<String>>,
}

/// A run of words without a wide gap.
#[derive(Clone, Debug)]
struct Chunk {
    text: String,
    at: Locator,
    size: f32,
    /// Whether its line ends in a figure, as lines of lists do: `Deposits and other additions  7,667.50`.
    listed: bool,
}

fn chunks(line: &PageLine) -> Vec<Chunk> {
    let words = &line.line.words;
    let last = words.last().map_or("", |word| word.text.as_str());
    let figure = last.contains(|c: char| c.is_ascii_digit()) && last.contains(['.', ',']);
    let listed = words.len() > 1 && figure;
    let near = |a: &Word, b: &Word| b.at.x0 - a.at.x1 < b.size * 1.6;
    words
        .chunk_by(near)
        .filter_map(|run| {
            let at = run.iter().map(|word| word.at).reduce(Rect::union)?;
            let text = run.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
            Some(Chunk { text, at: Locator::new(line.page, at), size: run.first()?.size, listed })
        })
        .collect()
}

/// Whether a word is a title such as `Mr.`
pub(super) fn is_title(word: &str, locale: &Locale) -> bool {
    let plain = word.trim_end_matches('.').to_lowercase();
    locale.holders.titles.contains(&plain) || plain == "m/s"
}

/// A run of words that opens with a title: `MR. SAMPLE CUSTOMER`.
pub(super) fn titled_name(lines: &[PageLine], locale: &Locale) -> Option<Located<String>> {
    lines.iter().flat_map(chunks).find_map(|chunk| {
        let mut words = chunk.text.split_whitespace();
        let title = words.next()?;
        let rest: Vec<&str> = words.collect();
        // A title of one letter is also the initial of a name.
        let fits = is_title(title, locale)
            && title.trim_end_matches('.').chars().count() > 1
            && title.chars().next().is_some_and(char::is_uppercase)
            && (1..=8).contains(&rest.len())
            && rest.iter().all(|word| is_name_word(word));
        fits.then_some(Located { value: chunk.text, at: chunk.at })
    })
}

/// Letters and what may stand between them in a name; a capital first, but for particles.
fn is_name_word(word: &str) -> bool {
    let letters =
        word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-' | '&' | '/' | ','));
    let lower = word.to_lowercase();
    letters
        && (word.chars().any(char::is_uppercase)
            || word == "&"
            || word == "/"
            || PARTICLES.contains(&lower.as_str()))
}

/// What stands flush under a name that is known.
pub(super) fn under(name: &Located<String>, lines: &[PageLine], locale: &Locale) -> Option<Letter> {
    let all: Vec<Chunk> = lines.iter().filter(|line| line.page == name.at.page).flat_map(chunks).collect();
    let chunk = all.iter().find(|chunk| {
        chunk.at.rect.overlap_y(name.at.rect) > 0.0
            && (chunk.text == name.value
                || chunk.text.ends_with(&name.value) && chunk.at.rect.overlap_x(name.at.rect) > 0.0)
    })?;
    let top = Chunk { at: name.at, text: name.value.clone(), ..chunk.clone() };
    Some(letter(&top, &all, locale))
}

/// The address block of a letter: lines set flush left under each other, a name first and digits further down. Among
/// several the one that ends in a postal code is the holder's.
pub(super) fn letter_address(
    lines: &[PageLine],
    bank: Option<&KnownBank>,
    locale: &Locale,
) -> Option<Letter> {
    let first_page = lines.first()?.page;
    let all: Vec<Chunk> = lines.iter().filter(|line| line.page == first_page).flat_map(chunks).collect();
    let banks: Vec<String> = bank
        .iter()
        .flat_map(|bank| std::iter::once(&bank.name).chain(&bank.aliases))
        .map(|name| name.to_lowercase())
        .collect();
    let is_bank =
        |lower: &str| banks.iter().any(|bank| bank.contains(lower) || lower.contains(bank.as_str()));
    let is_name = |chunk: &&Chunk| {
        let lower = chunk.text.to_lowercase();
        let words: Vec<&str> = chunk.text.split_whitespace().collect();
        (2..=7).contains(&words.len())
            && !chunk.listed
            && words.iter().all(|word| is_name_word(word))
            && !is_bank(&lower)
            && !locale.phrases.contains(&squash(&chunk.text))
            && !NO_NAME.iter().any(|word| lower.split(|c: char| !c.is_alphanumeric()).any(|own| own == *word))
            && !chunk.text.ends_with(':')
    };
    let mut best: Option<(bool, Letter)> = None;
    for name in all.iter().filter(is_name) {
        let letter = letter(name, &all, locale);
        let Some(address) = &letter.address else { continue };
        let postal = address.value.split(", ").any(is_postal);
        if best.as_ref().is_none_or(|(known, _)| postal && !known) {
            best = Some((postal, letter));
        }
    }
    best.map(|(_, letter)| letter)
}

/// Takes the lines under a name apart: further holders first, then the address.
fn letter(name: &Chunk, all: &[Chunk], locale: &Locale) -> Letter {
    let mut block = block_below(name, all);
    let mut others = Vec::new();
    while let Some(next) = block.first()
        && is_other_holder(&name.text, &next.text, locale)
        && block.len() >= 2
    {
        others.push(Located { value: next.text.clone(), at: next.at });
        block.remove(0);
    }
    Letter {
        name: Located { value: name.text.clone(), at: name.at },
        others,
        address: joined(&block, name.at.page),
    }
}

/// A line under a name is another holder's when it opens with a title or has the same family name.
fn is_other_holder(name: &str, next: &str, locale: &Locale) -> bool {
    let words: Vec<&str> = next.split_whitespace().collect();
    let all_names = (2..=6).contains(&words.len()) && words.iter().all(|word| is_name_word(word));
    let titled = words
        .first()
        .is_some_and(|word| is_title(word, locale) && word.trim_end_matches('.').chars().count() > 1);
    let family = |name: &str| name.split_whitespace().last().map(str::to_lowercase);
    all_names && (titled || family(name) == family(next))
}

/// The lines of an address as one text; an address without any digit is none.
fn joined(block: &[&Chunk], page: u32) -> Option<Located<String>> {
    let at = block.iter().map(|chunk| chunk.at.rect).reduce(Rect::union)?;
    let text = block.iter().map(|chunk| chunk.text.trim_end_matches(',')).collect::<Vec<_>>().join(", ");
    text.contains(|c: char| c.is_ascii_digit()).then(|| Located { value: text, at: Locator::new(page, at) })
}

fn block_below<'c>(name: &Chunk, all: &'c [Chunk]) -> Vec<&'c Chunk> {
    let mut block: Vec<&Chunk> = Vec::new();
    let mut bottom = name.at.rect.bottom;
    for chunk in all {
        let flush = (chunk.at.rect.x0 - name.at.rect.x0).abs() < 2.0;
        let alike = (chunk.size - name.size).abs() < name.size * 0.35;
        let gap = chunk.at.rect.top - bottom;
        if !flush || gap < -1.0 {
            continue;
        }
        // Mail addresses and the like stand among the lines, and no letter reaches them.
        if chunk.text.contains('@') {
            bottom = chunk.at.rect.bottom;
            continue;
        }
        // A label ends the address: `Account number`, `Phone:`.
        let is_label = chunk.text.contains(':') || chunk.text.to_lowercase().contains("account");
        if gap > name.size * 1.3 || !alike || is_label || block.len() >= MOST_LINES {
            break;
        }
        bottom = chunk.at.rect.bottom;
        block.push(chunk);
    }
    block
}

/// Whether a line ends or begins with a postal code as they are printed in addresses.
fn is_postal(line: &str) -> bool {
    let words: Vec<&str> =
        line.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).collect();
    let digits = |word: &str, count: usize| word.len() == count && word.bytes().all(|b| b.is_ascii_digit());
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let before = words.len().checked_sub(2).and_then(|at| words.get(at)).copied().unwrap_or_default();
    let state = before.len() == 2 && before.bytes().all(|b| b.is_ascii_uppercase());
    let zip = digits(last.split('-').next().unwrap_or_default(), 5) && state;
    // Britain: `SW1A 1AA`.
    let inward = last.len() == 3
        && last.starts_with(|c: char| c.is_ascii_digit())
        && last.chars().skip(1).all(|c| c.is_ascii_uppercase());
    let outward = (2..=4).contains(&before.len())
        && before.starts_with(|c: char| c.is_ascii_uppercase())
        && before.contains(|c: char| c.is_ascii_digit());
    // India and Singapore: six digits at the end, in India also in two groups.
    let six = digits(last.trim_start_matches('-'), 6)
        || digits(last, 3) && digits(before, 3)
        || last.split('-').next_back().is_some_and(|end| digits(end, 6));
    // The continent: a code of four or five digits, then the town.
    let town = words.len() >= 2
        && (digits(first, 5) || digits(first, 4))
        && words
            .iter()
            .skip(1)
            .all(|word| word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '.' | '/' | '\'')));
    zip || (inward && outward) || (six && words.len() >= 2) || town
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postal_codes_of_many_countries_end_an_address() {
        for line in [
            "SPRINGFIELD IL 62704-1234",
            "London SW1A 1AA",
            "SINGAPORE 529651",
            "MUMBAI 400001",
            "Pune - 411 001",
            "10115 Berlin",
            "75001 PARIS CEDEX",
            "1012 AB Amsterdam",
        ] {
            assert!(is_postal(line), "{line}");
        }
        for line in ["12 MILL LANE", "FLAT 4", "Statement 01 Jan 2024", "400001", "PAGE 1 OF 12"] {
            assert!(!is_postal(line), "{line}");
        }
    }
}
