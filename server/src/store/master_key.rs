//! Another master key. It seals the keys of entities, the webhooks of tenants and the marking key, and nothing else: those are sealed
//! anew, and no document, report or row is touched.
//!
//! First the database is told the new key's identity, which keeps all processes away; then keys are sealed anew in steps; last
//! the database is told that the new key is its key. Whoever is interrupted does it again with the same new key: what is under it
//! already is known by opening with it.

use super::entities::key_name;
use super::webhooks::secrets_name;
use super::{Store, StoreError, StoreResult, Tx};
use crate::clock;
use crate::crypto::Vault;
use crate::failpoint;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sqlx::Row as _;

/// Keys that are sealed anew in one transaction.
const AT_ONCE: i64 = 100;

/// The setting with the identity of the key that the database belongs to.
const CURRENT: &str = "master_key";
/// The setting with the identity of the key that it is about to belong to.
const NEXT: &str = "next_master_key";
/// The setting with the sealed marking key, and the name under which that is sealed.
const MARKING: &str = "marking_key";

/// How a database stands to a master key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStanding {
    /// It is its key; a database without one takes it.
    Current,
    /// It belongs to another key.
    Other,
    /// Its key is being changed.
    Changing,
}

/// What a change did in this run; an earlier run that was interrupted may have done the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Keys of entities that were sealed anew.
    pub entities: u64,
    /// Webhooks that were sealed anew.
    pub webhooks: u64,
}

/// Why a change does not begin.
#[derive(Debug)]
pub enum ChangeError {
    /// The key of before is not that of the database.
    WrongKey,
    /// A change to a third key is under way.
    OtherChange,
    /// A worker has a job in hand.
    AtWork,
    /// The database fails, or something in it opens under neither key.
    Store(StoreError),
}

impl<E: Into<StoreError>> From<E> for ChangeError {
    fn from(error: E) -> Self {
        ChangeError::Store(error.into())
    }
}

impl Store {
    /// How the database stands to this key; one that is new from now on belongs to it.
    ///
    /// # Errors
    /// The database fails.
    pub async fn key_standing(&self, vault: &Vault) -> StoreResult<KeyStanding> {
        if self.setting(NEXT).await?.is_some() {
            return Ok(KeyStanding::Changing);
        }
        let ours = vault.identity();
        let theirs = self.settle_setting(CURRENT, &ours).await?;
        Ok(if theirs == ours { KeyStanding::Current } else { KeyStanding::Other })
    }

    /// The master key's vault, marking with the key that this database has for it. A database from before it had one goes on
    /// marking with the master key of that time.
    ///
    /// # Errors
    /// The database fails, or the key does not open.
    pub async fn marking(&self, vault: Vault, is_new: bool) -> StoreResult<Vault> {
        let sealed = if is_new { vault.make_inner(MARKING)?.1 } else { vault.sealed_by(&vault, MARKING)? };
        let kept = self.settle_setting(MARKING, &STANDARD.encode(sealed)).await?;
        let marking = open_marking(&vault, &kept)?;
        Ok(vault.marking_with(&marking))
    }

    /// Seals everything that the master key seals under another one. No process may run meanwhile: one that does can make no
    /// entities, and reads nothing that is under the new key.
    ///
    /// # Errors
    /// As [`ChangeError`] says. What was done stays done; the next run goes on.
    pub async fn change_master_key(&self, old: &Vault, new: &Vault) -> Result<Changed, ChangeError> {
        self.announce_key(old, new).await?;
        failpoint::reached("master key announced");
        let mut changed = Changed::default();
        // Until a round finds nothing: a process that should have been stopped may have made an entity behind our back.
        loop {
            let round = self.seal_anew(old, new).await?;
            changed.entities += round.entities;
            changed.webhooks += round.webhooks;
            if round == Changed::default() {
                break;
            }
        }
        let mut tx = self.begin().await?;
        let kept: Option<String> = read_setting(&mut tx, MARKING).await?;
        let marking = match kept {
            Some(kept) => open_marking(old, &kept)?,
            None => old.clone(),
        };
        write_setting(&mut tx, MARKING, &STANDARD.encode(marking.sealed_by(new, MARKING)?)).await?;
        write_setting(&mut tx, CURRENT, &new.identity()).await?;
        sqlx::query("DELETE FROM installation WHERE name = $1").bind(NEXT).execute(&mut *tx).await?;
        failpoint::reached("master key before commit");
        tx.commit().await?;
        failpoint::reached("master key changed");
        Ok(changed)
    }

