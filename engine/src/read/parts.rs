//! Cuts a document into its statements: several accounts in one file, or several months of one.
//!
//! A new statement begins where the paper names another account, another period, or an opening balance that the rows above do
//! not lead to. A header that merely repeats itself on each page begins nothing.

use super::marks::{self, Mark, Said, Sought, marks};
pub use super::marks::{Listed, Printed};
use crate::model::{Locator, Period};
use crate::page::PageLine;
use crate::table::Grammar;
use crate::value::codes;
use bank_templates::Layout;
use pdf::Line;

/// Lines of pages, as the table stage takes them.
pub type Pages = Vec<(u32, Vec<Line>)>;

/// One statement of a document, before it is read.
#[derive(Clone, Debug)]
pub struct Part {
    /// The lines that are this statement's own; empty where it has the whole document to itself.
    pub pages: Pages,
    /// Lines before the first statement that may speak for all: holder, address, period.
    pub cover: Vec<PageLine>,
    /// Balances that the lines state, each with its place.
    pub stated: Vec<Stated>,
    /// Whether both ends of the statement are stated.
    pub complete: bool,
}

/// A balance that a line states.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stated {
    /// Whether rows start from it; otherwise they lead to it.
    pub opens: bool,
    /// Minor units.
    pub minor: i64,
    /// Where.
    pub at: Locator,
}

/// Why a part begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    Start,
    Account,
    Period,
    Opening,
}

/// A part while its marks are gathered: from a line of the document up to the next part's.
#[derive(Debug)]
struct Draft {
    from: usize,
    why: Why,
    account: Option<String>,
    period: Option<Period>,
    opening: Option<i64>,
    closing: Option<i64>,
    marks: Vec<Mark>,
    /// How many of the marks are rows with a date of their own, and how many are rows without one.
    rows: (usize, usize),
}

impl Draft {
    fn new(from: usize, why: Why) -> Draft {
        Draft {
            from,
            why,
            account: None,
            period: None,
            opening: None,
            closing: None,
            marks: Vec::new(),
            rows: (0, 0),
        }
    }

    /// Whether rows stand here: a dated one, or several where the date is printed once per day.
    fn has_rows(&self) -> bool {
        let (dated, undated) = self.rows;
        dated > 0 || undated > 1
    }

    /// Whether a balance was printed in one of the last lines with amounts, so that stating it again only carries it on.
    fn carries(&self, minor: i64) -> bool {
        let mut last = self.marks.iter().rev().filter_map(|mark| match &mark.said {
            Said::Row { amounts, .. } => Some(amounts.as_slice()),
            Said::Opening(stated) | Said::Closing(stated) => Some(std::slice::from_ref(stated)),
            _ => None,
        });
        last.by_ref().take(4).any(|amounts| amounts.contains(&minor))
    }

    fn take(&mut self, mark: Mark) {
        match &mark.said {
            Said::Account(account) => self.account = self.account.take().or_else(|| Some(account.clone())),
            Said::Period(period) => self.period = self.period.or(Some(*period)),
            Said::Opening(minor) => self.opening = self.opening.or(Some(*minor)),
            Said::Closing(minor) => self.closing = self.closing.or(Some(*minor)),
            Said::Row { dated: true, .. } => self.rows.0 += 1,
            Said::Row { dated: false, .. } => self.rows.1 += 1,
        }
        self.marks.push(mark);
    }

    /// Whether what stands here is a statement of its own rather than a mention.
    fn holds(&self, before: &Draft) -> bool {
        match self.why {
            Why::Start => true,
            Why::Account => {
                // An account at rest has no rows, and its balances agree.
                let rests = self.opening.is_some() && self.opening == self.closing;
                self.has_rows() || rests
            }
            Why::Opening => self.has_rows(),
            Why::Period => {
                let outside = |period: Period| {
                    let mut dates = self.marks.iter().filter_map(|mark| match mark.said {
                        Said::Row { date, .. } => date,
                        _ => None,
                    });
                    dates.next().is_some_and(|date| date < period.from || date > period.to)
                };
                let opens = self.opening.is_some() && self.opening != before.opening;
                self.has_rows() && (opens || before.period.is_some_and(outside))
            }
        }
    }
}

