//! The holder: by label where there is one, else by how a letter is addressed.

use super::fields::{HeaderField, HeaderFields, Name};
use crate::model::{AccountCategory, Identity, Located, Locator};
use crate::page::PageLine;
use pdf::{Rect, Word};

/// Titles that open a name.
const TITLES: &[&str] =
    &["mr", "mrs", "ms", "miss", "dr", "shri", "smt", "kum", "mx", "prof", "m/s", "mstr", "sri"];

/// Words that make a name a company's.
const COMPANY: &[&str] = &[
    "ltd",
    "limited",
    "pvt",
    "llp",
    "llc",
    "inc",
    "corp",
    "corporation",
    "company",
    "enterprises",
    "traders",
    "industries",
    "m/s",
    "gmbh",
    "ag",
    "srl",
    "sa",
    "bv",
    "pte",
    "plc",
    "co",
    "proprietor",
    "associates",
    "solutions",
    "services",
    "technologies",
];

/// Name and address of the holder.
#[must_use]
pub fn read(fields: &HeaderFields, lines: &[PageLine], bank_name: &str) -> Identity {
    let located = |field: &HeaderField| Located { value: field.text.clone(), at: field.at };
    let mut identity = Identity {
        name: fields.get(Name::Holder).map(located),
        address: fields.get(Name::Address).map(located),
    };
    if identity.name.is_none() {
        identity.name = titled_name(lines);
    }
    if identity.name.is_none()
        && let Some((name, address)) = letter_address(lines, bank_name)
    {
        identity.name = Some(name);
        identity.address = identity.address.or(Some(address));
    }
    if let (Some(name), None) = (&identity.name, &identity.address) {
        identity.address = address_under(name, lines);
    }
    identity
}

/// The lines of an address set flush under a name.
fn address_under(name: &Located<String>, lines: &[PageLine]) -> Option<Located<String>> {
    let all: Vec<Chunk> = lines.iter().filter(|line| line.page == name.at.page).flat_map(chunks).collect();
    let chunk =
        all.iter().find(|chunk| chunk.at.rect.overlap_y(name.at.rect) > 0.0 && chunk.text == name.value)?;
    joined(&block_below(chunk, &all), name.at.page)
}

/// The lines of an address as one text; an address without any digit is none.
fn joined(block: &[&Chunk], page: u32) -> Option<Located<String>> {
    let at = block.iter().map(|chunk| chunk.at.rect).reduce(Rect::union)?;
    let text = block.iter().map(|chunk| chunk.text.trim_end_matches(',')).collect::<Vec<_>>().join(", ");
    text.contains(|c: char| c.is_ascii_digit()).then(|| Located { value: text, at: Locator::new(page, at) })
}

/// The name as text, or nothing.
#[must_use]
pub fn holder_text(fields: &HeaderFields, lines: &[PageLine], bank_name: &str) -> String {
    read(fields, lines, bank_name).name.map_or_else(String::new, |name| name.value)
}

/// Person or company, by the words of the name.
#[must_use]
pub fn category(holder: &str) -> AccountCategory {
    let is_company = holder
        .split(|c: char| c.is_whitespace() || c == '.' || c == ',')
        .any(|word| COMPANY.contains(&word.to_lowercase().as_str()));
    if is_company { AccountCategory::Corporate } else { AccountCategory::Individual }
}

/// A run of words without a wide gap.
#[derive(Clone, Debug)]
struct Chunk {
    text: String,
    at: Locator,
    size: f32,
}

fn chunks(line: &PageLine) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut before: Option<&Word> = None;
    for word in &line.line.words {
        let joined = before.is_some_and(|before| word.at.x0 - before.at.x1 < word.size * 1.6);
        match chunks.last_mut() {
            Some(chunk) if joined => {
                chunk.text.push(' ');
                chunk.text.push_str(&word.text);
                chunk.at.rect = chunk.at.rect.union(word.at);
            }
            _ => chunks.push(Chunk {
                text: word.text.to_string(),
                at: Locator::new(line.page, word.at),
                size: word.size,
            }),
        }
        before = Some(word);
    }
    chunks
}

/// A run of words that opens with a title: `MR. SAMPLE CUSTOMER`.
fn titled_name(lines: &[PageLine]) -> Option<Located<String>> {
    lines.iter().flat_map(chunks).find_map(|chunk| {
        let mut words = chunk.text.split_whitespace();
        let title = words.next()?.trim_end_matches('.').to_lowercase();
        let rest: Vec<&str> = words.collect();
        let fits = TITLES.contains(&title.as_str())
            && (1..=6).contains(&rest.len())
            && rest
                .iter()
                .all(|word| word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '-' | '&')));
        fits.then_some(Located { value: chunk.text, at: chunk.at })
    })
}

/// The address block of a letter: lines set flush left under each other, a name first and digits further down.
fn letter_address(lines: &[PageLine], bank_name: &str) -> Option<(Located<String>, Located<String>)> {
    let first_page = lines.first()?.page;
    // A line that goes on to a figure is one of a list: `Deposits and other additions  7,667.50`.
    let lists = |line: &PageLine| {
        let last = line.line.words.last().map_or("", |word| word.text.as_str());
        line.line.words.len() > 1 && last.contains(|c: char| c.is_ascii_digit()) && last.contains(['.', ','])
    };
    let of_first = || lines.iter().filter(|line| line.page == first_page);
    let all: Vec<Chunk> = of_first().flat_map(chunks).collect();
    let bank = bank_name.to_lowercase();
    for name in &of_first().filter(|line| !lists(line)).flat_map(chunks).collect::<Vec<Chunk>>() {
        let words = name.text.split_whitespace().count();
        let lower = name.text.to_lowercase();
        let is_name = (2..=6).contains(&words)
            && name
                .text
                .chars()
                .all(|c| c.is_alphabetic() || c.is_whitespace() || matches!(c, '.' | '\'' | '-' | '&' | '/'))
            && name.text.chars().next().is_some_and(char::is_uppercase)
            && !(bank.contains(&lower) || lower.contains(&bank) && !bank.is_empty())
            && ![
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
            ]
            .iter()
            .any(|word| lower.contains(word));
        if !is_name {
            continue;
        }
        let block = block_below(name, &all);
        if let Some(address) = joined(&block, first_page) {
            return Some((Located { value: name.text.clone(), at: name.at }, address));
        }
    }
    None
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
        // A label ends the address: `Account number`, `Phone:`.
        let is_label = chunk.text.ends_with(':') || chunk.text.to_lowercase().contains("account");
        if gap > name.size * 1.3 || !alike || is_label || block.len() >= 5 {
            break;
        }
        bottom = chunk.at.rect.bottom;
        block.push(chunk);
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn company_words_make_a_company() {
        assert_eq!(category("HARBOUR TEXTILES PVT. LTD."), AccountCategory::Corporate);
        assert_eq!(category("M/S ANAND TRADERS"), AccountCategory::Corporate);
        assert_eq!(category("SALTON COOPER"), AccountCategory::Individual);
    }
}
