//! SQL of time stamps.

use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::{Instant, Sha256Hex};
use anyhow::{Context, anyhow};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    package_stamps (package_id) {
        package_id -> Text,
        imprint -> Text,
        attempts -> Integer,
        next_at -> Timestamp,
        failure -> Nullable<Text>,
        response -> Nullable<Text>,
        stamped_at -> Nullable<Timestamp>,
    }
}

/// A stamp that is wanted or there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StampRow {
    pub package_id: String,
    /// What is stamped: the SHA-256 of the bag's payload manifest.
    pub imprint: Sha256Hex,
    /// Attempts that failed.
    pub attempts: i32,
    /// Why the last attempt failed.
    pub failure: Option<String>,
    /// The authority's answer in DER, and the time that it states.
    pub stamped: Option<(Vec<u8>, Instant)>,
}

type Row = (String, String, i32, NaiveDateTime, Option<String>, Option<String>, Option<NaiveDateTime>);

/// Asks for a stamp.
pub fn want(conn: &mut Conn, package_id: &str, imprint: &Sha256Hex, at: Instant) -> Outcome<()> {
    let row = (
        package_stamps::package_id.eq(package_id),
        package_stamps::imprint.eq(imprint.as_str()),
        package_stamps::attempts.eq(0),
        package_stamps::next_at.eq(at.naive_utc()),
    );
    diesel::insert_into(package_stamps::table).values(row).execute(conn)?;
    Ok(())
}

/// Stamps that are wanted and due, the longest waiting first.
pub fn due(conn: &mut Conn, now: Instant, limit: i64) -> Outcome<Vec<StampRow>> {
    let rows: Vec<Row> = package_stamps::table
        .filter(package_stamps::response.is_null().and(package_stamps::next_at.le(now.naive_utc())))
        .order((package_stamps::next_at.asc(), package_stamps::package_id.asc()))
        .limit(limit)
        .load(conn)?;
    rows.into_iter().map(whole).collect()
}

pub fn find(conn: &mut Conn, package_id: &str) -> Outcome<Option<StampRow>> {
    let row: Option<Row> = package_stamps::table.find(package_id).first(conn).optional()?;
    row.map(whole).transpose()
}

/// Keeps the answer, unless there is one.
pub fn keep(conn: &mut Conn, package_id: &str, response: &[u8], stamped_at: Instant) -> Outcome<bool> {
    let waiting = package_stamps::table.find(package_id).filter(package_stamps::response.is_null());
    let changes = (
        package_stamps::response.eq(STANDARD.encode(response)),
        package_stamps::stamped_at.eq(stamped_at.naive_utc()),
        package_stamps::failure.eq(None::<String>),
    );
    Ok(diesel::update(waiting).set(changes).execute(conn)? > 0)
}

/// Notes a failure and when to try again.
pub fn put_off(conn: &mut Conn, row: &StampRow, failure: &str, next_at: Instant) -> Outcome<()> {
    let waiting = package_stamps::table.find(&row.package_id).filter(package_stamps::response.is_null());
    let changes = (
        package_stamps::attempts.eq(row.attempts.saturating_add(1)),
        package_stamps::failure.eq(failure),
        package_stamps::next_at.eq(next_at.naive_utc()),
    );
    diesel::update(waiting).set(changes).execute(conn)?;
    Ok(())
}

fn whole((package_id, imprint, attempts, _, failure, response, stamped_at): Row) -> Outcome<StampRow> {
    let imprint = Sha256Hex::parse(&imprint).ok_or_else(|| anyhow!("stamp of {package_id}: bad imprint"))?;
    let response = response.map(|text| STANDARD.decode(text)).transpose();
    let response = response.with_context(|| format!("stamp of {package_id}: response"))?;
    let stamped = response.zip(stamped_at.map(|at| Instant(at.and_utc())));
    Ok(StampRow { package_id, imprint, attempts, failure, stamped })
}