/// Cuts a document into statements; a document that holds one gives one part.
///
/// `layouts` are those of the bank, whose labels count before the usual ones.
#[must_use]
pub fn cut(printed: &Printed<'_>, layouts: &[Layout], grammar: &Grammar<'_>) -> Vec<Part> {
    parts(printed, layouts, grammar)
}

/// The balances that the lines of a statement state, read with the forms that its rows turned out to have.
#[must_use]
pub fn stated(printed: &Printed<'_>, layouts: &[Layout], grammar: &Grammar<'_>) -> Vec<Stated> {
    marks(printed, layouts, grammar).iter().filter_map(stated_by).collect()
}

/// The accounts that an overview lists with the balances that their statements start from and lead to.
#[must_use]
pub fn listed(printed: &Printed<'_>, layouts: &[Layout], grammar: &Grammar<'_>) -> Vec<Listed> {
    marks::listed(printed, &Sought::new(layouts, grammar, printed), grammar)
}

fn parts(printed: &Printed<'_>, layouts: &[Layout], grammar: &Grammar<'_>) -> Vec<Part> {
    let lines = printed.lines.as_slice();
    let drafts = settle(drafts(lines, marks(printed, layouts, grammar).to_vec()));
    let first_row = drafts.iter().flat_map(|draft| &draft.marks).find_map(|mark| match mark.said {
        Said::Row { .. } => Some(mark.line),
        _ => None,
    });
    // Lines in front of the first rows belong to the first statement, and may speak for the others.
    let cover_end = first_row.unwrap_or(0).min(drafts.get(1).map_or(0, |draft| draft.from));
    let has_cover = drafts.len() > 1 && drafts.first().is_some_and(|draft| !is_statement(draft));
    let cover_end = if has_cover { drafts.get(1).map_or(0, |draft| draft.from) } else { cover_end };
    let page_line = |(page, line): &(u32, &Line)| PageLine { page: *page, line: (*line).clone() };
    let cover: Vec<PageLine> = lines.iter().take(cover_end).map(page_line).collect();
    let ends: Vec<usize> =
        drafts.iter().skip(1).map(|draft| draft.from).chain(std::iter::once(lines.len())).collect();
    let alone = drafts.len() == 1;
    drafts
        .into_iter()
        .zip(ends)
        .enumerate()
        .skip(usize::from(has_cover))
        .map(|(index, (draft, end))| {
            let own = lines.get(draft.from..end).unwrap_or_default();
            Part {
                pages: if alone { Vec::new() } else { by_page(own) },
                cover: if index == 0 { Vec::new() } else { cover.clone() },
                stated: draft.marks.iter().filter_map(stated_by).collect(),
                complete: draft.opening.is_some() && draft.closing.is_some(),
            }
        })
        .collect()
}

fn stated_by(mark: &Mark) -> Option<Stated> {
    match mark.said {
        Said::Opening(minor) => Some(Stated { opens: true, minor, at: mark.at }),
        Said::Closing(minor) => Some(Stated { opens: false, minor, at: mark.at }),
        _ => None,
    }
}

fn is_statement(draft: &Draft) -> bool {
    draft.has_rows() || (draft.opening.is_some() && draft.opening == draft.closing)
}

fn by_page(lines: &[(u32, &Line)]) -> Pages {
    let mut pages: Pages = Vec::new();
    for (page, line) in lines {
        match pages.last_mut() {
            Some((last, own)) if last == page => own.push((*line).clone()),
            _ => pages.push((*page, vec![(*line).clone()])),
        }
    }
    pages
}

