//! SQL of the questions on low prices.

use super::rules::Vote;
use super::service::Inquiry;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::Instant;
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    low_price_inquiries (bid_id) {
        bid_id -> Text,
        commission_id -> Text,
        seat -> Integer,
        reason -> Text,
        asked_at -> Timestamp,
        due_at -> Timestamp,
        explanation -> Nullable<Text>,
        explained_at -> Nullable<Timestamp>,
        convincing -> Nullable<Bool>,
        ruled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    low_price_votes (bid_id, seat) {
        bid_id -> Text,
        seat -> Integer,
        is_convinced -> Bool,
        reason -> Text,
        voted_at -> Timestamp,
    }
}

#[derive(Queryable)]
struct Row {
    bid_id: String,
    _commission_id: String,
    seat: i32,
    reason: String,
    asked_at: NaiveDateTime,
    due_at: NaiveDateTime,
    explanation: Option<String>,
    explained_at: Option<NaiveDateTime>,
    convincing: Option<bool>,
    ruled_at: Option<NaiveDateTime>,
}

fn moment(at: NaiveDateTime) -> Instant {
    Instant::from_utc(at.and_utc())
}

impl Row {
    fn inquiry(self, votes: Vec<Vote>) -> Inquiry {
        Inquiry {
            bid: self.bid_id,
            seat: self.seat,
            reason: self.reason,
            asked_at: moment(self.asked_at),
            due_at: moment(self.due_at),
            explanation: self.explanation,
            explained_at: self.explained_at.map(moment),
            votes,
            convincing: self.convincing,
            ruled_at: self.ruled_at.map(moment),
        }
    }
}

/// The questions of a commission with their votes, by bid.
pub fn of(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Inquiry>> {
    let mut rows: Vec<Row> =
        low_price_inquiries::table.filter(low_price_inquiries::commission_id.eq(commission_id)).load(conn)?;
    rows.sort_by(|a, b| a.bid_id.cmp(&b.bid_id));
    rows.into_iter()
        .map(|row| {
            let votes = votes(conn, &row.bid_id)?;
            Ok(row.inquiry(votes))
        })
        .collect()
}

fn votes(conn: &mut Conn, bid: &str) -> Outcome<Vec<Vote>> {
    let rows: Vec<(i32, bool, String)> = low_price_votes::table
        .filter(low_price_votes::bid_id.eq(bid))
        .order(low_price_votes::seat.asc())
        .select((low_price_votes::seat, low_price_votes::is_convinced, low_price_votes::reason))
        .load(conn)?;
    Ok(rows.into_iter().map(|(seat, is_convinced, reason)| Vote { seat, is_convinced, reason }).collect())
}

pub fn insert(conn: &mut Conn, commission_id: &str, asked: &Inquiry) -> Outcome<()> {
    diesel::insert_into(low_price_inquiries::table)
        .values((
            low_price_inquiries::bid_id.eq(&asked.bid),
            low_price_inquiries::commission_id.eq(commission_id),
            low_price_inquiries::seat.eq(asked.seat),
            low_price_inquiries::reason.eq(&asked.reason),
            low_price_inquiries::asked_at.eq(asked.asked_at.naive_utc()),
            low_price_inquiries::due_at.eq(asked.due_at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn explain(conn: &mut Conn, bid: &str, explanation: &str, at: Instant) -> Outcome<()> {
    diesel::update(low_price_inquiries::table.find(bid))
        .set((low_price_inquiries::explanation.eq(explanation), low_price_inquiries::explained_at.eq(at.naive_utc())))
        .execute(conn)?;
    Ok(())
}

pub fn vote(conn: &mut Conn, bid: &str, vote: &Vote, at: Instant) -> Outcome<()> {
    diesel::insert_into(low_price_votes::table)
        .values((
            low_price_votes::bid_id.eq(bid),
            low_price_votes::seat.eq(vote.seat),
            low_price_votes::is_convinced.eq(vote.is_convinced),
            low_price_votes::reason.eq(&vote.reason),
            low_price_votes::voted_at.eq(at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn rule(conn: &mut Conn, bid: &str, convincing: bool, at: Instant) -> Outcome<()> {
    diesel::update(low_price_inquiries::table.find(bid))
        .set((low_price_inquiries::convincing.eq(convincing), low_price_inquiries::ruled_at.eq(at.naive_utc())))
        .execute(conn)?;
    Ok(())
}
