//! Header fields: labels and sentences around the table, and the values beside them.

mod dated;
mod values;

use crate::model::Locator;
use crate::page::PageLine;
use crate::table::Grammar;
use bank_templates::template::{Header, Label, Take, Vec1};
use pdf::{Rect, Word};
use values::{plausible, tidy};

/// The fields that a header may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // Named like the keys of a template's header table.
pub enum Name {
    AccountNumber,
    Holder,
    Address,
    Ifsc,
    Micr,
    Period,
    PeriodFrom,
    PeriodTo,
    StatementDate,
    Opening,
    Closing,
    TotalDebit,
    TotalCredit,
    DebitCount,
    CreditCount,
    CreditLimit,
}

/// One value and where it stands.
#[derive(Clone, Debug)]
pub struct HeaderField {
    /// The value as printed.
    pub text: String,
    /// Its box, without the label.
    pub at: Locator,
    /// Whether the template names the label; a label that is merely usual proves less.
    pub by_template: bool,
}

/// What was found around the table.
#[derive(Clone, Debug, Default)]
pub struct HeaderFields {
    found: Vec<(Name, HeaderField)>,
    /// Boxes of the lines that held labels and values.
    used: Vec<Locator>,
}

impl HeaderFields {
    /// The value of a field.
    #[must_use]
    pub fn get(&self, name: Name) -> Option<&HeaderField> {
        self.found.iter().find(|(found, _)| *found == name).map(|(_, field)| field)
    }

    /// Boxes of the lines that were used.
    pub fn places(&self) -> impl Iterator<Item = Locator> + '_ {
        self.used.iter().copied()
    }

    fn put(&mut self, name: Name, field: HeaderField, line: Locator) {
        if self.get(name).is_none() {
            self.used.push(line);
            self.used.push(field.at);
            self.found.push((name, field));
        }
    }
}

/// Reads all header fields: what the template names first, then the labels that the language usually has.
#[must_use]
pub fn read(lines: &[PageLine], header: &Header, grammar: &Grammar<'_>) -> HeaderFields {
    let lines: Vec<Split> = lines.iter().map(Split::new).collect();
    let mut fields = HeaderFields::default();
    for pattern in &header.lines {
        for line in &lines {
            let text = line.text();
            for (name, value) in pattern.capture(&text).into_iter().flatten() {
                if let Some(name) = by_key(name) {
                    let field = HeaderField { text: value.to_owned(), at: line.at, by_template: true };
                    fields.put(name, field, line.at);
                }
            }
        }
    }
    for (name, labels) in template_labels(header) {
        for label in &labels.0 {
            find(&lines, name, label, grammar, true, &mut fields);
        }
    }
    for (name, labels) in usual_labels(grammar) {
        for text in labels {
            let lines_of_value = if name == Name::Address { 5 } else { 1 };
            let right = Label { label: text.clone(), take: Take::Right, split: None, lines: lines_of_value };
            find(&lines, name, &right, grammar, false, &mut fields);
            // Grids print the value under its label; only values that cannot be mistaken are taken from there.
            // Short labels such as `Name` stand over columns of tables as well.
            if name == Name::Holder && squash(text).chars().count() >= 8 {
                let below = Label { take: Take::Below, ..right };
                find_name_below(&lines, &below, grammar, &mut fields);
            } else if matches!(
                name,
                Name::AccountNumber | Name::Ifsc | Name::Micr | Name::Period | Name::Opening | Name::Closing
            ) {
                let below = Label { take: Take::Below, ..right };
                find(&lines, name, &below, grammar, false, &mut fields);
            }
        }
    }
    dated::read(&lines, grammar, &mut fields);
    if fields.get(Name::Period).is_none() && fields.get(Name::PeriodFrom).is_none() {
        // `Statement for A/c 1234 between 07-May-2026 and 07-Aug-2026`: a range of dates is the period.
        if let Some(line) = lines.iter().find(|line| super::dates::is_range(&line.text(), grammar)) {
            let field = HeaderField { text: line.text(), at: line.at, by_template: false };
            fields.put(Name::Period, field, line.at);
        }
    }
    fields
}

