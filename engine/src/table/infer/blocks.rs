//! Tables in blocks side by side: `Date  Check No  Amount    Date  Check No  Amount`.
//!
//! Each block is read as if it stood alone, one after the other, which is the order in which people read them.

use crate::table::Grammar;
use crate::value::Strength;
use bank_templates::locale::squash;
use pdf::{Line, Rect, Word};

/// Blocks that stand side by side at most.
const MOST_BLOCKS: usize = 4;

/// The pages with the blocks of such tables put one after the other; a page may then come several times. `None` where no table
/// has blocks.
#[must_use]
pub fn parted(pages: &[(u32, Vec<Line>)], grammar: &Grammar<'_>) -> Option<Vec<(u32, Vec<Line>)>> {
    let found = |(_, lines): &(u32, Vec<Line>)| lines.iter().any(|line| gutters(line).is_some());
    if !pages.iter().any(found) {
        return None;
    }
    let mut parted = Vec::new();
    for (page, lines) in pages {
        let mut kept: Vec<Line> = Vec::new();
        let mut rest = lines.as_slice();
        while let Some((line, below)) = rest.split_first() {
            rest = below;
            let Some(gutters) = gutters(line) else {
                kept.push(line.clone());
                continue;
            };
            let rows = below.iter().take_while(|line| is_row(line, &gutters, grammar)).count();
            let (rows, below) = below.split_at(rows);
            rest = below;
            let title = kept.pop_if(|above| is_title(above, line, &gutters));
            parted.push((*page, std::mem::take(&mut kept)));
            for block in 0..=gutters.len() {
                let lines = title.iter().chain(std::iter::once(line)).chain(rows);
                parted.push((*page, lines.filter_map(|line| cut(line, &gutters, block)).collect()));
            }
        }
        parted.push((*page, kept));
    }
    parted.retain(|(_, lines)| !lines.is_empty());
    Some(parted)
}

/// Where the blocks of a heading line are parted, when it says the same several times.
fn gutters(line: &Line) -> Option<Vec<f32>> {
    let words = &line.words;
    let says = |word: &Word| squash(&word.text);
    (2..=MOST_BLOCKS).rev().find_map(|blocks| {
        let length = words.len() / blocks;
        if length < 2 || length * blocks != words.len() {
            return None;
        }
        let first = words.get(..length)?;
        let is_text = first.iter().any(|word| word.text.contains(char::is_alphabetic));
        let digits = words.iter().any(|word| word.text.contains(|c: char| c.is_ascii_digit()));
        let same = words.chunks(length).all(|block| block.iter().map(says).eq(first.iter().map(says)));
        let between = |block: usize| {
            let (left, right) = (words.get(block * length - 1)?, words.get(block * length)?);
            (right.at.x0 - left.at.x1 > left.size * 0.4).then_some((left.at.x1 + right.at.x0) / 2.0)
        };
        (is_text && !digits && same).then(|| (1..blocks).map(between).collect::<Option<Vec<f32>>>()).flatten()
    })
}

/// Whether a line close above the headings has a title over each block and no figure.
fn is_title(above: &Line, headings: &Line, gutters: &[f32]) -> bool {
    let figures = above.words.iter().any(|word| word.text.contains(|c: char| c.is_ascii_digit()));
    let gap = headings.at.top - above.at.bottom;
    let whole = above.words.iter().all(|word| !crosses(word, gutters));
    let over_each = (0..=gutters.len()).all(|block| cut(above, gutters, block).is_some());
    !figures && gap < headings.at.height() * 2.5 && whole && over_each
}

fn crosses(word: &Word, gutters: &[f32]) -> bool {
    gutters.iter().any(|gutter| word.at.x0 < *gutter && word.at.x1 > *gutter)
}

/// Whether a line has rows in its blocks and nothing else. Any block may be longer than the others.
fn is_row(line: &Line, gutters: &[f32], grammar: &Grammar<'_>) -> bool {
    if line.words.iter().any(|word| crosses(word, gutters)) {
        return false;
    }
    let formed = |word: &Word| grammar.amounts.word_strength(&word.text) == Some(Strength::Formed);
    let dated = |line: &Line| {
        let from = |at: usize| line.words.get(at..).map(joined).unwrap_or_default();
        (0..line.words.len().min(3)).any(|at| grammar.date_at(&from(at)).is_some())
    };
    let blocks: Vec<Option<Line>> = (0..=gutters.len()).map(|block| cut(line, gutters, block)).collect();
    let whole = |block: &Line| block.words.iter().any(formed) && dated(block);
    blocks.iter().any(Option::is_some) && blocks.iter().flatten().all(whole)
}

fn joined(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// The part of a line that stands in a block.
fn cut(line: &Line, gutters: &[f32], block: usize) -> Option<Line> {
    let from = block.checked_sub(1).and_then(|before| gutters.get(before)).copied().unwrap_or(f32::MIN);
    let to = gutters.get(block).copied().unwrap_or(f32::MAX);
    let words: Vec<Word> =
        line.words.iter().filter(|word| word.at.x0 >= from && word.at.x0 < to).cloned().collect();
    let at = words.iter().map(|word| word.at).reduce(Rect::union)?;
    Some(Line { words, at, baseline: line.baseline })
}