/// Cuts wherever something new is said; whether it is a statement shows only when all of it was seen.
fn drafts(lines: &[(u32, &Line)], marks: Vec<Mark>) -> Vec<Draft> {
    let mut drafts = vec![Draft::new(0, Why::Start)];
    for mark in marks {
        let Some(current) = drafts.last_mut() else { break };
        let begun = current.has_rows() || current.closing.is_some();
        let why = match &mark.said {
            Said::Account(account) => {
                let other = current.account.as_ref().is_some_and(|known| !same_account(known, account));
                (other && begun).then_some(Why::Account)
            }
            Said::Period(period) => {
                let other = current.period.is_some_and(|known| known != *period);
                (other && current.has_rows()).then_some(Why::Period)
            }
            Said::Opening(minor) => {
                let other = current.opening.is_some_and(|known| known != *minor);
                (other && current.has_rows() && !current.carries(*minor)).then_some(Why::Opening)
            }
            Said::Closing(_) | Said::Row { .. } => None,
        };
        match why {
            None => current.take(mark),
            Some(why) => {
                let from = head_of(lines, &current.marks, mark.line);
                let mut next = Draft::new(from, why);
                // What the head says above the line that gave it away is the new statement's.
                let taken = current.marks.iter().position(|mark| mark.line >= from);
                let moved = taken.map(|at| current.marks.split_off(at)).unwrap_or_default();
                let kept = std::mem::take(&mut current.marks);
                let mut whole = Draft::new(current.from, current.why);
                kept.into_iter().for_each(|mark| whole.take(mark));
                *current = whole;
                moved.into_iter().chain(std::iter::once(mark)).for_each(|mark| next.take(mark));
                drafts.push(next);
            }
        }
    }
    drafts
}

/// The first line of the block that a line stands in: up to the top of its page, or to the last line above that closes what
/// was before.
fn head_of(lines: &[(u32, &Line)], marks: &[Mark], line: usize) -> usize {
    let Some((page, _)) = lines.get(line) else { return line };
    let closes = |index: usize| {
        marks
            .iter()
            .rev()
            .take_while(|mark| mark.line >= index)
            .any(|mark| mark.line == index && matches!(mark.said, Said::Row { .. } | Said::Closing(_)))
    };
    let has_amount = |line: &Line| {
        let digits = |word: &pdf::Word| {
            let count = word.text.chars().filter(char::is_ascii_digit).count();
            count >= 3 && word.text.contains(['.', ','])
        };
        line.words.iter().any(digits)
    };
    let opens =
        |index: usize| marks.iter().any(|mark| mark.line == index && matches!(mark.said, Said::Opening(_)));
    let mut from = line;
    while let Some(above) = from.checked_sub(1) {
        let Some((of, text)) = lines.get(above) else { break };
        if of != page || closes(above) || (has_amount(text) && !opens(above)) {
            break;
        }
        from = above;
    }
    from
}

/// Puts back what turned out to be no statement of its own.
fn settle(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut settled: Vec<Draft> = Vec::new();
    for draft in drafts {
        let Some(before) = settled.last_mut() else {
            settled.push(draft);
            continue;
        };
        let comes_back = draft.why == Why::Account
            && matches!((&before.account, &draft.account), (Some(a), Some(b)) if same_account(a, b))
            && draft.opening.is_none_or(|minor| before.opening == Some(minor) || before.carries(minor))
            && (draft.period.is_none() || draft.period == before.period);
        if comes_back || !draft.holds(before) {
            draft.marks.into_iter().for_each(|mark| before.take(mark));
        } else {
            settled.push(draft);
        }
    }
    settled
}

/// Whether two prints can be of one account: masked digits stand for any, and leading ones may be left out.
fn same_account(a: &str, b: &str) -> bool {
    let hidden = codes::is_mask;
    let mut pairs = a.chars().rev().zip(b.chars().rev());
    pairs.all(|(a, b)| hidden(a) || hidden(b) || a.eq_ignore_ascii_case(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masked_numbers_are_compared_by_what_is_printed() {
        assert!(same_account("XXXXXX1234", "0099881234"));
        assert!(same_account("1234", "XX1234"));
        assert!(!same_account("XXXXXX1234", "0099881235"));
    }
}
