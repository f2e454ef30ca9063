//! What the list of entities shows: each entity with its statements, its holders and how odd it is, the latest upload first.
//!
//! Banks, verdicts, risk and days are columns, so the database narrows by them. Names and account numbers are sealed, so a search
//! opens one entity after another, and stops after so many: what it has not seen yet is on the next page.

use super::statements::Progress;
use super::{Store, StoreResult, Tenant, accounts, entities};
use crate::crypto::Vault;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};
use std::collections::HashMap;

/// Entities on a page.
pub const PAGE: usize = 25;
/// Entities that are opened at a time, and at most for one page.
const BATCH: i64 = 100;
const MOST_OPENED: usize = 3_000;

/// What the list is narrowed to. An empty text narrows nothing; all conditions but search and risk are about one statement.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words that holder, account number, link or identifiers have.
    pub search: String,
    /// Identifier of the bank.
    pub bank: String,
    /// `proven`, `proven_with_gaps`, `unproven`, `processing` or `failed`.
    pub state: String,
    /// `low`, `medium` or `high`.
    pub risk: String,
    /// First day that a statement may end on, `2025-04-01`.
    pub from: String,
    /// Last day that a statement may begin on.
    pub to: String,
}

/// After which entity a page begins: its last upload and its identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// Milliseconds since 1970.
    pub active_at: i64,
    /// The entity.
    pub id: String,
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct Browsed {
    /// The entities.
    pub entities: Vec<BrowsedEntity>,
    /// Where the next page begins; absent on the last one.
    pub next: Option<After>,
    /// Whether a search stopped before the page was full.
    pub is_cut: bool,
}

/// An entity in the list.
#[derive(Clone, Debug)]
pub struct BrowsedEntity {
    /// Identifier.
    pub id: String,
    /// The lender's own identifier.
    pub link_id: Option<String>,
    /// When a statement was last uploaded, milliseconds since 1970.
    pub active_at: i64,
    /// 0 to 100; absent before the first analysis, and for one of an earlier version.
    pub risk: Option<i64>,
    /// `low`, `medium` or `high`.
    pub risk_band: Option<String>,
    /// Whether what its statements say together is still to come.
    pub is_analyzing: bool,
    /// Holders as printed, each once.
    pub holders: Vec<String>,
    /// Account numbers as printed.
    pub numbers: Vec<String>,
    /// The statements, the latest upload first.
    pub statements: Vec<BrowsedStatement>,
}

/// A statement in the list.
#[derive(Clone, Debug)]
pub struct BrowsedStatement {
    /// Identifier.
    pub id: String,
    /// Identifier of the bank.
    pub bank: String,
    /// How far the rows are.
    pub progress: Progress,
    /// Why it failed.
    pub message: Option<String>,
    /// First day, `2025-04-01`.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// The least verdict of the document, as the API spells it.
    pub verdict: Option<String>,
}

impl BrowsedEntity {
    fn has(&self, words: &[String]) -> bool {
        let texts = [self.holders.join(" "), self.numbers.join(" "), self.id.clone()];
        let ids = self.statements.iter().map(|statement| statement.id.as_str());
        let text = texts.iter().map(String::as_str).chain(self.link_id.as_deref()).chain(ids);
        let text = text.collect::<Vec<_>>().join(" ").to_lowercase();
        words.iter().all(|word| text.contains(word))
    }
}

impl Store {
    /// A page of the tenant's entities that have statements, the latest upload first.
    ///
    /// # Errors
    /// The database fails or an account does not open.
    pub async fn browse(
        &self,
        vault: &Vault,
        tenant: &Tenant,
        filter: &Filter,
        after: Option<After>,
    ) -> StoreResult<Browsed> {
        let words: Vec<String> = filter.search.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let mut place = after.unwrap_or(After { active_at: i64::MAX, id: String::new() });
        let (mut found, mut opened) = (Vec::new(), 0);
        loop {
            let batch = self.browse_batch(vault, tenant, filter, &place).await?;
            let is_last = i64::try_from(batch.len()).unwrap_or(i64::MAX) < BATCH;
            for entity in batch {
                if found.len() == PAGE {
                    return Ok(Browsed { entities: found, next: Some(place), is_cut: false });
                }
                place = After { active_at: entity.active_at, id: entity.id.clone() };
                opened += 1;
                if entity.has(&words) {
                    found.push(entity);
                }
            }
            if is_last {
                return Ok(Browsed { entities: found, next: None, is_cut: false });
            }
            if opened >= MOST_OPENED {
                return Ok(Browsed { entities: found, next: Some(place), is_cut: true });
            }
        }
    }

