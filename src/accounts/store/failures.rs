//! Failed log-ins by keyed digest of the login, so that what people mistype into the field (their
//! password, at times) is not kept.

use super::tables::log_in_failures::dsl;
use crate::accounts::rules::lockout::Failures;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::Instant;
use chrono::NaiveDateTime;
use diesel::prelude::*;

pub(in crate::accounts) fn failures_of(conn: &mut Conn, digest: &str) -> Outcome<Option<Failures>> {
    let columns = (dsl::failures, dsl::last_at, dsl::locked_until);
    let row: Option<(i32, NaiveDateTime, Option<NaiveDateTime>)> =
        dsl::log_in_failures.find(digest).select(columns).first(conn).optional()?;
    Ok(row.map(|(count, last_at, locked_until)| Failures {
        count: u32::try_from(count).unwrap_or(0),
        last_at: Instant(last_at.and_utc()),
        locked_until: locked_until.map(|t| Instant(t.and_utc())),
    }))
}

/// Stores the new count and drops what is too old to matter, so that the table stays small however
/// many names are tried.
pub(in crate::accounts) fn remember_failures(
    conn: &mut Conn,
    digest: &str,
    failures: &Failures,
    forgotten_before: Instant,
) -> Outcome<()> {
    diesel::delete(dsl::log_in_failures.filter(dsl::last_at.lt(forgotten_before.naive_utc()))).execute(conn)?;
    let values = (
        dsl::failures.eq(i32::try_from(failures.count).unwrap_or(i32::MAX)),
        dsl::last_at.eq(failures.last_at.naive_utc()),
        dsl::locked_until.eq(failures.locked_until.map(Instant::naive_utc)),
    );
    let updated = diesel::update(dsl::log_in_failures.find(digest)).set(values).execute(conn)?;
    if updated == 0 {
        diesel::insert_into(dsl::log_in_failures).values((dsl::login_digest.eq(digest), values)).execute(conn)?;
    }
    Ok(())
}

pub(in crate::accounts) fn forget_failures(conn: &mut Conn, digest: &str) -> Outcome<()> {
    Ok(diesel::delete(dsl::log_in_failures.find(digest)).execute(conn).map(drop)?)
}
