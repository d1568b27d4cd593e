//! SQL of absences and limits.

use super::Db;
use super::experts::experts::{self};
use crate::platform::failure::Outcome;
use crate::registry::availability::{Absence, Limit};
use crate::registry::model::Signed;
use crate::terms::Day;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

diesel::table! {
    expert_absences (id) {
        id -> Text,
        expert_id -> Text,
        from_day -> Date,
        until_day -> Date,
        reason -> Text,
        entered_by -> Text,
        entered_at -> Timestamp,
        withdrawn_by -> Nullable<Text>,
        withdrawn_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    expert_limits (expert_id) {
        expert_id -> Text,
        most_at_once -> Integer,
        set_by -> Text,
        set_at -> Timestamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(expert_absences, experts);
diesel::allow_tables_to_appear_in_same_query!(expert_limits, experts);
diesel::joinable!(expert_absences -> experts (expert_id));
diesel::joinable!(expert_limits -> experts (expert_id));

type Row = (String, String, NaiveDate, NaiveDate, String, String, NaiveDateTime, Option<String>, Option<NaiveDateTime>);

fn absence((id, _, from, until, reason, by, at, withdrawn_by, withdrawn_at): Row) -> Absence {
    let (entered, withdrawn) = (Signed::read(by, at), Signed::read_if(withdrawn_by, withdrawn_at));
    Absence { id, from: Day(from), until: Day(until), reason, entered, withdrawn }
}

pub fn insert(conn: Db<'_>, expert_id: &str, absence: &Absence) -> Outcome<()> {
    diesel::insert_into(expert_absences::table)
        .values((
            expert_absences::id.eq(&absence.id),
            expert_absences::expert_id.eq(expert_id),
            expert_absences::from_day.eq(absence.from.0),
            expert_absences::until_day.eq(absence.until.0),
            expert_absences::reason.eq(&absence.reason),
            expert_absences::entered_by.eq(&absence.entered.by),
            expert_absences::entered_at.eq(absence.entered.at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// `false` where the expert has no such absence, or it was withdrawn before.
pub fn withdraw(conn: Db<'_>, expert_id: &str, id: &str, by: &Signed) -> Outcome<bool> {
    let open = expert_absences::table
        .filter(expert_absences::id.eq(id))
        .filter(expert_absences::expert_id.eq(expert_id))
        .filter(expert_absences::withdrawn_at.is_null());
    let changed = diesel::update(open)
        .set((
            expert_absences::withdrawn_by.eq(Some(&by.by)),
            expert_absences::withdrawn_at.eq(Some(by.at.naive_utc())),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// The absences of an expert, the latest first, withdrawn ones too.
pub fn of_expert(conn: Db<'_>, expert_id: &str) -> Outcome<Vec<Absence>> {
    let rows: Vec<Row> = expert_absences::table
        .filter(expert_absences::expert_id.eq(expert_id))
        .order((expert_absences::from_day.desc(), expert_absences::id.desc()))
        .load(conn)?;
    Ok(rows.into_iter().map(absence).collect())
}

/// Numbers of everybody who is away on a day.
pub fn away(conn: Db<'_>, day: Day) -> Outcome<HashSet<String>> {
    let numbers: Vec<String> = expert_absences::table
        .inner_join(experts::table)
        .filter(expert_absences::withdrawn_at.is_null())
        .filter(expert_absences::from_day.le(day.0))
        .filter(expert_absences::until_day.ge(day.0))
        .select(experts::number)
        .load(conn)?;
    Ok(numbers.into_iter().collect())
}

pub fn put_limit(conn: Db<'_>, expert_id: &str, limit: &Limit) -> Outcome<()> {
    diesel::delete(expert_limits::table.find(expert_id)).execute(conn)?;
    diesel::insert_into(expert_limits::table)
        .values((
            expert_limits::expert_id.eq(expert_id),
            expert_limits::most_at_once.eq(limit.most_at_once),
            expert_limits::set_by.eq(&limit.set.by),
            expert_limits::set_at.eq(limit.set.at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn limit_of(conn: Db<'_>, expert_id: &str) -> Outcome<Option<Limit>> {
    let row: Option<(i32, String, NaiveDateTime)> = expert_limits::table
        .find(expert_id)
        .select((expert_limits::most_at_once, expert_limits::set_by, expert_limits::set_at))
        .first(conn)
        .optional()?;
    Ok(row.map(|(most_at_once, by, at)| Limit { most_at_once, set: Signed::read(by, at) }))
}

/// The limits of everybody who has one, by id.
pub fn limits(conn: Db<'_>) -> Outcome<HashMap<String, i32>> {
    let rows: Vec<(String, i32)> =
        expert_limits::table.select((expert_limits::expert_id, expert_limits::most_at_once)).load(conn)?;
    Ok(rows.into_iter().collect())
}
