//! Finds the bank that issued a document, from what stands above the table and from the file's metadata.
//!
//! Narrations name other banks all the time, so nothing at or below the first row of a table is evidence. Above the
//! table a name counts by how it is used: as a title, beside a few words, in a sentence; a beneficiary's bank, an
//! advert or a landmark says nothing about the issuer.

mod country;
mod place;
mod words;

use crate::error::{ReadError, ReadErrorKind};
use crate::model::{BankRef, Detection, Evidence, Locator};
use crate::page::PageLine;
use crate::value::ifsc;
use bank_templates::names::{Mention, Whose};
use bank_templates::template::Identify;
use bank_templates::{KnownBank, Template, Templates};
use place::{Piece, Use, pieces};
use std::collections::BTreeMap;

/// Weight of a name that stands alone: the bank's own words about itself.
const TITLE: u32 = 12;
/// Weight of a name with a few words beside it.
const BESIDE: u32 = 8;
/// Weight of a name within a sentence.
const PROSE: u32 = 4;
/// Weight of a name in an advert or within a longer name: it may settle a tie, and never names the bank alone.
const DOUBTFUL: u32 = 2;
/// Weight of a text that a template names.
const TEXT: u32 = 10;
/// Weight of the bank's web site.
const SITE: u32 = 5;
/// Weight of the bank's letters in a branch code: printed by the bank, but also by others about a branch.
const IFSC: u32 = 6;
/// Weight of metadata: easily the same for two banks that share a generator.
const METADATA: u32 = 3;
/// Weight of being set larger than the rest, as titles are.
const LARGE: u32 = 3;
/// What is needed to name a bank.
const ENOUGH: u32 = 3;
/// What is needed where a bank that we do not know has its name: words of the bank itself, not a code or a site.
const ENOUGH_BESIDE_A_STRANGER: u32 = BESIDE;
/// A stranger's name is only sought among the first pieces: further down stand adverts and conditions.
const TOP: usize = 16;

/// What speaks for one bank.
#[derive(Default)]
struct Case {
    /// The best use of its name, with its weight.
    text: u32,
    site: u32,
    ifsc: u32,
    metadata: u32,
    country: u32,
    evidence: Vec<Evidence>,
}

impl Case {
    fn score(&self) -> u32 {
        let own = self.text + self.site + self.ifsc + self.metadata;
        if own == 0 { 0 } else { own + self.country }
    }
}

/// Scores all banks on the lines above the table.
#[must_use]
pub fn identify(above: &[PageLine], facts: &pdf::Facts, templates: &Templates) -> Detection {
    let pieces = pieces(above);
    let mentions = mentions(&pieces, templates);
    let mut cases: BTreeMap<usize, Case> = BTreeMap::new();
    weigh_names(&pieces, &mentions, &mut cases);
    weigh_codes(&pieces, templates, &mut cases);
    weigh_groups(&pieces, &mentions, facts, templates, &mut cases);
    weigh_countries(&pieces, &mentions, templates, &mut cases);
    let strange = pieces
        .iter()
        .zip(&mentions)
        .any(|(piece, known)| piece.place < TOP && piece.lower.is_none() && piece.names_a_stranger(known));
    let enough = |case: &Case| {
        if strange { case.text >= ENOUGH_BESIDE_A_STRANGER } else { case.score() - case.country >= ENOUGH }
    };
    let best = cases.values().filter(|case| enough(case)).map(Case::score).max().unwrap_or(0);
    let mut winners = cases
        .into_iter()
        .filter(|(_, case)| best > 0 && case.score() == best && enough(case))
        .filter_map(|(index, case)| Some((templates.registry().get(index)?, case)));
    let Some((bank, case)) = winners.next() else { return Detection::default() };
    Detection {
        bank: Some(known_ref(bank)),
        layout: None,
        score: best,
        evidence: case.evidence,
        tied_with: winners.map(|(other, _)| other.id.clone()).collect(),
    }
}

/// The names in each piece. What is a part of a name that runs over two lines is no name of its own.
fn mentions(pieces: &[Piece], templates: &Templates) -> Vec<Vec<Mention>> {
    let names = templates.names();
    let mut found: Vec<Vec<Mention>> = pieces
        .iter()
        .map(|piece| {
            let mut found = names.find(&piece.text);
            found.retain(|mention| piece.holds(&mention.words));
            found
        })
        .collect();
    let across: Vec<_> = pieces
        .iter()
        .zip(&found)
        .filter(|(piece, _)| piece.lower.is_some())
        .flat_map(|(piece, found)| found.iter().flat_map(|mention| piece.on_lines(&mention.words)))
        .collect();
    for (piece, found) in pieces.iter().zip(&mut found).filter(|(piece, _)| piece.lower.is_none()) {
        found.retain(|mention| {
            let within = |(place, words): &(usize, std::ops::Range<usize>)| {
                *place == piece.place && words.start < mention.words.end && mention.words.start < words.end
            };
            !across.iter().any(within)
        });
        // The rest of such a name is nobody's, so that `STATE BANK OF` above `INDIA` is no stranger either.
        found.extend(
            across
                .iter()
                .filter(|(place, _)| *place == piece.place)
                .map(|(_, words)| Mention { words: words.clone(), whose: Whose::Nobody }),
        );
    }
    found
}

