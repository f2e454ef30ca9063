//! What the engine sees of a file, each word where it stands on the page.

use super::{Failure, print};
use crate::typeset::safe;
use crate::wording::trouble;
use pdf::{Document, Line, OpenOptions, Page};
use std::path::Path;
use unicode_width::UnicodeWidthStr as _;

pub(super) fn run(path: &Path, password: Option<&str>) -> Result<(), Failure> {
    let document = open(path, password)?;
    let facts = &document.facts;
    let told = |value: &Option<String>| safe(value.as_deref().unwrap_or("not given"));
    let mut lines = vec![
        format!("# producer: {}", told(&facts.producer)),
        format!("# creator: {}", told(&facts.creator)),
    ];
    for page in &document.pages {
        lines.push(format!("# page {}, {:.0} x {:.0} points", page.number, page.width, page.height));
        lines.extend(typed(page));
    }
    lines.extend(document.warnings.iter().map(|warning| format!("# warning: {}", safe(warning))));
    print(lines)
}

/// Opens a statement that a template is written for.
pub(super) fn open(path: &Path, password: Option<&str>) -> Result<Document, Failure> {
    let bytes = std::fs::read(path).map_err(|error| {
        Failure::new(format!("cannot read {}: {}", path.display(), trouble(&error)), "check the path")
    })?;
    let options = OpenOptions { password, ..OpenOptions::default() };
    Document::open(&bytes, &options)
        .map_err(|error| Failure::new(format!("{}: {error}", path.display()), error.hint()))
}

/// The lines of a page in fixed pitch, each word at the column of its left edge.
fn typed(page: &Page) -> Vec<String> {
    let lines = page.lines();
    let pitch = pitch(&lines);
    let mut typed = Vec::new();
    let mut bottom: Option<f32> = None;
    for line in &lines {
        // White space between blocks is kept as one empty line, so that the page can be recognised.
        if bottom.is_some_and(|bottom| line.at.top - bottom > line.at.height() * 0.8) {
            typed.push(String::new());
        }
        bottom = Some(line.at.bottom);
        let mut text = String::new();
        for word in &line.words {
            // Truncation is meant: a column is a whole number.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let column = (word.at.x0 / pitch).clamp(0.0, 400.0) as usize;
            let gap = column.saturating_sub(text.width()).max(usize::from(!text.is_empty()));
            text.push_str(&" ".repeat(gap));
            text.push_str(&safe(&word.text));
        }
        typed.push(text);
    }
    typed
}

/// Width of a column in points: that of the narrow half of the page's characters, so that columns seldom collide.
fn pitch(lines: &[Line]) -> f32 {
    let mut widths: Vec<f32> = lines
        .iter()
        .flat_map(|line| &line.words)
        .map(|word| word.at.width() / word.text.chars().count().max(1) as f32)
        .filter(|width| *width > 0.5)
        .collect();
    widths.sort_by(f32::total_cmp);
    widths.get(widths.len() / 2).copied().unwrap_or(5.0)
}
