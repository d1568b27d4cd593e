//! SQL of credit matters.

use super::model::{Content, Matter};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::registry::model::Signed;
use crate::registry::rules::standing::State;
use crate::terms::Instant;
use anyhow::{Context, anyhow};
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    credit_matters (id) {
        id -> Text,
        division -> Text,
        institution_id -> Text,
        kind -> Text,
        content -> Text,
        reason -> Text,
        state -> Text,
        proposed_by -> Text,
        proposed_at -> Timestamp,
        ended_by -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
        ended_because -> Nullable<Text>,
        appeal -> Nullable<Text>,
        appealed_at -> Nullable<Timestamp>,
        answer -> Nullable<Text>,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
        is_lifted -> Bool,
        version -> Integer,
    }
}

#[derive(Insertable, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = credit_matters, treat_none_as_null = true)]
struct Row {
    id: String,
    division: String,
    institution_id: String,
    kind: String,
    content: String,
    reason: String,
    state: String,
    proposed_by: String,
    proposed_at: NaiveDateTime,
    ended_by: Option<String>,
    ended_at: Option<NaiveDateTime>,
    ended_because: Option<String>,
    appeal: Option<String>,
    appealed_at: Option<NaiveDateTime>,
    answer: Option<String>,
    answered_by: Option<String>,
    answered_at: Option<NaiveDateTime>,
    is_lifted: bool,
    version: i32,
}

impl Row {
    fn of(m: &Matter) -> Outcome<Row> {
        let (ended_by, ended_at) = Signed::columns(&m.ended);
        let (answered_by, answered_at) = Signed::columns(&m.answered);
        Ok(Row {
            id: m.id.clone(),
            division: m.division.clone(),
            institution_id: m.institution_id.clone(),
            kind: m.content.word().into(),
            content: serde_json::to_string(&m.content)?,
            reason: m.reason.clone(),
            state: m.state.word().into(),
            proposed_by: m.proposed.by.clone(),
            proposed_at: m.proposed.at.naive_utc(),
            ended_by,
            ended_at,
            ended_because: m.ended_because.clone(),
            appeal: m.appeal.clone(),
            appealed_at: m.appealed_at.map(|at| at.naive_utc()),
            answer: m.answer.clone(),
            answered_by,
            answered_at,
            is_lifted: m.is_lifted,
            version: m.version,
        })
    }

    fn into_model(self) -> Outcome<Matter> {
        let content: Content =
            serde_json::from_str(&self.content).with_context(|| format!("credit matter {}: content", self.id))?;
        Ok(Matter {
            state: State::parse(&self.state).ok_or_else(|| anyhow!("credit matter {}: {}", self.id, self.state))?,
            content,
            proposed: Signed::read(self.proposed_by, self.proposed_at),
            ended: Signed::read_if(self.ended_by, self.ended_at),
            answered: Signed::read_if(self.answered_by, self.answered_at),
            appealed_at: self.appealed_at.map(|at| Instant(at.and_utc())),
            id: self.id,
            division: self.division,
            institution_id: self.institution_id,
            reason: self.reason,
            ended_because: self.ended_because,
            appeal: self.appeal,
            answer: self.answer,
            is_lifted: self.is_lifted,
            version: self.version,
        })
    }
}

pub fn insert(conn: &mut Conn, matter: &Matter) -> Outcome<()> {
    diesel::insert_into(credit_matters::table).values(Row::of(matter)?).execute(conn)?;
    Ok(())
}

/// Writes what a step changed; `false` where somebody was faster.
pub fn update(conn: &mut Conn, matter: &Matter) -> Outcome<bool> {
    let before = credit_matters::table.find(&matter.id).filter(credit_matters::version.eq(matter.version - 1));
    Ok(diesel::update(before).set(Row::of(matter)?).execute(conn)? == 1)
}

pub fn find(conn: &mut Conn, id: &str) -> Outcome<Option<Matter>> {
    let row: Option<Row> = credit_matters::table.find(id).select(Row::as_select()).first(conn).optional()?;
    row.map(Row::into_model).transpose()
}

/// The matters of a division, the newest first.
pub fn of_division(conn: &mut Conn, division: &str) -> Outcome<Vec<Matter>> {
    let rows: Vec<Row> = credit_matters::table
        .filter(credit_matters::division.eq(division))
        .order((credit_matters::proposed_at.desc(), credit_matters::id.desc()))
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::into_model).collect()
}
