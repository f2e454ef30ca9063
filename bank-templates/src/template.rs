//! The types that a bank's TOML file fills. `docs/templates.md` is the guide for authors.

mod field;
mod lists;

use crate::{TemplateError, lint, pattern::Pattern};
pub use lists::{OneOrMany, Vec1};

/// One bank: how to recognise it and how its statements are laid out.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Version of this format; 1.
    pub schema: u32,
    /// The bank.
    pub bank: Bank,
    /// Groups of evidence: any group may match, in a group all must.
    #[serde(default)]
    pub identify: Vec<Identify>,
    /// What an untouched file of this bank looks like; read by document heuristics only.
    #[serde(default)]
    pub genuine: Genuine,
    /// Families of layouts that the bank shares with others, by their names; they follow its own layouts.
    #[serde(default)]
    pub include: OneOrMany<String>,
    /// Layouts, the most specific first.
    #[serde(default)]
    pub layout: Vec<Layout>,
}

/// Layouts that several banks share: sisters of one group, users of one system.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// Version of this format; 1.
    pub schema: u32,
    /// Name that templates include.
    pub family: String,
    /// Layouts, the most specific first. In their examples `{bank}` stands for the name of the bank.
    pub layout: Vec<Layout>,
}

/// The bank itself.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bank {
    /// Identifier used in the API, lower case.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// ISO 3166 country code.
    pub country: String,
}

/// One group of evidence.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identify {
    /// Texts that must all be printed above the table.
    #[serde(default)]
    pub text: OneOrMany<String>,
    /// First four letters of the account's IFSC, as printed in the header.
    pub ifsc: Option<String>,
    /// Pattern that the file's producer must fit.
    pub producer: Option<Pattern>,
    /// Pattern that the file's creator must fit.
    pub creator: Option<Pattern>,
}

/// What the bank's own files look like.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Genuine {
    /// Patterns for the producer.
    pub producer: Vec<Pattern>,
    /// Patterns for the creator.
    pub creator: Vec<Pattern>,
}

/// One way in which the bank prints statements.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Name within the bank, such as `savings-2023`.
    pub id: String,
    /// ISO 4217 code of the amounts.
    pub currency: String,
    /// Language and number form, such as `en-IN`.
    pub locale: String,
    /// Date formats that may be printed, strftime style (`%d/%m/%Y`). One is chosen per document, never per value.
    pub dates: Vec<String>,
    /// Order of the rows; found out from the balances when not given.
    pub order: Option<Order>,
    /// What the layout is written from.
    #[serde(default)]
    pub source: Source,
    /// Header fields.
    #[serde(default)]
    pub header: Header,
    /// The table.
    pub table: Table,
    /// How lines become rows.
    #[serde(default)]
    pub rows: Rows,
    /// Titles of tables, or of parts of one, that hold rows of one direction only; beside those the locale knows.
    #[serde(default)]
    pub sections: Titles,
    /// What a balance says.
    #[serde(default)]
    pub balances: Balances,
    /// From when years of two digits count. Years of four digits tell by themselves.
    #[serde(default)]
    pub calendar: Calendar,
    /// Worked examples; each runs as a test.
    #[serde(default)]
    pub example: Vec<Example>,
}

/// Order of rows on the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// The usual one.
    OldestFirst,
    /// Net-banking exports.
    NewestFirst,
}

/// What a layout is written from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Public descriptions, and what programs that others published expect.
    #[default]
    Description,
    /// A statement as it was issued, which it reads row for row.
    File,
}

/// Titles that say which way the rows below them went.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Titles {
    /// Money out: `Withdrawals*`, `Fees`.
    pub debit: OneOrMany<Pattern>,
    /// Money in: `Deposits*`.
    pub credit: OneOrMany<Pattern>,
}

/// What a balance says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Balances {
    /// What the account holds.
    #[default]
    Held,
    /// What its holder owes, as on cards: a payment makes it smaller.
    Owed,
}

/// From when years of two digits count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Calendar {
    /// The usual one.
    #[default]
    Gregorian,
    /// The Buddhist era, 543 years ahead: 68 is 2025.
    Buddhist,
}

