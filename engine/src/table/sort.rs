//! What each line of a section is: a row, text that may continue one, or neither.

use super::cells::{LineCells, cells};
use super::columns::Geometry;
use super::date_cells::settle_undated;
use super::sections::Section;
use super::tokens::Token;
use super::{Grammar, RowKind};
use crate::value::{PrintedDate, Strength};
use bank_templates::pattern::{Folded, Pattern};
use bank_templates::template::StartsWith;
use bank_templates::{Field, Layout};
use pdf::{Line, Rect};

/// What one line turned out to be.
pub(super) enum Sort {
    Row(RowKind),
    /// May continue a row.
    Text,
    Skip(&'static str),
}

/// A line with its cells and what it is.
pub(super) type Sorted<'l> = (&'l Line, LineCells, Sort);

/// Sorts the lines of a section: rows, text that may continue rows, and what is left out.
pub(super) fn sort_lines<'l>(
    section: &Section<'l>,
    geometry: &Geometry,
    layout: &Layout,
    grammar: &Grammar<'_>,
) -> Vec<Sorted<'l>> {
    let mut sorted: Vec<Sorted<'l>> = Vec::with_capacity(section.lines.len());
    let mut ended = false;
    let mut all: Vec<LineCells> = section.lines.iter().map(|line| cells(line, geometry, grammar)).collect();
    settle_undated(&mut all, geometry);
    join_dates(&section.lines, &mut all, geometry, grammar);
    join_marks(&section.lines, &mut all, geometry, grammar);
    unstack_dates(&section.lines, &mut all, geometry);
    for (line, mut found) in section.lines.iter().zip(all) {
        let mut sort = if ended {
            Sort::Skip("after_end")
        } else {
            sort_line(line, &mut found, geometry, layout, grammar)
        };
        let stated = matches!(sort, Sort::Row(RowKind::Balance | RowKind::Totals | RowKind::PageTotals));
        if stated {
            found.take_label();
        }
        if stated && found.date.is_none() && labelled_figures(line, grammar) > 1 {
            sort = Sort::Skip(LABELLED);
        }
        // The line that ends a table may itself state totals or the closing balance.
        if !ended && layout.rows.end.0.iter().any(|pattern| pattern.matches(&line.text())) {
            ended = true;
            if matches!(sort, Sort::Text | Sort::Row(RowKind::Transaction)) {
                sort = Sort::Skip("end_of_table");
            }
        }
        sorted.push((line, found, sort));
    }
    leave_out_labels(&mut sorted, layout, grammar);
    sorted
}

/// Words that a label of sums or balances has at most.
const LABEL_WORDS: usize = 4;

