//! What lines around tables say about whose rows follow: account, period, opening and closing balance.
//!
//! A header is read once per statement, by [`super::fields`]; here every place counts, because the second account number of a
//! file is the one that matters.

use super::fields::{
    Name, Page, PrintedLabels, Spelling, Split, match_label, plausible, usual_labels, words_of,
};
use super::period;
use crate::model::{Locator, Period, account_key};
use crate::table::Grammar;
use crate::value::{Amount, AmountForm, DateForm, PrintedDate, Strength, codes};
use bank_templates::Layout;
use bank_templates::locale::{Words, squash};
use jiff::civil::Date;
use pdf::Line;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// What one line says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    /// An account number, letters and digits only.
    Account(String),
    Period(Period),
    /// A balance that rows start from, in minor units.
    Opening(i64),
    /// A balance that rows lead to.
    Closing(i64),
    /// It carries amounts as rows do; most rows open with a date.
    Row {
        dated: bool,
        date: Option<Date>,
        amounts: Vec<i64>,
    },
}

/// A line's place in the document and what it says there.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// Index into the lines of the document.
    pub(super) line: usize,
    pub(super) at: Locator,
    pub(super) said: Said,
}

/// The labels that are sought, ordered by their letters so that those which begin with a word stand together.
pub(super) struct Sought<'a> {
    labels: Vec<Label>,
    /// The first bytes of all labels.
    first_letters: Vec<u8>,
    layouts: &'a [Layout],
}

struct Label {
    squashed: String,
    spelling: Spelling,
    name: Name,
    by_template: bool,
}

