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

/// What sort of account it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountType {
    /// Nothing says.
    #[default]
    Unknown,
    /// Savings account.
    Savings,
    /// Current or checking account.
    Current,
    /// Overdraft account.
    Overdraft,
    /// Cash-credit account: an overdraft against stock and receivables.
    CashCredit,
    /// Credit card.
    CreditCard,
    /// Loan account.
    Loan,
    /// Fixed or recurring deposit.
    Deposit,
}

/// The account itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Account number as printed, without spaces; digits may be masked by the bank. Where only the last digits are
    /// given (`ending in 1234`), `XXXX` stands before them.
    pub number: Option<Located<String>>,
    /// Indian branch code, 11 characters.
    pub ifsc: Option<Located<String>>,
    /// Indian cheque-clearing code, 9 digits.
    pub micr: Option<Located<String>>,
    /// International account number, without spaces.
    #[serde(default)]
    pub iban: Option<Located<String>>,
    /// Business identifier code of the bank, 8 or 11 characters.
    #[serde(default)]
    pub bic: Option<Located<String>>,
    /// British sort code, six digits in pairs: `20-12-34`.
    #[serde(default)]
    pub sort_code: Option<Located<String>>,
    /// American routing number, nine digits.
    #[serde(default)]
    pub routing_number: Option<Located<String>>,
    /// The branch that keeps the account, as printed.
    #[serde(default)]
    pub branch: Option<Located<String>>,
    /// The bank's number of the customer: customer id, CIF, CRN.
    #[serde(default)]
    pub customer_id: Option<Located<String>>,
    /// The sort of account as printed: `SAVINGS BANK - RESIDENT`.
    #[serde(default)]
    pub product: Option<Located<String>>,
    /// The sort of account by the words of [`Account::product`].
    #[serde(default)]
    pub account_type: AccountType,
    /// Person or company, by what the header says.
    pub category: AccountCategory,
    /// What says so; `None` when nothing speaks for a company and a person is taken for granted.
    #[serde(default)]
    pub category_reason: Option<Located<String>>,
    /// Limit of an overdraft or cash-credit account, in minor units.
    pub credit_limit: Option<Located<i64>>,
    /// Currency of the account.
    pub currency: Currency,
    /// Place among the different accounts of one document that print the same number, or none; 0 for the first.
    #[serde(default)]
    pub twin: u32,
}

impl Account {
    /// An account of which only the currency is known.
    #[must_use]
    pub fn bare(currency: Currency) -> Account {
        Account {
            number: None,
            ifsc: None,
            micr: None,
            iban: None,
            bic: None,
            sort_code: None,
            routing_number: None,
            branch: None,
            customer_id: None,
            product: None,
            account_type: AccountType::Unknown,
            category: AccountCategory::Individual,
            category_reason: None,
            credit_limit: None,
            currency,
            twin: 0,
        }
    }

    /// What two statements of one account share however its number is punctuated; empty when none is printed, except for the
    /// further accounts of a document that nothing printed tells apart.
    #[must_use]
    pub fn key(&self) -> String {
        let number = self.number.as_ref().map_or_else(String::new, |number| account_key(&number.value));
        if self.twin == 0 { number } else { format!("{number}#{}", self.twin + 1) }
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
    /// Name as printed; of a joint account the names as they are printed beside each other, or the first of them.
    pub name: Option<Located<String>>,
    /// Each holder of the account; one for an account that is not joint.
    #[serde(default)]
    pub holders: Vec<Located<String>>,
    /// Address, its lines joined by `, ` where the bank put no comma.
    pub address: Option<Located<String>>,
}
