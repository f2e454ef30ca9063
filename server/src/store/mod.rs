//! The database: entities, accounts, statements, reports, API keys and jobs.
//!
//! One SQL path for every backend: sqlx `Any`, portable columns, `$1` parameters. What differs between backends is the way a
//! writing transaction begins and one clause of the claim.
//!
//! Every function that reads or writes a tenant's data takes the [`Tenant`]; another tenant's id answers as an unknown id does.

pub mod accounts;
pub mod analyses;
pub mod browse;
pub mod dead_jobs;
mod deletion;
pub mod entities;
pub mod fingerprints;
pub mod idempotency;
pub mod keys;
pub mod master_key;
mod migrations;
mod open_records;
pub mod progress;
pub mod reprocess;
pub mod results;
mod reuploads;
pub mod statements;
mod unheld_objects;
pub mod webhooks;

use crate::config::StoreConfig;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{Any, AnyPool, Row as _, Transaction};
use std::fmt;
use std::path::Path;
use std::str::FromStr as _;

/// Whose data a request may see. Made by authentication and by jobs, never from a request's fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant(String);

impl Tenant {
    /// The tenant of this identifier.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Tenant(id.into())
    }

    /// The identifier.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0
    }
}

/// The database failed, or holds something it should not. Never shown to a client.
#[derive(Debug)]
pub struct StoreError(String);

impl StoreError {
    /// An error with its sentence.
    pub fn new(message: impl Into<String>) -> Self {
        StoreError(message.into())
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StoreError {}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        StoreError(format!("database: {error}"))
    }
}

impl From<crate::crypto::SealError> for StoreError {
    fn from(error: crate::crypto::SealError) -> Self {
        StoreError(error.to_string())
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        // The error itself may quote the text that it failed on, which may be personal.
        StoreError(format!("a stored record is not the expected JSON: {:?}", error.classify()))
    }
}

/// A result of the store.
pub type StoreResult<T> = Result<T, StoreError>;

/// A transaction on the database.
pub type Tx = Transaction<'static, Any>;

/// What kind of database it is, for the two places where SQL differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// The embedded default.
    Sqlite,
    /// PostgreSQL, for several machines.
    Postgres,
}

/// The open database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    dialect: Dialect,
}

impl Store {
    /// Opens (and makes, if need be) the SQLite database of a data directory and brings its tables up to date.
    ///
    /// # Errors
    /// The file cannot be opened or is not a database of this program.
    pub async fn open_embedded(file: &Path, config: &StoreConfig) -> StoreResult<Store> {
        let url = format!("sqlite://{}?mode=rwc", percent_encode(&file.to_string_lossy()));
        let pragmas = format!(
            // FULL: a committed upload survives a loss of power, not only the end of the process. What is deleted is
            // overwritten, so that the key of a deleted entity is gone from the file.
            "PRAGMA busy_timeout = {}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;",
            config.busy_ms
        );
        Store::open(Dialect::Sqlite, &url, pragmas, config).await
    }

    /// Opens a PostgreSQL database, `postgres://USER:PASSWORD@HOST/NAME`, and brings its tables up to date.
    ///
    /// # Errors
    /// It cannot be reached, or is not a database of this program.
    pub async fn open_postgres(url: &str, config: &StoreConfig) -> StoreResult<Store> {
        let settings = format!("SET lock_timeout = {}; SET synchronous_commit = on;", config.busy_ms);
        Store::open(Dialect::Postgres, url, settings, config).await
    }

    /// `settings` are given to each new connection.
    async fn open(dialect: Dialect, url: &str, settings: String, config: &StoreConfig) -> StoreResult<Store> {
        sqlx::any::install_default_drivers();
        let options = AnyConnectOptions::from_str(url)?;
        let pool = AnyPoolOptions::new()
            .max_connections(config.connections)
            .after_connect(move |connection, _| {
                let settings = settings.clone();
                Box::pin(async move {
                    sqlx::raw_sql(sqlx::AssertSqlSafe(settings)).execute(connection).await?;
                    Ok(())
                })
            })
            .connect_with(options)
            .await?;
        let store = Store { pool, dialect };
        migrations::run(&store.pool, store.dialect).await?;
        Ok(store)
    }

    /// Begins a transaction that will write. On SQLite it takes the writer's lock at once: a transaction that reads first and
    /// then wants to write could not wait for the lock, it would fail.
    pub(crate) async fn begin(&self) -> StoreResult<Tx> {
        Ok(match self.dialect {
            Dialect::Sqlite => self.pool.begin_with("BEGIN IMMEDIATE").await?,
            Dialect::Postgres => self.pool.begin().await?,
        })
    }

    /// The pool, for the modules of the store and the queue.
    pub(crate) fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// The kind of database.
    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The value of a setting of this database; `value` when it had none, which is then kept.
    ///
    /// # Errors
    /// The database fails.
    pub async fn settle_setting(&self, name: &str, value: &str) -> StoreResult<String> {
        let sql = "INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        sqlx::query(sql).bind(name).bind(value).execute(&self.pool).await?;
        let sql = "SELECT value FROM installation WHERE name = $1";
        Ok(sqlx::query(sql).bind(name).fetch_one(&self.pool).await?.try_get(0)?)
    }

    /// The value of a setting of this database, when it has one.
    ///
    /// # Errors
    /// The database fails.
    pub async fn setting(&self, name: &str) -> StoreResult<Option<String>> {
        let row = sqlx::query("SELECT value FROM installation WHERE name = $1").bind(name);
        let row = row.fetch_optional(&self.pool).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// Answers when the database does.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> StoreResult<()> {
        sqlx::query("SELECT 1").fetch_one(&self.pool).await?;
        Ok(())
    }

    /// Waits for running statements and closes the database.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// A fresh random identifier, UUID version 4 as the contract wants it.
#[must_use]
pub fn new_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

fn percent_encode(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    path.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::config::Config;

    /// A store in a folder of its own.
    pub(crate) async fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::load(None).unwrap().store;
        // The name has a space and a question mark because a data directory may.
        let store = Store::open_embedded(&folder.path().join("a b?.db"), &config).await.unwrap();
        (folder, store)
    }

    #[tokio::test]
    async fn sqlite_is_new_enough_and_set_to_survive_power_loss() {
        let (_folder, store) = store().await;
        let row = sqlx::query("SELECT sqlite_version()").fetch_one(store.pool()).await.unwrap();
        let version: Vec<u32> =
            row.get::<String, _>(0).split('.').map(|part| part.parse().unwrap()).collect();
        // Earlier versions may corrupt a WAL that two connections write and checkpoint together.
        assert!(version >= vec![3, 51, 3], "{version:?}");
        for (pragma, wanted) in [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1")] {
            let sql = sqlx::AssertSqlSafe(format!("SELECT CAST(v.{pragma} AS TEXT) FROM pragma_{pragma} v"));
            let row = sqlx::query(sql).fetch_one(store.pool()).await.unwrap();
            assert_eq!(row.get::<String, _>(0), wanted, "{pragma}");
        }
    }

    #[tokio::test]
    async fn opening_twice_applies_migrations_once() {
        let (folder, store) = store().await;
        store.close().await;
        let config = Config::load(None).unwrap().store;
        Store::open_embedded(&folder.path().join("a b?.db"), &config).await.unwrap();
    }
}
