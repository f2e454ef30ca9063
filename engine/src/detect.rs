//! Finds the bank that issued a document, from what stands above the table and from the file's metadata.
//!
//! Narrations name other banks all the time, so nothing at or below the first row of a table is evidence.

use crate::error::{ReadError, ReadErrorKind};
use crate::model::{BankRef, Detection, Evidence, Locator};
use crate::page::PageLine;
use crate::value::ifsc;
use bank_templates::template::Identify;
use bank_templates::{Template, Templates};

/// Weight of a printed text: the bank's own words about itself.
const TEXT: u32 = 10;
/// Weight of the bank's letters in a branch code: printed by the bank, but also by others about a branch.
const IFSC: u32 = 6;
/// Weight of metadata: easily the same for two banks that share a generator.
const METADATA: u32 = 3;

/// Scores all banks on the lines above the table.
#[must_use]
pub fn identify(above: &[PageLine], facts: &pdf::Facts, templates: &Templates) -> Detection {
    let folded: Vec<(String, Locator)> =
        above.iter().map(|line| (fold(&line.line.text()), Locator::new(line.page, line.line.at))).collect();
    let codes: Vec<(String, Locator)> = above.iter().flat_map(codes).collect();
    let mut best: Option<Detection> = None;
    for template in templates.banks() {
        let (score, evidence) = score(template, &folded, &codes, facts);
        if score == 0 {
            continue;
        }
        match &mut best {
            Some(found) if found.score == score => found.tied_with.push(template.bank.id.clone()),
            Some(found) if found.score > score => {}
            _ => {
                best = Some(Detection {
                    bank: Some(bank_ref(template)),
                    layout: None,
                    score,
                    evidence,
                    tied_with: Vec::new(),
                });
            }
        }
    }
    best.unwrap_or_default()
}

/// Settles the bank: the declared one unless the paper speaks for another; a tie is refused by name.
///
/// # Errors
/// The declared bank is not known, the document speaks for another, or two banks are equally likely.
pub fn settle<'t>(
    detection: &Detection,
    declared: Option<&str>,
    templates: &'t Templates,
) -> Result<Option<&'t Template>, ReadError> {
    if let Some(declared) = declared {
        let template = templates.bank(declared).ok_or_else(|| {
            ReadError::new(
                ReadErrorKind::BankInvalid,
                format!("{declared:?} is no bank we know"),
                suggest(declared, templates),
            )
        })?;
        let named = |id: &str| id.eq_ignore_ascii_case(declared);
        let speaks_for_it = detection.bank.as_ref().is_some_and(|bank| named(&bank.id))
            || detection.tied_with.iter().any(|id| named(id));
        if let Some(bank) = &detection.bank
            && !speaks_for_it
        {
            return Err(ReadError::new(
                ReadErrorKind::BankMismatch,
                format!("the document is not from {} but from {}", template.bank.name, bank.name),
                format!("declare {:?}, or leave the bank out", bank.id),
            ));
        }
        return Ok(Some(template));
    }
    if let (Some(bank), false) = (&detection.bank, detection.tied_with.is_empty()) {
        let others = detection.tied_with.join(", ");
        return Err(ReadError::new(
            ReadErrorKind::BankUnknown,
            format!("the document speaks for {} as much as for {others}", bank.id),
            "declare the bank",
        ));
    }
    Ok(detection.bank.as_ref().and_then(|bank| templates.bank(&bank.id)))
}

/// A bank as the model names it.
#[must_use]
pub fn bank_ref(template: &Template) -> BankRef {
    BankRef {
        id: template.bank.id.clone(),
        name: template.bank.name.clone(),
        country: template.bank.country.clone(),
    }
}

fn suggest(declared: &str, templates: &Templates) -> String {
    let wanted = declared.to_lowercase();
    let mut near: Vec<&str> = templates
        .banks()
        .iter()
        .map(|template| template.bank.id.as_str())
        .filter(|id| {
            id.contains(&wanted) || wanted.contains(id) || id.chars().next() == wanted.chars().next()
        })
        .collect();
    near.truncate(5);
    if near.is_empty() {
        "leave the bank out to have it detected".to_owned()
    } else {
        format!("did you mean one of: {}?", near.join(", "))
    }
}

fn score(
    template: &Template,
    lines: &[(String, Locator)],
    codes: &[(String, Locator)],
    facts: &pdf::Facts,
) -> (u32, Vec<Evidence>) {
    let mut score = 0;
    let mut evidence = Vec::new();
    for group in &template.identify {
        let mut found = Vec::new();
        if let Some(weight) = group_weight(group, lines, codes, facts, &mut found) {
            score += weight;
            evidence.extend(found);
        }
    }
    (score, evidence)
}

/// The weight of a group when all of it is there.
fn group_weight(
    group: &Identify,
    lines: &[(String, Locator)],
    codes: &[(String, Locator)],
    facts: &pdf::Facts,
    found: &mut Vec<Evidence>,
) -> Option<u32> {
    let mut weight = 0;
    for text in &group.text.0 {
        let folded = fold(text);
        let (_, at) = lines.iter().find(|(line, _)| contains_phrase(line, &folded))?;
        // A longer name is stronger evidence than a shorter one within it: Union Bank of India, Union Bank.
        weight += TEXT + u32::try_from(folded.len() / 4).unwrap_or(0);
        found.push(Evidence { what: format!("text {text:?}"), at: Some(*at) });
    }
    if let Some(prefix) = &group.ifsc {
        let (code, at) = codes.iter().find(|(code, _)| code.starts_with(prefix.as_str()))?;
        weight += IFSC;
        found.push(Evidence { what: format!("ifsc {code}"), at: Some(*at) });
    }
    for (pattern, value, what) in
        [(&group.producer, &facts.producer, "producer"), (&group.creator, &facts.creator, "creator")]
    {
        if let Some(pattern) = pattern {
            let value = value.as_deref().filter(|value| pattern.matches(value))?;
            weight += METADATA;
            found.push(Evidence { what: format!("{what} {value:?}"), at: None });
        }
    }
    Some(weight)
}

/// Branch codes printed on a line. A narration-like token such as `NEFT-CR/HDFC0001234/...` is no such code: a code
/// of the account stands alone.
fn codes(line: &PageLine) -> Vec<(String, Locator)> {
    line.line
        .words
        .iter()
        .flat_map(|word| word.text.split([':', ',', '|']).map(|part| (part.trim(), word.at)))
        .filter_map(|(part, at)| Some((ifsc(part)?.to_owned(), Locator::new(line.page, at))))
        .collect()
}

/// Lower case with single spaces, and other punctuation kept.
fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether a phrase stands in a line and does not begin or end within a word.
fn contains_phrase(line: &str, phrase: &str) -> bool {
    line.match_indices(phrase).any(|(at, _)| {
        let before = line.get(..at).and_then(|head| head.chars().next_back());
        let after = line.get(at + phrase.len()..).and_then(|tail| tail.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_not_found_within_other_words() {
        assert!(contains_phrase("union bank of india", "union bank of india"));
        assert!(!contains_phrase("reunion bank of india", "union bank of india"));
        assert!(!contains_phrase("axis bankers club", "axis bank"));
    }
}