fn weigh_names(pieces: &[Piece], mentions: &[Vec<Mention>], cases: &mut BTreeMap<usize, Case>) {
    let usual = usual_size(pieces);
    for (piece, mention) in
        pieces.iter().zip(mentions).flat_map(|(piece, found)| found.iter().map(move |m| (piece, m)))
    {
        let Some(bank) = mention.whose.bank() else { continue };
        let usage = usage(piece, mention, pieces);
        match mention.whose {
            Whose::Name(_) => {
                let weight = match usage {
                    Use::Foreign => continue,
                    Use::Doubtful => DOUBTFUL,
                    Use::Prose => PROSE + longer(mention),
                    Use::Beside => BESIDE + longer(mention),
                    Use::Title => TITLE + longer(mention),
                };
                let large = usage >= Use::Beside && piece.size > usual * 1.25;
                let weight = weight + if large { LARGE } else { 0 };
                let case = cases.entry(bank).or_default();
                if weight > case.text {
                    case.text = weight;
                    case.evidence.retain(|evidence| !evidence.what.starts_with("name "));
                    case.evidence
                        .push(Evidence { what: format!("name {:?}", piece.printed), at: Some(piece.at) });
                }
            }
            Whose::Site(_) if usage != Use::Foreign => {
                let case = cases.entry(bank).or_default();
                if case.site == 0 {
                    case.site = SITE;
                    case.evidence
                        .push(Evidence { what: format!("site {:?}", piece.printed), at: Some(piece.at) });
                }
            }
            _ => {}
        }
    }
}

/// How a name is used, by its own line and by the one above.
fn usage(piece: &Piece, mention: &Mention, pieces: &[Piece]) -> Use {
    piece.usage(mention).min(set_below(piece, mention, pieces))
}

/// What the line above says of a name: under `Beneficiary details` stands somebody else's bank, and `COASTAL` above
/// `BANK OF INDIA` may begin a name that we do not know.
fn set_below(piece: &Piece, mention: &Mention, pieces: &[Piece]) -> Use {
    let above = pieces
        .iter()
        .find(|joined| piece.lower.is_none() && joined.lower == Some(piece.place))
        .and_then(|joined| pieces.get(joined.place));
    let Some(above) = above else { return Use::Title };
    if above.names_another_party() {
        return Use::Foreign;
    }
    let opens = mention.words.start == 0 && piece.text.word(0) == Some("bank");
    let alike = (above.size - piece.size).abs() < piece.size * 0.15;
    // Nothing but a code or a site then says that it is this bank after all.
    if opens && alike && above.may_begin_a_name() { Use::Foreign } else { Use::Title }
}

/// A longer name is stronger evidence than a shorter one: Citizen Credit Co-operative Bank, Citizens Bank.
fn longer(mention: &Mention) -> u32 {
    u32::try_from(mention.words.len()).unwrap_or(0).min(6)
}

/// The height of most letters, by the median of the pieces.
fn usual_size(pieces: &[Piece]) -> f32 {
    let mut sizes: Vec<f32> =
        pieces.iter().filter(|piece| piece.lower.is_none()).map(|piece| piece.size).collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(0.0)
}

fn weigh_codes(pieces: &[Piece], templates: &Templates, cases: &mut BTreeMap<usize, Case>) {
    let codes: Vec<(String, Locator)> = pieces.iter().flat_map(codes).collect();
    if codes.is_empty() {
        return;
    }
    for (index, bank) in templates.registry().iter().enumerate() {
        let own = bank
            .ifsc
            .iter()
            .chain(bank.identify.iter().filter(|group| alone(group)).filter_map(|group| group.ifsc.as_ref()));
        for prefix in own {
            let Some((code, at)) = codes.iter().find(|(code, _)| code.starts_with(prefix.as_str())) else {
                continue;
            };
            let case = cases.entry(index).or_default();
            if case.ifsc == 0 {
                case.ifsc = IFSC;
                case.evidence.push(Evidence { what: format!("ifsc {code}"), at: Some(*at) });
            }
        }
    }
}

/// Whether a group asks for a branch code and nothing else.
fn alone(group: &Identify) -> bool {
    group.text.0.is_empty() && group.producer.is_none() && group.creator.is_none()
}

/// Branch codes of the account: alone in their piece or after their label, not within a sentence.
fn codes(piece: &Piece) -> Vec<(String, Locator)> {
    piece
        .printed
        .split_whitespace()
        .flat_map(|word| word.split([':', ',', '|', '(', ')', '-', '/']))
        .filter_map(|part| ifsc(part.trim()))
        .filter(|code| piece.lower.is_none() && piece.has_own_code(code))
        .map(|code| (code.to_owned(), piece.at))
        .collect()
}

