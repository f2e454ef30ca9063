//! A language and its number form: month names, marks, and the words that headings and balance rows use.

mod lists;
mod phrases;

use crate::embedded::{self, DataFile};
use crate::{TemplateError, pattern::Pattern};
pub use phrases::{Phrases, Words, letters, squash};
use serde::Deserialize;
use std::sync::OnceLock;

/// One file of `locales/`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locale {
    /// BCP 47 tag, such as `en` or `de-CH`.
    pub tag: String,
    /// Languages whose words are printed beside this one, such as English below Vietnamese. Their words are added
    /// where the language itself does not use the same word.
    #[serde(default)]
    pub beside: Vec<String>,
    /// What a statement is called; beside headings and labels the surest sign of the language.
    #[serde(default)]
    pub titles: Vec<String>,
    /// Titles of documents that are no statement, though they may have tables of dates and amounts: `Asset Report`.
    #[serde(default)]
    pub others: Vec<String>,
    /// ISO 4217 code that is meant where no sign or code is printed, for languages of one country.
    pub currency: Option<String>,
    /// What parts whole units from minor ones.
    pub decimal: char,
    /// What may group digits.
    pub group: Vec<char>,
    /// For each month its names and abbreviations, lower case without dots.
    pub months: Vec<Vec<String>>,
    /// Names of weekdays and their abbreviations, lower case without dots.
    #[serde(default)]
    pub weekdays: Vec<String>,
    /// Marks of money out, lower case: `dr`.
    pub debit_marks: Vec<String>,
    /// Marks of money in, lower case: `cr`.
    pub credit_marks: Vec<String>,
    /// Currency codes and signs that may stand beside an amount, lower case.
    pub currency_marks: Vec<String>,
    /// Headings that say what a column holds, for tables without a template.
    pub headings: Headings,
    /// Narrations of rows that are not transactions.
    pub rows: BalanceRows,
    /// Titles of tables that hold rows of one direction only.
    #[serde(default)]
    pub sections: Sections,
    /// Labels of header fields, for documents without a template.
    pub labels: Labels,
    /// Words in the names of holders.
    #[serde(default)]
    pub holders: HolderWords,
    /// Words in the names of accounts.
    #[serde(default)]
    pub accounts: AccountWords,
    /// Words beside dates.
    #[serde(default)]
    pub dates: DateWords,
    /// Labels in the summary of a card.
    #[serde(default)]
    pub cards: CardWords,
    /// A bit for each letter that the name of some month begins with, and the highest one for letters beyond `z`. Most words
    /// are seen to be no month by it.
    #[serde(skip)]
    month_letters: u32,
    /// The same of weekdays.
    #[serde(skip)]
    weekday_letters: u32,
    /// All headings, ordered for search.
    #[serde(skip)]
    pub phrases: Phrases,
    /// Words that this language has and those beside it have not, ordered for search: where none of them is printed,
    /// the document is not in this language.
    #[serde(skip)]
    pub own: Phrases,
    /// See [`Locale::squashed_labels`].
    #[serde(skip)]
    squashed_labels: OnceLock<SquashedLabels>,
}

/// The labels of header fields as they are compared.
#[derive(Clone, Debug)]
pub struct SquashedLabels {
    /// As [`Locale::labels`], each squashed.
    pub labels: Labels,
    /// As [`DateWords::statement`], each squashed.
    pub statement: Vec<String>,
    /// All of them, ordered for search.
    pub phrases: Phrases,
}

/// Headings by field, as printed, in any case.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)] // One list per [`crate::Field`], of the same name.
pub struct Headings {
    pub date: Vec<String>,
    pub value_date: Vec<String>,
    pub narration: Vec<String>,
    pub reference: Vec<String>,
    pub debit: Vec<String>,
    pub credit: Vec<String>,
    pub amount: Vec<String>,
    pub dr_cr: Vec<String>,
    pub balance: Vec<String>,
    pub ignore: Vec<String>,
}