    async fn announce_key(&self, old: &Vault, new: &Vault) -> Result<(), ChangeError> {
        let mut tx = self.begin().await?;
        let sql = "SELECT COUNT(*) FROM job WHERE state = 'running' AND lease_until >= $1";
        let at_work: i64 = sqlx::query(sql).bind(clock::now_ms()).fetch_one(&mut *tx).await?.try_get(0)?;
        if at_work > 0 {
            return Err(ChangeError::AtWork);
        }
        if read_setting(&mut tx, CURRENT).await?.is_some_and(|current| current != old.identity()) {
            return Err(ChangeError::WrongKey);
        }
        match read_setting(&mut tx, NEXT).await? {
            Some(next) if next != new.identity() => return Err(ChangeError::OtherChange),
            Some(_) => {}
            None => write_setting(&mut tx, NEXT, &new.identity()).await?,
        }
        Ok(tx.commit().await?)
    }

    /// One round over everything.
    async fn seal_anew(&self, old: &Vault, new: &Vault) -> StoreResult<Changed> {
        let mut changed = Changed::default();
        for (table, id, sealed, name, count) in [
            ("entity", "id", "key_sealed", key_name as fn(&str) -> String, &mut changed.entities),
            ("webhook", "tenant_id", "secrets_sealed", secrets_name, &mut changed.webhooks),
        ] {
            let mut last = String::new();
            loop {
                let mut tx = self.begin().await?;
                let sql =
                    format!("SELECT {id}, {sealed} FROM {table} WHERE {id} > $1 ORDER BY {id} LIMIT $2");
                let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(&last).bind(AT_ONCE);
                let rows = rows.fetch_all(&mut *tx).await?;
                for row in &rows {
                    last = row.try_get(0)?;
                    let Some(anew) = anew(old, new, &name(&last), row.try_get(1)?)? else { continue };
                    let sql = format!("UPDATE {table} SET {sealed} = $1 WHERE {id} = $2");
                    let done = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(anew).bind(&last);
                    *count += done.execute(&mut *tx).await?.rows_affected();
                }
                tx.commit().await?;
                failpoint::reached("some keys sealed anew");
                if i64::try_from(rows.len()).is_ok_and(|found| found < AT_ONCE) {
                    break;
                }
            }
        }
        Ok(changed)
    }
}

/// A record under the new key; `None` when it is there already.
fn anew(old: &Vault, new: &Vault, name: &str, sealed: Option<Vec<u8>>) -> StoreResult<Option<Vec<u8>>> {
    let Some(sealed) = sealed else {
        // An entity from before entities had keys: its records are under the old master key, which becomes its own.
        return Ok(Some(old.sealed_by(new, name)?));
    };
    if new.open(name, &sealed).is_ok() {
        return Ok(None);
    }
    let plain = zeroize::Zeroizing::new(old.open(name, &sealed)?);
    Ok(Some(new.seal(name, &plain)?))
}

fn open_marking(vault: &Vault, kept: &str) -> StoreResult<Vault> {
    let sealed = STANDARD.decode(kept).map_err(|_| StoreError::new("the marking key is not Base64"))?;
    Ok(vault.open_inner(MARKING, &sealed)?)
}

async fn read_setting(tx: &mut Tx, name: &str) -> StoreResult<Option<String>> {
    let row = sqlx::query("SELECT value FROM installation WHERE name = $1").bind(name);
    let row = row.fetch_optional(&mut **tx).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

async fn write_setting(tx: &mut Tx, name: &str, value: &str) -> StoreResult<()> {
    let sql = "INSERT INTO installation (name, value) VALUES ($1, $2) \
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    sqlx::query(sql).bind(name).bind(value).execute(&mut **tx).await?;
    Ok(())
}
