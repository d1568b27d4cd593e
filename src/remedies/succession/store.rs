//! SQL of successions.

use super::rules::{Cause, Choice};
use super::service::Succession;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::registry::model::Signed;
use anyhow::anyhow;
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    successions (id) {
        id -> Text,
        commission_id -> Text,
        cause -> Text,
        choice -> Text,
        reason -> Text,
        passed_bid -> Text,
        next_bid -> Nullable<Text>,
        proposed_by -> Text,
        proposed_at -> Timestamp,
        is_approved -> Nullable<Bool>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        decided_because -> Nullable<Text>,
    }
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = successions, treat_none_as_null = true)]
struct Row {
    id: String,
    commission_id: String,
    cause: String,
    choice: String,
    reason: String,
    passed_bid: String,
    next_bid: Option<String>,
    proposed_by: String,
    proposed_at: NaiveDateTime,
    is_approved: Option<bool>,
    decided_by: Option<String>,
    decided_at: Option<NaiveDateTime>,
    decided_because: Option<String>,
}

impl Row {
    fn of(commission_id: &str, one: &Succession) -> Row {
        let (decided_by, decided_at) = Signed::columns(&one.decided);
        Row {
            id: one.id.clone(),
            commission_id: commission_id.to_owned(),
            cause: one.cause.word().to_owned(),
            choice: one.choice.word().to_owned(),
            reason: one.reason.clone(),
            passed_bid: one.passed.clone(),
            next_bid: one.next.clone(),
            proposed_by: one.proposed.by.clone(),
            proposed_at: one.proposed.at.naive_utc(),
            is_approved: one.is_approved,
            decided_by,
            decided_at,
            decided_because: one.decided_because.clone(),
        }
    }

    fn succession(self) -> Outcome<Succession> {
        let unknown = |what: &str, word: &str| anyhow!("succession {}: unknown {what} {word}", self.id);
        Ok(Succession {
            cause: Cause::parse(&self.cause).ok_or_else(|| unknown("cause", &self.cause))?,
            choice: Choice::parse(&self.choice).ok_or_else(|| unknown("choice", &self.choice))?,
            id: self.id,
            reason: self.reason,
            passed: self.passed_bid,
            next: self.next_bid,
            proposed: Signed::read(self.proposed_by, self.proposed_at),
            is_approved: self.is_approved,
            decided: Signed::read_if(self.decided_by, self.decided_at),
            decided_because: self.decided_because,
        })
    }
}

/// The successions of a commission, the oldest first.
pub fn of(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Succession>> {
    let mut rows: Vec<Row> = successions::table.filter(successions::commission_id.eq(commission_id)).load(conn)?;
    rows.sort_by(|a, b| (a.proposed_at, &a.id).cmp(&(b.proposed_at, &b.id)));
    rows.into_iter().map(Row::succession).collect()
}

pub fn insert(conn: &mut Conn, commission_id: &str, one: &Succession) -> Outcome<()> {
    diesel::insert_into(successions::table).values(Row::of(commission_id, one)).execute(conn)?;
    Ok(())
}

pub fn update(conn: &mut Conn, commission_id: &str, one: &Succession) -> Outcome<()> {
    diesel::update(successions::table.find(&one.id)).set(Row::of(commission_id, one)).execute(conn)?;
    Ok(())
}
