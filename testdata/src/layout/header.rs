//! What stands above the table: the bank's name and the labelled facts about the account.

use super::DateFormat;

/// The block above the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderBlock {
    /// Where the bank's name and address stand.
    pub title: TitleStyle,
    /// A line over the fields, such as `STATEMENT OF ACCOUNT`; empty for none.
    pub heading: String,
    /// The facts in the left half.
    pub left: Vec<HeaderField>,
    /// The facts in the right half.
    pub right: Vec<HeaderField>,
    /// How a label and its value are set.
    pub labels: LabelStyle,
    /// How dates in the header are written.
    pub dates: DateFormat,
    /// Between the first and the last day of the period, such as ` to `.
    pub period_link: String,
    /// Prints the facts on each page instead of the first only; the bank's name is on each page anyway.
    pub on_each_page: bool,
}

/// Where the bank's name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TitleStyle {
    /// At the left margin.
    Left,
    /// In the middle of the page.
    Centre,
    /// At the right margin.
    Right,
}

/// How a label and its value are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelStyle {
    /// `Label : value`, as one text.
    Inline,
    /// The label, a colon in a column of its own, and the value in a third.
    Columns,
    /// The value on the line below its label.
    Below,
}

/// One labelled fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderField {
    /// The printed label; empty for a value without one.
    pub label: String,
    /// The fact.
    pub item: HeaderItem,
}

impl HeaderField {
    /// A field with this label.
    pub fn new(label: &str, item: HeaderItem) -> Self {
        Self { label: label.to_string(), item }
    }
}

/// A fact about the account, or fixed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderItem {
    /// The holder's name.
    Holder,
    /// The holder's address, on several lines.
    Address,
    /// The account number in full.
    AccountNumber,
    /// The account number with all but the last four digits hidden.
    MaskedAccountNumber,
    /// The bank's number for the person.
    CustomerId,
    /// The product.
    Product,
    /// IFSC or BIC.
    Ifsc,
    /// MICR or routing code.
    Micr,
    /// The branch.
    Branch,
    /// ISO code of the currency.
    Currency,
    /// First and last day.
    Period,
    /// The day after the period.
    StatementDate,
    /// The opening balance.
    OpeningBalance,
    /// The closing balance.
    ClosingBalance,
    /// Always the same words.
    Fixed(String),
}
