//! SQL of panels.

use super::model::{Change, Declaration, Ground, PanelMark};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::{Instant, Score};
use anyhow::{Context, anyhow};
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    panel_declarations (commission_id, seat) {
        commission_id -> Text,
        seat -> Integer,
        has_conflict -> Bool,
        reason -> Text,
        declared_at -> Timestamp,
    }
}

diesel::table! {
    panel_marks (commission_id, seat, bid_id, factor) {
        commission_id -> Text,
        seat -> Integer,
        bid_id -> Text,
        factor -> Text,
        points -> Text,
    }
}

diesel::table! {
    panel_submissions (commission_id, seat) {
        commission_id -> Text,
        seat -> Integer,
        submitted_at -> Timestamp,
    }
}

diesel::table! {
    panel_changes (id) {
        id -> Text,
        commission_id -> Text,
        seat -> Integer,
        bid_id -> Text,
        factor -> Text,
        old_points -> Text,
        new_points -> Text,
        ground -> Text,
        reason -> Text,
        changed_at -> Timestamp,
    }
}

fn score(text: &str) -> Outcome<Score> {
    Ok(text.parse::<Score>().with_context(|| format!("stored points {text:?}"))?)
}

/// What members declared, by seat.
pub fn declarations(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Declaration>> {
    let rows: Vec<(i32, bool, String, NaiveDateTime)> = panel_declarations::table
        .filter(panel_declarations::commission_id.eq(commission_id))
        .order(panel_declarations::seat.asc())
        .select((
            panel_declarations::seat,
            panel_declarations::has_conflict,
            panel_declarations::reason,
            panel_declarations::declared_at,
        ))
        .load(conn)?;
    let one = |(seat, has_conflict, reason, at): (i32, bool, String, NaiveDateTime)| Declaration {
        seat,
        has_conflict,
        reason,
        declared_at: Instant::from_utc(at.and_utc()),
    };
    Ok(rows.into_iter().map(one).collect())
}

pub fn declare(conn: &mut Conn, commission_id: &str, said: &Declaration) -> Outcome<()> {
    diesel::insert_into(panel_declarations::table)
        .values((
            panel_declarations::commission_id.eq(commission_id),
            panel_declarations::seat.eq(said.seat),
            panel_declarations::has_conflict.eq(said.has_conflict),
            panel_declarations::reason.eq(&said.reason),
            panel_declarations::declared_at.eq(said.declared_at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// All marks, drafts too, in one order on both databases.
pub fn marks(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<PanelMark>> {
    let rows: Vec<(i32, String, String, String)> = panel_marks::table
        .filter(panel_marks::commission_id.eq(commission_id))
        .select((panel_marks::seat, panel_marks::bid_id, panel_marks::factor, panel_marks::points))
        .load(conn)?;
    let one = |(seat, bid, factor, points): (i32, String, String, String)| {
        Ok(PanelMark { seat, bid, factor, points: score(&points)? })
    };
    let mut marks = rows.into_iter().map(one).collect::<Outcome<Vec<_>>>()?;
    marks.sort();
    Ok(marks)
}

/// Writes a mark over an earlier draft of it.
pub fn put_mark(conn: &mut Conn, commission_id: &str, mark: &PanelMark) -> Outcome<()> {
    let of = (commission_id, mark.seat, mark.bid.as_str(), mark.factor.as_str());
    diesel::delete(panel_marks::table.find(of)).execute(conn)?;
    diesel::insert_into(panel_marks::table)
        .values((
            panel_marks::commission_id.eq(commission_id),
            panel_marks::seat.eq(mark.seat),
            panel_marks::bid_id.eq(&mark.bid),
            panel_marks::factor.eq(&mark.factor),
            panel_marks::points.eq(mark.points.to_string()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Seats that have submitted.
pub fn submitted(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<i32>> {
    Ok(panel_submissions::table
        .filter(panel_submissions::commission_id.eq(commission_id))
        .order(panel_submissions::seat.asc())
        .select(panel_submissions::seat)
        .load(conn)?)
}

pub fn submit(conn: &mut Conn, commission_id: &str, seat: i32, at: Instant) -> Outcome<()> {
    diesel::insert_into(panel_submissions::table)
        .values((
            panel_submissions::commission_id.eq(commission_id),
            panel_submissions::seat.eq(seat),
            panel_submissions::submitted_at.eq(at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

type ChangeRow = (i32, String, String, String, String, String, String, NaiveDateTime);

/// The changes of a commission's marks, the oldest first.
pub fn changes(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Change>> {
    let rows: Vec<ChangeRow> = panel_changes::table
        .filter(panel_changes::commission_id.eq(commission_id))
        .order(panel_changes::id.asc())
        .select((
            panel_changes::seat,
            panel_changes::bid_id,
            panel_changes::factor,
            panel_changes::old_points,
            panel_changes::new_points,
            panel_changes::ground,
            panel_changes::reason,
            panel_changes::changed_at,
        ))
        .load(conn)?;
    rows.into_iter().map(change).collect()
}

fn change((seat, bid, factor, old, new, ground, reason, at): ChangeRow) -> Outcome<Change> {
    let ground = Ground::parse(&ground).ok_or_else(|| anyhow!("bid {bid}, seat {seat}: unknown ground {ground}"))?;
    let (old, new, changed_at) = (score(&old)?, score(&new)?, Instant::from_utc(at.and_utc()));
    Ok(Change { seat, bid, factor, old, new, ground, reason, changed_at })
}

pub fn insert_change(conn: &mut Conn, commission_id: &str, change: &Change) -> Outcome<()> {
    diesel::insert_into(panel_changes::table)
        .values((
            panel_changes::id.eq(uuid::Uuid::now_v7().to_string()),
            panel_changes::commission_id.eq(commission_id),
            panel_changes::seat.eq(change.seat),
            panel_changes::bid_id.eq(&change.bid),
            panel_changes::factor.eq(&change.factor),
            panel_changes::old_points.eq(change.old.to_string()),
            panel_changes::new_points.eq(change.new.to_string()),
            panel_changes::ground.eq(change.ground.word()),
            panel_changes::reason.eq(&change.reason),
            panel_changes::changed_at.eq(change.changed_at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}