/// Where header fields are printed.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Header {
    /// Sentences with `{account_number}`, `{holder}`, `{period_from}`, `{period_to}`, `{opening}`, `{closing}`,
    /// `{total_debit}`, `{total_credit}` or any other name of this table in them.
    pub lines: Vec<Pattern>,
    /// Account number.
    pub account_number: Vec1<Label>,
    /// Name of the holder.
    pub holder: Vec1<Label>,
    /// Address, may run over several lines.
    pub address: Vec1<Label>,
    /// Indian branch code.
    pub ifsc: Vec1<Label>,
    /// Indian cheque-clearing code.
    pub micr: Vec1<Label>,
    /// First and last day in one value; `split` says what stands between.
    pub period: Vec1<Label>,
    /// First day.
    pub period_from: Vec1<Label>,
    /// Last day.
    pub period_to: Vec1<Label>,
    /// Balance before the first row.
    pub opening: Vec1<Label>,
    /// Balance after the last row.
    pub closing: Vec1<Label>,
    /// Sum of debits.
    pub total_debit: Vec1<Label>,
    /// Sum of credits.
    pub total_credit: Vec1<Label>,
    /// Number of debits.
    pub debit_count: Vec1<Label>,
    /// Number of credits.
    pub credit_count: Vec1<Label>,
    /// Overdraft or cash-credit limit.
    pub credit_limit: Vec1<Label>,
    /// Branch that keeps the account.
    pub branch: Vec1<Label>,
    /// The bank's number of the customer: customer id, CIF, CRN.
    pub customer_id: Vec1<Label>,
    /// International account number.
    pub iban: Vec1<Label>,
    /// Business identifier code of the bank, also called SWIFT code.
    pub bic: Vec1<Label>,
    /// British sort code.
    pub sort_code: Vec1<Label>,
    /// American routing number.
    pub routing_number: Vec1<Label>,
    /// Sort of account.
    pub account_type: Vec1<Label>,
    /// Currency of the account, as an ISO 4217 code.
    pub currency: Vec1<Label>,
    /// Names of further holders of a joint account.
    pub joint_holder: Vec1<Label>,
}

/// A label and where its value stands.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// The label as printed, without its colon.
    pub label: String,
    /// Where the value is.
    #[serde(default)]
    pub take: Take,
    /// For a period: the text between first and last day.
    pub split: Option<String>,
    /// How many printed lines the value may have.
    #[serde(default = "one")]
    pub lines: usize,
}

fn one() -> usize {
    1
}

/// Where the value of a label stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Take {
    /// On the same line, up to a wide gap.
    #[default]
    Right,
    /// In the column below the label.
    Below,
    /// The whole next line, wherever it is set.
    NextLine,
}

/// The transaction table.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Columns from left to right.
    pub columns: Vec<Column>,
}

/// One column.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The heading as printed, words of all its lines in reading order; several spellings may be given.
    pub heading: OneOrMany<String>,
    /// What the column holds.
    pub field: Field,
    /// How its values are set; found out from the page when not given.
    pub align: Option<Align>,
    /// Whether the layout also holds without this column.
    #[serde(default)]
    pub optional: bool,
    /// For an `amount` column: which way an amount without sign or mark went; found out from the page when not given.
    pub unmarked: Option<Side>,
}

/// Which way money went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Out.
    Debit,
    /// In.
    Credit,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Booking date.
    Date,
    /// Value date.
    ValueDate,
    /// Narration; several columns of it are joined from left to right.
    Narration,
    /// Cheque or reference number.
    Reference,
    /// Money out.
    Debit,
    /// Money in.
    Credit,
    /// Money either way, by sign or mark.
    Amount,
    /// Marks `Dr` and `Cr` in a column of their own.
    DrCr,
    /// Running balance.
    Balance,
    /// Marks `Dr` and `Cr` of the balance in a column of their own.
    BalanceDrCr,
    /// Who stands on the other side.
    Counterparty,
    /// Time of day.
    Time,
    /// Read, and left out of the result: serial numbers, branch codes.
    Ignore,
}

/// How values are set in their column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    /// Left edges agree.
    Left,
    /// Right edges agree.
    Right,
    /// Centres agree.
    Center,
}

