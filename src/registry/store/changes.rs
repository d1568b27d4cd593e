//! The history of entries, and what the search index has yet to take over.

use super::Db;
use crate::platform::failure::Outcome;
use crate::registry::model::Change;
use crate::terms::Instant;
use anyhow::Context;
use diesel::prelude::*;

diesel::table! {
    registry_changes (id) {
        id -> Text,
        at -> Timestamp,
        actor -> Text,
        subject -> Text,
        act -> Text,
        before -> Nullable<Text>,
        after -> Text,
    }
}

diesel::table! {
    registry_outbox (id) {
        id -> Text,
        number -> Text,
    }
}

fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

pub fn record(conn: Db<'_>, change: &Change) -> Outcome<()> {
    diesel::insert_into(registry_changes::table)
        .values((
            registry_changes::id.eq(new_id()),
            registry_changes::at.eq(change.at.naive_utc()),
            registry_changes::actor.eq(&change.actor),
            registry_changes::subject.eq(&change.subject),
            registry_changes::act.eq(&change.act),
            registry_changes::before.eq(change.before.as_ref().map(ToString::to_string)),
            registry_changes::after.eq(change.after.to_string()),
        ))
        .execute(conn)?;
    Ok(())
}

type ChangeRow = (String, chrono::NaiveDateTime, String, String, String, Option<String>, String);

/// The changes of one entry, the newest first.
pub fn of_subject(conn: Db<'_>, subject: &str) -> Outcome<Vec<Change>> {
    let rows: Vec<ChangeRow> = registry_changes::table
        .filter(registry_changes::subject.eq(subject))
        .order((registry_changes::at.desc(), registry_changes::id.desc()))
        .select(registry_changes::all_columns)
        .load(conn)?;
    rows.into_iter().map(change).collect()
}

fn change((id, at, actor, subject, act, before, after): ChangeRow) -> Outcome<Change> {
    let read = |text: &str| serde_json::from_str(text).with_context(|| format!("change {id}"));
    let before = before.as_deref().map(read).transpose()?;
    Ok(Change { after: read(&after)?, at: Instant(at.and_utc()), actor, subject, act, before })
}

/// The entry with this number has changed.
pub fn tell_index(conn: Db<'_>, number: &str) -> Outcome<()> {
    diesel::insert_into(registry_outbox::table)
        .values((registry_outbox::id.eq(new_id()), registry_outbox::number.eq(number)))
        .execute(conn)?;
    Ok(())
}

/// `(id, number)`, the oldest first: identifiers grow with time.
pub fn waiting(conn: Db<'_>, limit: i64) -> Outcome<Vec<(String, String)>> {
    Ok(registry_outbox::table.order(registry_outbox::id.asc()).limit(limit).load(conn)?)
}

pub fn applied(conn: Db<'_>, ids: &[String]) -> Outcome<()> {
    for some in ids.chunks(500) {
        diesel::delete(registry_outbox::table.filter(registry_outbox::id.eq_any(some))).execute(conn)?;
    }
    Ok(())
}
