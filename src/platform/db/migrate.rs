//! Migrations, embedded and run at start. The two folders are twins; a test compares them.

use super::{Conn, Db};
use crate::platform::failure::Outcome;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Brings the schema up to date; returns the names of what was run.
pub fn run(db: &Db) -> Outcome<Vec<String>> {
    db.outside_transaction(|conn| {
        let ran = match conn {
            Conn::Sqlite(inner) => inner.run_pending_migrations(SQLITE).map(names),
            Conn::Postgres(inner) => {
                lock(inner)?;
                let ran = inner.run_pending_migrations(POSTGRES).map(names);
                unlock(inner)?;
                ran
            }
        };
        Ok(ran.map_err(|e| anyhow::anyhow!("migration failed: {e}"))?)
    })
}

fn names(versions: Vec<diesel::migration::MigrationVersion<'_>>) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}

/// Two nodes that start together must not both migrate; the number is "hengping" in ASCII, cut to 31 bits.
const LOCK: &str = "SELECT pg_advisory_lock(1751477872)";
const UNLOCK: &str = "SELECT pg_advisory_unlock(1751477872)";

fn lock(conn: &mut diesel::PgConnection) -> Outcome<()> {
    use diesel::connection::SimpleConnection;
    Ok(conn.batch_execute(LOCK)?)
}

fn unlock(conn: &mut diesel::PgConnection) -> Outcome<()> {
    use diesel::connection::SimpleConnection;
    Ok(conn.batch_execute(UNLOCK)?)
}
