//! Endpoints and their sealed keys.

use crate::feed::model::{Endpoint, EndpointState, KeyInfo};
use crate::feed::rules::signature::Scheme;
use crate::platform::db::Conn;
use crate::platform::db::vault_keys::reseal_column;
use crate::platform::failure::Outcome;
use crate::terms::Instant;
use anyhow::anyhow;
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    feed_endpoints (id) {
        id -> Text,
        division -> Text,
        name -> Text,
        url -> Text,
        state -> Text,
        state_reason -> Text,
        planned_to -> BigInt,
        failing_since -> Nullable<Timestamp>,
        last_delivered_at -> Nullable<Timestamp>,
        last_error -> Nullable<Text>,
        created_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    feed_keys (id) {
        id -> Text,
        endpoint_id -> Text,
        scheme -> Text,
        sealed -> Text,
        public_key -> Nullable<Text>,
        created_at -> Timestamp,
        expires_at -> Nullable<Timestamp>,
    }
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = feed_endpoints)]
struct Row {
    id: String,
    division: String,
    name: String,
    url: String,
    state: String,
    state_reason: String,
    planned_to: i64,
    failing_since: Option<NaiveDateTime>,
    last_delivered_at: Option<NaiveDateTime>,
    last_error: Option<String>,
    created_by: String,
    created_at: NaiveDateTime,
}

impl Row {
    fn into_model(self) -> Outcome<Endpoint> {
        Ok(Endpoint {
            state: EndpointState::parse(&self.state)
                .ok_or_else(|| anyhow!("endpoint {}: state {}", self.id, self.state))?,
            id: self.id,
            division: self.division,
            name: self.name,
            url: self.url,
            state_reason: self.state_reason,
            planned_to: self.planned_to,
            failing_since: self.failing_since.map(at),
            last_delivered_at: self.last_delivered_at.map(at),
            last_error: self.last_error,
            created_by: self.created_by,
            created_at: at(self.created_at),
        })
    }
}

pub fn at(stored: NaiveDateTime) -> Instant {
    Instant(stored.and_utc())
}

/// `false` where the division has an endpoint of that name.
pub fn insert(conn: &mut Conn, e: &Endpoint) -> Outcome<bool> {
    let named = feed_endpoints::table
        .filter(feed_endpoints::division.eq(&e.division))
        .filter(feed_endpoints::name.eq(&e.name))
        .count()
        .get_result::<i64>(conn)?;
    if named > 0 {
        return Ok(false);
    }
    let row = Row {
        id: e.id.clone(),
        division: e.division.clone(),
        name: e.name.clone(),
        url: e.url.clone(),
        state: e.state.word().to_owned(),
        state_reason: e.state_reason.clone(),
        planned_to: e.planned_to,
        failing_since: None,
        last_delivered_at: None,
        last_error: None,
        created_by: e.created_by.clone(),
        created_at: e.created_at.naive_utc(),
    };
    diesel::insert_into(feed_endpoints::table).values(row).execute(conn)?;
    Ok(true)
}

pub fn by_id(conn: &mut Conn, id: &str) -> Outcome<Option<Endpoint>> {
    let row: Option<Row> = feed_endpoints::table.find(id).select(Row::as_select()).first(conn).optional()?;
    row.map(Row::into_model).transpose()
}

/// Endpoints by division and name; `division` `None` means all.
pub fn list(conn: &mut Conn, division: Option<&str>) -> Outcome<Vec<Endpoint>> {
    let mut q = feed_endpoints::table.select(Row::as_select()).into_boxed();
    if let Some(division) = division {
        q = q.filter(feed_endpoints::division.eq(division.to_owned()));
    }
    let rows: Vec<Row> = q.order((feed_endpoints::division.asc(), feed_endpoints::name.asc())).load(conn)?;
    rows.into_iter().map(Row::into_model).collect()
}

pub fn active_ids(conn: &mut Conn) -> Outcome<Vec<String>> {
    Ok(feed_endpoints::table
        .filter(feed_endpoints::state.eq(EndpointState::Active.word()))
        .order(feed_endpoints::id.asc())
        .select(feed_endpoints::id)
        .load(conn)?)
}

