//! Tables without headings: columns of amounts by their edges, and what they hold by trying.
//!
//! Only balances that follow row by row say that a guess is right, so a table without them is not read.

use super::{StartsWith, layout};
use crate::table::header::HeaderRow;
use crate::table::{Grammar, StatementTable, extract_under};
use crate::value::Strength;
use bank_templates::{Column, Field, Layout, OneOrMany};
use pdf::{Line, Rect, Word};

/// Rows that a table without headings has at least.
const FEWEST_ROWS: usize = 4;

/// The tables that a document without headings may hold, each with the layout that makes it so.
#[must_use]
pub fn unheaded(
    pages: &[(u32, Vec<Line>)],
    grammar: &Grammar<'_>,
    currency: &str,
) -> Vec<(Layout, StatementTable)> {
    let rows: Vec<Row<'_>> =
        pages.iter().flat_map(|(_, lines)| lines).filter_map(|line| Row::of(line, grammar)).collect();
    let edges = edges(&rows);
    let roles: &[&[Field]] = match edges.len() {
        2 => &[&[Field::Amount, Field::Balance], &[Field::Balance, Field::Amount]],
        3 => &[
            &[Field::Debit, Field::Credit, Field::Balance],
            &[Field::Credit, Field::Debit, Field::Balance],
            &[Field::Balance, Field::Debit, Field::Credit],
            &[Field::Balance, Field::Credit, Field::Debit],
        ],
        _ => return Vec::new(),
    };
    let Some(places) = places(&rows, &edges) else { return Vec::new() };
    roles
        .iter()
        .filter_map(|roles| {
            let fields: Vec<Field> = [Field::Date, Field::Narration].iter().chain(*roles).copied().collect();
            let layout = layout(columns(&fields), grammar.locale, currency, StartsWith::Date);
            let headings: Vec<Vec<HeaderRow>> = begin(pages, grammar, &places);
            let table = extract_under(pages, &headings, &[&layout], grammar)?;
            Some((layout, table))
        })
        .collect()
}

fn columns(fields: &[Field]) -> Vec<Column> {
    let column = |field: &Field| Column {
        heading: OneOrMany(vec![String::new()]),
        field: *field,
        align: None,
        optional: false,
        unmarked: None,
    };
    fields.iter().map(column).collect()
}

/// A line that opens with a date and carries amounts.
struct Row<'l> {
    date: Rect,
    /// Words between the date and the first amount.
    text: Option<Rect>,
    amounts: Vec<&'l Word>,
}

impl<'l> Row<'l> {
    fn of(line: &'l Line, grammar: &Grammar<'_>) -> Option<Row<'l>> {
        let words = &line.words;
        let date = (1..=words.len().min(3)).rev().find_map(|count| {
            let text =
                words.get(..count)?.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
            grammar.is_date(&text).then_some(count)
        })?;
        let formed = |word: &&Word| grammar.amounts.word_strength(&word.text) == Some(Strength::Formed);
        let amounts: Vec<&Word> = words.iter().skip(date).filter(formed).collect();
        let first = amounts.first()?.at.x0;
        let union = |words: &mut dyn Iterator<Item = &'l Word>| words.map(|word| word.at).reduce(Rect::union);
        Some(Row {
            date: union(&mut words.iter().take(date))?,
            text: union(&mut words.iter().skip(date).filter(|word| word.at.x1 <= first)),
            amounts,
        })
    }
}

/// The columns of amounts, left to right: boxes around values that are flush right with those of other rows.
fn edges(rows: &[Row<'_>]) -> Vec<Rect> {
    if rows.len() < FEWEST_ROWS {
        return Vec::new();
    }
    let mut all: Vec<(Rect, f32)> =
        rows.iter().flat_map(|row| &row.amounts).map(|word| (word.at, word.size)).collect();
    all.sort_by(|a, b| a.0.x1.total_cmp(&b.0.x1));
    let groups = all.chunk_by(|a, b| b.0.x1 - a.0.x1 < a.1 * 0.2);
    // An amount within a narration stands anywhere; a column has one in every tenth row at least.
    let columns = groups.filter(|group| group.len() > 1 && group.len() * 10 >= rows.len());
    columns.filter_map(|group| group.iter().map(|(at, _)| *at).reduce(Rect::union)).collect()
}

/// Where date, narration and amounts stand.
fn places(rows: &[Row<'_>], edges: &[Rect]) -> Option<Vec<Rect>> {
    let date = rows.iter().map(|row| row.date).reduce(Rect::union)?;
    let text = rows.iter().filter_map(|row| row.text).reduce(Rect::union)?;
    let first = edges.first()?.x0;
    (date.x1 < text.x0 && text.x0 < first).then(|| {
        let text = Rect { x1: text.x1.min(first), ..text };
        [date, text].into_iter().chain(edges.iter().copied()).collect()
    })
}

/// Headings without height right above the first row; the table goes on over the pages behind it.
fn begin(pages: &[(u32, Vec<Line>)], grammar: &Grammar<'_>, places: &[Rect]) -> Vec<Vec<HeaderRow>> {
    let mut begun = false;
    let head = |lines: &[Line]| {
        let first = lines.iter().find(|line| Row::of(line, grammar).is_some())?;
        let top = first.at.top - 0.2;
        let columns: Vec<(usize, Rect)> =
            places.iter().map(|place| Rect { top, bottom: top, ..*place }).enumerate().collect();
        let at = columns.iter().map(|(_, at)| *at).reduce(Rect::union)?;
        Some(HeaderRow { columns, at, layout: 0 })
    };
    pages
        .iter()
        .map(|(_, lines)| {
            let row = if begun { None } else { head(lines) };
            begun |= row.is_some();
            row.into_iter().collect()
        })
        .collect()
}
