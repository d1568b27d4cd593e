//! SQL of disclosures.

use super::model::{Disclosure, Part, Published};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::{Day, Instant, Sha256Hex};
use anyhow::{Context, anyhow};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

diesel::table! {
    disclosures (commission_id, position) {
        commission_id -> Text,
        position -> Integer,
        result_position -> Integer,
        formed_on -> Date,
        due_on -> Date,
        original -> Text,
        original_sha256 -> Text,
        withheld -> Text,
        prepared_by -> Text,
        prepared_at -> Timestamp,
        published -> Nullable<Text>,
        published_sha256 -> Nullable<Text>,
        approved_by -> Nullable<Text>,
        approved_at -> Nullable<Timestamp>,
    }
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = disclosures)]
struct Row {
    commission_id: String,
    position: i32,
    result_position: i32,
    formed_on: NaiveDate,
    due_on: NaiveDate,
    original: String,
    original_sha256: String,
    withheld: String,
    prepared_by: String,
    prepared_at: NaiveDateTime,
    published: Option<String>,
    published_sha256: Option<String>,
    approved_by: Option<String>,
    approved_at: Option<NaiveDateTime>,
}

fn parts(text: &str, place: &str) -> Outcome<Vec<Part>> {
    Ok(serde_json::from_str(text).with_context(|| format!("disclosure {place}"))?)
}

fn digest(text: &str, place: &str) -> Outcome<Sha256Hex> {
    Ok(Sha256Hex::parse(text).ok_or_else(|| anyhow!("disclosure {place}: digest {text:?}"))?)
}

impl Row {
    fn into_model(self) -> Outcome<Disclosure> {
        let place = format!("{}/{}", self.commission_id, self.position);
        let published = match (self.published, self.published_sha256, self.approved_by, self.approved_at) {
            (Some(text), Some(sha256), Some(by), Some(at)) => Some(Published {
                parts: parts(&text, &place)?,
                sha256: digest(&sha256, &place)?,
                by,
                at: Instant::from_utc(at.and_utc()),
            }),
            _ => None,
        };
        Ok(Disclosure {
            position: self.position,
            result_position: self.result_position,
            formed_on: Day(self.formed_on),
            due_on: Day(self.due_on),
            original: parts(&self.original, &place)?,
            original_sha256: digest(&self.original_sha256, &place)?,
            withheld: serde_json::from_str(&self.withheld).with_context(|| format!("disclosure {place}"))?,
            prepared_by: self.prepared_by,
            prepared_at: Instant::from_utc(self.prepared_at.and_utc()),
            commission_id: self.commission_id,
            published,
        })
    }
}

/// Writes a prepared disclosure in place of an earlier one that nobody approved.
pub fn put(conn: &mut Conn, d: &Disclosure) -> Outcome<()> {
    let of = disclosures::table.find((&d.commission_id, d.position)).filter(disclosures::approved_at.is_null());
    diesel::delete(of).execute(conn)?;
    let row = Row {
        commission_id: d.commission_id.clone(),
        position: d.position,
        result_position: d.result_position,
        formed_on: d.formed_on.0,
        due_on: d.due_on.0,
        original: serde_json::to_string(&d.original)?,
        original_sha256: d.original_sha256.to_string(),
        withheld: serde_json::to_string(&d.withheld)?,
        prepared_by: d.prepared_by.clone(),
        prepared_at: d.prepared_at.naive_utc(),
        published: None,
        published_sha256: None,
        approved_by: None,
        approved_at: None,
    };
    diesel::insert_into(disclosures::table).values(row).execute(conn)?;
    Ok(())
}

/// Publishes it; `false` where somebody did already.
pub fn publish(conn: &mut Conn, d: &Disclosure, copy: &Published) -> Outcome<bool> {
    let of = disclosures::table.find((&d.commission_id, d.position)).filter(disclosures::approved_at.is_null());
    let changed = diesel::update(of)
        .set((
            disclosures::published.eq(serde_json::to_string(&copy.parts)?),
            disclosures::published_sha256.eq(copy.sha256.as_str()),
            disclosures::approved_by.eq(&copy.by),
            disclosures::approved_at.eq(copy.at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Of these commissions, by commission and position.
pub fn of_commissions(conn: &mut Conn, ids: &[String]) -> Outcome<Vec<Disclosure>> {
    let rows: Vec<Row> = disclosures::table
        .filter(disclosures::commission_id.eq_any(ids))
        .order((disclosures::commission_id.asc(), disclosures::position.asc()))
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::into_model).collect()
}

/// What was published, the newest first.
pub fn published(conn: &mut Conn, most: i64) -> Outcome<Vec<Disclosure>> {
    let rows: Vec<Row> = disclosures::table
        .filter(disclosures::approved_at.is_not_null())
        .order((disclosures::approved_at.desc(), disclosures::commission_id.asc()))
        .limit(most)
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::into_model).collect()
}