fn by_key(key: &str) -> Option<Name> {
    Some(match key {
        "account_number" => Name::AccountNumber,
        "holder" => Name::Holder,
        "address" => Name::Address,
        "ifsc" => Name::Ifsc,
        "micr" => Name::Micr,
        "period_from" => Name::PeriodFrom,
        "period_to" => Name::PeriodTo,
        "opening" => Name::Opening,
        "closing" => Name::Closing,
        "total_debit" => Name::TotalDebit,
        "total_credit" => Name::TotalCredit,
        "debit_count" => Name::DebitCount,
        "credit_count" => Name::CreditCount,
        "credit_limit" => Name::CreditLimit,
        _ => return None,
    })
}

fn template_labels(header: &Header) -> [(Name, &Vec1<Label>); 15] {
    [
        (Name::AccountNumber, &header.account_number),
        (Name::Holder, &header.holder),
        (Name::Address, &header.address),
        (Name::Ifsc, &header.ifsc),
        (Name::Micr, &header.micr),
        (Name::Period, &header.period),
        (Name::PeriodFrom, &header.period_from),
        (Name::PeriodTo, &header.period_to),
        (Name::Opening, &header.opening),
        (Name::Closing, &header.closing),
        (Name::TotalDebit, &header.total_debit),
        (Name::TotalCredit, &header.total_credit),
        (Name::DebitCount, &header.debit_count),
        (Name::CreditCount, &header.credit_count),
        (Name::CreditLimit, &header.credit_limit),
    ]
}

