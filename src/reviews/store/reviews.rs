//! SQL of reviews, seats, marks and corrections.

use super::super::model::{Answer, Closing, Correction, Declared, Mark, Rubric};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::{Day, Instant, Score};
use anyhow::Context;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

diesel::table! {
    package_reviews (package_id) {
        package_id -> Text,
        commission_id -> Text,
        rubric_label -> Text,
        rubric -> Text,
        drafted_at -> Nullable<Timestamp>,
        answer_due -> Nullable<Date>,
        objects -> Nullable<Bool>,
        answer -> Nullable<Text>,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
        closed_by -> Nullable<Text>,
        closed_at -> Nullable<Timestamp>,
        closing_reason -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::table! {
    review_seats (package_id, seat) {
        package_id -> Text,
        seat -> Integer,
        has_conflict -> Nullable<Bool>,
        reason -> Nullable<Text>,
        declared_at -> Nullable<Timestamp>,
        submitted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    report_marks (package_id, seat, criterion) {
        package_id -> Text,
        seat -> Integer,
        criterion -> Text,
        points -> Text,
        faults -> Text,
        reason -> Text,
        page -> Integer,
    }
}

diesel::table! {
    report_corrections (package_id, seat, criterion) {
        package_id -> Text,
        seat -> Integer,
        criterion -> Text,
        points -> Text,
        reason -> Text,
        page -> Integer,
    }
}

/// A review without its seats and marks.
#[derive(Clone, Debug, Insertable, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = package_reviews, treat_none_as_null = true)]
pub struct Head {
    pub package_id: String,
    pub commission_id: String,
    pub rubric_label: String,
    rubric: String,
    drafted_at: Option<NaiveDateTime>,
    answer_due: Option<NaiveDate>,
    objects: Option<bool>,
    answer: Option<String>,
    answered_by: Option<String>,
    answered_at: Option<NaiveDateTime>,
    closed_by: Option<String>,
    closed_at: Option<NaiveDateTime>,
    closing_reason: Option<String>,
    pub version: i32,
}

fn instant(at: NaiveDateTime) -> Instant {
    Instant::from_utc(at.and_utc())
}

impl Head {
    /// A review that begins.
    pub fn new(package_id: &str, commission_id: &str, label: String, rubric: &Rubric) -> Outcome<Head> {
        Ok(Head {
            package_id: package_id.to_owned(),
            commission_id: commission_id.to_owned(),
            rubric_label: label,
            rubric: serde_json::to_string(rubric)?,
            drafted_at: None,
            answer_due: None,
            objects: None,
            answer: None,
            answered_by: None,
            answered_at: None,
            closed_by: None,
            closed_at: None,
            closing_reason: None,
            version: 1,
        })
    }

    pub fn rubric(&self) -> Outcome<Rubric> {
        Ok(serde_json::from_str(&self.rubric).with_context(|| format!("review of {}", self.package_id))?)
    }

    /// When it was drafted, and until when the institution may answer.
    pub fn draft(&self) -> (Option<Instant>, Option<Day>) {
        (self.drafted_at.map(instant), self.answer_due.map(Day))
    }

    pub fn answer(&self) -> Option<Answer> {
        let (objects, said) = (self.objects?, self.answer.clone()?);
        Some(Answer { objects, said, by: self.answered_by.clone()?, at: self.answered_at.map(instant)? })
    }

    pub fn closing(&self) -> Option<Closing> {
        let reason = self.closing_reason.clone()?;
        Some(Closing { by: self.closed_by.clone()?, at: self.closed_at.map(instant)?, reason })
    }

    pub fn drafted(mut self, at: Instant, due: Day) -> Head {
        (self.drafted_at, self.answer_due) = (Some(at.naive_utc()), Some(due.0));
        self
    }

    pub fn answered(mut self, answer: &Answer) -> Head {
        (self.objects, self.answer) = (Some(answer.objects), Some(answer.said.clone()));
        (self.answered_by, self.answered_at) = (Some(answer.by.clone()), Some(answer.at.naive_utc()));
        self
    }

    pub fn closed(mut self, closing: &Closing) -> Head {
        (self.closed_by, self.closed_at) = (Some(closing.by.clone()), Some(closing.at.naive_utc()));
        self.closing_reason = Some(closing.reason.clone());
        self
    }
}

pub fn find(conn: &mut Conn, package_id: &str) -> Outcome<Option<Head>> {
    Ok(package_reviews::table.find(package_id).select(Head::as_select()).first(conn).optional()?)
}

/// The packages under review, or reviewed, of these commissions.
pub fn packages_of(conn: &mut Conn, commissions: &[String]) -> Outcome<Vec<String>> {
    Ok(package_reviews::table
        .filter(package_reviews::commission_id.eq_any(commissions))
        .order(package_reviews::package_id.asc())
        .select(package_reviews::package_id)
        .load(conn)?)
}

pub fn insert(conn: &mut Conn, head: &Head) -> Outcome<()> {
    diesel::insert_into(package_reviews::table).values(head).execute(conn)?;
    Ok(())
}

/// Writes what a step changed; `false` where somebody was faster.
pub fn update(conn: &mut Conn, head: &Head) -> Outcome<bool> {
    let before = package_reviews::table.find(&head.package_id).filter(package_reviews::version.eq(head.version - 1));
    Ok(diesel::update(before).set(head).execute(conn)? == 1)
}

/// A seat with what was declared and when its marks were handed in.
pub type SeatState = (i32, Option<Declared>, Option<Instant>);

/// By number.
pub fn seats(conn: &mut Conn, package_id: &str) -> Outcome<Vec<SeatState>> {
    type Row = (i32, Option<bool>, Option<String>, Option<NaiveDateTime>, Option<NaiveDateTime>);
    let rows: Vec<Row> = review_seats::table
        .filter(review_seats::package_id.eq(package_id))
        .order(review_seats::seat.asc())
        .select((
            review_seats::seat,
            review_seats::has_conflict,
            review_seats::reason,
            review_seats::declared_at,
            review_seats::submitted_at,
        ))
        .load(conn)?;
    let declared = |has_conflict: Option<bool>, reason: Option<String>, at: Option<NaiveDateTime>| {
        Some(Declared { has_conflict: has_conflict?, reason: reason?, at: instant(at?) })
    };
    Ok(rows.into_iter().map(|(seat, c, r, at, handed)| (seat, declared(c, r, at), handed.map(instant))).collect())
}

pub fn insert_seat(conn: &mut Conn, package_id: &str, seat: i32) -> Outcome<()> {
    diesel::insert_into(review_seats::table)
        .values((review_seats::package_id.eq(package_id), review_seats::seat.eq(seat)))
        .execute(conn)?;
    Ok(())
}

pub fn declare(conn: &mut Conn, package_id: &str, seat: i32, said: &Declared) -> Outcome<()> {
    diesel::update(review_seats::table.find((package_id, seat)))
        .set((
            review_seats::has_conflict.eq(said.has_conflict),
            review_seats::reason.eq(&said.reason),
            review_seats::declared_at.eq(said.at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn hand_in(conn: &mut Conn, package_id: &str, seat: i32, at: Instant) -> Outcome<()> {
    diesel::update(review_seats::table.find((package_id, seat)))
        .set(review_seats::submitted_at.eq(at.naive_utc()))
        .execute(conn)?;
    Ok(())
}

/// All marks, drafts too, by seat and criterion.
pub fn marks(conn: &mut Conn, package_id: &str) -> Outcome<Vec<Mark>> {
    type Row = (i32, String, String, String, String, i32);
    let rows: Vec<Row> = report_marks::table
        .filter(report_marks::package_id.eq(package_id))
        .select((
            report_marks::seat,
            report_marks::criterion,
            report_marks::points,
            report_marks::faults,
            report_marks::reason,
            report_marks::page,
        ))
        .load(conn)?;
    let one = |(seat, criterion, points, faults, reason, page): Row| {
        let points: Score = points.parse().with_context(|| format!("mark of seat {seat} on {criterion}"))?;
        let faults = serde_json::from_str(&faults)?;
        Ok(Mark { seat, criterion, points, faults, reason, page })
    };
    rows.into_iter().map(one).collect()
}

/// Writes a mark over an earlier draft of it.
pub fn put_mark(conn: &mut Conn, package_id: &str, mark: &Mark) -> Outcome<()> {
    diesel::delete(report_marks::table.find((package_id, mark.seat, &mark.criterion))).execute(conn)?;
    diesel::insert_into(report_marks::table)
        .values((
            report_marks::package_id.eq(package_id),
            report_marks::seat.eq(mark.seat),
            report_marks::criterion.eq(&mark.criterion),
            report_marks::points.eq(mark.points.to_string()),
            report_marks::faults.eq(serde_json::to_string(&mark.faults)?),
            report_marks::reason.eq(&mark.reason),
            report_marks::page.eq(mark.page),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn corrections(conn: &mut Conn, package_id: &str) -> Outcome<Vec<Correction>> {
    type Row = (i32, String, String, String, i32);
    let rows: Vec<Row> = report_corrections::table
        .filter(report_corrections::package_id.eq(package_id))
        .select((
            report_corrections::seat,
            report_corrections::criterion,
            report_corrections::points,
            report_corrections::reason,
            report_corrections::page,
        ))
        .load(conn)?;
    let one = |(seat, criterion, points, reason, page): Row| {
        let points: Score = points.parse().with_context(|| format!("correction of seat {seat} on {criterion}"))?;
        Ok(Correction { seat, criterion, points, reason, page })
    };
    rows.into_iter().map(one).collect()
}

pub fn insert_correction(conn: &mut Conn, package_id: &str, made: &Correction) -> Outcome<()> {
    diesel::insert_into(report_corrections::table)
        .values((
            report_corrections::package_id.eq(package_id),
            report_corrections::seat.eq(made.seat),
            report_corrections::criterion.eq(&made.criterion),
            report_corrections::points.eq(made.points.to_string()),
            report_corrections::reason.eq(&made.reason),
            report_corrections::page.eq(made.page),
        ))
        .execute(conn)?;
    Ok(())
}
