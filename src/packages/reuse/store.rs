//! SQL of shingles.

use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use diesel::dsl::count_star;
use diesel::prelude::*;
use std::collections::BTreeMap;

diesel::table! {
    package_texts (package_id) {
        package_id -> Text,
        letters -> Integer,
    }
}

diesel::table! {
    package_shingles (package_id, hash) {
        package_id -> Text,
        hash -> BigInt,
    }
}

/// Rows written or hashes asked for in one statement.
const BATCH: usize = 500;

/// Keeps the shingles of a version, unless it has some.
pub fn keep(conn: &mut Conn, package_id: &str, letters: usize, hashes: &[i64]) -> Outcome<()> {
    if is_kept(conn, package_id)? {
        return Ok(());
    }
    let letters = i32::try_from(letters).unwrap_or(i32::MAX);
    let row = (package_texts::package_id.eq(package_id), package_texts::letters.eq(letters));
    diesel::insert_into(package_texts::table).values(row).execute(conn)?;
    let row = |hash: &i64| (package_shingles::package_id.eq(package_id), package_shingles::hash.eq(*hash));
    match conn {
        Conn::Postgres(inner) => {
            for batch in hashes.chunks(BATCH) {
                let rows: Vec<_> = batch.iter().map(row).collect();
                diesel::insert_into(package_shingles::table).values(rows).execute(inner)?;
            }
        }
        // A row after the other costs SQLite no more.
        Conn::Sqlite(inner) => {
            for hash in hashes {
                diesel::insert_into(package_shingles::table).values(row(hash)).execute(inner)?;
            }
        }
    }
    Ok(())
}

pub fn is_kept(conn: &mut Conn, package_id: &str) -> Outcome<bool> {
    let found = package_texts::table.find(package_id).select(package_texts::letters).first::<i32>(conn).optional()?;
    Ok(found.is_some())
}

/// Versions whose shingles are kept.
pub fn kept(conn: &mut Conn) -> Outcome<Vec<String>> {
    Ok(package_texts::table.select(package_texts::package_id).load(conn)?)
}

/// How many of these shingles each version has.
pub fn with(conn: &mut Conn, hashes: &[i64]) -> Outcome<BTreeMap<String, i64>> {
    let mut found = BTreeMap::new();
    for batch in hashes.chunks(BATCH) {
        let rows: Vec<(String, i64)> = package_shingles::table
            .filter(package_shingles::hash.eq_any(batch))
            .group_by(package_shingles::package_id)
            .select((package_shingles::package_id, count_star()))
            .load(conn)?;
        for (package, count) in rows {
            *found.entry(package).or_insert(0) += count;
        }
    }
    Ok(found)
}
