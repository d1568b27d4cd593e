//! SQL of the first results; `supersessions` has those that came after.

use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::results::model::GradedResult;
use crate::terms::{Instant, Score};
use anyhow::Context;
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    results (commission_id) {
        commission_id -> Text,
        score -> Text,
        grade -> Text,
        word -> Text,
        band -> Text,
        basis -> Text,
        graded_by -> Text,
        graded_at -> Timestamp,
        approved_by -> Nullable<Text>,
        approved_at -> Nullable<Timestamp>,
    }
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = results)]
struct Row {
    commission_id: String,
    score: String,
    grade: String,
    word: String,
    band: String,
    basis: String,
    graded_by: String,
    graded_at: NaiveDateTime,
    approved_by: Option<String>,
    approved_at: Option<NaiveDateTime>,
}

impl Row {
    fn into_model(self) -> Outcome<GradedResult> {
        Ok(GradedResult {
            score: self.score.parse::<Score>().with_context(|| format!("result of {}", self.commission_id))?,
            commission_id: self.commission_id,
            position: 1,
            grade: self.grade,
            word: self.word,
            band: self.band,
            basis: self.basis,
            graded_by: self.graded_by,
            graded_at: Instant(self.graded_at.and_utc()),
            approved_by: self.approved_by,
            approved_at: self.approved_at.map(|at| Instant(at.and_utc())),
            reason: None,
        })
    }
}

/// The primary key refuses a second grade of the same commission.
pub fn insert(conn: &mut Conn, result: &GradedResult) -> Outcome<()> {
    let row = Row {
        commission_id: result.commission_id.clone(),
        score: result.score.to_string(),
        grade: result.grade.clone(),
        word: result.word.clone(),
        band: result.band.clone(),
        basis: result.basis.clone(),
        graded_by: result.graded_by.clone(),
        graded_at: result.graded_at.naive_utc(),
        approved_by: None,
        approved_at: None,
    };
    diesel::insert_into(results::table).values(row).execute(conn)?;
    Ok(())
}

/// `false` where it was approved already.
pub fn approve(conn: &mut Conn, commission_id: &str, by: &str, at: Instant) -> Outcome<bool> {
    let changed = diesel::update(results::table.find(commission_id).filter(results::approved_by.is_null()))
        .set((results::approved_by.eq(by), results::approved_at.eq(at.naive_utc())))
        .execute(conn)?;
    Ok(changed == 1)
}

pub fn find(conn: &mut Conn, commission_id: &str) -> Outcome<Option<GradedResult>> {
    let row: Option<Row> = results::table.find(commission_id).select(Row::as_select()).first(conn).optional()?;
    row.map(Row::into_model).transpose()
}

pub fn of_commissions(conn: &mut Conn, ids: &[String]) -> Outcome<Vec<GradedResult>> {
    let rows: Vec<Row> =
        results::table.filter(results::commission_id.eq_any(ids)).select(Row::as_select()).load(conn)?;
    rows.into_iter().map(Row::into_model).collect()
}
