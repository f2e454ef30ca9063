//! Bank accounts of an entity, one per bank and account number. What identifies the holder is sealed.

use super::{Store, StoreResult, Tenant, Tx, new_id};
use crate::clock;
use crate::crypto::Vault;
use engine::model::{Account, AccountCategory, Currency, Identity, account_key, number};
use serde::{Deserialize, Serialize};
use sqlx::Row as _;

/// What a statement's header says about an account and its holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountDetails {
    /// Account number as printed, without spaces.
    pub number: Option<String>,
    /// Name of the holder.
    pub name: Option<String>,
    /// Address of the holder.
    pub address: Option<String>,
    /// Indian branch code.
    pub ifsc: Option<String>,
    /// Indian cheque-clearing code.
    pub micr: Option<String>,
    /// Person or company.
    pub category: AccountCategory,
    /// Limit of an overdraft or cash-credit account in minor units.
    pub credit_limit: Option<i64>,
    /// Currency.
    pub currency: Currency,
    /// Place among the different accounts of one document that print the same number, or none; 0 for the first.
    #[serde(default)]
    pub twin: u32,
}

impl AccountDetails {
    /// The details as the engine read them.
    #[must_use]
    pub fn of(account: &Account, identity: &Identity) -> AccountDetails {
        let text = |field: &Option<engine::model::Located<String>>| {
            field.as_ref().map(|located| located.value.clone())
        };
        AccountDetails {
            number: text(&account.number),
            name: text(&identity.name),
            address: text(&identity.address),
            ifsc: text(&account.ifsc),
            micr: text(&account.micr),
            category: account.category,
            credit_limit: account.credit_limit.as_ref().map(|limit| limit.value),
            currency: account.currency,
            twin: account.twin,
        }
    }

    /// These details, with gaps filled from an earlier statement of the same account.
    fn over(self, earlier: AccountDetails) -> AccountDetails {
        AccountDetails {
            number: fuller(self.number, earlier.number),
            name: self.name.or(earlier.name),
            address: self.address.or(earlier.address),
            ifsc: self.ifsc.or(earlier.ifsc),
            micr: self.micr.or(earlier.micr),
            credit_limit: self.credit_limit.or(earlier.credit_limit),
            ..self
        }
    }
}

/// The number that hides less; of two alike the first.
fn fuller(number: Option<String>, earlier: Option<String>) -> Option<String> {
    let hides = |number: &String| number::is_masked(&account_key(number));
    match (number, earlier) {
        (Some(number), Some(earlier)) if hides(&number) && !hides(&earlier) => Some(earlier),
        (number, earlier) => number.or(earlier),
    }
}

/// An account of an entity.
#[derive(Clone, Debug)]
pub struct AccountRow {
    /// Identifier, UUID version 4.
    pub id: String,
    /// Identifier of the bank.
    pub bank: String,
    /// Account and holder.
    pub details: AccountDetails,
    /// When a statement last touched it, milliseconds since 1970.
    pub updated_at: i64,
}

/// The statement that an account is read from.
pub(crate) struct AccountSource<'a> {
    pub(crate) tenant: &'a Tenant,
    pub(crate) entity_id: &'a str,
    pub(crate) statement_id: &'a str,
    pub(crate) bank: &'a str,
}

