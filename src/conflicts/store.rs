//! SQL of the facts. Family relations are sealed; everything else is plain JSON.

use crate::platform::db::Conn;
use crate::platform::db::vault_keys::AT_ONCE;
use crate::platform::failure::Outcome;
use crate::platform::vault::Vault;
use crate::terms::Instant;
use anyhow::Context;
use diesel::prelude::*;
use serde_json::Value;

diesel::table! {
    conflict_facts (id) {
        id -> Text,
        kind -> Text,
        natural_key -> Text,
        body -> Text,
        recorded_at -> Timestamp,
    }
}

/// A fact as stored: the list of [`super::Facts`] it belongs to, and its record as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredFact {
    pub id: String,
    pub kind: String,
    pub body: Value,
}

/// Kinds that speak of families (PIPL art. 28: sensitive).
const SEALED: [&str; 2] = ["declared_kin", "kinships"];

fn place(id: &str) -> String {
    format!("conflict_facts:body:{id}")
}

/// Sealed facts anew under the newest key, some rows at a time.
pub fn reseal(conn: &mut Conn, vault: &Vault, after: &str) -> Outcome<Option<String>> {
    let rows: Vec<(String, String)> = conflict_facts::table
        .filter(conflict_facts::id.gt(after))
        .filter(conflict_facts::kind.eq_any(SEALED))
        .order(conflict_facts::id.asc())
        .limit(AT_ONCE)
        .select((conflict_facts::id, conflict_facts::body))
        .load(conn)?;
    let last = rows.last().map(|(id, _)| id.clone());
    for (id, body) in rows {
        if let Some(body) = vault.resealed(&place(&id), &body)? {
            diesel::update(conflict_facts::table.find(&id)).set(conflict_facts::body.eq(body)).execute(conn)?;
        }
    }
    Ok(last)
}

/// The bodies of the facts that name people.
pub fn people(conn: &mut Conn) -> Outcome<Vec<String>> {
    let persons = conflict_facts::table.filter(conflict_facts::kind.eq("persons"));
    Ok(persons.select(conflict_facts::body).load(conn)?)
}

/// Adds a fact unless the same one is there; `true` if it was added.
pub fn add(conn: &mut Conn, vault: &Vault, fact: &StoredFact, natural_key: &str, at: Instant) -> Outcome<bool> {
    let known: i64 =
        conflict_facts::table.filter(conflict_facts::natural_key.eq(natural_key)).count().get_result(conn)?;
    if known > 0 {
        return Ok(false);
    }
    let plain = serde_json::to_string(&fact.body)?;
    let body = if SEALED.contains(&fact.kind.as_str()) { vault.seal(&place(&fact.id), &plain)? } else { plain };
    diesel::insert_into(conflict_facts::table)
        .values((
            conflict_facts::id.eq(&fact.id),
            conflict_facts::kind.eq(&fact.kind),
            conflict_facts::natural_key.eq(natural_key),
            conflict_facts::body.eq(body),
            conflict_facts::recorded_at.eq(at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(true)
}

/// Every fact that was on record at `as_of`, by id.
pub fn all(conn: &mut Conn, vault: &Vault, as_of: Instant) -> Outcome<Vec<StoredFact>> {
    let rows: Vec<(String, String, String)> = conflict_facts::table
        .filter(conflict_facts::recorded_at.le(as_of.naive_utc()))
        .select((conflict_facts::id, conflict_facts::kind, conflict_facts::body))
        .load(conn)?;
    let mut facts = Vec::with_capacity(rows.len());
    for (id, kind, body) in rows {
        let plain = if SEALED.contains(&kind.as_str()) { vault.open(&place(&id), &body)? } else { body };
        let body = serde_json::from_str(&plain).with_context(|| format!("fact {id}"))?;
        facts.push(StoredFact { id, kind, body });
    }
    // One order on both databases, because the snapshot is hashed.
    facts.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(facts)
}

/// How far the facts on record at a moment reach: their number and the latest entry.
pub type Extent = (i64, Option<chrono::NaiveDateTime>);

pub fn extent(conn: &mut Conn, as_of: Instant) -> Outcome<Extent> {
    let known = conflict_facts::table.filter(conflict_facts::recorded_at.le(as_of.naive_utc()));
    let latest = known.select(diesel::dsl::max(conflict_facts::recorded_at)).first(conn)?;
    Ok((known.count().get_result(conn)?, latest))
}