/// Leaves out what stands below the last row and is a label of sums or of a balance without any figure, such as `Page Total` under
/// a column of amounts that has no sum: it would go on with the narration of that row.
fn leave_out_labels(sorted: &mut [Sorted<'_>], layout: &Layout, grammar: &Grammar<'_>) {
    let known = &grammar.locale.rows;
    let lists = [&known.totals, &known.page_totals, &known.closing, &known.carried, &known.opening];
    let listed = [&layout.rows.opening.0, &layout.rows.closing.0];
    let is_label = |text: &str| {
        text.split_whitespace().count() <= LABEL_WORDS
            && !text.contains(|c: char| c.is_ascii_digit())
            && lists
                .iter()
                .chain(&listed)
                .any(|patterns| patterns.iter().any(|pattern| pattern.fits_words(&Folded::new(text))))
    };
    for (line, found, sort) in sorted.iter_mut().rev() {
        match sort {
            // A line of small print that opens with a date moves nothing and is no row yet.
            Sort::Row(RowKind::Transaction) if !found.money.is_empty() => break,
            Sort::Text if is_label(&line.text()) => *sort = Sort::Skip("label_without_figures"),
            _ => {}
        }
    }
}

/// Lines that a date may be broken over.
const DATE_LINES: usize = 3;

/// Puts together dates that are broken over the lines of their column: `02 Apr` above `2025`. The line that moves money has the
/// date; without one the first has it.
fn join_dates(lines: &[&Line], all: &mut [LineCells], geometry: &Geometry, grammar: &Grammar<'_>) {
    // Nearly all lines have a whole date or none at all.
    let may_be_part = |cells: &LineCells| {
        let day = |date: &Option<(PrintedDate, String, Rect)>| {
            date.as_ref().is_some_and(|(date, _, _)| date.year.is_none())
        };
        !cells.undated.is_empty() || day(&cells.date) || day(&cells.value_date)
    };
    for from in 0..lines.len() {
        if !all.get(from..from + 2).is_some_and(|pair| pair.iter().all(may_be_part)) {
            continue;
        }
        for count in (2..=DATE_LINES).rev() {
            let (Some(of), Some(cells)) = (lines.get(from..from + count), all.get_mut(from..from + count))
            else {
                continue;
            };
            let close = |pair: &[&Line]| match pair {
                [upper, lower] => lower.baseline - upper.baseline <= geometry.size * 2.1,
                _ => true,
            };
            if of.windows(2).all(close) {
                for field in [Field::Date, Field::ValueDate] {
                    join_date(field, cells, grammar);
                }
            }
        }
    }
}

fn join_date(field: Field, cells: &mut [LineCells], grammar: &Grammar<'_>) {
    let parts: Vec<Option<(String, Rect)>> = cells.iter().map(|cells| part_of_date(field, cells)).collect();
    let Some(parts) = parts.into_iter().collect::<Option<Vec<_>>>() else { return };
    let texts: Vec<&str> = parts.iter().map(|(text, _)| text.as_str()).collect();
    let joined = [" ", ""].map(|between| texts.join(between));
    let whole = joined.iter().find_map(|text| Some((grammar.whole_date(text)?, text.clone())));
    let Some((date, text)) = whole else {
        return;
    };
    let Some(at) = parts.iter().map(|(_, at)| *at).reduce(Rect::union) else { return };
    for cells in &mut *cells {
        cells.undated.retain(|(of, _)| *of != field);
        cells.stray = !cells.undated.is_empty();
        cells.clear_date(field);
        cells.gave = true;
    }
    let owner = cells.iter().position(LineCells::has_amount).unwrap_or(0);
    if let Some(owner) = cells.get_mut(owner) {
        owner.set_date(field, (date, text, at));
    }
}

/// What a line has in a column of dates when that is no whole date: some words, or a day whose year may follow.
fn part_of_date(field: Field, cells: &LineCells) -> Option<(String, Rect)> {
    if let Some((date, text, at)) = cells.date_of(field) {
        return date.year.is_none().then(|| (text.clone(), *at));
    }
    let tokens: Vec<&Token> =
        cells.undated.iter().filter(|(of, _)| *of == field).map(|(_, token)| token).collect();
    let at = tokens.iter().map(|token| token.at).reduce(Rect::union)?;
    Some((tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" "), at))
}

/// Takes the date below the date of a row for its value date, where most rows have one: `02.04.2025` above `03.04.2025`. Where
/// it is that of the row behind it half the time or more, it heads the rows of a day, and is the value date of nobody.
fn unstack_dates(lines: &[&Line], all: &mut [LineCells], geometry: &Geometry) {
    let is_row = |cells: &LineCells| cells.date.is_some() && cells.has_amount();
    let stacked: Vec<usize> = (1..lines.len())
        .filter(|below| {
            let (Some(line), Some(cells)) = (lines.get(*below), all.get(*below)) else { return false };
            let above = below - 1;
            let near =
                lines.get(above).is_some_and(|above| line.baseline - above.baseline <= geometry.size * 2.1);
            near && cells.date.is_some()
                && cells.money.is_empty()
                && cells.value_date.is_none()
                && all.get(above).is_some_and(|cells| is_row(cells) && cells.value_date.is_none())
        })
        .collect();
    if stacked.len() < 2 || stacked.len() * 2 <= all.iter().filter(|cells| is_row(cells)).count() {
        return;
    }
    let date = |place: usize| all.get(place).and_then(|cells| cells.date.as_ref()).map(|(date, _, _)| *date);
    let as_above = stacked.iter().filter(|below| date(**below) == date(**below - 1)).count();
    let as_behind = stacked.iter().filter(|below| date(**below) == date(**below + 1)).count();
    if as_behind * 2 >= stacked.len() && as_behind > as_above {
        return;
    }
    for below in stacked {
        if let Some(cells) = all.get_mut(below) {
            cells.value_date = cells.date.take();
            cells.gave = true;
        }
    }
}