/// Finds or makes the account, remembers what is new about it, and answers its id. `vault` is the entity's.
pub(crate) async fn upsert(
    tx: &mut Tx,
    vault: &Vault,
    source: &AccountSource<'_>,
    details: AccountDetails,
) -> StoreResult<String> {
    let twin = details.twin.to_string();
    let match_key = match &details.number {
        // The lender said that all statements of this entity are of one account.
        _ if is_single_account(tx, source.entity_id).await? => {
            vault.fingerprint(&["single", source.entity_id])
        }
        Some(number) if details.twin == 0 => {
            vault.fingerprint(&["account", source.entity_id, source.bank, &account_key(number)])
        }
        Some(number) => {
            vault.fingerprint(&["account", source.entity_id, source.bank, &account_key(number), &twin])
        }
        // Without a number nothing says that statements of two documents are of one account.
        None => vault.fingerprint(&["statement", source.statement_id, &twin]),
    };
    let row = sqlx::query("SELECT id, details_sealed FROM account WHERE entity_id = $1 AND match_key = $2")
        .bind(source.entity_id)
        .bind(&match_key)
        .fetch_optional(&mut **tx)
        .await?;
    let known = match row {
        Some(row) => {
            let id: String = row.try_get(0)?;
            let earlier = open(vault, &id, &row.try_get::<Vec<u8>, _>(1)?)?;
            Some((id, earlier))
        }
        None => masked(tx, vault, source, &details).await?,
    };
    let now = clock::now_ms();
    if let Some((id, earlier)) = known {
        let sealed = seal(vault, &id, &details.over(earlier))?;
        sqlx::query("UPDATE account SET details_sealed = $1, updated_at = $2 WHERE id = $3")
            .bind(sealed)
            .bind(now)
            .bind(&id)
            .execute(&mut **tx)
            .await?;
        return Ok(id);
    }
    let id = new_id();
    sqlx::query(
        "INSERT INTO account (id, tenant_id, entity_id, match_key, bank, details_sealed, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&id)
    .bind(source.tenant.id())
    .bind(source.entity_id)
    .bind(&match_key)
    .bind(source.bank)
    .bind(seal(vault, &id, &details)?)
    .bind(now)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// The one account of the bank that a masked number can be of, or that was known by a masked number only.
async fn masked(
    tx: &mut Tx,
    vault: &Vault,
    source: &AccountSource<'_>,
    details: &AccountDetails,
) -> StoreResult<Option<(String, AccountDetails)>> {
    let Some(number) = details.number.as_deref().filter(|_| details.twin == 0).map(account_key) else {
        return Ok(None);
    };
    let rows = sqlx::query("SELECT id, details_sealed FROM account WHERE entity_id = $1 AND bank = $2")
        .bind(source.entity_id)
        .bind(source.bank)
        .fetch_all(&mut **tx)
        .await?;
    let differ = |one: &Option<String>, other: &Option<String>| {
        let pair = one.as_ref().zip(other.as_ref());
        pair.is_some_and(|(one, other)| !one.eq_ignore_ascii_case(other))
    };
    let mut found = Vec::new();
    for row in &rows {
        let id: String = row.try_get(0)?;
        let known = open(vault, &id, &row.try_get::<Vec<u8>, _>(1)?)?;
        let other = known.number.as_deref().map(account_key);
        // It was found by a masked number first, and has got this very number from a statement since.
        if known.twin == 0 && other.as_ref() == Some(&number) {
            return Ok(Some((id, known)));
        }
        let may_be = other.is_some_and(|other| number::may_be(&number, &other));
        if may_be
            && known.twin == 0
            && known.currency == details.currency
            && !differ(&known.name, &details.name)
            && !differ(&known.ifsc, &details.ifsc)
        {
            found.push((id, known));
        }
    }
    // A number that may be of two accounts is of neither.
    Ok(found.pop().filter(|_| found.is_empty()))
}

async fn is_single_account(tx: &mut Tx, entity_id: &str) -> StoreResult<bool> {
    let sql = "SELECT is_single_account FROM entity WHERE id = $1";
    let row = sqlx::query(sql).bind(entity_id).fetch_optional(&mut **tx).await?;
    Ok(row.map(|row| row.try_get::<i64, _>(0)).transpose()?.is_some_and(|flag| flag != 0))
}

impl Store {
    /// The accounts of an entity of the tenant, oldest first.
    ///
    /// # Errors
    /// The database fails or a record does not open.
    pub async fn accounts(
        &self,
        vault: &Vault,
        tenant: &Tenant,
        entity_id: &str,
    ) -> StoreResult<Vec<AccountRow>> {
        let rows = sqlx::query(
            "SELECT id, bank, details_sealed, updated_at FROM account \
             WHERE tenant_id = $1 AND entity_id = $2 ORDER BY created_at, id",
        )
        .bind(tenant.id())
        .bind(entity_id)
        .fetch_all(self.pool())
        .await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let vault = self.entity_vault(vault, entity_id).await?;
        rows.iter()
            .map(|row| {
                let id: String = row.try_get(0)?;
                let details = open(&vault, &id, &row.try_get::<Vec<u8>, _>(2)?)?;
                Ok(AccountRow { id, bank: row.try_get(1)?, details, updated_at: row.try_get(3)? })
            })
            .collect()
    }
}

fn seal(vault: &Vault, id: &str, details: &AccountDetails) -> StoreResult<Vec<u8>> {
    Ok(vault.seal(&format!("account/{id}"), &serde_json::to_vec(details)?)?)
}

/// Opens what was sealed of an account; `vault` is the entity's.
pub(super) fn open(vault: &Vault, id: &str, sealed: &[u8]) -> StoreResult<AccountDetails> {
    Ok(serde_json::from_slice(&vault.open(&format!("account/{id}"), sealed)?)?)
}
