//! SQL of the registry, one file for each noun.

pub mod availability;
pub mod changes;
pub mod experts;
pub mod imports;
pub mod institutions;
pub mod library;
pub mod lookups;
pub mod standing;
pub mod units;

use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use diesel::prelude::*;

/// What a stored row with the same natural key says about the new one.
pub enum Known {
    /// None there.
    No,
    /// The same content.
    Same,
    /// Other content, under this id.
    Other { id: String },
}

/// Compares the digest of a stored row with that of the new one.
fn compare(found: Option<(String, String)>, digest: &str) -> Known {
    match found {
        None => Known::No,
        Some((_, stored)) if stored == digest => Known::Same,
        Some((id, _)) => Known::Other { id },
    }
}

/// The highest readable number, where `query` gives the greatest one.
fn last_number(found: QueryResult<Option<String>>, prefix: &str) -> Outcome<i64> {
    Ok(found?.and_then(|n| super::rules::sequence_of(&n, prefix)).unwrap_or(0))
}

type Db<'a> = &'a mut Conn;
