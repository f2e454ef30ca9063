//! A language and its number form: month names, marks, and the words that headings and balance rows use.

use crate::{TemplateError, pattern::Pattern};
use serde::Deserialize;

/// One file of `locales/`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locale {
    /// BCP 47 tag, such as `en` or `de-CH`.
    pub tag: String,
    /// What parts whole units from minor ones.
    pub decimal: char,
    /// What may group digits.
    pub group: Vec<char>,
    /// For each month its names and abbreviations, lower case without dots.
    pub months: Vec<Vec<String>>,
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
    /// Labels of header fields, for documents without a template.
    pub labels: Labels,
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
    pub credit_limit: Vec<String>,
}

impl Locale {
    pub(crate) fn parse(file: &str, text: &str) -> Result<Locale, TemplateError> {
        let locale: Locale =
            toml::from_str(text).map_err(|error| TemplateError::from_toml(file, text, &error))?;
        if locale.months.len() != 12 {
            return Err(TemplateError::whole(file, "`months` needs twelve lists", "January first"));
        }
        Ok(locale)
    }

    /// The month of a printed name, 1 to 12; a trailing dot is allowed.
    #[must_use]
    pub fn month(&self, name: &str) -> Option<i8> {
        let name = name.trim_end_matches('.').to_lowercase();
        let index = self.months.iter().position(|names| names.contains(&name))?;
        i8::try_from(index + 1).ok()
    }
}