/// Narrations of rows that are not transactions.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BalanceRows {
    /// The balance before the first row.
    pub opening: Vec<Pattern>,
    /// The balance after the last row.
    pub closing: Vec<Pattern>,
    /// The balance carried from or to another page.
    pub carried: Vec<Pattern>,
    /// Sums of columns over the statement.
    pub totals: Vec<Pattern>,
    /// Sums of columns over a page.
    pub page_totals: Vec<Pattern>,
    /// Lines between the rows that speak of the paper: `Continued on next page`.
    pub notes: Vec<Pattern>,
}

/// Titles of tables that hold rows of one direction only, or rows that are not booked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sections {
    /// Money out: `Withdrawals and other subtractions`.
    pub debit: Vec<Pattern>,
    /// Money in: `Deposits and other additions`.
    pub credit: Vec<Pattern>,
    /// Rows that are announced and not booked: `Pending transactions`. No balance has them yet.
    pub pending: Vec<Pattern>,
    /// Rows that are booked, where a table of others stands beside them: `Posted transactions`.
    pub posted: Vec<Pattern>,
}

/// Labels in the summary of a card: what was spent makes its balance grow, what was paid makes it shrink.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CardWords {
    /// `Purchases`.
    pub spent: Vec<String>,
    /// `Payments and credits`.
    pub paid: Vec<String>,
}

/// Words beside dates.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DateWords {
    /// Words between the first and the last day of a period, lower case: `to`.
    pub until: Vec<String>,
    /// Labels of the day on which a statement was closed or made.
    pub statement: Vec<String>,
}

/// Labels of header fields by field, as printed without colon.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)] // One list per field of [`crate::template::Header`], of the same name.
pub struct Labels {
    pub account_number: Vec<String>,
    pub holder: Vec<String>,
    pub address: Vec<String>,
    pub ifsc: Vec<String>,
    pub micr: Vec<String>,
    pub period: Vec<String>,
    pub period_from: Vec<String>,
    pub period_to: Vec<String>,
    pub opening: Vec<String>,
    pub closing: Vec<String>,
    pub total_debit: Vec<String>,
    pub total_credit: Vec<String>,
    pub debit_count: Vec<String>,
    pub credit_count: Vec<String>,
    pub credit_limit: Vec<String>,
    pub branch: Vec<String>,
    pub customer_id: Vec<String>,
    pub iban: Vec<String>,
    pub bic: Vec<String>,
    pub sort_code: Vec<String>,
    pub routing_number: Vec<String>,
    pub account_type: Vec<String>,
    pub currency: Vec<String>,
    pub card_number: Vec<String>,
    pub joint_holder: Vec<String>,
    pub owed: Vec<String>,
    /// Words that say that the balance beside them is a debt, squashed: `débiteur`.
    pub overdrawn: Vec<String>,
}

/// Words in the names of holders, lower case without dots.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HolderWords {
    /// Titles that open the name of a person: `mr`.
    pub titles: Vec<String>,
    /// Words that only names of companies have: `ltd`. Two words stand for two words that follow each other.
    pub companies: Vec<String>,
    /// Words between the holders of a joint account: `and`.
    pub and: Vec<String>,
}

/// Words in the names of accounts, lower case, by the sort of account that they name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)] // Named like the sorts of account.
pub struct AccountWords {
    pub savings: Vec<String>,
    pub current: Vec<String>,
    pub overdraft: Vec<String>,
    pub cash_credit: Vec<String>,
    pub credit_card: Vec<String>,
    pub loan: Vec<String>,
    pub deposit: Vec<String>,
    /// Accounts that only companies hold, whatever their sort.
    pub business: Vec<String>,
}

/// A language without what stands beside it.
#[derive(Debug)]
struct Written {
    locale: Locale,
    /// Its [`Locale::words`].
    words: Words,
    headings: SquashedHeadings,
}

/// The headings of a language as [`Headings::lists`], squashed.
type SquashedHeadings = [Vec<String>; 10];

