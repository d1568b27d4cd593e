//! SQL of rectifications.

use super::model::{Rectification, RectificationOutcome, RectificationStage, Step, StepTaken};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::{Day, Instant};
use anyhow::anyhow;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

diesel::table! {
    rectifications (id) {
        id -> Text,
        division -> Text,
        commission_id -> Text,
        number -> Text,
        problem -> Text,
        state -> Text,
        due_on -> Date,
        due_basis -> Text,
        measure -> Nullable<Text>,
        evidence -> Nullable<Text>,
        evidenced_on -> Nullable<Date>,
        outcome -> Nullable<Text>,
        remark -> Nullable<Text>,
        demanded_by -> Text,
        demanded_at -> Timestamp,
        closed_by -> Nullable<Text>,
        closed_at -> Nullable<Timestamp>,
        escalated_by -> Nullable<Text>,
        escalated_at -> Nullable<Timestamp>,
        version -> Integer,
    }
}

diesel::table! {
    rectification_steps (rectification_id, position) {
        rectification_id -> Text,
        position -> Integer,
        what -> Text,
        said -> Text,
        actor -> Text,
        taken_at -> Timestamp,
    }
}

#[derive(Insertable, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = rectifications, treat_none_as_null = true)]
struct Row {
    id: String,
    division: String,
    commission_id: String,
    number: String,
    problem: String,
    state: String,
    due_on: NaiveDate,
    due_basis: String,
    measure: Option<String>,
    evidence: Option<String>,
    evidenced_on: Option<NaiveDate>,
    outcome: Option<String>,
    remark: Option<String>,
    demanded_by: String,
    demanded_at: NaiveDateTime,
    closed_by: Option<String>,
    closed_at: Option<NaiveDateTime>,
    escalated_by: Option<String>,
    escalated_at: Option<NaiveDateTime>,
    version: i32,
}

impl From<&Rectification> for Row {
    fn from(r: &Rectification) -> Row {
        Row {
            id: r.id.clone(),
            division: r.division.clone(),
            commission_id: r.commission_id.clone(),
            number: r.number.clone(),
            problem: r.problem.clone(),
            state: r.stage.word().into(),
            due_on: r.due_on.0,
            due_basis: r.due_basis.clone(),
            measure: r.measure.clone(),
            evidence: r.evidence.clone(),
            evidenced_on: r.evidenced_on.map(|day| day.0),
            outcome: r.outcome.map(|o| o.word().into()),
            remark: r.remark.clone(),
            demanded_by: r.demanded_by.clone(),
            demanded_at: r.demanded_at.naive_utc(),
            closed_by: r.closed_by.clone(),
            closed_at: r.closed_at.map(|at| at.naive_utc()),
            escalated_by: r.escalated_by.clone(),
            escalated_at: r.escalated_at.map(|at| at.naive_utc()),
            version: r.version,
        }
    }
}

impl Row {
    fn into_model(self) -> Outcome<Rectification> {
        let strange = |what: &str, word: &str| anyhow!("rectification {}: unknown {what} {word:?}", self.number);
        let stage = RectificationStage::parse(&self.state).ok_or_else(|| strange("state", &self.state))?;
        let outcome = match &self.outcome {
            Some(word) => Some(RectificationOutcome::parse(word).ok_or_else(|| strange("outcome", word))?),
            None => None,
        };
        let instant = |at: NaiveDateTime| Instant(at.and_utc());
        Ok(Rectification {
            id: self.id,
            division: self.division,
            commission_id: self.commission_id,
            number: self.number,
            problem: self.problem,
            stage,
            due_on: Day(self.due_on),
            due_basis: self.due_basis,
            measure: self.measure,
            evidence: self.evidence,
            evidenced_on: self.evidenced_on.map(Day),
            outcome,
            remark: self.remark,
            demanded_by: self.demanded_by,
            demanded_at: instant(self.demanded_at),
            closed_by: self.closed_by,
            closed_at: self.closed_at.map(instant),
            escalated_by: self.escalated_by,
            escalated_at: self.escalated_at.map(instant),
            version: self.version,
        })
    }
}

pub fn insert(conn: &mut Conn, r: &Rectification) -> Outcome<()> {
    diesel::insert_into(rectifications::table).values(Row::from(r)).execute(conn)?;
    Ok(())
}

/// Writes what a step changed; `false` where somebody was faster.
pub fn update(conn: &mut Conn, r: &Rectification) -> Outcome<bool> {
    let before = rectifications::table.find(&r.id).filter(rectifications::version.eq(r.version - 1));
    Ok(diesel::update(before).set(Row::from(r)).execute(conn)? == 1)
}

pub fn find(conn: &mut Conn, number: &str) -> Outcome<Option<Rectification>> {
    let row: Option<Row> = rectifications::table
        .filter(rectifications::number.eq(number))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    row.map(Row::into_model).transpose()
}

/// Of these commissions, the earliest due first.
pub fn of_commissions(conn: &mut Conn, ids: &[String]) -> Outcome<Vec<Rectification>> {
    let rows: Vec<Row> = rectifications::table
        .filter(rectifications::commission_id.eq_any(ids))
        .order((rectifications::due_on.asc(), rectifications::number.asc()))
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::into_model).collect()
}

pub fn insert_step(conn: &mut Conn, id: &str, step: &StepTaken) -> Outcome<()> {
    diesel::insert_into(rectification_steps::table)
        .values((
            rectification_steps::rectification_id.eq(id),
            rectification_steps::position.eq(step.position),
            rectification_steps::what.eq(step.what.word()),
            rectification_steps::said.eq(&step.said),
            rectification_steps::actor.eq(&step.actor),
            rectification_steps::taken_at.eq(step.taken_at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Its history in order.
pub fn steps(conn: &mut Conn, id: &str) -> Outcome<Vec<StepTaken>> {
    type Steps = (i32, String, String, String, NaiveDateTime);
    let rows: Vec<Steps> = rectification_steps::table
        .filter(rectification_steps::rectification_id.eq(id))
        .order(rectification_steps::position.asc())
        .select((
            rectification_steps::position,
            rectification_steps::what,
            rectification_steps::said,
            rectification_steps::actor,
            rectification_steps::taken_at,
        ))
        .load(conn)?;
    let one = |(position, what, said, actor, at): Steps| {
        let what = Step::parse(&what).ok_or_else(|| anyhow!("step {position} of {id}: unknown {what:?}"))?;
        Ok(StepTaken { position, what, said, actor, taken_at: Instant(at.and_utc()) })
    };
    rows.into_iter().map(one).collect()
}
