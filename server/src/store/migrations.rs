//! Migrations are embedded, applied in order and never edited once released. One that was not applied yet is applied even when
//! later ones were, so each stands on those before it and on none after it.

use super::{Dialect, StoreError, StoreResult};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyPool, AssertSqlSafe, SqlSafeStr as _};

const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "first", include_str!("migrations/0001_first.sql")),
    (2, "analysis", include_str!("migrations/0002_analysis.sql")),
    (3, "outgrown", include_str!("migrations/0003_outgrown.sql")),
    (4, "webhooks", include_str!("migrations/0004_webhooks.sql")),
    (5, "browse", include_str!("migrations/0005_browse.sql")),
    (6, "fingerprint", include_str!("migrations/0006_fingerprint.sql")),
    (7, "entity_findings", include_str!("migrations/0007_entity_findings.sql")),
];

/// Brings the tables up to date.
pub(super) async fn run(pool: &AnyPool, dialect: Dialect) -> StoreResult<()> {
    let migrations = MIGRATIONS.iter().map(|(version, name, sql)| {
        let sql = AssertSqlSafe(for_dialect(sql, dialect)).into_sql_str();
        Migration::new(*version, (*name).into(), MigrationType::Simple, sql, false)
    });
    let migrator = Migrator::with_migrations(migrations.collect());
    migrator.run(pool).await.map_err(|error| StoreError::new(format!("migration: {error}")))
}

/// The same text serves both databases; PostgreSQL has another name for bytes.
fn for_dialect(sql: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => sql.to_owned(),
        Dialect::Postgres => sql.replace(" BLOB", " BYTEA"),
    }
}