impl Locale {
    pub(crate) fn read(data: &DataFile) -> Result<Locale, TemplateError> {
        let (file, mut locale) = (data.file, data.read::<Locale>()?);
        if locale.months.len() != 12 {
            return Err(TemplateError::whole(file, "`months` needs twelve lists", "January first"));
        }
        let mut others: Vec<&Written> = Vec::new();
        for tag in &locale.beside {
            let Some(other) = Locale::as_written(tag) else {
                let message = format!("`beside` names the unknown locale {tag:?}");
                return Err(TemplateError::whole(
                    file,
                    message,
                    "name a file of `locales/` without its ending",
                ));
            };
            others.push(other?);
        }
        let is_shared = |word: &String| others.iter().any(|other| other.words.contains(word));
        let mut headings = locale.headings.squashed();
        locale.own = Phrases::of_squashed(locale.words(&headings).filter(|word| !is_shared(word)));
        for other in others {
            locale.add(other, &mut headings);
        }
        locale.month_letters =
            locale.months.iter().flatten().fold(0, |letters, name| letters | letter_bit(name));
        locale.weekday_letters = locale.weekdays.iter().fold(0, |letters, name| letters | letter_bit(name));
        locale.phrases = Phrases::of_squashed(headings.into_iter().flatten());
        Ok(locale)
    }