/// The groups of evidence that templates name. All of a group must be there.
fn weigh_groups(
    pieces: &[Piece],
    mentions: &[Vec<Mention>],
    facts: &pdf::Facts,
    templates: &Templates,
    cases: &mut BTreeMap<usize, Case>,
) {
    let mut texts: BTreeMap<(usize, usize), BTreeMap<usize, Locator>> = BTreeMap::new();
    for (piece, mention) in
        pieces.iter().zip(mentions).flat_map(|(piece, found)| found.iter().map(move |m| (piece, m)))
    {
        if let Whose::Text(bank, group, text) = mention.whose
            && usage(piece, mention, pieces) > Use::Doubtful
        {
            texts.entry((bank, group)).or_default().entry(text).or_insert(piece.at);
        }
    }
    let codes: Vec<(String, Locator)> = pieces.iter().flat_map(codes).collect();
    for (index, bank) in templates.registry().iter().enumerate() {
        for (place, group) in bank.identify.iter().enumerate() {
            if group.ifsc.is_some() && alone(group) {
                continue;
            }
            let printed = texts.get(&(index, place));
            let mut found = Case::default();
            if weigh_group(group, printed, &codes, facts, &mut found).is_some() {
                let case = cases.entry(index).or_default();
                case.text = case.text.max(found.text);
                case.ifsc = case.ifsc.max(found.ifsc);
                case.metadata = case.metadata.max(found.metadata);
                // The same words are not named twice, as a name and as a text.
                let news = found
                    .evidence
                    .into_iter()
                    .filter(|new| new.at.is_none() || !case.evidence.iter().any(|known| known.at == new.at));
                let news: Vec<Evidence> = news.collect();
                case.evidence.extend(news);
            }
        }
    }
}

fn weigh_group(
    group: &Identify,
    printed: Option<&BTreeMap<usize, Locator>>,
    codes: &[(String, Locator)],
    facts: &pdf::Facts,
    found: &mut Case,
) -> Option<()> {
    for (index, text) in group.text.0.iter().enumerate() {
        let at = printed?.get(&index)?;
        found.text += TEXT + u32::try_from(text.split_whitespace().count()).unwrap_or(0).min(6);
        found.evidence.push(Evidence { what: format!("text {text:?}"), at: Some(*at) });
    }
    if let Some(prefix) = &group.ifsc {
        let (code, at) = codes.iter().find(|(code, _)| code.starts_with(prefix.as_str()))?;
        found.ifsc = IFSC;
        found.evidence.push(Evidence { what: format!("ifsc {code}"), at: Some(*at) });
    }
    for (pattern, value, what) in
        [(&group.producer, &facts.producer, "producer"), (&group.creator, &facts.creator, "creator")]
    {
        if let Some(pattern) = pattern {
            let value = value.as_deref().filter(|value| pattern.matches(value))?;
            found.metadata += METADATA;
            found.evidence.push(Evidence { what: format!("{what} {value:?}"), at: None });
        }
    }
    Some(())
}

fn weigh_countries(
    pieces: &[Piece],
    mentions: &[Vec<Mention>],
    templates: &Templates,
    cases: &mut BTreeMap<usize, Case>,
) {
    let found = country::weigh(pieces, mentions, templates);
    for (index, case) in cases {
        let of_bank = templates.registry().get(*index).and_then(|bank| found.get(&bank.country));
        case.country = of_bank.copied().unwrap_or(0);
    }
}

/// Settles the bank: the declared one unless the paper speaks for another; a tie is refused by name. A bank that is
/// known by name only comes as a template without layouts.
///
/// # Errors
/// The declared bank is not known, the document speaks for another, or two banks are equally likely.
pub fn settle<'t>(
    detection: &Detection,
    declared: Option<&str>,
    templates: &'t Templates,
) -> Result<Option<&'t Template>, ReadError> {
    if let Some(declared) = declared {
        let template = templates.reader(declared).ok_or_else(|| {
            ReadError::new(
                ReadErrorKind::BankInvalid,
                format!("{declared:?} is no bank we know"),
                suggest(declared, templates),
            )
        })?;
        let named = |id: &str| id.eq_ignore_ascii_case(declared.trim());
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
    Ok(detection.bank.as_ref().and_then(|bank| templates.reader(&bank.id)))
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

fn known_ref(bank: &KnownBank) -> BankRef {
    BankRef { id: bank.id.clone(), name: bank.name.clone(), country: bank.country.clone() }
}

fn suggest(declared: &str, templates: &Templates) -> String {
    let wanted = declared.trim().to_lowercase();
    let near = |id: &str| !wanted.is_empty() && (id.contains(&wanted) || wanted.contains(id));
    let mut found: Vec<&str> =
        templates.registry().iter().map(|bank| bank.id.as_str()).filter(|id| near(id)).collect();
    found.sort_by_key(|id| id.len().abs_diff(wanted.len()));
    found.truncate(5);
    if found.is_empty() {
        "leave the bank out to have it detected".to_owned()
    } else {
        format!("did you mean one of: {}?", found.join(", "))
    }
}
