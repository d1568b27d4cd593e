//! The log of attempts.

use super::endpoints::at;
use crate::feed::model::Attempt;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::paging::{Page, PageAsked};
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    feed_attempts (id) {
        id -> Text,
        endpoint_id -> Text,
        event_id -> Text,
        sequence -> BigInt,
        attempt -> Integer,
        attempted_at -> Timestamp,
        milliseconds -> Integer,
        status -> Nullable<Integer>,
        delivered -> Bool,
        detail -> Text,
    }
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = feed_attempts)]
struct Row {
    id: String,
    endpoint_id: String,
    event_id: String,
    sequence: i64,
    attempt: i32,
    attempted_at: NaiveDateTime,
    milliseconds: i32,
    status: Option<i32>,
    delivered: bool,
    detail: String,
}

impl Row {
    fn of(a: &Attempt) -> Row {
        Row {
            id: a.id.clone(),
            endpoint_id: a.endpoint_id.clone(),
            event_id: a.event_id.clone(),
            sequence: a.sequence,
            attempt: a.attempt,
            attempted_at: a.attempted_at.naive_utc(),
            milliseconds: a.milliseconds,
            status: a.status,
            delivered: a.delivered,
            detail: a.detail.clone(),
        }
    }

    fn into_model(self) -> Attempt {
        Attempt {
            id: self.id,
            endpoint_id: self.endpoint_id,
            event_id: self.event_id,
            sequence: self.sequence,
            attempt: self.attempt,
            attempted_at: at(self.attempted_at),
            milliseconds: self.milliseconds,
            status: self.status,
            delivered: self.delivered,
            detail: self.detail,
        }
    }
}

/// Rows of one insert; PostgreSQL takes 65,535 parameters at most.
const BATCH: usize = 500;

/// Adds to the log. PostgreSQL takes many rows in one round trip; SQLite has no way to make.
pub fn insert(conn: &mut Conn, attempts: &[Attempt]) -> Outcome<()> {
    let rows: Vec<Row> = attempts.iter().map(Row::of).collect();
    match conn {
        Conn::Postgres(inner) => {
            for part in rows.chunks(BATCH) {
                let part: Vec<&Row> = part.iter().collect();
                diesel::insert_into(feed_attempts::table).values(part).execute(inner)?;
            }
        }
        Conn::Sqlite(inner) => {
            for row in rows {
                diesel::insert_into(feed_attempts::table).values(row).execute(inner)?;
            }
        }
    }
    Ok(())
}

/// Which attempts a list shows.
#[derive(Clone, Debug, Default)]
pub struct AttemptFilter {
    pub endpoint_id: String,
    pub delivered: Option<bool>,
    /// Part of an event id.
    pub text: Option<String>,
}

/// Attempts, newest first.
pub fn list(conn: &mut Conn, filter: &AttemptFilter, asked: PageAsked) -> Outcome<Page<Attempt>> {
    let matching = || {
        let mut q = feed_attempts::table.filter(feed_attempts::endpoint_id.eq(filter.endpoint_id.clone())).into_boxed();
        if let Some(delivered) = filter.delivered {
            q = q.filter(feed_attempts::delivered.eq(delivered));
        }
        if let Some(text) = &filter.text {
            q = q.filter(feed_attempts::event_id.like(crate::platform::db::contains(text)).escape('\\'));
        }
        q
    };
    let total: i64 = matching().count().get_result(conn)?;
    let rows: Vec<Row> = matching()
        .order((feed_attempts::attempted_at.desc(), feed_attempts::id.desc()))
        .limit(asked.size)
        .offset(asked.offset())
        .select(Row::as_select())
        .load(conn)?;
    Ok(Page::new(rows.into_iter().map(Row::into_model).collect(), total, asked))
}
