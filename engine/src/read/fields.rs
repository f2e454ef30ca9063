//! Header fields: labels and sentences around the table, and the values beside them.

mod dated;
mod search;
mod values;

use crate::model::{Located, Locator};
use crate::page::PageLine;
use crate::table::Grammar;
use bank_templates::locale::{Labels, Words, letters};
use bank_templates::template::{Header, Label, Take, Vec1};
pub(super) use search::{Page, Sought as Spelling, Split, match_label};
use std::collections::HashSet;
pub(super) use values::plausible;

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
    Branch,
    CustomerId,
    Iban,
    Bic,
    SortCode,
    RoutingNumber,
    AccountType,
    Currency,
    CardNumber,
    JointHolder,
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
    /// The label beside it; a value in a sentence has none.
    pub label: Option<Label>,
    /// Words beside a balance say that it is a debt.
    pub overdrawn: bool,
}

impl HeaderField {
    fn new(text: String, at: Locator) -> HeaderField {
        HeaderField { text, at, by_template: false, label: None, overdrawn: false }
    }
}

/// A balance stated for a day, whose label may open or close a period: `Balance on 31 March 2025`.
#[derive(Clone, Debug)]
pub struct DayBalance {
    /// The day as printed.
    pub day: String,
    /// The balance.
    pub field: HeaderField,
    /// The box of the line.
    pub line: Locator,
}

/// What was found around the table.
#[derive(Clone, Debug, Default)]
pub struct HeaderFields {
    found: Vec<(Name, HeaderField)>,
    /// Boxes of the lines that held labels and values.
    used: Vec<Locator>,
    /// Balances of which only their day says whether rows start from them or lead to them.
    pub(super) of_day: Vec<DayBalance>,
}

impl HeaderFields {
    /// The value of a field.
    #[must_use]
    pub fn get(&self, name: Name) -> Option<&HeaderField> {
        self.found.iter().find(|(found, _)| *found == name).map(|(_, field)| field)
    }

    /// What was found beside a label, by the key of the template's header table.
    #[must_use]
    pub fn labelled(&self) -> Vec<(&'static str, Label, Located<String>)> {
        let one = |(name, field): &(Name, HeaderField)| {
            // A period of one value is not split yet; the template says `period` for it.
            let key = match name {
                Name::Period => "period",
                name => KEYS.iter().find(|(_, known)| known == name)?.0,
            };
            let value = Located { value: field.text.clone(), at: field.at };
            Some((key, field.label.clone()?, value))
        };
        self.found.iter().filter_map(one).collect()
    }

