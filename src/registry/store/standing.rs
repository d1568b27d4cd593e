//! Proposals to change an expert's standing.

use super::Db;
use super::experts::experts;
use crate::platform::failure::Outcome;
use crate::registry::model::{Proposal, Signed, Status};
use crate::registry::rules::standing::{Act, Reason, State};
use crate::terms::Instant;
use anyhow::anyhow;
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    standing_proposals (id) {
        id -> Text,
        expert_id -> Text,
        act -> Text,
        reason_code -> Text,
        reason -> Text,
        state -> Text,
        proposed_by -> Text,
        proposed_at -> Timestamp,
        checked_by -> Nullable<Text>,
        checked_at -> Nullable<Timestamp>,
        ended_by -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
        ended_because -> Nullable<Text>,
        appeal -> Nullable<Text>,
        appealed_at -> Nullable<Timestamp>,
        answer -> Nullable<Text>,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
        is_lifted -> Bool,
        merged_into -> Nullable<Text>,
    }
}

#[derive(Insertable, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = standing_proposals, treat_none_as_null = true)]
struct Row {
    id: String,
    expert_id: String,
    act: String,
    reason_code: String,
    reason: String,
    state: String,
    proposed_by: String,
    proposed_at: NaiveDateTime,
    checked_by: Option<String>,
    checked_at: Option<NaiveDateTime>,
    ended_by: Option<String>,
    ended_at: Option<NaiveDateTime>,
    ended_because: Option<String>,
    appeal: Option<String>,
    appealed_at: Option<NaiveDateTime>,
    answer: Option<String>,
    answered_by: Option<String>,
    answered_at: Option<NaiveDateTime>,
    is_lifted: bool,
    merged_into: Option<String>,
}

impl From<&Proposal> for Row {
    fn from(p: &Proposal) -> Row {
        let (checked_by, checked_at) = Signed::columns(&p.checked);
        let (ended_by, ended_at) = Signed::columns(&p.ended);
        let (answered_by, answered_at) = Signed::columns(&p.answered);
        Row {
            id: p.id.clone(),
            expert_id: p.expert_id.clone(),
            act: p.act.word().into(),
            reason_code: p.reason_code.word().into(),
            reason: p.reason.clone(),
            state: p.state.word().into(),
            proposed_by: p.proposed.by.clone(),
            proposed_at: p.proposed.at.naive_utc(),
            checked_by,
            checked_at,
            ended_by,
            ended_at,
            ended_because: p.ended_because.clone(),
            appeal: p.appeal.clone(),
            appealed_at: p.appealed_at.map(|at| at.naive_utc()),
            answer: p.answer.clone(),
            answered_by,
            answered_at,
            is_lifted: p.is_lifted,
            merged_into: p.merged_into.clone(),
        }
    }
}

impl Row {
    fn into_model(self) -> Outcome<Proposal> {
        let unknown = |what: &str| anyhow!("proposal {}: {what}", self.id);
        Ok(Proposal {
            act: Act::parse(&self.act).ok_or_else(|| unknown("act"))?,
            reason_code: Reason::parse(&self.reason_code).ok_or_else(|| unknown("reason"))?,
            state: State::parse(&self.state).ok_or_else(|| unknown("state"))?,
            proposed: Signed::read(self.proposed_by, self.proposed_at),
            checked: Signed::read_if(self.checked_by, self.checked_at),
            ended: Signed::read_if(self.ended_by, self.ended_at),
            answered: Signed::read_if(self.answered_by, self.answered_at),
            id: self.id,
            expert_id: self.expert_id,
            reason: self.reason,
            ended_because: self.ended_because,
            appeal: self.appeal,
            appealed_at: self.appealed_at.map(|at| Instant(at.and_utc())),
            answer: self.answer,
            is_lifted: self.is_lifted,
            merged_into: self.merged_into,
        })
    }
}

pub fn insert(conn: Db<'_>, proposal: &Proposal) -> Outcome<()> {
    diesel::insert_into(standing_proposals::table).values(Row::from(proposal)).execute(conn)?;
    Ok(())
}

/// Replaces the proposal if it is still in the state in which it was read.
pub fn update(conn: Db<'_>, proposal: &Proposal, was: State) -> Outcome<bool> {
    let same = standing_proposals::table
        .filter(standing_proposals::id.eq(&proposal.id))
        .filter(standing_proposals::state.eq(was.word()));
    Ok(diesel::update(same).set(Row::from(proposal)).execute(conn)? == 1)
}

pub fn find(conn: Db<'_>, id: &str) -> Outcome<Option<Proposal>> {
    let row: Option<Row> = standing_proposals::table.find(id).select(Row::as_select()).first(conn).optional()?;
    row.map(Row::into_model).transpose()
}

/// The proposals on one expert, the newest first.
pub fn of_expert(conn: Db<'_>, expert_id: &str) -> Outcome<Vec<Proposal>> {
    let rows: Vec<Row> = standing_proposals::table
        .filter(standing_proposals::expert_id.eq(expert_id))
        .order((standing_proposals::proposed_at.desc(), standing_proposals::id.desc()))
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::into_model).collect()
}

/// Sets the standing of an expert.
pub fn set_status(conn: Db<'_>, expert_id: &str, status: Status) -> Outcome<()> {
    diesel::update(experts::table.find(expert_id)).set(experts::status.eq(status.word())).execute(conn)?;
    Ok(())
}