    /// The banks of the tenant's statements, in order.
    ///
    /// # Errors
    /// The database fails.
    pub async fn banks_of(&self, tenant: &Tenant) -> StoreResult<Vec<String>> {
        // From one bank to the next by the index, so that a million statements of a few banks cost a few steps.
        let rows = sqlx::query(
            "WITH RECURSIVE known (bank) AS (\
             SELECT (SELECT MIN(s.bank) FROM statement s WHERE s.tenant_id = $1) UNION ALL \
             SELECT (SELECT MIN(s.bank) FROM statement s WHERE s.tenant_id = $2 AND s.bank > known.bank) \
             FROM known WHERE known.bank IS NOT NULL) SELECT bank FROM known WHERE bank IS NOT NULL",
        )
        .bind(tenant.id())
        .bind(tenant.id())
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    async fn browse_batch(
        &self,
        vault: &Vault,
        tenant: &Tenant,
        filter: &Filter,
        after: &After,
    ) -> StoreResult<Vec<BrowsedEntity>> {
        let rows = sqlx::query(
            "SELECT e.id, e.link_sealed, e.key_sealed, e.active_at, a.risk, a.risk_band, e.revision, a.revision FROM entity e \
             LEFT JOIN analysis a ON a.entity_id = e.id WHERE e.tenant_id = $1 \
             AND (e.active_at < $2 OR (e.active_at = $3 AND e.id < $4)) AND ($5 = '' OR a.risk_band = $6) \
             AND EXISTS (SELECT 1 FROM statement s WHERE s.entity_id = e.id AND ($7 = '' OR s.bank = $8) \
             AND ($9 = '' OR s.transaction_status = $10 OR (s.transaction_status = 'completed' AND s.verdict = $11)) \
             AND ($12 = '' OR s.to_date >= $13) AND ($14 = '' OR s.from_date <= $15)) \
             ORDER BY e.active_at DESC, e.id DESC LIMIT $16",
        )
        .bind(tenant.id())
        .bind(after.active_at)
        .bind(after.active_at)
        .bind(&after.id)
        .bind(&filter.risk)
        .bind(&filter.risk)
        .bind(&filter.bank)
        .bind(&filter.bank)
        .bind(&filter.state)
        .bind(&filter.state)
        .bind(&filter.state)
        .bind(&filter.from)
        .bind(&filter.from)
        .bind(&filter.to)
        .bind(&filter.to)
        .bind(BATCH)
        .fetch_all(self.pool())
        .await?;
        let mut batch = rows.iter().map(|row| entity(vault, row)).collect::<StoreResult<Vec<_>>>()?;
        let place: HashMap<String, usize> =
            batch.iter().enumerate().map(|(place, entity)| (entity.id.clone(), place)).collect();
        let ids: Vec<&str> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        for row in self.of_entities(STATEMENTS, &ids).await? {
            let of = place.get(&row.try_get::<String, _>(0)?).and_then(|place| batch.get_mut(*place));
            if let Some(of) = of {
                of.statements.push(statement(&row)?);
            }
        }
        for row in self.of_entities(ACCOUNTS, &ids).await? {
            let id: String = row.try_get(0)?;
            let Some(of) = place.get(&id).and_then(|place| batch.get_mut(*place)) else { continue };
            let vault = entities::open_vault(vault, &id, row.try_get(1)?)?;
            let account: String = row.try_get(2)?;
            let details = accounts::open(&vault, &account, &row.try_get::<Vec<u8>, _>(3)?)?;
            for (texts, text) in [(&mut of.holders, details.name), (&mut of.numbers, details.number)] {
                texts.extend(text.filter(|text| !texts.contains(text)));
            }
        }
        Ok(batch)
    }

    /// What a statement of SQL finds of some entities.
    async fn of_entities(&self, sql: &str, ids: &[&str]) -> StoreResult<Vec<AnyRow>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (1..=ids.len()).map(|place| format!("${place}")).collect();
        let sql = AssertSqlSafe(sql.replace("IDS", &places.join(", ")));
        let mut query = sqlx::query(sql);
        for id in ids {
            query = query.bind(*id);
        }
        Ok(query.fetch_all(self.pool()).await?)
    }
}

/// The latest 5,000 of a batch: nobody reads more of them in a list.
const STATEMENTS: &str = "SELECT entity_id, id, bank, transaction_status, message, from_date, to_date, verdict FROM statement \
     WHERE entity_id IN (IDS) ORDER BY created_at DESC, id LIMIT 5000";

const ACCOUNTS: &str = "SELECT a.entity_id, e.key_sealed, a.id, a.details_sealed FROM account a \
     JOIN entity e ON e.id = a.entity_id WHERE a.entity_id IN (IDS) ORDER BY a.created_at, a.id";

fn entity(vault: &Vault, row: &AnyRow) -> StoreResult<BrowsedEntity> {
    let (revision, analyzed): (i64, Option<i64>) = (row.try_get(6)?, row.try_get(7)?);
    let id: String = row.try_get(0)?;
    Ok(BrowsedEntity {
        link_id: entities::open_link(vault, &id, row.try_get(2)?, row.try_get(1)?)?,
        id,
        active_at: row.try_get(3)?,
        risk: row.try_get(4)?,
        risk_band: row.try_get(5)?,
        is_analyzing: revision > 0 && analyzed != Some(revision),
        holders: Vec::new(),
        numbers: Vec::new(),
        statements: Vec::new(),
    })
}

fn statement(row: &AnyRow) -> StoreResult<BrowsedStatement> {
    Ok(BrowsedStatement {
        id: row.try_get(1)?,
        bank: row.try_get(2)?,
        progress: Progress::parse(&row.try_get::<String, _>(3)?)?,
        message: row.try_get(4)?,
        from: row.try_get(5)?,
        to: row.try_get(6)?,
        verdict: row.try_get(7)?,
    })
}
