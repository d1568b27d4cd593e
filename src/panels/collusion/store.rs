//! SQL of cases of collusion and the votes on them.

use super::rules::{CollusionGround, CollusionVote};
use super::service::Case;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::Instant;
use anyhow::{Context, anyhow};
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    collusion_cases (id) {
        id -> Text,
        commission_id -> Text,
        ground -> Text,
        bids -> Text,
        evidence -> Text,
        signs -> Text,
        seat -> Integer,
        raised_at -> Timestamp,
        is_collusion -> Nullable<Bool>,
        ruled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    collusion_votes (case_id, seat) {
        case_id -> Text,
        seat -> Integer,
        is_collusion -> Bool,
        reason -> Text,
        voted_at -> Timestamp,
    }
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = collusion_cases)]
struct Row {
    id: String,
    commission_id: String,
    ground: String,
    bids: String,
    evidence: String,
    signs: String,
    seat: i32,
    raised_at: NaiveDateTime,
    is_collusion: Option<bool>,
    ruled_at: Option<NaiveDateTime>,
}

fn moment(at: NaiveDateTime) -> Instant {
    Instant::from_utc(at.and_utc())
}

impl Row {
    fn case(self, votes: Vec<CollusionVote>) -> Outcome<Case> {
        let place = || format!("case of collusion {}", self.id);
        let ground = CollusionGround::parse(&self.ground);
        Ok(Case {
            ground: ground.ok_or_else(|| anyhow!("{}: ground {}", place(), self.ground))?,
            bids: serde_json::from_str(&self.bids).with_context(place)?,
            signs: serde_json::from_str(&self.signs).with_context(place)?,
            id: self.id,
            evidence: self.evidence,
            seat: self.seat,
            raised_at: moment(self.raised_at),
            votes,
            is_collusion: self.is_collusion,
            ruled_at: self.ruled_at.map(moment),
        })
    }
}

/// The cases of a commission with their votes, the oldest first.
pub fn of(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Case>> {
    let mut rows: Vec<Row> =
        collusion_cases::table.filter(collusion_cases::commission_id.eq(commission_id)).load(conn)?;
    rows.sort_by(|a, b| (a.raised_at, &a.id).cmp(&(b.raised_at, &b.id)));
    let mut cases = Vec::with_capacity(rows.len());
    for row in rows {
        let votes = votes(conn, &row.id)?;
        cases.push(row.case(votes)?);
    }
    Ok(cases)
}

fn votes(conn: &mut Conn, id: &str) -> Outcome<Vec<CollusionVote>> {
    let rows: Vec<(i32, bool, String)> = collusion_votes::table
        .filter(collusion_votes::case_id.eq(id))
        .order(collusion_votes::seat.asc())
        .select((collusion_votes::seat, collusion_votes::is_collusion, collusion_votes::reason))
        .load(conn)?;
    Ok(rows.into_iter().map(|(seat, is_collusion, reason)| CollusionVote { seat, is_collusion, reason }).collect())
}

pub fn insert(conn: &mut Conn, commission_id: &str, case: &Case) -> Outcome<()> {
    let row = Row {
        id: case.id.clone(),
        commission_id: commission_id.to_owned(),
        ground: case.ground.word().to_owned(),
        bids: serde_json::to_string(&case.bids)?,
        evidence: case.evidence.clone(),
        signs: serde_json::to_string(&case.signs)?,
        seat: case.seat,
        raised_at: case.raised_at.naive_utc(),
        is_collusion: None,
        ruled_at: None,
    };
    diesel::insert_into(collusion_cases::table).values(row).execute(conn)?;
    Ok(())
}

pub fn vote(conn: &mut Conn, id: &str, vote: &CollusionVote, at: Instant) -> Outcome<()> {
    diesel::insert_into(collusion_votes::table)
        .values((
            collusion_votes::case_id.eq(id),
            collusion_votes::seat.eq(vote.seat),
            collusion_votes::is_collusion.eq(vote.is_collusion),
            collusion_votes::reason.eq(&vote.reason),
            collusion_votes::voted_at.eq(at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn rule(conn: &mut Conn, id: &str, is_collusion: bool, at: Instant) -> Outcome<()> {
    diesel::update(collusion_cases::table.find(id))
        .set((collusion_cases::is_collusion.eq(is_collusion), collusion_cases::ruled_at.eq(at.naive_utc())))
        .execute(conn)?;
    Ok(())
}
