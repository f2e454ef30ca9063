//! Figures in a font that their column does not use.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::fraud::sight::{Figure, Sight, is_figure};
use crate::model::{FindingGroup, Locator, Severity};
use pdf::facts::{FontFact, family};
use pdf::{Document, FontId};
use std::collections::HashMap;

/// A figure is set in another font, subset or size than the rest of its column.
pub(in crate::fraud) const FONT_ANOMALY: Heuristic = Heuristic {
    id: "font_anomaly",
    group: FindingGroup::Document,
    innocent: &[
        "the bank sets negative amounts, totals or fees in another font",
        "a browser took letters from a second font that its first one lacks",
        "the file was merged from several files",
    ],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let (document, sight) = case.pages()?;
    changes_within_figures(document, sight, findings);
    second_subsets(document, sight, findings);
    let enough = case.thresholds.column_figures;
    if !sight.columns.iter().any(|column| column.len() >= enough) {
        return Err("no column has figures enough to compare");
    }
    for column in sight.columns.iter().filter(|column| column.len() >= enough) {
        odd_fonts(case, document, sight, column, findings);
    }
    Ok(())
}

/// A figure whose digits come from two fonts: browsers change fonts for letters, never between digits.
fn changes_within_figures(document: &Document, sight: &Sight<'_>, findings: &mut Findings<'_>) {
    for page in &document.pages {
        if page.font_changes.is_empty() {
            continue;
        }
        let figures: HashMap<u32, &pdf::Word> =
            page.words.iter().filter(|word| is_figure(&word.text)).map(|word| (word.order, word)).collect();
        for change in &page.font_changes {
            let Some(word) = figures.get(&change.word) else { continue };
            let at = change.at_char as usize;
            let has_digits = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
            let split = word.text.char_indices().nth(at).map_or(word.text.len(), |(split, _)| split);
            let (before, after) = word.text.split_at_checked(split).unwrap_or_default();
            if !has_digits(before) || !has_digits(after) {
                continue;
            }
            let summary = format!("the digits of {} come from two fonts", word.text);
            findings.add(
                Seen::new(Severity::High, 85, summary)
                    .at([Locator::new(page.number, word.at)])
                    .row(sight.hash_at(page.number, word.at))
                    .instead_of(
                        family(document.font_name(word.font)),
                        family(document.font_name(change.font)),
                    ),
            );
        }
    }
}

/// A second subset of one family that sets a few words only: an editor brought the letters that it lacked.
fn second_subsets(document: &Document, sight: &Sight<'_>, findings: &mut Findings<'_>) {
    const FEW_WORDS: usize = 12;
    let mut words: HashMap<&str, Vec<(u32, &pdf::Word)>> = HashMap::new();
    for page in &document.pages {
        for word in &page.words {
            words.entry(document.font_name(word.font)).or_default().push((page.number, word));
        }
    }
    for font in &document.facts.fonts {
        let rival = document.facts.fonts.iter().find(|rival| {
            rival.name != font.name
                && rival.family() == font.family()
                && words.get(&*rival.name).map_or(0, Vec::len) > 10 * FEW_WORDS
        });
        let (Some(rival), Some(set)) = (rival, words.get(&*font.name)) else { continue };
        let figures: Vec<_> = set.iter().filter(|(_, word)| is_figure(&word.text)).collect();
        if set.len() > FEW_WORDS || figures.is_empty() || !is_added(font, rival) {
            continue;
        }
        let places = figures.iter().map(|(page, word)| Locator::new(*page, word.at));
        let row = figures.iter().find_map(|(page, word)| sight.hash_at(*page, word.at));
        let summary =
            format!("{} words, figures among them, are set in a second copy of {}", set.len(), font.family());
        findings.add(
            Seen::new(Severity::Medium, 70, summary)
                .at(places)
                .row(row)
                .instead_of(&*rival.name, &*font.name),
        );
    }
}

/// Whether a font looks as if it was added to a file that had one of its family: a subset beside another font.
fn is_added(font: &FontFact, rival: &FontFact) -> bool {
    font.subset().is_some() || font.embedded != rival.embedded
}

/// What a figure is set in.
#[derive(Clone, Copy, PartialEq)]
struct Setting {
    font: FontId,
    size: f32,
}

impl Setting {
    fn of(figure: &Figure<'_>) -> Setting {
        Setting { font: figure.word.font, size: figure.word.size }
    }
}

fn odd_fonts(
    case: &Case<'_>,
    document: &Document,
    sight: &Sight<'_>,
    column: &[Figure<'_>],
    findings: &mut Findings<'_>,
) {
    let mut counts: Vec<(Setting, usize)> = Vec::new();
    for figure in column {
        let this = Setting::of(figure);
        match counts.iter_mut().find(|(known, _)| same(case, *known, this)) {
            Some((_, count)) => *count += 1,
            None => counts.push((this, 1)),
        }
    }
    let Some((usual, _)) = counts.iter().max_by_key(|(_, count)| *count).copied() else { return };
    let odd: Vec<&Figure<'_>> =
        column.iter().filter(|figure| !same(case, Setting::of(figure), usual)).collect();
    if odd.is_empty() || odd.len() as f32 * 100.0 > case.thresholds.odd_percent * column.len() as f32 {
        return;
    }
    let fact = |name: &str| document.facts.fonts.iter().find(|font| &*font.name == name);
    for figure in odd {
        let this = Setting::of(figure);
        let (this_font, usual_font) = (document.font_name(this.font), document.font_name(usual.font));
        let (here, there) = (fact(this_font), fact(usual_font));
        let other_family = bare(this_font) != bare(usual_font);
        let foreign = here.zip(there).is_some_and(|(here, there)| here.embedded != there.embedded);
        // The whole row in another setting is a matter of style.
        let neighbours = sight.columns.iter().flatten().filter(|other| {
            other.page == figure.page && other.row == figure.row && !std::ptr::eq(other.word, figure.word)
        });
        let mut neighbours = neighbours.peekable();
        let alone =
            neighbours.peek().is_none() || neighbours.any(|other| !same(case, Setting::of(other), this));
        let severity = match (other_family, foreign) {
            (true, true) => Severity::High,
            (true, false) if alone => Severity::High,
            (false, true) => Severity::High,
            _ if alone => Severity::Medium,
            _ => continue,
        };
        let summary =
            format!("{} on page {} is not set like the rest of its column", figure.word.text, figure.page);
        findings.add(
            Seen::new(severity, 75, summary)
                .at([figure.place()])
                .row(sight.rows.get(figure.row).map(|row| row.hash))
                .instead_of(shown(usual_font, usual.size, there), shown(this_font, this.size, here)),
        );
    }
}

fn same(case: &Case<'_>, a: Setting, b: Setting) -> bool {
    let size = (a.size - b.size).abs() <= case.thresholds.odd_size_percent / 100.0 * b.size;
    a.font == b.font && size
}

/// The family without its weight: a bold figure is not a foreign one.
fn bare(font: &str) -> String {
    let name: String = family(font).to_lowercase();
    let name = name.split(['-', ',', ' ']).next().unwrap_or_default();
    name.trim_end_matches("mt").trim_end_matches("ps").to_owned()
}

fn shown(font: &str, size: f32, fact: Option<&FontFact>) -> String {
    let embedded = match fact {
        Some(font) if !font.embedded => ", not embedded",
        _ => "",
    };
    format!("{font} at {size:.1} pt{embedded}")
}
