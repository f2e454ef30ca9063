//! Whose account it is, as printed in the header of the statement.

use super::{Currency, Locator};
use serde::{Deserialize, Serialize};

/// A value and the place it was read from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it is printed.
    pub at: Locator,
}

/// Who holds accounts of this kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountCategory {
    /// A person.
    #[default]
    Individual,
    /// A company.
    Corporate,
}

/// The account itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Account number as printed, without spaces; digits may be masked by the bank.
    pub number: Option<Located<String>>,
    /// Indian branch code, 11 characters.
    pub ifsc: Option<Located<String>>,
    /// Indian cheque-clearing code, 9 digits.
    pub micr: Option<Located<String>>,
    /// Person or company, by what the header says.
    pub category: AccountCategory,
    /// Limit of an overdraft or cash-credit account, in minor units.
    pub credit_limit: Option<Located<i64>>,
    /// Currency of the account.
    pub currency: Currency,
}

impl Account {
    /// What two statements of one account share however its number is punctuated; empty when none is printed.
    #[must_use]
    pub fn key(&self) -> String {
        self.number.as_ref().map_or_else(String::new, |number| account_key(&number.value))
    }
}

/// Letters and digits of an account number.
#[must_use]
pub fn account_key(number: &str) -> String {
    number.chars().filter(|c| c.is_alphanumeric() || *c == '*').collect()
}

/// The holder.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// Name as printed.
    pub name: Option<Located<String>>,
    /// Address, its lines joined by `, ` where the bank put no comma.
    pub address: Option<Located<String>>,
}
