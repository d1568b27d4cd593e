//! SQL of the marks that wait.

use crate::bids::model::TechnicalMark;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::quality::model::ReviewMark;
use anyhow::Context;
use diesel::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

diesel::table! {
    waiting_marks (id) {
        id -> Text,
        division -> Text,
        fiscal_year -> Integer,
        project_code -> Text,
        kind -> Text,
        uscc -> Text,
        seat -> Integer,
        marks -> Text,
    }
}

const TECHNICAL: &str = "technical";
const REVIEW: &str = "review";

/// Which commission the marks wait for.
#[derive(Clone, Copy)]
pub struct Waiting<'a> {
    pub division: &'a str,
    pub fiscal_year: i32,
    pub project_code: &'a str,
}

pub fn keep_technical(
    conn: &mut Conn,
    of: Waiting<'_>,
    uscc: &str,
    seat: i32,
    marks: &[TechnicalMark],
) -> Outcome<bool> {
    keep(conn, of, TECHNICAL, uscc, seat, marks)
}

pub fn keep_review(conn: &mut Conn, of: Waiting<'_>, seat: i32, marks: &[ReviewMark]) -> Outcome<bool> {
    keep(conn, of, REVIEW, "", seat, marks)
}

fn keep<M: Serialize>(
    conn: &mut Conn,
    of: Waiting<'_>,
    kind: &str,
    uscc: &str,
    seat: i32,
    marks: &[M],
) -> Outcome<bool> {
    let known: i64 = waiting_marks::table
        .filter(waiting_marks::division.eq(of.division))
        .filter(waiting_marks::fiscal_year.eq(of.fiscal_year))
        .filter(waiting_marks::project_code.eq(of.project_code))
        .filter(waiting_marks::kind.eq(kind))
        .filter(waiting_marks::uscc.eq(uscc))
        .filter(waiting_marks::seat.eq(seat))
        .count()
        .get_result(conn)?;
    if known > 0 {
        return Ok(false);
    }
    diesel::insert_into(waiting_marks::table)
        .values((
            waiting_marks::id.eq(uuid::Uuid::now_v7().to_string()),
            waiting_marks::division.eq(of.division),
            waiting_marks::fiscal_year.eq(of.fiscal_year),
            waiting_marks::project_code.eq(of.project_code),
            waiting_marks::kind.eq(kind),
            waiting_marks::uscc.eq(uscc),
            waiting_marks::seat.eq(seat),
            waiting_marks::marks.eq(serde_json::to_string(marks)?),
        ))
        .execute(conn)?;
    Ok(true)
}

/// The technical marks by institution code.
pub fn technical(conn: &mut Conn, of: Waiting<'_>) -> Outcome<Vec<(String, TechnicalMark)>> {
    let rows: Vec<(String, Vec<TechnicalMark>)> = load(conn, of, TECHNICAL)?;
    Ok(rows.into_iter().flat_map(|(uscc, marks)| marks.into_iter().map(move |m| (uscc.clone(), m))).collect())
}

pub fn review(conn: &mut Conn, of: Waiting<'_>) -> Outcome<Vec<ReviewMark>> {
    let rows: Vec<(String, Vec<ReviewMark>)> = load(conn, of, REVIEW)?;
    Ok(rows.into_iter().flat_map(|(_, marks)| marks).collect())
}

fn load<M: DeserializeOwned>(conn: &mut Conn, of: Waiting<'_>, kind: &str) -> Outcome<Vec<(String, Vec<M>)>> {
    let rows: Vec<(String, String)> = waiting_marks::table
        .filter(waiting_marks::division.eq(of.division))
        .filter(waiting_marks::fiscal_year.eq(of.fiscal_year))
        .filter(waiting_marks::project_code.eq(of.project_code))
        .filter(waiting_marks::kind.eq(kind))
        .order((waiting_marks::uscc.asc(), waiting_marks::seat.asc()))
        .select((waiting_marks::uscc, waiting_marks::marks))
        .load(conn)?;
    rows.into_iter()
        .map(|(uscc, body)| {
            Ok((uscc, serde_json::from_str(&body).with_context(|| format!("waiting marks of {}", of.project_code))?))
        })
        .collect()
}