fn usual_labels<'g>(grammar: &Grammar<'g>) -> [(Name, &'g [String]); 13] {
    let labels = &grammar.locale.labels;
    [
        (Name::AccountNumber, &labels.account_number),
        (Name::Holder, &labels.holder),
        (Name::Address, &labels.address),
        (Name::Ifsc, &labels.ifsc),
        (Name::Micr, &labels.micr),
        (Name::Period, &labels.period),
        (Name::PeriodFrom, &labels.period_from),
        (Name::PeriodTo, &labels.period_to),
        (Name::Opening, &labels.opening),
        (Name::Closing, &labels.closing),
        (Name::TotalDebit, &labels.total_debit),
        (Name::TotalCredit, &labels.total_credit),
        (Name::CreditLimit, &labels.credit_limit),
    ]
}

/// A line with its words cut at colons, so that `IFSC:LTBY0000001` is label and value.
struct Split {
    at: Locator,
    words: Vec<Part>,
}

#[derive(Clone)]
struct Part {
    text: String,
    squashed: String,
    at: Rect,
    size: f32,
}

impl Split {
    fn new(line: &PageLine) -> Split {
        let words = line.line.words.iter().flat_map(parts).collect();
        Split { at: Locator::new(line.page, line.line.at), words }
    }

    fn text(&self) -> String {
        self.words.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

fn parts(word: &Word) -> Vec<Part> {
    let whole =
        |text: &str, at: Rect| Part { text: text.to_owned(), squashed: squash(text), at, size: word.size };
    let cut = word.text.find(':').map(|at| at + 1).filter(|at| *at < word.text.len());
    if let Some(cut) = cut
        && let (Some(label), Some(value)) = (word.text.get(..cut), word.text.get(cut..))
        && label.chars().all(|c| !c.is_ascii_digit())
        && !value.starts_with('/')
    {
        let share = label.chars().count() as f32 / word.text.chars().count().max(1) as f32;
        let middle = word.at.x0 + word.at.width() * share;
        return vec![
            whole(label, Rect { x1: middle, ..word.at }),
            whole(value, Rect { x0: middle, ..word.at }),
        ];
    }
    vec![whole(&word.text, word.at)]
}

fn squash(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Words that stand between a label and its value, or between two fields of a line.
fn is_separator(text: &str) -> bool {
    matches!(text, ":" | "|" | "-" | "–" | ":-" | "=" | "•" | "■" | "·")
}

fn find(
    lines: &[Split],
    name: Name,
    label: &Label,
    grammar: &Grammar<'_>,
    by_template: bool,
    fields: &mut HeaderFields,
) {
    if fields.get(name).is_some() {
        return;
    }
    for (index, line) in lines.iter().enumerate() {
        for start in 0..line.words.len() {
            let Some(end) = match_label(line, start, &label.label, by_template, name) else {
                continue;
            };
            let value = match label.take {
                Take::Right => right_of(lines, index, start, end, label.lines),
                Take::Below => below(lines, index, start, end, label.lines),
                Take::NextLine => next_line(lines, index, label.lines),
            };
            let Some((text, at)) = value else { continue };
            if name == Name::Holder && label.take == Take::Right && !by_template && is_far(line, end, at) {
                continue;
            }
            if plausible(name, &text, grammar) {
                let text = tidy(name, &text, label);
                fields.put(
                    name,
                    HeaderField { text, at: Locator::new(line.at.page, at), by_template },
                    line.at,
                );
                return;
            }
        }
    }
}

/// Whether a value stands so far right of its label, with nothing to lead there, that it belongs to another block.
fn is_far(line: &Split, end: usize, value: Rect) -> bool {
    let label = end.checked_sub(1).and_then(|last| line.words.get(last));
    let led = line.words.get(end).is_some_and(|next| is_separator(&next.text));
    !led && label
        .is_some_and(|label| value.x0 - label.at.x1 > label.size * 10.0 && !label.text.ends_with(':'))
}

/// A name under its label: a few words without digits, in capitals or each with a capital.
fn find_name_below(lines: &[Split], label: &Label, grammar: &Grammar<'_>, fields: &mut HeaderFields) {
    let mut found = HeaderFields::default();
    find(lines, Name::Holder, label, grammar, false, &mut found);
    let Some(field) = found.get(Name::Holder) else {
        return;
    };
    let capital = |word: &str| word.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_lowercase());
    let words: Vec<&str> = field.text.split_whitespace().collect();
    let is_name = (2..=5).contains(&words.len())
        && words.iter().all(|word| capital(word))
        && field.text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '\'' | '’'));
    let known = grammar.locale.labels.holder.iter().any(|label| squash(label) == squash(&field.text));
    if is_name && !known {
        fields.put(Name::Holder, field.clone(), field.at);
    }
}

/// The index after the label when it is printed from word `start` on; `*` in a label stands for one word.
fn match_label(line: &Split, start: usize, label: &str, by_template: bool, name: Name) -> Option<usize> {
    let before = start.checked_sub(1).and_then(|at| line.words.get(at));
    let first = line.words.get(start)?;
    // `IFSC` and `MICR` mean nothing else wherever they stand; `Name` within `Branch Name` is another label.
    let unmistakable = matches!(name, Name::Ifsc | Name::Micr);
    if let Some(before) = before
        && !unmistakable
        && !is_separator(&before.text)
        && !before.text.ends_with([':', ','])
        && first.at.x0 - before.at.x1 < first.size * 0.9
    {
        return None;
    }
    let mut at = start;
    for (index, piece) in label.split('*').enumerate() {
        if index > 0 {
            line.words.get(at)?;
            at += 1;
        }
        let mut rest = squash(piece);
        while !rest.is_empty() {
            let word = line.words.get(at)?;
            let near = at == start
                || at
                    .checked_sub(1)
                    .and_then(|before| line.words.get(before))
                    .is_none_or(|before| word.at.x0 - before.at.x1 < word.size * 1.5);
            if !near {
                return None;
            }
            rest = rest.strip_prefix(word.squashed.as_str())?.to_owned();
            at += 1;
        }
    }
    // `Account` is no label in `Account Summary`: a usual label has to be followed by a colon, a gap or a number.
    let last = line.words.get(at.checked_sub(1)?)?;
    if let Some(next) = line.words.get(at)
        && !by_template
    {
        let parted = last.text.ends_with(':')
            || is_separator(&next.text)
            || next.at.x0 - last.at.x1 > last.size * 0.9
            || next.text.contains(|c: char| c.is_ascii_digit())
            || matches!(next.squashed.as_str(), "from" | "");
        if !parted {
            return None;
        }
    }
    Some(at)
}

/// The words right of a label up to a wide gap, and the lines that go on below them.
fn right_of(lines: &[Split], index: usize, start: usize, end: usize, count: usize) -> Option<(String, Rect)> {
    let line = lines.get(index)?;
    let label = line.words.get(start)?.at.x0;
    let words: Vec<&Part> = line.words.iter().skip(end).skip_while(|word| is_separator(&word.text)).collect();
    let (mut text, mut at) = run(&words)?;
    continue_below(lines, index, count, Some(label), &mut text, &mut at);
    Some((text, at))
}

/// Words from the first on, up to a gap that is too wide for one value.
fn run(words: &[&Part]) -> Option<(String, Rect)> {
    let first = words.first()?;
    let (mut text, mut at) = (first.text.clone(), first.at);
    for word in words.iter().skip(1) {
        if word.at.x0 - at.x1 > word.size * 2.2 || word.text == "|" {
            break;
        }
        text.push(' ');
        text.push_str(&word.text);
        at = at.union(word.at);
    }
    Some((text, at))
}

/// Takes the lines under a value that are set flush with it, up to the line of the next label.
fn continue_below(
    lines: &[Split],
    index: usize,
    count: usize,
    label: Option<f32>,
    text: &mut String,
    at: &mut Rect,
) {
    let Some(page) = lines.get(index).map(|line| line.at.page) else {
        return;
    };
    let mut taken = 1;
    for line in lines.iter().skip(index + 1).filter(|line| line.at.page == page) {
        let labelled = |label: f32| line.words.iter().any(|word| (word.at.x0 - label).abs() < word.size);
        if taken >= count || label.is_some_and(labelled) {
            return;
        }
        let words: Vec<&Part> =
            line.words.iter().skip_while(|word| word.at.x0 < at.x0 - word.size * 0.5).collect();
        let Some((more, rect)) = run(&words) else { continue };
        let starts_under = (rect.x0 - at.x0).abs() < rect.height().max(4.0) * 0.6;
        if rect.top - at.bottom > rect.height() * 1.2 {
            return;
        }
        if !starts_under {
            continue;
        }
        if !text.ends_with(',') {
            text.push(',');
        }
        text.push(' ');
        text.push_str(&more);
        *at = at.union(rect);
        taken += 1;
    }
}

/// The value in the column under a label.
fn below(lines: &[Split], index: usize, start: usize, end: usize, count: usize) -> Option<(String, Rect)> {
    let label = lines.get(index)?;
    let words = label.words.get(start..end)?;
    let at = words.iter().map(|word| word.at).reduce(Rect::union)?;
    let size = words.first()?.size;
    for (offset, line) in lines.iter().enumerate().skip(index + 1) {
        if line.at.page != label.at.page || line.at.rect.top - at.bottom > size * 2.5 {
            return None;
        }
        let under: Vec<&Part> =
            line.words.iter().skip_while(|word| word.at.x1 < at.x0 - size * 0.5).collect();
        if let Some((mut text, mut rect)) = run(&under)
            && (rect.overlap_x(at) > 0.0)
        {
            continue_below(lines, offset, count, None, &mut text, &mut rect);
            return Some((text, rect));
        }
    }
    None
}

fn next_line(lines: &[Split], index: usize, count: usize) -> Option<(String, Rect)> {
    let page = lines.get(index)?.at.page;
    let line = lines.get(index + 1).filter(|line| line.at.page == page)?;
    let words: Vec<&Part> = line.words.iter().collect();
    let (mut text, mut at) = run(&words)?;
    continue_below(lines, index + 1, count, None, &mut text, &mut at);
    Some((text, at))
}
