//! What the contract prints: every wire shape in one place, made from the engine's types. `statera analyze --json` prints the
//! same shapes, so ids that only the server gives are optional here.
//!
//! Amounts are JSON numbers written digit by digit from minor units. A float would carry them up to 2^53 minor units only, and
//! a reader would have to trust that no step in between rounds; the decimal text is exact at any size.

use crate::http::openapi::{number, one_of};
use crate::store::accounts::AccountDetails;
use crate::store::analyses::EntityFinding;
use crate::store::statements::{Progress, StoredFinding};
use engine::model::{
    AccountCategory, Channel, Description, Direction, FindingGroup, KnownParty, MerchantCategory, Money,
    Period, Reference, ReturnReason, Statement, Transaction,
};
use serde::{Serialize, Serializer, ser};
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// An amount as an exact JSON number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount(pub Money);

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number = RawValue::from_string(self.0.to_decimal()).map_err(ser::Error::custom)?;
        number.serialize(serializer)
    }
}

number!(Amount, "An amount in the currency of the account, with its decimals.");

/// One row of `transactions[]`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TransactionShape {
    /// The narration.
    pub transaction_note: String,
    /// Stable identity of the row.
    pub hash: String,
    /// What it is beyond its channel; empty when there is nothing to say.
    #[schema(schema_with = one_of::<Description>)]
    pub description: Description,
    /// The account.
    pub account_id: Option<String>,
    /// `credit` or `debit`.
    #[schema(schema_with = one_of::<Direction>)]
    pub transaction_type: Direction,
    /// Always positive.
    pub amount: Amount,
    /// `YYYY-MM-DD HH:MM:SS`, midnight when the statement prints no time.
    pub date: String,
    /// Empty when unknown.
    #[schema(schema_with = one_of::<MerchantCategory>)]
    pub merchant_category: MerchantCategory,
    /// Balance after the row; null when it is neither printed nor follows from the rows.
    pub balance: Option<Amount>,
    /// How the money moved.
    #[schema(schema_with = one_of::<Channel>)]
    pub transaction_channel: Channel,
}

impl TransactionShape {
    /// A row with the balance after it.
    #[must_use]
    pub fn of(row: &Transaction, account_id: Option<&str>, balance: Option<Money>) -> TransactionShape {
        let time = row.time.unwrap_or(jiff::civil::Time::midnight());
        TransactionShape {
            transaction_note: row.narration.clone(),
            hash: row.hash.clone(),
            description: row.description,
            account_id: account_id.map(str::to_owned),
            transaction_type: row.direction,
            amount: Amount(row.amount),
            date: format!("{} {}", row.date, time.strftime("%H:%M:%S")),
            merchant_category: row.merchant_category,
            balance: balance.map(Amount),
            transaction_channel: row.channel,
        }
    }
}

/// What a row says beyond the contract: who stands on the other side and how the row is known to others.
#[derive(Clone, Debug, Serialize)]
pub struct PartyShape<'r> {
    /// The row.
    pub transaction_hash: &'r str,
    /// The narration without numbers, dates and punctuation.
    pub clean_transaction_note: &'r str,
    /// Who stands on the other side, as printed; null when nobody is named.
    pub counterparty: Option<&'r str>,
    /// Branch of the other side.
    pub counterparty_ifsc: Option<&'r str>,
    /// UTR, RRN, UMRN, cheque number, VPA and the like.
    pub references: &'r [Reference],
    /// What the lexicons know of the counterparty: `kind` and `name`.
    pub known_party: Option<&'r KnownParty>,
    /// `funds_insufficient` or `technical`, on rows of a bounce.
    pub return_reason: Option<ReturnReason>,
}

