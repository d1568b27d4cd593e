//! SQL of draws and panel seats.

use super::model::{HeldDraw, Seat};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::Instant;
use anyhow::Context;
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    draws (id) {
        id -> Text,
        commission_id -> Text,
        draw_number -> Text,
        purpose -> Text,
        record -> Text,
        excluded_count -> Integer,
        drawn_at -> Timestamp,
    }
}

diesel::table! {
    panel_seats (commission_id, purpose, seat) {
        commission_id -> Text,
        purpose -> Text,
        seat -> Integer,
        expert_id -> Text,
        expert_number -> Text,
        expert_name -> Text,
        employer -> Text,
        draw_id -> Text,
    }
}

pub fn insert_draw(conn: &mut Conn, d: &HeldDraw) -> Outcome<()> {
    diesel::insert_into(draws::table)
        .values((
            draws::id.eq(&d.id),
            draws::commission_id.eq(&d.commission_id),
            draws::draw_number.eq(&d.draw_number),
            draws::purpose.eq(&d.purpose),
            draws::record.eq(serde_json::to_string(&d.record)?),
            draws::excluded_count.eq(d.excluded_count),
            draws::drawn_at.eq(d.drawn_at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn insert_seat(conn: &mut Conn, s: &Seat) -> Outcome<()> {
    diesel::insert_into(panel_seats::table)
        .values((
            panel_seats::commission_id.eq(&s.commission_id),
            panel_seats::purpose.eq(&s.purpose),
            panel_seats::seat.eq(s.seat),
            panel_seats::expert_id.eq(&s.expert_id),
            panel_seats::expert_number.eq(&s.expert_number),
            panel_seats::expert_name.eq(&s.expert_name),
            panel_seats::employer.eq(&s.employer),
            panel_seats::draw_id.eq(&s.draw_id),
        ))
        .execute(conn)?;
    Ok(())
}

/// How many draws of this purpose the commission has had; the next one's number counts on.
pub fn draw_count(conn: &mut Conn, commission_id: &str) -> Outcome<i64> {
    Ok(draws::table.filter(draws::commission_id.eq(commission_id)).count().get_result(conn)?)
}

type DrawRow = (String, String, String, String, String, i32, NaiveDateTime);

/// The draws of a commission, oldest first.
pub fn draws_of(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<HeldDraw>> {
    let rows: Vec<DrawRow> = draws::table
        .filter(draws::commission_id.eq(commission_id))
        .order(draws::draw_number.asc())
        .select(draws::all_columns)
        .load(conn)?;
    rows.into_iter().map(held).collect()
}

/// `(number, commission)` of the draws with these numbers.
pub fn commissions_of(conn: &mut Conn, numbers: &[String]) -> Outcome<Vec<(String, String)>> {
    let draws = draws::table.filter(draws::draw_number.eq_any(numbers));
    Ok(draws.select((draws::draw_number, draws::commission_id)).load(conn)?)
}

/// The numbers of the draws of these commissions.
pub fn numbers_of(conn: &mut Conn, commissions: &[String]) -> Outcome<Vec<String>> {
    Ok(draws::table.filter(draws::commission_id.eq_any(commissions)).select(draws::draw_number).load(conn)?)
}

pub fn draw_by_number(conn: &mut Conn, number: &str) -> Outcome<Option<HeldDraw>> {
    let row: Option<DrawRow> =
        draws::table.filter(draws::draw_number.eq(number)).select(draws::all_columns).first(conn).optional()?;
    row.map(held).transpose()
}

fn held((id, commission_id, draw_number, purpose, record, excluded_count, at): DrawRow) -> Outcome<HeldDraw> {
    let record = serde_json::from_str(&record).with_context(|| format!("draw {draw_number}: record"))?;
    Ok(HeldDraw { id, commission_id, draw_number, purpose, record, excluded_count, drawn_at: Instant(at.and_utc()) })
}

type SeatRow = (String, String, i32, String, String, String, String, String);

fn seat((commission_id, purpose, seat, expert_id, expert_number, expert_name, employer, draw_id): SeatRow) -> Seat {
    Seat { commission_id, purpose, seat, expert_id, expert_number, expert_name, employer, draw_id }
}

/// The seats of a commission, by purpose and seat.
pub fn seats_of(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Seat>> {
    let rows: Vec<SeatRow> = panel_seats::table
        .filter(panel_seats::commission_id.eq(commission_id))
        .order((panel_seats::purpose.asc(), panel_seats::seat.asc()))
        .select(panel_seats::all_columns)
        .load(conn)?;
    Ok(rows.into_iter().map(seat).collect())
}

/// The seats of an expert, for the detail page and the load.
pub fn seats_of_expert(conn: &mut Conn, expert_id: &str) -> Outcome<Vec<Seat>> {
    let rows: Vec<SeatRow> = panel_seats::table
        .filter(panel_seats::expert_id.eq(expert_id))
        .order(panel_seats::commission_id.asc())
        .select(panel_seats::all_columns)
        .load(conn)?;
    Ok(rows.into_iter().map(seat).collect())
}

/// Seats held by each of these experts.
pub fn loads(conn: &mut Conn, expert_ids: &[String]) -> Outcome<std::collections::HashMap<String, i64>> {
    let rows: Vec<(String, i64)> = panel_seats::table
        .filter(panel_seats::expert_id.eq_any(expert_ids))
        .group_by(panel_seats::expert_id)
        .select((panel_seats::expert_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}
