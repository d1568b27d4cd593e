//! The two doors to the database: [`Db::read`], a read-only snapshot, and [`Db::write`], one
//! serial transaction with bounded retries. SQLite and PostgreSQL answer the same queries through
//! [`Conn`].
//!
//! Not here: any table of a trade room. A closure given to `write` may run twice, so ids and times
//! are made before it and nothing but the connection is touched inside it.

mod connect;
mod doors;
pub mod migrate;
pub mod vault_keys;

pub use connect::{Backend, DatabaseUrl};
pub use doors::{Db, is_conflict, taken_meanwhile};

use diesel::{PgConnection, SqliteConnection};

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// The backend type of [`Conn`], for boxed queries.
pub type ConnBackend = <Conn as diesel::Connection>::Backend;

/// A `LIKE` pattern that finds `text` anywhere; its own wildcards count as plain characters.
pub fn contains(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
