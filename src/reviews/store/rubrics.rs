//! SQL of rubrics and of what commissions froze.

use super::super::model::{Rubric, RubricVersion};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::{Instant, Sha256Hex};
use anyhow::{Context, anyhow};
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    rubrics (id) {
        id -> Text,
        division -> Text,
        code -> Text,
        version -> Integer,
        body -> Text,
        digest -> Text,
        written_by -> Text,
        written_at -> Timestamp,
    }
}

diesel::table! {
    commission_rubrics (commission_id) {
        commission_id -> Text,
        rubric_id -> Text,
        frozen_by -> Text,
        frozen_at -> Timestamp,
    }
}

type Row = (String, String, i32, String, String, String, NaiveDateTime);

fn version((id, code, version, body, digest, by, at): Row) -> Outcome<RubricVersion> {
    let rubric: Rubric = serde_json::from_str(&body).with_context(|| format!("rubric {id}"))?;
    let digest = Sha256Hex::parse(&digest).ok_or_else(|| anyhow!("rubric {id}: digest {digest:?}"))?;
    let written_at = Some(Instant::from_utc(at.and_utc()));
    Ok(RubricVersion { id: Some(id), code, version, digest, written_by: Some(by), written_at, rubric })
}

/// Columns of a version, in the order of [`Row`].
const COLUMNS: (
    rubrics::id,
    rubrics::code,
    rubrics::version,
    rubrics::body,
    rubrics::digest,
    rubrics::written_by,
    rubrics::written_at,
) = (
    rubrics::id,
    rubrics::code,
    rubrics::version,
    rubrics::body,
    rubrics::digest,
    rubrics::written_by,
    rubrics::written_at,
);

/// All versions of a division, by code, the newest first.
pub fn of_division(conn: &mut Conn, division: &str) -> Outcome<Vec<RubricVersion>> {
    let rows: Vec<Row> = rubrics::table.filter(rubrics::division.eq(division)).select(COLUMNS).load(conn)?;
    let mut found = rows.into_iter().map(version).collect::<Outcome<Vec<_>>>()?;
    // Sorted here, because the two databases collate text differently.
    found.sort_by(|a, b| (&a.code, b.version).cmp(&(&b.code, a.version)));
    Ok(found)
}

/// One version within a division.
pub fn find(conn: &mut Conn, division: &str, id: &str) -> Outcome<Option<RubricVersion>> {
    let row: Option<Row> = rubrics::table
        .filter(rubrics::id.eq(id).and(rubrics::division.eq(division)))
        .select(COLUMNS)
        .first(conn)
        .optional()?;
    row.map(version).transpose()
}

/// Writes a new version; `id`, writer and time are those of the version.
pub fn insert(conn: &mut Conn, division: &str, new: &RubricVersion, (by, at): (&str, Instant)) -> Outcome<()> {
    diesel::insert_into(rubrics::table)
        .values((
            rubrics::id.eq(new.id.as_deref().unwrap_or_default()),
            rubrics::division.eq(division),
            rubrics::code.eq(&new.code),
            rubrics::version.eq(new.version),
            rubrics::body.eq(serde_json::to_string(&new.rubric)?),
            rubrics::digest.eq(new.digest.as_str()),
            rubrics::written_by.eq(by),
            rubrics::written_at.eq(at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// The version that was frozen for a commission.
pub fn frozen(conn: &mut Conn, division: &str, commission_id: &str) -> Outcome<Option<RubricVersion>> {
    let id: Option<String> =
        commission_rubrics::table.find(commission_id).select(commission_rubrics::rubric_id).first(conn).optional()?;
    match id {
        Some(id) => find(conn, division, &id),
        None => Ok(None),
    }
}

/// Freezes a version in place of an earlier choice.
pub fn freeze(conn: &mut Conn, commission_id: &str, rubric_id: &str, (by, at): (&str, Instant)) -> Outcome<()> {
    diesel::delete(commission_rubrics::table.find(commission_id)).execute(conn)?;
    diesel::insert_into(commission_rubrics::table)
        .values((
            commission_rubrics::commission_id.eq(commission_id),
            commission_rubrics::rubric_id.eq(rubric_id),
            commission_rubrics::frozen_by.eq(by),
            commission_rubrics::frozen_at.eq(at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}