/// How lines become rows.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rows {
    /// What the anchor line of a row has.
    pub starts_with: StartsWith,
    /// Where the rest of a narration stands, relative to the anchor line.
    pub continues: Continues,
    /// Narrations of the row that holds the opening balance, beside those the locale knows.
    pub opening: OneOrMany<Pattern>,
    /// Narrations of the row that holds the closing balance, beside those the locale knows.
    pub closing: OneOrMany<Pattern>,
    /// Lines to leave out.
    pub skip: OneOrMany<Pattern>,
    /// Lines that end the table on their page; it goes on after the next headings.
    pub end: OneOrMany<Pattern>,
    /// Whether each day stands on a line of its own above its rows; then no column holds the date.
    pub day_lines: bool,
    /// Patterns over a whole narration that say more of the row: `{value_date}`, `{reference}`, `{counterparty}`, `{time}`.
    pub narration: OneOrMany<Pattern>,
}

/// What the anchor line of a row has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StartsWith {
    /// A date.
    #[default]
    Date,
    /// An amount; the date is printed once per day and holds until the next.
    Amount,
}

/// Where the rest of a narration stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Continues {
    /// Below the anchor line.
    #[default]
    Below,
    /// Above it.
    Above,
    /// The anchor line is set at the middle of the narration.
    Around,
    /// Every line is a row.
    Never,
}

/// A worked example: fixed-pitch text with invented data, and what must be read from it.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The page as fixed-pitch text; a form feed (`\f`) starts a new page.
    pub text: String,
    /// The rows, oldest first.
    pub rows: Vec<ExampleRow>,
    /// Opening balance as a plain decimal.
    pub opening: Option<String>,
    /// Expected values of header fields, by the names of [`Header`].
    #[serde(default)]
    pub header: std::collections::BTreeMap<String, String>,
    /// `proven` unless said otherwise.
    #[serde(default = "proven")]
    pub verdict: String,
}

fn proven() -> String {
    "proven".to_owned()
}

/// One expected row: date, narration, signed amount and balance (empty when not printed), all plain.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct ExampleRow(
    /// ISO date.
    pub String,
    /// Folded narration.
    pub String,
    /// Signed amount as a plain decimal; a debit is negative.
    pub String,
    /// Running balance as a plain decimal, or empty.
    pub String,
);

impl Family {
    /// Reads and checks one family; `file` is only used in messages.
    ///
    /// # Errors
    /// As [`Template::parse`].
    pub fn parse(file: &str, text: &str) -> Result<Family, TemplateError> {
        let family: Family =
            toml::from_str(text).map_err(|error| TemplateError::from_toml(file, text, &error))?;
        lint::check_family(file, text, &family)?;
        Ok(family)
    }

    /// Whether a file is about a family rather than a bank.
    #[must_use]
    pub fn is_one(text: &str) -> bool {
        text.lines()
            .map(str::trim_start)
            .take_while(|line| !line.starts_with('['))
            .any(|line| line.starts_with("family"))
    }

    /// The layouts, with the bank's name in their examples.
    pub(crate) fn of(&self, bank: &Bank) -> impl Iterator<Item = Layout> + '_ {
        let name = bank.name.clone();
        self.layout.iter().cloned().map(move |mut layout| {
            for example in &mut layout.example {
                example.text = example.text.replace("{bank}", &name);
            }
            layout
        })
    }
}

impl Template {
    /// Reads and checks one template; `file` is only used in messages.
    ///
    /// # Errors
    /// The text is not TOML, has an unknown key, or fails a check of [`lint`].
    pub fn parse(file: &str, text: &str) -> Result<Template, TemplateError> {
        let template: Template =
            toml::from_str(text).map_err(|error| TemplateError::from_toml(file, text, &error))?;
        lint::check(file, text, &template, false)?;
        Ok(template)
    }

    /// Reads and checks a template that may still be without worked examples.
    ///
    /// # Errors
    /// As [`Template::parse`].
    pub fn parse_draft(file: &str, text: &str) -> Result<Template, TemplateError> {
        let template: Template =
            toml::from_str(text).map_err(|error| TemplateError::from_toml(file, text, &error))?;
        lint::check(file, text, &template, true)?;
        Ok(template)
    }

    /// Reads only what stands above the first layout: the bank and how to recognise it.
    pub(crate) fn parse_head(file: &str, text: &str) -> Result<Template, TemplateError> {
        let end = text.find("\n[[layout]]").map_or(text.len(), |at| at + 1);
        let head = text.get(..end).unwrap_or(text);
        toml::from_str(head).map_err(|error| TemplateError::from_toml(file, head, &error))
    }
}
