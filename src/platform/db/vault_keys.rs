//! SQL of the later keys, and of moving sealed and hashed columns to them.

use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    vault_keys (sequence) {
        sequence -> BigInt,
        id -> Text,
        seal -> Nullable<Text>,
        hash -> Text,
        begun_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
    }
}

/// `(id, wrapped sealing key, wrapped hashing key)`, the oldest first.
pub fn all(conn: &mut Conn) -> Outcome<Vec<(String, Option<String>, String)>> {
    let keys = vault_keys::table.order(vault_keys::sequence.asc());
    Ok(keys.select((vault_keys::id, vault_keys::seal, vault_keys::hash)).load(conn)?)
}

/// The id of the key to which values are being moved.
pub fn unfinished(conn: &mut Conn) -> Outcome<Option<String>> {
    let open = vault_keys::table.filter(vault_keys::finished_at.is_null());
    Ok(open.order(vault_keys::sequence.desc()).select(vault_keys::id).first(conn).optional()?)
}

/// How many keys came after the first.
pub fn count(conn: &mut Conn) -> Outcome<i64> {
    Ok(vault_keys::table.count().get_result(conn)?)
}

/// Keeps a wrapped key.
pub fn insert(
    conn: &mut Conn,
    (sequence, id): (i64, &str),
    (seal, hash): (&str, &str),
    begun_at: NaiveDateTime,
) -> Outcome<()> {
    diesel::insert_into(vault_keys::table)
        .values((
            vault_keys::sequence.eq(sequence),
            vault_keys::id.eq(id),
            vault_keys::seal.eq(Some(seal)),
            vault_keys::hash.eq(hash),
            vault_keys::begun_at.eq(begun_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Throws the other sealing keys away.
pub fn finish(conn: &mut Conn, id: &str, at: NaiveDateTime) -> Outcome<()> {
    diesel::update(vault_keys::table.filter(vault_keys::id.ne(id)))
        .set(vault_keys::seal.eq(None::<String>))
        .execute(conn)?;
    diesel::update(vault_keys::table.filter(vault_keys::id.eq(id)))
        .set(vault_keys::finished_at.eq(Some(at)))
        .execute(conn)?;
    Ok(())
}

/// Seals a column of a table with a text key `id` anew, some rows at a time: a function of the form
/// [`super::Reseal`].
macro_rules! reseal_column {
    ($name:ident, $table:ident . $column:ident, $place:expr) => {
        /// Seals the column anew, some rows at a time.
        pub fn $name(
            conn: &mut $crate::platform::db::Conn,
            vault: &$crate::platform::vault::Vault,
            after: &str,
        ) -> $crate::platform::failure::Outcome<Option<String>> {
            let rows: Vec<(String, String)> = $table::table
                .filter($table::id.gt(after))
                .order($table::id.asc())
                .limit($crate::platform::db::vault_keys::AT_ONCE)
                .select(($table::id, $table::$column))
                .load(conn)?;
            let last = rows.last().map(|(id, _)| id.clone());
            for (id, sealed) in rows {
                if let Some(sealed) = vault.resealed(&$place(id.as_str()), &sealed)? {
                    diesel::update($table::table.find(&id)).set($table::$column.eq(sealed)).execute(conn)?;
                }
            }
            Ok(last)
        }
    };
}
pub(crate) use reseal_column;

/// Moves a column of keyed hashes to the newest key, in the transaction that makes that key.
macro_rules! rehash_column {
    ($name:ident, $table:ident . $key:ident, $column:ident) => {
        /// Moves the hashes of the column to the newest key.
        pub fn $name(
            conn: &mut $crate::platform::db::Conn,
            vault: &$crate::platform::vault::Vault,
        ) -> $crate::platform::failure::Outcome<()> {
            let rows: Vec<(String, String)> = $table::table.select(($table::$key, $table::$column)).load(conn)?;
            for (key, hash) in rows {
                let row = $table::table.filter($table::$key.eq(key));
                diesel::update(row).set($table::$column.eq(vault.rehash(&hash))).execute(conn)?;
            }
            Ok(())
        }
    };
}
pub(crate) use rehash_column;

/// Rows that one step of a rotation moves: short, so that others may write in between.
pub const AT_ONCE: i64 = 500;