impl<'r> PartyShape<'r> {
    /// The other side of a row.
    #[must_use]
    pub fn of(row: &'r Transaction) -> PartyShape<'r> {
        PartyShape {
            transaction_hash: &row.hash,
            clean_transaction_note: &row.clean_transaction_note,
            counterparty: row.counterparty.as_deref(),
            counterparty_ifsc: row.counterparty_ifsc.as_deref(),
            references: &row.references,
            known_party: row.known_party.as_ref(),
            return_reason: row.return_reason,
        }
    }
}

/// The rows of a statement, oldest first. Where the bank prints no balance beside a row, the last known balance is carried
/// through the rows.
#[must_use]
pub fn transactions(statement: &Statement, account_id: Option<&str>) -> Vec<TransactionShape> {
    let rows = statement.transactions.iter().zip(carried_balances(statement));
    rows.map(|(row, balance)| TransactionShape::of(row, account_id, balance)).collect()
}

/// The balance after each row: printed, or carried from the last known one.
pub fn carried_balances(statement: &Statement) -> impl Iterator<Item = Option<Money>> {
    let mut known = statement.reconciliation.opening_balance;
    statement.transactions.iter().map(move |row| {
        let carried = known.and_then(|balance| balance.minor.checked_add(row.signed_minor()));
        known = row.balance.or(carried.map(|minor| row.amount.with_minor(minor)));
        known
    })
}

/// One row of `identity[]`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IdentityShape {
    /// The account.
    pub account_id: Option<String>,
    /// Account number as printed.
    pub account_number: Option<String>,
    /// Name of the holder.
    pub name: Option<String>,
    /// Address of the holder.
    pub address: Option<String>,
    /// `individual` or `corporate`.
    #[schema(schema_with = one_of::<AccountCategory>)]
    pub account_category: AccountCategory,
    /// Limit of an overdraft or cash-credit account in whole units of the currency; 0 when there is none.
    pub credit_limit: i64,
}

impl IdentityShape {
    /// Account and holder.
    #[must_use]
    pub fn of(details: &AccountDetails, account_id: Option<&str>) -> IdentityShape {
        IdentityShape {
            account_id: account_id.map(str::to_owned),
            account_number: details.number.clone(),
            name: details.name.clone(),
            address: details.address.clone(),
            account_category: details.category,
            credit_limit: whole_limit(details),
        }
    }
}

fn whole_limit(details: &AccountDetails) -> i64 {
    let unit = 10_i64.pow(details.currency.decimals());
    details.credit_limit.map_or(0, |limit| limit / unit)
}

/// One row of `accounts[]`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountShape {
    /// The account.
    pub account_id: Option<String>,
    /// Account number as printed.
    pub account_number: Option<String>,
    /// Identifier of the bank, lower case.
    pub bank: String,
    /// Indian branch code.
    pub ifsc: Option<String>,
    /// Indian cheque-clearing code.
    pub micr: Option<String>,
    /// `individual` or `corporate`.
    #[schema(schema_with = one_of::<AccountCategory>)]
    pub account_category: AccountCategory,
    /// Limit of an overdraft or cash-credit account in whole units of the currency; 0 when there is none.
    pub credit_limit: i64,
    /// Months with rows, `YYYY-MM`.
    pub months: Vec<String>,
    /// The statements of the account.
    pub statements: Vec<String>,
    /// ISO 8601 with microseconds, UTC.
    pub last_updated: Option<String>,
}

impl AccountShape {
    /// An account without what only the server knows: id, statements and time.
    #[must_use]
    pub fn of(details: &AccountDetails, bank: &str, months: Vec<String>) -> AccountShape {
        AccountShape {
            account_id: None,
            account_number: details.number.clone(),
            bank: bank.to_owned(),
            ifsc: details.ifsc.clone(),
            micr: details.micr.clone(),
            account_category: details.category,
            credit_limit: whole_limit(details),
            months,
            statements: Vec::new(),
            last_updated: None,
        }
    }
}

/// One row of `progress[]`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProgressShape {
    /// The statement.
    pub statement_id: String,
    /// How far this analysis has come.
    pub status: Progress,
    /// Why it failed.
    pub message: Option<String>,
    /// Where the statement came from: always `pdf`.
    pub source: &'static str,
    /// How far the rows have come; in the answer of `identity/` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_status: Option<Progress>,
}

/// `fraud`: what was seen, never an accusation.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct FraudShape {
    /// Statements with a finding.
    pub fraudulent_statements: Vec<String>,
    /// The findings.
    pub fraud_type: Vec<FraudTypeShape>,
}

/// One row of `fraud.fraud_type[]`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FraudTypeShape {
    /// The statement; null for a finding about an account.
    pub statement_id: Option<String>,
    /// Identifier of the finding.
    pub fraud_type: String,
    /// The account.
    pub account_id: Option<String>,
    /// `metadata`, `accounting` or `behaviour`.
    #[schema(schema_with = one_of::<FindingGroup>)]
    pub fraud_category: FindingGroup,
    /// The row, for a finding about a row.
    pub transaction_hash: Option<String>,
}

impl FraudShape {
    /// Adds the findings of a statement; `account_of` answers the account of a place within the document.
    pub fn add(
        &mut self,
        statement_id: Option<&str>,
        findings: &[StoredFinding],
        account_of: impl Fn(usize) -> Option<String>,
    ) {
        if findings.is_empty() {
            return;
        }
        self.fraudulent_statements.extend(statement_id.map(str::to_owned));
        self.fraud_type.extend(findings.iter().map(|finding| FraudTypeShape {
            statement_id: statement_id.map(str::to_owned),
            fraud_type: finding.id.clone(),
            account_id: account_of(finding.ordinal),
            fraud_category: finding.group,
            transaction_hash: finding.transaction_hash.clone(),
        }));
    }
}

