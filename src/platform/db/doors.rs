//! `read` and `write`: every query of the product goes through one of them.
//!
//! Plain transactions lose updates on PostgreSQL and end in "database is locked" on SQLite as soon
//! as several threads read, decide and write; these two do not.

use super::{Backend, Conn, DatabaseUrl, connect::Manager};
use crate::platform::failure::{Failure, Outcome};
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::{Pool, PooledConnection};
use diesel::result::{DatabaseErrorKind, Error};
use std::time::Duration;

/// The database, shared by all threads of the process. Cloning is cheap.
#[derive(Clone)]
pub struct Db {
    pool: Pool<Manager>,
    backend: Backend,
}

/// Attempts of one write before the caller is told to come back later.
const WRITE_ATTEMPTS: u32 = 8;
const CHECKOUT_WAIT: Duration = Duration::from_secs(5);

impl Db {
    /// Opens a pool of `size` connections. The error says which address could not be reached.
    pub fn open(url: &DatabaseUrl, size: u32) -> anyhow::Result<Db> {
        let pool = Pool::builder()
            .max_size(size.max(1))
            .min_idle(Some(1))
            .connection_timeout(CHECKOUT_WAIT)
            .test_on_check_out(url.backend() == Backend::Postgres)
            .build(Manager(url.clone()))
            .map_err(|e| anyhow::anyhow!("database could not be opened ({}): {e}", shown(url)))?;
        Ok(Db { pool, backend: url.backend() })
    }

    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// Runs `work` on a read-only snapshot.
    pub fn read<T>(&self, work: impl FnOnce(&mut Conn) -> Outcome<T>) -> Outcome<T> {
        let mut conn = self.checkout()?;
        begin_read(&mut conn)?;
        let result = work(&mut conn);
        finish_read(&mut conn)?;
        result
    }

    /// Runs `work` in one serial transaction; commits if it returns `Ok`, otherwise leaves nothing.
    /// A conflict with another writer runs it again, up to eight times with growing pauses.
    pub fn write<T>(&self, mut work: impl FnMut(&mut Conn) -> Outcome<T>) -> Outcome<T> {
        let mut conn = self.checkout()?;
        for attempt in 0..WRITE_ATTEMPTS {
            match write_once(&mut conn, &mut work) {
                Err(failure) if failure.is_retryable() => std::thread::sleep(pause(attempt)),
                other => return other,
            }
        }
        Err(Failure::Busy)
    }

    /// For migrations alone, which manage their own transactions.
    pub(super) fn outside_transaction<T>(&self, work: impl FnOnce(&mut Conn) -> Outcome<T>) -> Outcome<T> {
        work(&mut *self.checkout()?)
    }

    fn checkout(&self) -> Outcome<PooledConnection<Manager>> {
        self.pool.get().map_err(|e| {
            tracing::warn!(error = %e, "no database connection");
            Failure::Busy
        })
    }
}

impl From<Error> for Failure {
    fn from(e: Error) -> Failure {
        Failure::Fault(anyhow::Error::new(e))
    }
}

/// For a key that counts up inside a serial transaction: that another transaction took the place first is
/// a conflict like any other, and the transaction runs again.
pub fn taken_meanwhile(e: Error) -> Error {
    match e {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
            Error::DatabaseError(DatabaseErrorKind::SerializationFailure, info)
        }
        other => other,
    }
}

/// True where the database refused a transaction only because of another one.
pub fn is_conflict(fault: &anyhow::Error) -> bool {
    match fault.downcast_ref::<Error>() {
        Some(Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _)) => true,
        Some(Error::DatabaseError(DatabaseErrorKind::Unknown, info)) => {
            let message = info.message();
            message.contains("database is locked") || message.contains("deadlock detected")
        }
        _ => false,
    }
}

fn write_once<T>(conn: &mut Conn, work: &mut impl FnMut(&mut Conn) -> Outcome<T>) -> Outcome<T> {
    begin_write(conn)?;
    match work(conn) {
        Ok(value) => {
            <Conn as diesel::Connection>::TransactionManager::commit_transaction(conn)?;
            Ok(value)
        }
        Err(failure) => {
            rollback(conn);
            Err(failure)
        }
    }
}

fn begin_write(conn: &mut Conn) -> Outcome<()> {
    match conn {
        Conn::Sqlite(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN IMMEDIATE")?,
        Conn::Postgres(inner) => {
            AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE")?
        }
    }
    Ok(())
}

fn begin_read(conn: &mut Conn) -> Outcome<()> {
    match conn {
        Conn::Sqlite(inner) => {
            inner.batch_execute("PRAGMA query_only=ON")?;
            AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN DEFERRED")?;
        }
        Conn::Postgres(inner) => AnsiTransactionManager::begin_transaction_sql(
            inner,
            "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        )?,
    }
    Ok(())
}

fn finish_read(conn: &mut Conn) -> Outcome<()> {
    rollback(conn);
    if let Conn::Sqlite(inner) = conn {
        inner.batch_execute("PRAGMA query_only=OFF")?;
    }
    Ok(())
}

/// A rollback that itself fails leaves a broken connection, which the pool throws away.
fn rollback(conn: &mut Conn) {
    if let Err(e) = <Conn as diesel::Connection>::TransactionManager::rollback_transaction(conn) {
        tracing::warn!(error = %e, "rollback failed");
    }
}

/// 2, 4, 8 … milliseconds and up to as much again, so that two writers do not meet in step.
fn pause(attempt: u32) -> Duration {
    let base = 2u64 << attempt.min(8);
    let jitter = u64::from(rand::random::<u8>()) * base / 255;
    Duration::from_millis(base + jitter)
}

fn shown(url: &DatabaseUrl) -> String {
    match url {
        DatabaseUrl::Sqlite(path) => path.display().to_string(),
        DatabaseUrl::Postgres(url) => {
            url.rsplit_once('@').map_or_else(|| url.clone(), |(_, host)| format!("postgres://***@{host}"))
        }
    }
}