/// Gives marks that a narrow column broke off to the amounts right above them; a mark without an amount is a word like others.
fn join_marks(lines: &[&Line], all: &mut [LineCells], geometry: &Geometry, grammar: &Grammar<'_>) {
    for (below, line) in lines.iter().enumerate() {
        let marks = all.get_mut(below).map(|cells| std::mem::take(&mut cells.marks)).unwrap_or_default();
        for (field, mark) in marks {
            let near = |above: &usize| {
                lines.get(*above).is_some_and(|above| line.baseline - above.baseline <= geometry.size * 2.1)
            };
            let has_money = |above: &usize| all.get(*above).is_some_and(|cells| cells.money(field).is_some());
            let owner = (0..below).rev().take_while(near).find(has_money);
            let amount = owner
                .and_then(|owner| all.get_mut(owner)?.money.iter_mut().find(|(of, _, _)| *of == field))
                .filter(|(_, text, _)| {
                    grammar.amounts.parse(text).is_some_and(|amount| amount.mark.is_none())
                });
            let gave = amount.is_some();
            if let Some((_, text, at)) = amount {
                *text = format!("{text} {}", mark.text);
                *at = at.union(mark.at);
            }
            let Some(cells) = all.get_mut(below) else { continue };
            if gave {
                cells.gave = true;
            } else {
                cells.take_word(mark, geometry);
            }
        }
    }
}

/// Why a line of several labels with a figure each is no row: `Opening Balance: 10.00   Closing Balance: 20.00`. Which figure is
/// which is said by the labels, not by the columns that the figures happen to stand in.
pub(super) const LABELLED: &str = "labelled_figures";

/// How many figures of a line have words of their own before them.
fn labelled_figures(line: &Line, grammar: &Grammar<'_>) -> usize {
    let mut labelled = false;
    let mut count = 0;
    for word in &line.words {
        let text = word.text.as_str();
        if grammar.amounts.word_strength(text) == Some(Strength::Formed) {
            count += usize::from(std::mem::take(&mut labelled));
        } else if !grammar.amounts.is_mark_word(text) && !grammar.amounts.is_lead_word(text) {
            labelled |= text.chars().filter(|c| c.is_alphabetic()).count() > 2;
        }
    }
    count
}

