//! From the keyed hash of an ID number to the name by which a person goes in tables and evidence.

use super::Db;
use crate::platform::db::vault_keys::rehash_column;
use crate::platform::failure::Outcome;
use diesel::prelude::*;

diesel::table! {
    person_lookups (lookup) {
        lookup -> Text,
        person_key -> Text,
    }
}

pub fn find(conn: Db<'_>, lookup: &str) -> Outcome<Option<String>> {
    Ok(person_lookups::table.find(lookup).select(person_lookups::person_key).first(conn).optional()?)
}

pub fn insert(conn: Db<'_>, lookup: &str, person_key: &str) -> Outcome<()> {
    diesel::insert_into(person_lookups::table)
        .values((person_lookups::lookup.eq(lookup), person_lookups::person_key.eq(person_key)))
        .execute(conn)?;
    Ok(())
}

/// True where somebody goes by this name.
pub fn is_taken(conn: Db<'_>, person_key: &str) -> Outcome<bool> {
    let found: Option<String> = person_lookups::table
        .filter(person_lookups::person_key.eq(person_key))
        .select(person_lookups::lookup)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

rehash_column!(rehash, person_lookups.person_key, lookup);
