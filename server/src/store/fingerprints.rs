//! Whether a statement was seen before, for another customer of the tenant.
//!
//! What is kept are marks under the master key: equal marks say that two statements share something, and nothing else can be
//! read from them.

use super::statements::{NewStatement, StoredFinding};
use super::{StoreResult, Tenant, Tx};
use crate::crypto::Vault;
use engine::fraud::{ReuseCase, Thresholds, inspect_reuse};
use engine::model::{Finding, Fingerprint, RowMark};
use sqlx::Row as _;
use std::collections::BTreeMap;

/// Marks of others that are compared with one statement: an identifier that a bank writes into every file has thousands.
const MOST_MARKS: i64 = 4_000;

/// The fingerprint of an upload and what makes it odd.
#[derive(Clone, Debug, Default)]
pub struct Reuse {
    /// By what the statement is known again.
    pub fingerprint: Fingerprint,
    /// Where odd begins.
    pub thresholds: Thresholds,
}

/// What is said of a statement beside those of other entities of the tenant.
pub(super) async fn compare(
    tx: &mut Tx,
    vault: &Vault,
    tenant: &Tenant,
    entity_id: &str,
    reuse: &Reuse,
) -> StoreResult<Vec<Finding>> {
    let own = keyed(vault, tenant, &reuse.fingerprint);
    let others = others(tx, tenant, entity_id, &own).await?;
    let case = ReuseCase { own: &own, others: &others, thresholds: &reuse.thresholds };
    Ok(inspect_reuse(&case).findings)
}

/// Keeps the marks of a new statement.
pub(super) async fn keep(
    tx: &mut Tx,
    vault: &Vault,
    tenant: &Tenant,
    entity_id: &str,
    new: &NewStatement,
) -> StoreResult<()> {
    let own = keyed(vault, tenant, &new.reuse.fingerprint);
    let file = own.file.iter().map(|mark| ("file", mark.as_str(), ""));
    let rows = own.rows.iter().map(|row| ("row", row.row.as_str(), row.figures.as_str()));
    for (kind, mark, figures) in file.chain(rows) {
        sqlx::query(
            "INSERT INTO fingerprint (tenant_id, mark, statement_id, entity_id, kind, account, figures) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(tenant.id())
        .bind(mark)
        .bind(&new.id)
        .bind(entity_id)
        .bind(kind)
        .bind(own.account.as_deref())
        .bind(figures)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Findings of this sort come from the store, and reading the document anew does not know of them.
pub(super) fn is_reuse(finding: &StoredFinding) -> bool {
    finding.id == "template_reuse"
}

/// The marks that other entities' statements share, one fingerprint for each statement.
async fn others(
    tx: &mut Tx,
    tenant: &Tenant,
    entity_id: &str,
    own: &Fingerprint,
) -> StoreResult<Vec<Fingerprint>> {
    let marks: Vec<&str> =
        own.file.iter().map(String::as_str).chain(own.rows.iter().map(|row| row.row.as_str())).collect();
    if marks.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (0..marks.len()).map(|index| format!("${}", index + 4)).collect();
    let sql = format!(
        "SELECT statement_id, kind, mark, account, figures FROM fingerprint \
         WHERE tenant_id = $1 AND entity_id <> $2 AND mark IN ({}) LIMIT $3",
        places.join(", ")
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(tenant.id()).bind(entity_id).bind(MOST_MARKS);
    for mark in marks {
        query = query.bind(mark);
    }
    let mut found: BTreeMap<String, Fingerprint> = BTreeMap::new();
    for row in query.fetch_all(&mut **tx).await? {
        let other = found.entry(row.try_get(0)?).or_default();
        other.account = row.try_get(3)?;
        let (kind, mark): (String, String) = (row.try_get(1)?, row.try_get(2)?);
        match kind.as_str() {
            "file" => other.file = Some(mark),
            _ => other.rows.push(RowMark { row: mark, figures: row.try_get(4)? }),
        }
    }
    Ok(found.into_values().collect())
}

/// The same marks under the master key, of use within one tenant only.
fn keyed(vault: &Vault, tenant: &Tenant, plain: &Fingerprint) -> Fingerprint {
    let mark = |kind: &str, text: &str| vault.fingerprint(&["reuse", tenant.id(), kind, text]);
    Fingerprint {
        file: plain.file.as_deref().map(|file| mark("file", file)),
        account: plain.account.as_deref().map(|account| mark("account", account)),
        rows: plain
            .rows
            .iter()
            .map(|row| RowMark { row: mark("row", &row.row), figures: mark("figures", &row.figures) })
            .collect(),
    }
}
