//! Which folders have been taken in.

use super::Db;
use crate::platform::failure::Outcome;
use crate::terms::Instant;
use diesel::prelude::*;

diesel::table! {
    imports (id) {
        id -> Text,
        division -> Text,
        folder_digest -> Text,
        imported_at -> Timestamp,
        imported_by -> Text,
        report -> Text,
    }
}

/// When the folder with this digest was taken in, if it was.
pub fn taken_at(conn: Db<'_>, division: &str, folder_digest: &str) -> Outcome<Option<Instant>> {
    let at: Option<chrono::NaiveDateTime> = imports::table
        .filter(imports::division.eq(division))
        .filter(imports::folder_digest.eq(folder_digest))
        .select(imports::imported_at)
        .first(conn)
        .optional()?;
    Ok(at.map(|at| Instant(at.and_utc())))
}

pub fn insert(conn: Db<'_>, division: &str, folder_digest: &str, at: Instant, by: &str, report: &str) -> Outcome<()> {
    diesel::insert_into(imports::table)
        .values((
            imports::id.eq(uuid::Uuid::now_v7().to_string()),
            imports::division.eq(division),
            imports::folder_digest.eq(folder_digest),
            imports::imported_at.eq(at.naive_utc()),
            imports::imported_by.eq(by),
            imports::report.eq(report),
        ))
        .execute(conn)?;
    Ok(())
}
