//! SQL of the results that supersede an earlier one.

use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::results::model::GradedResult;
use crate::terms::{Instant, Score};
use anyhow::Context;
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    result_supersessions (id) {
        id -> Text,
        commission_id -> Text,
        position -> Integer,
        score -> Text,
        grade -> Text,
        word -> Text,
        band -> Text,
        basis -> Text,
        reason -> Text,
        graded_by -> Text,
        graded_at -> Timestamp,
        approved_by -> Nullable<Text>,
        approved_at -> Nullable<Timestamp>,
    }
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = result_supersessions)]
struct Row {
    id: String,
    commission_id: String,
    position: i32,
    score: String,
    grade: String,
    word: String,
    band: String,
    basis: String,
    reason: String,
    graded_by: String,
    graded_at: NaiveDateTime,
    approved_by: Option<String>,
    approved_at: Option<NaiveDateTime>,
}

impl Row {
    fn into_model(self) -> Outcome<GradedResult> {
        let place = || format!("result {} of {}", self.position, self.commission_id);
        Ok(GradedResult {
            score: self.score.parse::<Score>().with_context(place)?,
            commission_id: self.commission_id,
            position: self.position,
            grade: self.grade,
            word: self.word,
            band: self.band,
            basis: self.basis,
            graded_by: self.graded_by,
            graded_at: Instant(self.graded_at.and_utc()),
            approved_by: self.approved_by,
            approved_at: self.approved_at.map(|at| Instant(at.and_utc())),
            reason: Some(self.reason),
        })
    }
}

/// Writes a draft in the place of an earlier one that nobody approved; the unique position refuses a second one in
/// force.
pub fn draft(conn: &mut Conn, draft: &GradedResult) -> Outcome<()> {
    let earlier = result_supersessions::table
        .filter(result_supersessions::commission_id.eq(&draft.commission_id))
        .filter(result_supersessions::position.eq(draft.position))
        .filter(result_supersessions::approved_by.is_null());
    diesel::delete(earlier).execute(conn)?;
    let row = Row {
        id: uuid::Uuid::now_v7().to_string(),
        commission_id: draft.commission_id.clone(),
        position: draft.position,
        score: draft.score.to_string(),
        grade: draft.grade.clone(),
        word: draft.word.clone(),
        band: draft.band.clone(),
        basis: draft.basis.clone(),
        reason: draft.reason.clone().unwrap_or_default(),
        graded_by: draft.graded_by.clone(),
        graded_at: draft.graded_at.naive_utc(),
        approved_by: None,
        approved_at: None,
    };
    diesel::insert_into(result_supersessions::table).values(row).execute(conn)?;
    Ok(())
}

/// `false` where it was approved already.
pub fn approve(conn: &mut Conn, commission_id: &str, position: i32, by: &str, at: Instant) -> Outcome<bool> {
    let draft = result_supersessions::table
        .filter(result_supersessions::commission_id.eq(commission_id))
        .filter(result_supersessions::position.eq(position))
        .filter(result_supersessions::approved_by.is_null());
    let changed = diesel::update(draft)
        .set((result_supersessions::approved_by.eq(by), result_supersessions::approved_at.eq(at.naive_utc())))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Of these commissions, each commission's in their order.
pub fn of_commissions(conn: &mut Conn, ids: &[String]) -> Outcome<Vec<GradedResult>> {
    let rows: Vec<Row> = result_supersessions::table
        .filter(result_supersessions::commission_id.eq_any(ids))
        .order((result_supersessions::commission_id.asc(), result_supersessions::position.asc()))
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::into_model).collect()
}
