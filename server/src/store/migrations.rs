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
    (9, "sealed_links", include_str!("migrations/0009_sealed_links.sql")),
    (10, "read_with", include_str!("migrations/0010_read_with.sql")),
];

/// Brings the tables up to date.
pub(super) async fn run(pool: &AnyPool, dialect: Dialect) -> StoreResult<()> {
    apply(pool, dialect, MIGRATIONS).await
}

async fn apply(
    pool: &AnyPool,
    dialect: Dialect,
    migrations: &[(i64, &'static str, &'static str)],
) -> StoreResult<()> {
    let migrations = migrations.iter().map(|(version, name, sql)| {
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

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::Row as _;
    use sqlx::any::AnyPoolOptions;

    #[tokio::test]
    async fn a_database_that_had_the_later_ones_already_gets_those_that_it_lacks_and_keeps_what_it_holds() {
        sqlx::any::install_default_drivers();
        let pool = AnyPoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
        let earlier: Vec<_> = MIGRATIONS.iter().filter(|(version, ..)| *version != 5).copied().collect();
        apply(&pool, Dialect::Sqlite, &earlier).await.unwrap();
        for sql in [
            "INSERT INTO entity (id, tenant_id, is_single_account, created_at) VALUES ('e', 't', 0, 7), ('f', 't', 0, 8)",
            "INSERT INTO statement (id, tenant_id, entity_id, bank, object_key, secrets_sealed, file_sha256, file_bytes, \
             identity_status, transaction_status, findings, created_at, updated_at) \
             VALUES ('s', 't', 'e', 'axis', 'o', x'00', '', 1, 'completed', 'completed', '[]', 9, 9)",
        ] {
            sqlx::query(sql).execute(&pool).await.unwrap();
        }
        run(&pool, Dialect::Sqlite).await.unwrap();
        let rows = sqlx::query("SELECT active_at FROM entity ORDER BY id").fetch_all(&pool).await.unwrap();
        let active: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(active, [9, 8], "the last upload, or the making of an entity without one");
        let row = sqlx::query("SELECT verdict FROM statement").fetch_one(&pool).await.unwrap();
        assert_eq!(row.get::<Option<String>, _>(0), None);
        run(&pool, Dialect::Sqlite).await.unwrap();
    }
}