    /// Boxes of the lines that were used.
    pub fn places(&self) -> impl Iterator<Item = Locator> + '_ {
        self.used.iter().copied()
    }

    /// All values of a field that may be printed more than once.
    pub fn all(&self, name: Name) -> impl Iterator<Item = &HeaderField> + '_ {
        self.found.iter().filter(move |(found, _)| *found == name).map(|(_, field)| field)
    }

    /// Takes over what a cover page says of all its statements. Account and balances are each statement's own.
    pub(super) fn borrow(&mut self, cover: &HeaderFields) {
        let shared = [
            Name::Holder,
            Name::JointHolder,
            Name::Address,
            Name::Branch,
            Name::CustomerId,
            Name::Ifsc,
            Name::Micr,
            Name::Period,
            Name::PeriodFrom,
            Name::PeriodTo,
            Name::StatementDate,
        ];
        let dated = [Name::Period, Name::PeriodFrom].iter().any(|name| self.get(*name).is_some());
        let known: Vec<Name> = self.found.iter().map(|(name, _)| *name).collect();
        for (name, field) in &cover.found {
            let is_period = matches!(name, Name::Period | Name::PeriodFrom | Name::PeriodTo);
            if shared.contains(name) && !known.contains(name) && !(dated && is_period) {
                self.found.push((*name, field.clone()));
            }
        }
    }

    /// Notes that a line was used.
    pub(super) fn note(&mut self, line: Locator) {
        self.used.push(line);
    }

    /// Takes the first value of a field; of joint holders each.
    fn put(&mut self, name: Name, field: HeaderField, line: Locator) {
        let is_news = match name {
            Name::JointHolder => self.all(name).all(|known| known.text != field.text),
            _ => self.get(name).is_none(),
        };
        if is_news {
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
    let page = Page::new(&lines, grammar, header);
    let mut fields = HeaderFields::default();
    for pattern in &header.lines {
        for line in &lines {
            let text = line.text();
            for (name, value) in pattern.capture(&text).into_iter().flatten() {
                if let Some(name) = by_key(name) {
                    let field =
                        HeaderField { by_template: true, ..HeaderField::new(value.to_owned(), line.at) };
                    fields.put(name, field, line.at);
                }
            }
        }
    }
    for (name, labels) in template_labels(header) {
        for label in &labels.0 {
            page.find(name, label, true, &mut fields);
        }
    }
    let printed = PrintedLabels::of(&words_of(&lines), grammar);
    for (name, labels) in usual_labels(grammar) {
        for text in printed.of_list(labels) {
            let lines_of_value = if name == Name::Address { 5 } else { 1 };
            let right = Label { label: text.clone(), take: Take::Right, split: None, lines: lines_of_value };
            page.find(name, &right, false, &mut fields);
            // Grids print the value under its label; only values that cannot be mistaken are taken from there.
            // Short labels such as `Name` stand over columns of tables as well.
            if name == Name::Holder && letters(text).chars().count() >= 8 {
                let below = Label { take: Take::Below, ..right };
                page.find_name_below(&below, &mut fields);
            } else if is_unlike_words(name)
                || matches!(name, Name::Period | Name::StatementDate | Name::Opening | Name::Closing)
            {
                let below = Label { take: Take::Below, ..right };
                page.find(name, &below, false, &mut fields);
            }
        }
    }
    dated::read(&lines, grammar, &printed, &mut fields);
    if fields.get(Name::Period).is_none() && fields.get(Name::PeriodFrom).is_none() {
        // `Statement for A/c 1234 between 07-May-2026 and 07-Aug-2026`: a range of dates is the period.
        if let Some(line) = lines.iter().find(|line| super::period::is_range(&line.text(), grammar)) {
            let field = HeaderField::new(line.text(), line.at);
            fields.put(Name::Period, field, line.at);
        }
    }
    fields
}

/// Names by their keys in a template's header table.
const KEYS: &[(&str, Name)] = &[
    ("account_number", Name::AccountNumber),
    ("holder", Name::Holder),
    ("address", Name::Address),
    ("ifsc", Name::Ifsc),
    ("micr", Name::Micr),
    ("period_from", Name::PeriodFrom),
    ("period_to", Name::PeriodTo),
    ("opening", Name::Opening),
    ("closing", Name::Closing),
    ("total_debit", Name::TotalDebit),
    ("total_credit", Name::TotalCredit),
    ("debit_count", Name::DebitCount),
    ("credit_count", Name::CreditCount),
    ("credit_limit", Name::CreditLimit),
    ("branch", Name::Branch),
    ("customer_id", Name::CustomerId),
    ("iban", Name::Iban),
    ("bic", Name::Bic),
    ("sort_code", Name::SortCode),
    ("routing_number", Name::RoutingNumber),
    ("account_type", Name::AccountType),
    ("currency", Name::Currency),
    ("joint_holder", Name::JointHolder),
];

fn by_key(key: &str) -> Option<Name> {
    KEYS.iter().find(|(known, _)| *known == key).map(|(_, name)| *name)
}

fn template_labels(header: &Header) -> [(Name, &Vec1<Label>); 24] {
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
        (Name::Branch, &header.branch),
        (Name::CustomerId, &header.customer_id),
        (Name::Iban, &header.iban),
        (Name::Bic, &header.bic),
        (Name::SortCode, &header.sort_code),
        (Name::RoutingNumber, &header.routing_number),
        (Name::AccountType, &header.account_type),
        (Name::Currency, &header.currency),
        (Name::JointHolder, &header.joint_holder),
    ]
}