fn sort_line(
    line: &Line,
    found: &mut LineCells,
    geometry: &Geometry,
    layout: &Layout,
    grammar: &Grammar<'_>,
) -> Sort {
    let text = line.text();
    let folded = Folded::new(&text);
    let any = |patterns: &[Pattern], text: &Folded<'_>| patterns.iter().any(|pattern| pattern.fits(text));
    // What a language calls sums and balances stands in whole words; a template may mean the beginning of one.
    let words_of =
        |patterns: &[Pattern], text: &Folded<'_>| patterns.iter().any(|pattern| pattern.fits_words(text));
    let known = &grammar.locale.rows;
    if !found.loose.is_empty() && found.date.is_none() {
        let label = label(line, found);
        let label = Folded::new(&label);
        let lists = [&known.opening, &known.closing, &known.carried, &known.totals, &known.page_totals];
        let listed = [&layout.rows.opening.0, &layout.rows.closing.0];
        if lists.into_iter().chain(listed).any(|patterns| any(patterns, &label)) {
            found.adopt_loose(geometry);
        }
    }
    let narration = found.narration();
    let words = Folded::new(&narration);
    if any(&layout.rows.skip.0, &folded) || (!narration.is_empty() && any(&layout.rows.skip.0, &words)) {
        return Sort::Skip("left_out_by_template");
    }
    let titles = &layout.sections;
    if any(&titles.debit.0, &folded) || any(&titles.credit.0, &folded) {
        return Sort::Skip("section");
    }
    let label = label(line, found);
    let label = Folded::new(&label);
    let has_money = !found.money.is_empty();
    let has_date = found.date.is_some();
    // A date that runs over the border of its column dates the rows below it: `Wednesday, 02 April | 2025` is no narration.
    let runs_over = has_date && !narration.is_empty();
    if (layout.rows.day_lines || runs_over) && !has_money && grammar.is_date(&text) {
        return Sort::Skip("day");
    }
    let by_template = |patterns: &[Pattern]| any(patterns, &words) || any(patterns, &label);
    let named = |patterns: &[Pattern]| words_of(patterns, &words) || words_of(patterns, &label);
    if has_money && (by_template(&layout.rows.opening.0) || by_template(&layout.rows.closing.0)) {
        return Sort::Row(RowKind::Balance);
    }
    if !has_money && !has_date && named(&known.notes) {
        return Sort::Skip("note");
    }
    if has_money && !has_date && named(&known.page_totals) {
        return Sort::Row(RowKind::PageTotals);
    }
    let states_balance = || named(&known.opening) || named(&known.closing) || named(&known.carried);
    // A row that moves money is a transaction whatever its narration is called, unless it has no date of its own, or moves what it
    // leaves: then the balance before it is nothing, and the row is where the account starts.
    let repeats_balance = || {
        let parse = |text: &str| grammar.amounts.parse(text).map(|amount| amount.minor);
        let balance = found.money(Field::Balance).and_then(|(_, text, _)| parse(text));
        let moved = found.money.iter().filter(|(field, _, _)| *field != Field::Balance);
        let mut moved = moved.filter_map(|(_, text, _)| parse(text)).filter(|minor| *minor != 0);
        let (first, more) = (moved.next(), moved.next());
        first.is_some() && more.is_none() && first == balance
    };
    let starts = || (named(&known.opening) || named(&known.carried)) && repeats_balance();
    if has_money && (((!found.has_amount() || !has_date) && states_balance()) || starts()) {
        return Sort::Row(RowKind::Balance);
    }
    if has_money && !has_date && named(&known.totals) {
        return Sort::Row(RowKind::Totals);
    }
    match layout.rows.starts_with {
        StartsWith::Date if has_date && (has_money || !narration.is_empty()) => {
            Sort::Row(RowKind::Transaction)
        }
        StartsWith::Amount if found.has_amount() => Sort::Row(RowKind::Transaction),
        StartsWith::Amount if has_date && found.text.is_empty() && !has_money => {
            Sort::Row(RowKind::Transaction)
        }
        _ if has_money && states_balance() => Sort::Row(RowKind::Balance),
        _ if has_money => Sort::Skip("amount_without_date"),
        _ if found.text.is_empty() && found.time.is_none() && !found.gave => Sort::Skip("outside_columns"),
        _ => Sort::Text,
    }
}

/// The words of a line that are neither money nor date, wherever they stand.
fn label(line: &Line, found: &LineCells) -> String {
    let mut words = Vec::with_capacity(line.words.len());
    for word in &line.words {
        let within = |at: Rect| word.at.x0 >= at.x0 - 0.5 && word.at.x1 <= at.x1 + 0.5;
        let is_value = found.money.iter().any(|(_, _, at)| within(*at))
            || found.loose.iter().any(|(_, at)| within(*at))
            || found.date.as_ref().is_some_and(|(_, _, at)| within(*at));
        if !is_value {
            words.push(word.text.as_str());
        }
    }
    words.join(" ")
}