impl FraudShape {
    /// Adds findings about an entity. Conduct makes no statement fraudulent.
    pub fn add_entity<'f>(&mut self, findings: impl Iterator<Item = &'f EntityFinding>) {
        for finding in findings {
            let statement = finding.statement_id.iter().filter(|_| finding.group != FindingGroup::Behaviour);
            for id in statement {
                if !self.fraudulent_statements.contains(id) {
                    self.fraudulent_statements.push(id.clone());
                }
            }
            self.fraud_type.push(FraudTypeShape {
                statement_id: finding.statement_id.clone(),
                fraud_type: finding.id.clone(),
                account_id: finding.account_id.clone(),
                fraud_category: finding.group,
                transaction_hash: finding.transaction_hash.clone(),
            });
        }
    }
}

/// `date_range`: either end may be null.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct DateRangeShape {
    /// First day, `YYYY-MM-DD`.
    pub from_date: Option<String>,
    /// Last day.
    pub to_date: Option<String>,
}

impl From<Option<Period>> for DateRangeShape {
    fn from(period: Option<Period>) -> Self {
        DateRangeShape {
            from_date: period.map(|period| period.from.to_string()),
            to_date: period.map(|period| period.to.to_string()),
        }
    }
}

/// Answer to an upload.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UploadShape {
    /// Identifier of the bank, lower case.
    pub bank_name: String,
    /// The statement.
    pub statement_id: String,
    /// The entity.
    pub entity_id: String,
    /// The rest, which only `?identity=true` asks for.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub more: Option<UploadMore>,
}

/// What `?identity=true` adds to the answer to an upload.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UploadMore {
    /// Null when no layout fits the document.
    pub identity: Option<UploadIdentityShape>,
    /// The printed period.
    pub date_range: DateRangeShape,
    /// Whether the file itself looks altered.
    pub is_fraud: bool,
    /// The first finding about the file.
    pub fraud_type: Option<String>,
    /// Always 1: the upload was accepted.
    pub status: u8,
}

/// The identity in the answer to an upload, which later versions of the contract made richer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UploadIdentityShape {
    /// What the identity always has.
    #[serde(flatten)]
    pub identity: IdentityShape,
    /// Indian branch code.
    pub ifsc: Option<String>,
    /// Indian cheque-clearing code.
    pub micr: Option<String>,
    /// The same limit under its later name.
    pub od_limit: i64,
    /// Identifier of the bank, lower case.
    pub bank_name: String,
}

impl UploadIdentityShape {
    /// Account and holder.
    #[must_use]
    pub fn of(details: &AccountDetails, account_id: Option<&str>, bank: &str) -> UploadIdentityShape {
        let identity = IdentityShape::of(details, account_id);
        UploadIdentityShape {
            od_limit: identity.credit_limit,
            identity,
            ifsc: details.ifsc.clone(),
            micr: details.micr.clone(),
            bank_name: bank.to_owned(),
        }
    }
}

/// Answer of `accounts/`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountsShape {
    /// The entity.
    pub entity_id: String,
    /// Progress by statement.
    pub progress: Vec<ProgressShape>,
    /// The accounts.
    pub accounts: Vec<AccountShape>,
    /// The findings.
    pub fraud: FraudShape,
}

/// Answer of `identity/`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IdentitiesShape {
    /// What `accounts/` answers, too.
    #[serde(flatten)]
    pub envelope: AccountsShape,
    /// One per account.
    pub identity: Vec<IdentityShape>,
}

/// Answer of `transactions/`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TransactionsShape {
    /// What `accounts/` answers, too.
    #[serde(flatten)]
    pub envelope: AccountsShape,
    /// Rows of all statements, oldest first, each row once.
    pub transactions: Vec<TransactionShape>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::model::Currency;

    #[test]
    fn amounts_are_exact_json_numbers() {
        let print = |minor| serde_json::to_string(&Amount(Money::new(minor, Currency::INR))).unwrap();
        assert_eq!(print(123_456), "1234.56");
        assert_eq!(print(-5), "-0.05");
        assert_eq!(print(i64::MAX), "92233720368547758.07");
        let yen = Currency::parse("JPY").unwrap();
        assert_eq!(serde_json::to_string(&Amount(Money::new(70, yen))).unwrap(), "70");
    }
}