/// The usual labels that the words of some lines spell, wherever the words stand: of hundreds of labels a few.
pub(super) struct PrintedLabels<'g>(HashSet<&'g str>);

impl<'g> PrintedLabels<'g> {
    /// The labels of a language that some words spell.
    pub(super) fn of(words: &Words, grammar: &Grammar<'g>) -> PrintedLabels<'g> {
        let spelt = grammar.locale.squashed_labels().phrases.spelt(words);
        PrintedLabels(spelt.into_iter().map(|(_, label)| label).collect())
    }

    /// Those of a list, as written, that may stand in the lines. One with a `*` stands for any word and is sought in any case.
    pub(super) fn of_list<'s>(&'s self, list: UsualLabels<'s>) -> impl Iterator<Item = &'s String> {
        let pairs = list.written.iter().zip(list.squashed);
        let printed = |(written, squashed): &(&String, &String)| {
            self.0.contains(squashed.as_str()) || written.contains('*')
        };
        pairs.filter(printed).map(|(written, _)| written)
    }
}

/// The squashed words of lines that were cut at colons.
pub(super) fn words_of(lines: &[Split]) -> Words {
    let words = lines.iter().flat_map(|line| &line.words).map(|word| &word.squashed);
    words.filter(|word| !word.is_empty()).cloned().collect()
}

/// Labels that a language usually has for a field.
#[derive(Clone, Copy)]
pub(super) struct UsualLabels<'g> {
    written: &'g [String],
    squashed: &'g [String],
}

pub(super) fn usual_labels<'g>(grammar: &Grammar<'g>) -> impl Iterator<Item = (Name, UsualLabels<'g>)> {
    let squashed = grammar.locale.squashed_labels();
    let written = lists(&grammar.locale.labels, &grammar.locale.dates.statement);
    let pairs = written.into_iter().zip(lists(&squashed.labels, &squashed.statement));
    pairs.map(|((name, written), (_, squashed))| (name, UsualLabels { written, squashed }))
}

fn lists<'g>(labels: &'g Labels, statement: &'g [String]) -> [(Name, &'g [String]); 26] {
    [
        (Name::AccountNumber, &labels.account_number),
        (Name::Holder, &labels.holder),
        (Name::Address, &labels.address),
        (Name::Ifsc, &labels.ifsc),
        (Name::Micr, &labels.micr),
        (Name::Period, &labels.period),
        (Name::PeriodFrom, &labels.period_from),
        (Name::PeriodTo, &labels.period_to),
        (Name::StatementDate, statement),
        (Name::Opening, &labels.opening),
        (Name::Closing, &labels.closing),
        (Name::TotalDebit, &labels.total_debit),
        (Name::TotalCredit, &labels.total_credit),
        (Name::DebitCount, &labels.debit_count),
        (Name::CreditCount, &labels.credit_count),
        (Name::CreditLimit, &labels.credit_limit),
        (Name::Branch, &labels.branch),
        (Name::CustomerId, &labels.customer_id),
        (Name::Iban, &labels.iban),
        (Name::Bic, &labels.bic),
        (Name::SortCode, &labels.sort_code),
        (Name::RoutingNumber, &labels.routing_number),
        (Name::AccountType, &labels.account_type),
        (Name::Currency, &labels.currency),
        (Name::CardNumber, &labels.card_number),
        (Name::JointHolder, &labels.joint_holder),
    ]
}

/// Whether a text that fits the field cannot well be anything else: grids print such values under their labels.
fn is_unlike_words(name: Name) -> bool {
    matches!(
        name,
        Name::AccountNumber
            | Name::CardNumber
            | Name::Ifsc
            | Name::Micr
            | Name::Iban
            | Name::Bic
            | Name::SortCode
            | Name::RoutingNumber
            | Name::CustomerId
    )
}