    /// A file of `locales/` by its tag, without what stands beside it: no file can lead back to itself. Many languages stand
    /// beside the same one, which is parsed once.
    fn as_written(tag: &str) -> Option<Result<&'static Written, TemplateError>> {
        static WRITTEN: [OnceLock<Result<Written, TemplateError>>; embedded::LOCALES.len()] =
            [const { OnceLock::new() }; embedded::LOCALES.len()];
        let (written, data) = WRITTEN.iter().zip(embedded::LOCALES).find(|(_, data)| data.stem() == tag)?;
        let read = || -> Result<Written, TemplateError> {
            let locale: Locale = data.read()?;
            let headings = locale.headings.squashed();
            Ok(Written { words: locale.words(&headings).collect(), headings, locale })
        };
        Some(written.get_or_init(read).as_ref().map_err(Clone::clone))
    }

    /// Words that show the language, squashed: titles, headings and labels. Short words are left out, which stand in any text.
    fn words(&self, headings: &SquashedHeadings) -> impl Iterator<Item = String> {
        let labels = self.labels.telling().into_iter().flatten();
        let headings = headings.iter().flatten().cloned();
        let long = |word: &String| word.chars().count() >= if word.is_ascii() { 5 } else { 2 };
        self.titles.iter().chain(labels).map(|label| squash(label)).chain(headings).filter(long)
    }

    /// Adds the words of another language after the own ones; `squashed` are the own headings.
    fn add(&mut self, Written { locale: other, headings, .. }: &Written, squashed: &mut SquashedHeadings) {
        let own: Words = squashed.iter().flatten().cloned().collect();
        let mine = self.headings.lists_mut().into_iter().zip(squashed);
        let theirs = other.headings.lists().into_iter().zip(headings);
        for ((mine, squashed), ((_, theirs), theirs_squashed)) in mine.zip(theirs) {
            let all = theirs.iter().zip(theirs_squashed);
            let new = all.filter(|(_, squashed)| !own.contains(squashed));
            let (phrases, letters): (Vec<String>, Vec<String>) =
                new.map(|(a, b)| (a.clone(), b.clone())).unzip();
            mine.extend(phrases);
            squashed.extend(letters);
        }
        for (mine, theirs) in self.labels.lists_mut().into_iter().zip(other.labels.lists()) {
            extend(mine, theirs);
        }
        for (mine, theirs) in self.holders.lists_mut().into_iter().zip(other.holders.lists()) {
            extend(mine, theirs);
        }
        for (mine, theirs) in self.accounts.lists_mut().into_iter().zip(other.accounts.lists()) {
            extend(mine, theirs);
        }
        for (mine, theirs) in self.months.iter_mut().zip(&other.months) {
            extend(mine, theirs);
        }
        for (mine, theirs) in [
            (&mut self.rows.opening, &other.rows.opening),
            (&mut self.rows.closing, &other.rows.closing),
            (&mut self.rows.carried, &other.rows.carried),
            (&mut self.rows.totals, &other.rows.totals),
            (&mut self.rows.page_totals, &other.rows.page_totals),
            (&mut self.rows.notes, &other.rows.notes),
            (&mut self.sections.debit, &other.sections.debit),
            (&mut self.sections.credit, &other.sections.credit),
            (&mut self.sections.pending, &other.sections.pending),
            (&mut self.sections.posted, &other.sections.posted),
        ] {
            extend(mine, theirs);
        }
        extend(&mut self.weekdays, &other.weekdays);
        extend(&mut self.dates.until, &other.dates.until);
        extend(&mut self.cards.spent, &other.cards.spent);
        extend(&mut self.cards.paid, &other.cards.paid);
        extend(&mut self.dates.statement, &other.dates.statement);
        extend(&mut self.currency_marks, &other.currency_marks);
        // Of the marks only those that mean nothing else: `d` is a debit in one language and a day in another.
        let free = |mark: &&String, taken: &[String]| mark.len() > 1 && !taken.contains(mark);
        let debit = other.debit_marks.iter().filter(|mark| free(mark, &self.credit_marks));
        extend(&mut self.debit_marks, &debit.cloned().collect::<Vec<_>>());
        let credit = other.credit_marks.iter().filter(|mark| free(mark, &self.debit_marks));
        extend(&mut self.credit_marks, &credit.cloned().collect::<Vec<_>>());
    }

    /// The labels of all header fields. Most of them stand nowhere on a page, which is quickly told of all together. Squashed when
    /// first asked for: of most languages nobody asks.
    pub fn squashed_labels(&self) -> &SquashedLabels {
        self.squashed_labels.get_or_init(|| {
            let mut labels = self.labels.clone();
            let mut statement = self.dates.statement.clone();
            for label in labels.lists_mut().into_iter().flatten().chain(&mut statement) {
                *label = squash(label);
            }
            let phrases = Phrases::of_squashed(labels.of_fields().flatten().chain(&statement).cloned());
            SquashedLabels { labels, statement, phrases }
        })
    }

    /// The month of a printed name, 1 to 12; a trailing dot is allowed.
    #[must_use]
    pub fn month(&self, name: &str) -> Option<i8> {
        if letter_bit(name) & self.month_letters == 0 {
            return None;
        }
        let name = Folded::new(name.trim_end_matches('.'));
        let index = self.months.iter().position(|names| name.is_among(names))?;
        i8::try_from(index + 1).ok()
    }

    /// Whether a word is the name of a weekday, long or short, without a dot.
    #[must_use]
    pub fn is_weekday(&self, name: &str) -> bool {
        letter_bit(name) & self.weekday_letters != 0 && Folded::new(name).is_among(&self.weekdays)
    }
}

/// The bit of the letter that a word begins with, whatever its case.
fn letter_bit(word: &str) -> u32 {
    match word.bytes().next().map(|first| first.to_ascii_lowercase()) {
        Some(first @ b'a'..=b'z') => 1 << (first - b'a'),
        _ => 1 << 31,
    }
}

/// A word whose case does not matter. Those in plain letters, which nearly all are, are compared as they stand.
enum Folded<'w> {
    Plain(&'w str),
    Lower(String),
}

impl Folded<'_> {
    fn new(word: &str) -> Folded<'_> {
        if word.is_ascii() { Folded::Plain(word) } else { Folded::Lower(word.to_lowercase()) }
    }

    /// Whether it is one of these words in lower case.
    fn is_among(&self, words: &[String]) -> bool {
        words.iter().any(|word| match self {
            Folded::Plain(plain) => plain.eq_ignore_ascii_case(word),
            Folded::Lower(lower) => lower == word,
        })
    }
}

fn extend<T: PartialEq + Clone>(mine: &mut Vec<T>, theirs: &[T]) {
    for one in theirs {
        if !mine.contains(one) {
            mine.push(one.clone());
        }
    }
}
