//! SQL of questions and clarifications.

use super::model::{Clarification, Question};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::Instant;
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    tender_questions (id) {
        id -> Text,
        commission_id -> Text,
        asker -> Text,
        question -> Text,
        asked_at -> Timestamp,
        clarification_id -> Nullable<Text>,
    }
}

diesel::table! {
    clarifications (id) {
        id -> Text,
        commission_id -> Text,
        position -> Integer,
        content -> Text,
        is_substantive -> Bool,
        published_by -> Text,
        published_at -> Timestamp,
        deadline_before -> Timestamp,
        deadline_after -> Timestamp,
    }
}

type QuestionRow = (String, String, NaiveDateTime, Option<String>);

fn question((id, question, at, clarification_id): QuestionRow) -> Question {
    Question { id, question, asked_at: Instant::from_utc(at.and_utc()), clarification_id }
}

/// The questions on a commission, of one asker or of all, the oldest first.
pub fn questions(conn: &mut Conn, commission_id: &str, asker: Option<&str>) -> Outcome<Vec<Question>> {
    let mut query = tender_questions::table.filter(tender_questions::commission_id.eq(commission_id)).into_boxed();
    if let Some(asker) = asker {
        query = query.filter(tender_questions::asker.eq(asker.to_owned()));
    }
    let rows: Vec<QuestionRow> = query
        .order((tender_questions::asked_at.asc(), tender_questions::id.asc()))
        .select((
            tender_questions::id,
            tender_questions::question,
            tender_questions::asked_at,
            tender_questions::clarification_id,
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(question).collect())
}

pub fn insert_question(conn: &mut Conn, commission_id: &str, asker: &str, asked: &Question) -> Outcome<()> {
    diesel::insert_into(tender_questions::table)
        .values((
            tender_questions::id.eq(&asked.id),
            tender_questions::commission_id.eq(commission_id),
            tender_questions::asker.eq(asker),
            tender_questions::question.eq(&asked.question),
            tender_questions::asked_at.eq(asked.asked_at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Marks questions as answered by a clarification; how many were marked.
pub fn answer(conn: &mut Conn, commission_id: &str, questions: &[String], clarification: &str) -> Outcome<usize> {
    let open = tender_questions::table
        .filter(tender_questions::commission_id.eq(commission_id))
        .filter(tender_questions::id.eq_any(questions))
        .filter(tender_questions::clarification_id.is_null());
    Ok(diesel::update(open).set(tender_questions::clarification_id.eq(clarification)).execute(conn)?)
}

#[derive(Queryable)]
struct Row {
    id: String,
    _commission_id: String,
    position: i32,
    content: String,
    is_substantive: bool,
    published_by: String,
    published_at: NaiveDateTime,
    deadline_before: NaiveDateTime,
    deadline_after: NaiveDateTime,
}

impl From<Row> for Clarification {
    fn from(row: Row) -> Clarification {
        let at = |time: NaiveDateTime| Instant::from_utc(time.and_utc());
        Clarification {
            id: row.id,
            position: row.position,
            content: row.content,
            is_substantive: row.is_substantive,
            published_by: row.published_by,
            published_at: at(row.published_at),
            deadline_before: at(row.deadline_before),
            deadline_after: at(row.deadline_after),
        }
    }
}

/// The clarifications of a commission in their order.
pub fn clarifications(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Clarification>> {
    let rows: Vec<Row> = clarifications::table
        .filter(clarifications::commission_id.eq(commission_id))
        .order(clarifications::position.asc())
        .load(conn)?;
    Ok(rows.into_iter().map(Clarification::from).collect())
}

pub fn insert_clarification(conn: &mut Conn, commission_id: &str, said: &Clarification) -> Outcome<()> {
    diesel::insert_into(clarifications::table)
        .values((
            clarifications::id.eq(&said.id),
            clarifications::commission_id.eq(commission_id),
            clarifications::position.eq(said.position),
            clarifications::content.eq(&said.content),
            clarifications::is_substantive.eq(said.is_substantive),
            clarifications::published_by.eq(&said.published_by),
            clarifications::published_at.eq(said.published_at.naive_utc()),
            clarifications::deadline_before.eq(said.deadline_before.naive_utc()),
            clarifications::deadline_after.eq(said.deadline_after.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}
