//! What a template for a document would have to say, as far as it can be found out: the inferred layout with the date
//! form, the order of narrations and the labels that were met.

use super::best::best_layout;
use super::{Opened, Read, not_a_statement, prepare};
use crate::error::ReadError;
use crate::model::{Detection, Located, Locator, Statement};
use crate::page::{PageLine, parted_lines};
use crate::read::{self as reading, fields};
use crate::table::{self, Grammar, infer};
use bank_templates::locale::{Locale, squash};
use bank_templates::template::{Continues, Header, Label};
use bank_templates::{Layout, Templates};
use pdf::{Document, Line};

/// A first draft of a template, with what it reads.
#[derive(Debug)]
pub struct Draft {
    /// The bank, when it is known by name.
    pub detection: Detection,
    /// The largest text above the table: mostly the name of the bank.
    pub title: Option<Located<String>>,
    /// The layout as inference settled it. Its date forms are those that read the same rows, the likeliest first.
    pub layout: Layout,
    /// Whether the numbers are printed in another form than the layout's locale has.
    pub foreign_numbers: bool,
    /// Labels that were found, by their key in the template's header table, with the value beside each.
    pub labels: Vec<(&'static str, Label, Located<String>)>,
    /// What the draft reads.
    pub statement: Statement,
}

/// See [`crate::draft`].
pub(crate) fn draft(document: Document, templates: &Templates) -> Result<Draft, ReadError> {
    let lines = parted_lines(&document);
    let opened = Opened { template: None, ..prepare(document, &lines, None, templates)? };
    let (best, seen) = best_layout(&opened, &opened.heard, &[], templates);
    let Some(Read { mut layout, statement, mut grammar }) = best else {
        return Err(not_a_statement(seen, &opened.document));
    };
    let pages = opened.pages();
    let usual = crate::value::AmountForm::new(grammar.locale, statement.account.currency);
    let foreign_numbers = grammar.amounts != usual;
    settle_dates(pages, &mut layout, &mut grammar, &statement);
    settle_narrations(pages, &mut layout, &grammar, &statement);
    layout.currency = statement.account.currency.to_string();
    let table = table::extract(&opened.heard, &layout, &grammar).unwrap_or_default();
    let around: Vec<PageLine> = table.above.into_iter().chain(table.around).collect();
    let labels = fields::read(&around, &Header::default(), &grammar).labelled();
    Ok(Draft {
        title: title(&opened.above, grammar.locale),
        detection: opened.detection,
        layout,
        foreign_numbers,
        labels,
        statement,
    })
}

fn rows_of(pages: &[(u32, Vec<Line>)], layout: &Layout, grammar: &Grammar<'_>) -> Option<Statement> {
    let table = table::extract(&infer::Heard::new(pages), layout, grammar)?;
    Some(reading::statement(pages, table, layout, grammar, None, None))
}

/// Whether two readings have the same rows; the narrations only where they matter.
fn alike(a: &Statement, b: &Statement, narrations: bool) -> bool {
    a.transactions.len() == b.transactions.len()
        && a.transactions.iter().zip(&b.transactions).all(|(a, b)| {
            a.date == b.date
                && a.signed_minor() == b.signed_minor()
                && (!narrations || a.narration == b.narration)
        })
}

/// Keeps the date forms that read the same rows alone.
fn settle_dates(
    pages: &[(u32, Vec<Line>)],
    layout: &mut Layout,
    grammar: &mut Grammar<'_>,
    statement: &Statement,
) {
    let same = |form: &&String| {
        let one = Layout { dates: vec![(*form).clone()], ..layout.clone() };
        let dates = infer::compile(&one.dates);
        rows_of(pages, &one, &Grammar { dates, ..grammar.clone() })
            .is_some_and(|read| alike(&read, statement, false))
    };
    let forms: Vec<String> = layout.dates.iter().filter(same).take(1).cloned().collect();
    let Some(form) = forms.first() else { return };
    // Days without a year take it from the period, which is printed in full.
    let has_year = form.contains("%Y") || form.contains("%y");
    let whole = ["%d %b %Y", "%d/%m/%Y", "%b %d, %Y"].map(str::to_owned);
    let dates: Vec<String> = forms.iter().cloned().chain(whole.into_iter().filter(|_| !has_year)).collect();
    grammar.dates = infer::compile(&dates);
    layout.dates = dates;
}

/// Says in which direction narrations go on, when one direction reads the same rows.
fn settle_narrations(
    pages: &[(u32, Vec<Line>)],
    layout: &mut Layout,
    grammar: &Grammar<'_>,
    statement: &Statement,
) {
    let mut below = layout.clone();
    below.rows.continues = Continues::Below;
    if rows_of(pages, &below, grammar).is_some_and(|read| alike(&read, statement, true)) {
        *layout = below;
    }
}

/// The first of the largest texts above the table that is not what statements are called.
fn title(above: &[PageLine], locale: &Locale) -> Option<Located<String>> {
    let first = above.first()?.page;
    let size = |line: &PageLine| line.line.words.iter().map(|word| word.size).fold(0.0, f32::max);
    let titles: Vec<String> = locale.titles.iter().map(|title| squash(title)).collect();
    let is_name = |line: &&PageLine| {
        let text = line.line.text();
        let squashed = squash(&text);
        line.page == first
            && text.chars().any(char::is_alphabetic)
            && !titles.iter().any(|title| squashed.starts_with(title))
    };
    let largest = above.iter().filter(is_name).map(size).fold(0.0, f32::max);
    let line = above.iter().filter(is_name).find(|line| size(line) >= largest - 0.5)?;
    // A gap parts the name from what else is set on its line.
    let run = line.line.words.chunk_by(|a, b| b.at.x0 - a.at.x1 < a.size * 1.6).next()?;
    let at = run.iter().map(|word| word.at).reduce(pdf::Rect::union)?;
    let value = run.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    Some(Located { value, at: Locator::new(line.page, at) })
}
