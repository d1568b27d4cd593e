//! SQL of review marks and package quality.

use super::model::{Quality, ReviewMark};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::{Instant, Score};
use anyhow::Context;
use diesel::prelude::*;

diesel::table! {
    review_marks (package_id, seat, criterion) {
        package_id -> Text,
        seat -> Integer,
        criterion -> Text,
        maximum -> Text,
        points -> Text,
        expert_id -> Nullable<Text>,
    }
}

diesel::table! {
    package_quality (package_id) {
        package_id -> Text,
        raw_mean -> Text,
        seats -> Integer,
        determined_at -> Timestamp,
    }
}

pub fn insert_mark(conn: &mut Conn, package_id: &str, mark: &ReviewMark, expert_id: Option<&str>) -> Outcome<()> {
    diesel::insert_into(review_marks::table)
        .values((
            review_marks::package_id.eq(package_id),
            review_marks::seat.eq(mark.seat),
            review_marks::criterion.eq(&mark.criterion),
            review_marks::maximum.eq(mark.maximum.to_string()),
            review_marks::points.eq(mark.points.to_string()),
            review_marks::expert_id.eq(expert_id),
        ))
        .execute(conn)?;
    Ok(())
}

/// The marks of one package, by seat and criterion.
pub fn marks(conn: &mut Conn, package_id: &str) -> Outcome<Vec<ReviewMark>> {
    type Row = (i32, String, String, String);
    let rows: Vec<Row> = review_marks::table
        .filter(review_marks::package_id.eq(package_id))
        .select((review_marks::seat, review_marks::criterion, review_marks::maximum, review_marks::points))
        .load(conn)?;
    let mut marks = Vec::with_capacity(rows.len());
    for (seat, criterion, maximum, points) in rows {
        let parse = |text: &str| {
            text.parse::<Score>().with_context(|| format!("package {package_id}, seat {seat}, {criterion}: {text:?}"))
        };
        marks.push(ReviewMark { seat, maximum: parse(&maximum)?, points: parse(&points)?, criterion });
    }
    // Sorted here, because the two databases collate text differently and the record needs one order.
    marks.sort();
    Ok(marks)
}

pub fn insert_quality(conn: &mut Conn, package_id: &str, quality: &Quality, at: Instant) -> Outcome<()> {
    diesel::insert_into(package_quality::table)
        .values((
            package_quality::package_id.eq(package_id),
            package_quality::raw_mean.eq(quality.raw_mean.to_string()),
            package_quality::seats.eq(quality.seats),
            package_quality::determined_at.eq(at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn quality(conn: &mut Conn, package_id: &str) -> Outcome<Option<Quality>> {
    let row: Option<(String, i32)> = package_quality::table
        .find(package_id)
        .select((package_quality::raw_mean, package_quality::seats))
        .first(conn)
        .optional()?;
    let Some((raw_mean, seats)) = row else { return Ok(None) };
    let raw_mean = raw_mean.parse::<Score>().with_context(|| format!("quality of package {package_id}"))?;
    Ok(Some(Quality { raw_mean, seats }))
}