impl<'a> Sought<'a> {
    /// The labels of the layouts, then those that the language usually has and the lines may have.
    pub(super) fn new(layouts: &'a [Layout], grammar: &Grammar<'_>, printed: &Printed<'_>) -> Sought<'a> {
        let mut labels = Vec::new();
        let mut put = |text: &str, name: Name, by_template: bool| {
            let squashed = squash(text);
            // `Account 1234` stands in any sentence; `Account No` does not.
            let vague = name == Name::AccountNumber && !by_template && squashed.chars().count() < 5
                || squashed == "account";
            if !squashed.is_empty() && !vague && !text.contains('*') {
                labels.push(Label { squashed, spelling: Spelling::new(text), name, by_template });
            }
        };
        for header in layouts.iter().map(|layout| &layout.header) {
            for (name, list) in [
                (Name::AccountNumber, &header.account_number),
                (Name::Period, &header.period),
                (Name::Opening, &header.opening),
                (Name::Closing, &header.closing),
            ] {
                list.0.iter().for_each(|label| put(&label.label, name, true));
            }
        }
        let words = printed.words.get_or_init(|| words_of(&printed.split));
        let spelt = PrintedLabels::of(words, grammar);
        let marking = [Name::AccountNumber, Name::CardNumber, Name::Period, Name::Opening, Name::Closing];
        for (name, list) in usual_labels(grammar).filter(|(name, _)| marking.contains(name)) {
            spelt.of_list(list).for_each(|label| put(label, name, false));
        }
        let rows = &grammar.locale.rows;
        for (name, list) in [(Name::Opening, &rows.opening), (Name::Closing, &rows.closing)] {
            list.iter().for_each(|pattern| put(pattern.as_str().trim_end_matches('*'), name, false));
        }
        // One label may state either end of the period; which one is meant is not said by its words.
        let both = |label: &Label| {
            let other = match label.name {
                Name::Opening => Name::Closing,
                Name::Closing => Name::Opening,
                _ => return false,
            };
            labels.iter().any(|twin| twin.name == other && twin.squashed == label.squashed)
        };
        let doubtful: Vec<bool> = labels.iter().map(both).collect();
        let mut keep = doubtful.iter().map(|doubtful| !doubtful);
        labels.retain(|_| keep.next().unwrap_or(true));
        labels.sort_by(|a, b| a.squashed.cmp(&b.squashed).then(b.by_template.cmp(&a.by_template)));
        labels.dedup_by(|a, b| a.squashed == b.squashed && a.name == b.name);
        let mut first_letters: Vec<u8> =
            labels.iter().filter_map(|label| label.squashed.bytes().next()).collect();
        first_letters.dedup();
        Sought { labels, first_letters, layouts }
    }

    fn beginning_with(&self, word: &str) -> impl Iterator<Item = &Label> {
        // Most words of a page begin like no label, which their first letter tells.
        let begins = word.bytes().next().is_none_or(|first| self.first_letters.contains(&first));
        let labels = if begins { self.labels.as_slice() } else { &[] };
        let from = labels.partition_point(|label| label.squashed.as_str() < word);
        labels.iter().skip(from).take_while(move |label| label.squashed.starts_with(word))
    }
}

/// The lines of a document with their words cut at colons, for all who look for marks among them.
pub struct Printed<'l> {
    pub(super) lines: Vec<(u32, &'l Line)>,
    split: Vec<Split>,
    /// The words of all of them, gathered when they are first asked for.
    words: OnceCell<Words>,
    /// The marks that were found last, with the layouts and the forms that they were found by: whoever cuts a document and whoever
    /// holds its statements to what it states mostly ask with the same.
    known: RefCell<Option<Known>>,
}

/// Marks and what they were found by.
struct Known {
    labels: usize,
    locale: String,
    amounts: AmountForm,
    dates: Arc<[DateForm]>,
    marks: Rc<[Mark]>,
}

impl<'l> Printed<'l> {
    /// The lines of all pages, in reading order.
    #[must_use]
    pub fn new(pages: &'l [(u32, Vec<Line>)]) -> Printed<'l> {
        let lines: Vec<(u32, &Line)> =
            pages.iter().flat_map(|(page, lines)| lines.iter().map(move |line| (*page, line))).collect();
        let split = lines.iter().map(|(page, line)| Split::of(*page, line)).collect();
        Printed { lines, split, words: OnceCell::new(), known: RefCell::new(None) }
    }
}

/// All marks of a document, in reading order. `layouts` are those of the bank, whose labels count before the usual ones.
pub(super) fn marks(printed: &Printed<'_>, layouts: &[Layout], grammar: &Grammar<'_>) -> Rc<[Mark]> {
    let same = |known: &&Known| {
        known.labels == layouts.len()
            && known.locale == grammar.locale.tag
            && known.amounts == grammar.amounts
            && known.dates == grammar.dates
    };
    if let Some(known) = printed.known.borrow().as_ref().filter(same) {
        return Rc::clone(&known.marks);
    }
    let marks: Rc<[Mark]> = found(printed, &Sought::new(layouts, grammar, printed), grammar).into();
    *printed.known.borrow_mut() = Some(Known {
        labels: layouts.len(),
        locale: grammar.locale.tag.clone(),
        amounts: grammar.amounts.clone(),
        dates: Arc::clone(&grammar.dates),
        marks: Rc::clone(&marks),
    });
    marks
}

fn found(printed: &Printed<'_>, sought: &Sought<'_>, grammar: &Grammar<'_>) -> Vec<Mark> {
    let header = sought.layouts.first().map(|layout| layout.header.clone()).unwrap_or_default();
    let around = Page::new(&printed.split, grammar, &header);
    let mut marks = Vec::new();
    for (index, (page, line)) in printed.lines.iter().enumerate() {
        let at = Locator::new(*page, line.at);
        let mut put = |said: Said| marks.push(Mark { line: index, at, said });
        let stated = stated(&around, index, sought);
        let balance = stated.iter().any(|said| matches!(said, Said::Opening(_) | Said::Closing(_)));
        if !balance && let Some(row) = row(line, grammar) {
            put(row);
            continue;
        }
        stated.into_iter().for_each(&mut put);
        for pattern in sought.layouts.iter().flat_map(|layout| &layout.header.lines) {
            let text = line.text();
            let mut ends = [None, None];
            for (name, value) in pattern.capture(&text).into_iter().flatten() {
                match name {
                    "account_number" => put(Said::Account(account_key(value))),
                    "opening" => put_amount(value, grammar, Said::Opening, &mut put),
                    "closing" => put_amount(value, grammar, Said::Closing, &mut put),
                    "period_from" => {
                        ends = [period::whole_date(value, grammar), ends.get(1).copied().flatten()]
                    }
                    "period_to" => {
                        ends = [ends.first().copied().flatten(), period::whole_date(value, grammar)]
                    }
                    _ => {}
                }
            }
            if let [Some(from), Some(to)] = ends {
                put(Said::Period(Period { from, to }));
            }
        }
    }
    marks
}

fn put_amount(value: &str, grammar: &Grammar<'_>, said: fn(i64) -> Said, put: &mut impl FnMut(Said)) {
    if let Some(amount) = grammar.amounts.parse(value) {
        put(said(amount.signed()));
    }
}

/// What the labels of one line say.
fn stated(around: &Page<'_, '_>, index: usize, sought: &Sought<'_>) -> Vec<Said> {
    let Some(line) = around.lines.get(index) else { return Vec::new() };
    let mut said: Vec<Said> = Vec::new();
    let mut from = 0;
    while let Some(word) = line.words.get(from) {
        let start = from;
        from += 1;
        if word.squashed.is_empty() {
            continue;
        }
        let longest = sought
            .beginning_with(&word.squashed)
            .filter_map(|label| {
                // A balance may be followed by its day; `value` looks at what stands between.
                let balance = matches!(label.name, Name::Opening | Name::Closing);
                let loose = label.by_template || balance;
                Some((match_label(line, start, &label.spelling, loose, label.name)?, label))
            })
            .max_by_key(|(end, _)| *end);
        let Some((end, label)) = longest else { continue };
        from = end;
        if let Some(one) = value(around, index, (start, end), label)
            && !said.contains(&one)
        {
            said.push(one);
        }
    }
    said
}

fn value(around: &Page<'_, '_>, index: usize, (start, end): (usize, usize), label: &Label) -> Option<Said> {
    let grammar = around.grammar;
    let right = around.right_of(index, start, end, 1).map(|(text, _)| text);
    let below = || around.below(index, start, end, 1).map(|(text, _)| text);
    let found = |text: &str| -> Option<Said> {
        if !plausible(label.name, text, grammar) {
            return None;
        }
        match label.name {
            Name::AccountNumber | Name::CardNumber => {
                let number: String = text
                    .split_whitespace()
                    .take_while(|word| word.contains(|c: char| c.is_ascii_digit() || codes::is_mask(c)))
                    .collect();
                Some(Said::Account(account_key(&number)))
            }
            Name::Period => period::any_range(text, grammar).map(Said::Period),
            Name::Opening | Name::Closing => {
                let amount = grammar.amounts.parse(text)?;
                // Points of a reward programme are counted without decimals.
                let formed = amount.strength == Strength::Formed;
                let said = if label.name == Name::Opening { Said::Opening } else { Said::Closing };
                formed.then(|| said(amount.signed()))
            }
            _ => None,
        }
    };
    let dated = || {
        let balance = matches!(label.name, Name::Opening | Name::Closing);
        balance
            .then(|| after_day(around.lines.get(index)?, end, grammar))
            .flatten()
            .and_then(|text| found(&text))
    };
    right.and_then(|text| found(&text)).or_else(dated).or_else(|| below().and_then(|text| found(&text)))
}

/// An account in a list of accounts, with the balances that its statement starts from and leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Name and number as printed.
    pub name: String,
    /// Opening balance in minor units.
    pub opening: i64,
    /// Closing balance in minor units.
    pub closing: i64,
    /// The line.
    pub at: Locator,
}

/// The accounts that an overview lists: lines under headings for both balances, with an amount under each.
pub(super) fn listed(printed: &Printed<'_>, sought: &Sought<'_>, grammar: &Grammar<'_>) -> Vec<Listed> {
    let mut listed = Vec::new();
    for (index, ((page, _), split)) in printed.lines.iter().zip(&printed.split).enumerate() {
        let heading = |name: Name| {
            (0..split.words.len()).find_map(|start| {
                let word = &split.words.get(start)?.squashed;
                let labels =
                    sought.beginning_with(word).filter(|label| label.name == name && !word.is_empty());
                let end = labels
                    .filter_map(|label| match_label(split, start, &label.spelling, true, name))
                    .max()?;
                split.words.get(start..end)?.iter().map(|part| part.at).reduce(pdf::Rect::union)
            })
        };
        let Some(opening) = heading(Name::Opening) else { continue };
        let Some(closing) = heading(Name::Closing) else { continue };
        let mut found = Vec::new();
        let mut empty = 0;
        for (of, line) in printed.lines.iter().skip(index + 1).take(40).take_while(|(of, _)| of == page) {
            match entry(*of, line, opening, closing, grammar) {
                Some(entry) => found.push(entry),
                None => empty += 1,
            }
            // Headings may run over further lines; a text of several lines is no list.
            if empty > 3 {
                break;
            }
        }
        // One line under both headings is the statement's own summary.
        if found.len() > 1 {
            listed.append(&mut found);
        }
    }
    listed
}

fn entry(
    page: u32,
    line: &Line,
    opening: pdf::Rect,
    closing: pdf::Rect,
    grammar: &Grammar<'_>,
) -> Option<Listed> {
    let under = |heading: pdf::Rect| {
        line.words
            .iter()
            .filter(|word| grammar.amounts.word_strength(&word.text) == Some(Strength::Formed))
            .find(|word| {
                word.at.overlap_x(heading) > 0.0 || (word.at.x1 - heading.x1).abs() < word.size * 2.0
            })
    };
    let (first, last) = (under(opening)?, under(closing)?);
    let name: Vec<&str> = line
        .words
        .iter()
        .take_while(|word| word.at.x1 < first.at.x0)
        .map(|word| word.text.as_str())
        .collect();
    let name = name.join(" ");
    let sums = grammar.locale.rows.totals.iter().any(|pattern| pattern.matches(&name));
    if first.at == last.at || sums || !name.chars().any(char::is_alphabetic) || is_dated(line, grammar) {
        return None;
    }
    Some(Listed {
        name,
        opening: grammar.amounts.parse(&first.text)?.minor,
        closing: grammar.amounts.parse(&last.text)?.minor,
        at: Locator::new(page, line.at),
    })
}

/// The amount behind a label and its day: `Beginning Balance, as of 07/21/2021  $5,823.37`. More than a few words between
/// make a sentence, which states nothing.
fn after_day(line: &Split, end: usize, grammar: &Grammar<'_>) -> Option<String> {
    let words: Vec<&str> = line.words.iter().skip(end).take(6).map(|word| word.text.as_str()).collect();
    let (between, count) =
        (0..words.len()).find_map(|from| Some((from, amount_at(&words, from, grammar)?.1)))?;
    let is_day = words.iter().take(between).any(|word| word.contains(|c: char| c.is_ascii_digit()));
    words.get(between..between + count).filter(|_| between == 0 || is_day).map(|amount| amount.join(" "))
}

/// Words that an amount has at most, its currency, its mark and its groups.
const AMOUNT_WORDS: usize = 4;

/// The amount that begins at a word, whose groups may be words of their own, and how many words it has.
fn amount_at(words: &[&str], from: usize, grammar: &Grammar<'_>) -> Option<(Amount, usize)> {
    let most = words.len().min(from + AMOUNT_WORDS);
    let mut digits = (from..most).filter(|at| words.get(*at).is_some_and(|word| has_digit(word)));
    let first = digits.next()?;
    if !words.get(first).is_some_and(|word| grammar.amounts.may_be_digits(word)) {
        return None;
    }
    // Most words of a page can be no part of an amount.
    let may_be_part = |word: &str| {
        has_digit(word)
            || !word.contains(char::is_alphabetic)
            || grammar.amounts.is_mark_word(word)
            || grammar.amounts.is_lead_word(word)
    };
    if !words.get(from).is_some_and(|first| may_be_part(first)) {
        return None;
    }
    // Only where spaces group digits does an amount have digits in several words.
    let most = if grammar.amounts.groups_by_space() { most } else { digits.next().unwrap_or(most) };
    (first + 1..=most).rev().find_map(|end| {
        let run = words.get(from..end)?;
        run.last().filter(|last| may_be_part(last))?;
        let amount = match run {
            [alone] => grammar.amounts.parse(alone)?,
            several => grammar.amounts.parse(&several.join(" "))?,
        };
        (amount.strength == Strength::Formed).then_some((amount, run.len()))
    })
}

fn has_digit(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

/// A line that begins with a date and carries an amount, or carries an amount and a balance as rows below a date do.
fn row(line: &Line, grammar: &Grammar<'_>) -> Option<Said> {
    let words: Vec<&str> = line.words.iter().map(|word| word.text.as_str()).collect();
    let mut amounts = Vec::new();
    let mut from = 0;
    while from < words.len() {
        let found = amount_at(&words, from, grammar);
        from += found.map_or(1, |(_, count)| count);
        amounts.extend(found.map(|(amount, _)| amount.signed()));
    }
    if amounts.is_empty() {
        return None;
    }
    let printed = date(&words, grammar);
    let dated = printed.is_some();
    (dated || amounts.len() > 1).then(|| Said::Row {
        dated,
        date: printed.and_then(PrintedDate::to_date),
        amounts,
    })
}

/// Words that a date with its weekday has at most, and one more that shows where it ends.
const DATE_WORDS: usize = 10;

/// The date that a line begins with; a serial number or a branch may stand before it.
fn date(words: &[&str], grammar: &Grammar<'_>) -> Option<PrintedDate> {
    (0..words.len().min(3)).find_map(|from| {
        let words = words.get(from..words.len().min(from + DATE_WORDS))?;
        if !words.iter().any(|word| has_digit(word)) {
            return None;
        }
        let text = words.join(" ");
        grammar.date_at(&text).map(|(date, _)| date)
    })
}

fn is_dated(line: &Line, grammar: &Grammar<'_>) -> bool {
    let words: Vec<&str> = line.words.iter().map(|word| word.text.as_str()).collect();
    date(&words, grammar).is_some()
}
