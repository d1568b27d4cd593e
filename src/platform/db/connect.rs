//! Opening connections: which backend a URL names, the pragmas every SQLite connection gets, the
//! limits every PostgreSQL session gets. The derived `establish` of a multi-connection hides
//! errors, so the backend is chosen here by the scheme.

use super::Conn;
use diesel::connection::SimpleConnection;
use diesel::r2d2::{ManageConnection, R2D2Connection};
use diesel::{Connection, PgConnection, SqliteConnection};
use std::path::{Path, PathBuf};

/// Which of the two databases is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// A database's address, told apart by its scheme: `postgres://…` or `sqlite:PATH` or a bare path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseUrl {
    Sqlite(PathBuf),
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads an address; the error names what is accepted.
    pub fn parse(text: &str) -> Result<DatabaseUrl, String> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(DatabaseUrl::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:")).unwrap_or(text);
        if path.is_empty() || path.contains("://") {
            return Err(format!(
                "database address {text:?} is neither postgres://USER:PASSWORD@HOST/NAME nor sqlite:FILE"
            ));
        }
        Ok(DatabaseUrl::Sqlite(PathBuf::from(path)))
    }

    pub fn sqlite_in(data_dir: &Path) -> DatabaseUrl {
        DatabaseUrl::Sqlite(data_dir.join("hengping.db"))
    }

    pub fn backend(&self) -> Backend {
        match self {
            DatabaseUrl::Sqlite(_) => Backend::Sqlite,
            DatabaseUrl::Postgres(_) => Backend::Postgres,
        }
    }
}

/// Opens connections for the pool.
pub struct Manager(pub DatabaseUrl);

/// The wait comes first: the lines after it read the file and would otherwise give up at once while another
/// connection holds it. `synchronous=FULL`: what was acknowledged is on disk after a power cut, not only after a kill.
const SQLITE_SESSION: &str = "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; \
     PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;";
/// Bounded waits, so that a stuck peer cannot hold a worker for ever.
const POSTGRES_SESSION: &str = "SET statement_timeout='60s'; SET lock_timeout='10s'; \
     SET idle_in_transaction_session_timeout='60s'; SET client_min_messages=warning; SET timezone='UTC';";

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Conn, Self::Error> {
        match &self.0 {
            DatabaseUrl::Sqlite(path) => {
                let mut inner = SqliteConnection::establish(&path.to_string_lossy())
                    .map_err(diesel::r2d2::Error::ConnectionError)?;
                inner.batch_execute(SQLITE_SESSION).map_err(diesel::r2d2::Error::QueryError)?;
                Ok(Conn::Sqlite(inner))
            }
            DatabaseUrl::Postgres(url) => {
                let mut inner =
                    PgConnection::establish(&with_timeout(url)).map_err(diesel::r2d2::Error::ConnectionError)?;
                inner.batch_execute(POSTGRES_SESSION).map_err(diesel::r2d2::Error::QueryError)?;
                Ok(Conn::Postgres(inner))
            }
        }
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), Self::Error> {
        conn.ping().map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking() || conn.is_broken()
    }
}

/// libpq waits for ever by default when a host does not answer.
fn with_timeout(url: &str) -> String {
    if url.contains("connect_timeout=") {
        return url.to_owned();
    }
    let join = if url.contains('?') { '&' } else { '?' };
    format!("{url}{join}connect_timeout=5")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_tells_the_backend() {
        assert_eq!(DatabaseUrl::parse("postgres://u@h/d").unwrap().backend(), Backend::Postgres);
        assert_eq!(DatabaseUrl::parse("sqlite:/x/y.db").unwrap(), DatabaseUrl::Sqlite("/x/y.db".into()));
        assert_eq!(DatabaseUrl::parse("/x/y.db").unwrap(), DatabaseUrl::Sqlite("/x/y.db".into()));
        assert!(DatabaseUrl::parse("mysql://u@h/d").unwrap_err().contains("mysql"));
        assert!(DatabaseUrl::parse("").is_err());
    }

    #[test]
    fn a_new_connection_waits_for_whoever_holds_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("held.db");
        let mut holder = SqliteConnection::establish(&path.to_string_lossy()).unwrap();
        holder.batch_execute("CREATE TABLE t (a INTEGER); BEGIN EXCLUSIVE").unwrap();
        let waiting = std::thread::spawn(move || Manager(DatabaseUrl::Sqlite(path)).connect().map(drop));
        std::thread::sleep(std::time::Duration::from_millis(200));
        holder.batch_execute("COMMIT").unwrap();
        waiting.join().unwrap().unwrap();
    }
}