/// `false` where it stands in that state already.
pub fn set_state(conn: &mut Conn, id: &str, state: EndpointState, reason: &str) -> Outcome<bool> {
    let changed = diesel::update(feed_endpoints::table.find(id).filter(feed_endpoints::state.ne(state.word())))
        .set((
            feed_endpoints::state.eq(state.word()),
            feed_endpoints::state_reason.eq(reason),
            feed_endpoints::failing_since.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

pub fn set_url(conn: &mut Conn, id: &str, url: &str) -> Outcome<()> {
    diesel::update(feed_endpoints::table.find(id)).set(feed_endpoints::url.eq(url)).execute(conn)?;
    Ok(())
}

/// Moves the plan on; `false` where another sender was quicker.
pub fn move_plan(conn: &mut Conn, id: &str, from: i64, to: i64) -> Outcome<bool> {
    let changed = diesel::update(feed_endpoints::table.find(id).filter(feed_endpoints::planned_to.eq(from)))
        .set(feed_endpoints::planned_to.eq(to))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Notes that something was delivered.
pub fn delivered(conn: &mut Conn, id: &str, now: Instant) -> Outcome<()> {
    diesel::update(feed_endpoints::table.find(id))
        .set((
            feed_endpoints::failing_since.eq(None::<NaiveDateTime>),
            feed_endpoints::last_delivered_at.eq(Some(now.naive_utc())),
        ))
        .execute(conn)?;
    Ok(())
}

/// Notes that the receiver is not well, since `since`.
pub fn failed(conn: &mut Conn, id: &str, since: Option<Instant>, error: &str) -> Outcome<()> {
    diesel::update(feed_endpoints::table.find(id))
        .set((
            feed_endpoints::failing_since.eq(since.map(Instant::naive_utc)),
            feed_endpoints::last_error.eq(Some(error)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Where a sealed key belongs.
pub fn place(key_id: &str) -> String {
    format!("feed_keys:sealed:{key_id}")
}

reseal_column!(reseal, feed_keys.sealed, place);

/// A key about to be kept.
pub struct NewKey<'a> {
    pub id: &'a str,
    pub endpoint_id: &'a str,
    pub scheme: Scheme,
    pub sealed: &'a str,
    pub public_key: Option<&'a str>,
    pub created_at: Instant,
}

pub fn insert_key(conn: &mut Conn, key: &NewKey<'_>) -> Outcome<()> {
    diesel::insert_into(feed_keys::table)
        .values((
            feed_keys::id.eq(key.id),
            feed_keys::endpoint_id.eq(key.endpoint_id),
            feed_keys::scheme.eq(key.scheme.word()),
            feed_keys::sealed.eq(key.sealed),
            feed_keys::public_key.eq(key.public_key),
            feed_keys::created_at.eq(key.created_at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Gives the keys that have no end theirs.
pub fn expire_keys(conn: &mut Conn, endpoint_id: &str, end: Instant) -> Outcome<()> {
    let open = feed_keys::table.filter(feed_keys::endpoint_id.eq(endpoint_id)).filter(feed_keys::expires_at.is_null());
    diesel::update(open).set(feed_keys::expires_at.eq(Some(end.naive_utc()))).execute(conn)?;
    Ok(())
}

/// The keys of an endpoint in use at `now`, newest first, each with its sealed secret.
pub fn keys(conn: &mut Conn, endpoint_id: &str, now: Instant) -> Outcome<Vec<(KeyInfo, String)>> {
    type KeyRow = (String, String, String, String, Option<String>, NaiveDateTime, Option<NaiveDateTime>);
    let rows: Vec<KeyRow> = feed_keys::table
        .filter(feed_keys::endpoint_id.eq(endpoint_id))
        .filter(feed_keys::expires_at.is_null().or(feed_keys::expires_at.gt(Some(now.naive_utc()))))
        .order((feed_keys::created_at.desc(), feed_keys::id.desc()))
        .select(feed_keys::all_columns)
        .load(conn)?;
    let each = |(id, _, scheme, sealed, public_key, created, expires): KeyRow| {
        let scheme = Scheme::parse(&scheme).ok_or_else(|| anyhow!("feed key {id}: scheme {scheme}"))?;
        let info = KeyInfo { id, scheme, public_key, created_at: at(created), expires_at: expires.map(at) };
        Ok((info, sealed))
    };
    rows.into_iter().map(each).collect()
}
