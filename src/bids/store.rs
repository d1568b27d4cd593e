//! SQL of bids, marks and awards.

use super::model::{Bid, Standing, TechnicalMark};
use super::prints::Print;
use super::rules::ranking::RankedBid;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::sealing::model::EnterpriseSize;
use crate::terms::{Fen, Instant, Score, Sha256Hex};
use anyhow::{Context, anyhow};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::BTreeMap;

diesel::table! {
    bids (id) {
        id -> Text,
        commission_id -> Text,
        institution_id -> Text,
        institution_name -> Text,
        uscc -> Text,
        price_fen -> BigInt,
        days_promised -> Integer,
        staff_offered -> Integer,
        received_at -> Timestamp,
        standing -> Text,
        rejection_code -> Nullable<Text>,
        rejection_reason -> Nullable<Text>,
        technical -> Nullable<Text>,
        price_points -> Nullable<Text>,
        total -> Nullable<Text>,
        position -> Nullable<Integer>,
    }
}

diesel::table! {
    technical_marks (bid_id, seat, criterion) {
        bid_id -> Text,
        seat -> Integer,
        criterion -> Text,
        maximum -> Text,
        points -> Text,
        given -> Nullable<Text>,
    }
}

diesel::table! {
    awards (commission_id) {
        commission_id -> Text,
        bid_id -> Text,
        price_fen -> BigInt,
        awarded_at -> Timestamp,
    }
}

diesel::table! {
    bid_claims (bid_id) {
        bid_id -> Text,
        size -> Text,
    }
}

diesel::table! {
    bid_prints (bid_id, position) {
        bid_id -> Text,
        position -> Integer,
        name -> Text,
        sha256 -> Text,
        author -> Nullable<Text>,
        last_editor -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(bids, bid_claims);
diesel::allow_tables_to_appear_in_same_query!(bids, bid_prints);

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = bids)]
struct Row {
    id: String,
    commission_id: String,
    institution_id: String,
    institution_name: String,
    uscc: String,
    price_fen: i64,
    days_promised: i32,
    staff_offered: i32,
    received_at: NaiveDateTime,
    standing: String,
    rejection_code: Option<String>,
    rejection_reason: Option<String>,
    technical: Option<String>,
    price_points: Option<String>,
    total: Option<String>,
    position: Option<i32>,
}

fn points(text: Option<String>) -> Outcome<Option<Score>> {
    Ok(text.map(|t| t.parse::<Score>().with_context(|| format!("stored points {t:?}"))).transpose()?)
}

impl Row {
    fn into_model(self) -> Outcome<Bid> {
        Ok(Bid {
            standing: Standing::parse(&self.standing)
                .ok_or_else(|| anyhow!("bid {}: unknown standing {}", self.id, self.standing))?,
            id: self.id,
            commission_id: self.commission_id,
            institution_id: self.institution_id,
            institution_name: self.institution_name,
            uscc: self.uscc,
            price: Fen(self.price_fen),
            days_promised: self.days_promised,
            staff_offered: self.staff_offered,
            received_at: Instant(self.received_at.and_utc()),
            rejection_code: self.rejection_code,
            rejection_reason: self.rejection_reason,
            technical: points(self.technical)?,
            price_points: points(self.price_points)?,
            total: points(self.total)?,
            position: self.position,
        })
    }
}

pub fn insert(conn: &mut Conn, bid: &Bid) -> Outcome<()> {
    let row = Row {
        id: bid.id.clone(),
        commission_id: bid.commission_id.clone(),
        institution_id: bid.institution_id.clone(),
        institution_name: bid.institution_name.clone(),
        uscc: bid.uscc.clone(),
        price_fen: bid.price.0,
        days_promised: bid.days_promised,
        staff_offered: bid.staff_offered,
        received_at: bid.received_at.naive_utc(),
        standing: bid.standing.word().into(),
        rejection_code: None,
        rejection_reason: None,
        technical: None,
        price_points: None,
        total: None,
        position: None,
    };
    diesel::insert_into(bids::table).values(row).execute(conn)?;
    Ok(())
}

/// The bids of a commission, by id.
pub fn of_commission(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Bid>> {
    let rows: Vec<Row> = bids::table
        .filter(bids::commission_id.eq(commission_id))
        .order(bids::id.asc())
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::into_model).collect()
}

/// Keeps what a bidder declares itself to be.
pub fn insert_claim(conn: &mut Conn, bid: &str, size: EnterpriseSize) -> Outcome<()> {
    let row = (bid_claims::bid_id.eq(bid), bid_claims::size.eq(size.word()));
    diesel::insert_into(bid_claims::table).values(row).execute(conn)?;
    Ok(())
}

/// What the bidders of a commission declare themselves to be, by bid.
pub fn claims(conn: &mut Conn, commission_id: &str) -> Outcome<BTreeMap<String, EnterpriseSize>> {
    let rows: Vec<(String, String)> = bid_claims::table
        .inner_join(bids::table.on(bids::id.eq(bid_claims::bid_id)))
        .filter(bids::commission_id.eq(commission_id))
        .select((bid_claims::bid_id, bid_claims::size))
        .load(conn)?;
    let one = |(bid, size): (String, String)| {
        let known = EnterpriseSize::parse(&size).ok_or_else(|| anyhow!("bid {bid}: unknown size {size}"))?;
        Ok((bid, known))
    };
    rows.into_iter().map(one).collect()
}

/// Keeps what a file of a bid tells of who made it.
pub fn insert_print(conn: &mut Conn, bid: &str, print: &Print) -> Outcome<()> {
    diesel::insert_into(bid_prints::table)
        .values((
            bid_prints::bid_id.eq(bid),
            bid_prints::position.eq(print.position),
            bid_prints::name.eq(&print.name),
            bid_prints::sha256.eq(print.sha256.as_str()),
            bid_prints::author.eq(&print.author),
            bid_prints::last_editor.eq(&print.last_editor),
        ))
        .execute(conn)?;
    Ok(())
}

/// The prints of a commission's bids, by bid and position.
pub fn prints(conn: &mut Conn, commission_id: &str) -> Outcome<BTreeMap<String, Vec<Print>>> {
    type PrintRow = (String, i32, String, String, Option<String>, Option<String>);
    let rows: Vec<PrintRow> = bid_prints::table
        .inner_join(bids::table.on(bids::id.eq(bid_prints::bid_id)))
        .filter(bids::commission_id.eq(commission_id))
        .order(bid_prints::position.asc())
        .select((
            bid_prints::bid_id,
            bid_prints::position,
            bid_prints::name,
            bid_prints::sha256,
            bid_prints::author,
            bid_prints::last_editor,
        ))
        .load(conn)?;
    let mut found: BTreeMap<String, Vec<Print>> = BTreeMap::new();
    for (bid, position, name, sha256, author, last_editor) in rows {
        let sha256 = Sha256Hex::parse(&sha256).ok_or_else(|| anyhow!("bid {bid}, file {position}: digest {sha256}"))?;
        found.entry(bid).or_default().push(Print { position, name, sha256, author, last_editor });
    }
    Ok(found)
}

/// The bids of an institution, newest first.
pub fn of_institution(conn: &mut Conn, institution_id: &str) -> Outcome<Vec<Bid>> {
    let rows: Vec<Row> = bids::table
        .filter(bids::institution_id.eq(institution_id))
        .order(bids::id.desc())
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::into_model).collect()
}

pub fn set_standing(conn: &mut Conn, bid: &str, standing: Standing, rejection: Option<(&str, &str)>) -> Outcome<()> {
    diesel::update(bids::table.find(bid))
        .set((
            bids::standing.eq(standing.word()),
            bids::rejection_code.eq(rejection.map(|r| r.0)),
            bids::rejection_reason.eq(rejection.map(|r| r.1)),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn set_rank(conn: &mut Conn, ranked: &RankedBid, standing: Standing) -> Outcome<()> {
    diesel::update(bids::table.find(&ranked.bid))
        .set((
            bids::technical.eq(ranked.technical.to_string()),
            bids::price_points.eq(ranked.price_points.to_string()),
            bids::total.eq(ranked.total.to_string()),
            bids::position.eq(ranked.position),
            bids::standing.eq(standing.word()),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn insert_mark(conn: &mut Conn, bid: &str, mark: &TechnicalMark) -> Outcome<()> {
    diesel::insert_into(technical_marks::table)
        .values((
            technical_marks::bid_id.eq(bid),
            technical_marks::seat.eq(mark.seat),
            technical_marks::criterion.eq(&mark.criterion),
            technical_marks::maximum.eq(mark.maximum.to_string()),
            technical_marks::points.eq(mark.points.to_string()),
            technical_marks::given.eq(mark.given.map(|g| g.to_string())),
        ))
        .execute(conn)?;
    Ok(())
}

/// The marks of one bid, by seat and criterion.
pub fn marks(conn: &mut Conn, bid: &str) -> Outcome<Vec<TechnicalMark>> {
    type MarkRow = (i32, String, String, String, Option<String>);
    let rows: Vec<MarkRow> = technical_marks::table
        .filter(technical_marks::bid_id.eq(bid))
        .order((technical_marks::seat.asc(), technical_marks::criterion.asc()))
        .select((
            technical_marks::seat,
            technical_marks::criterion,
            technical_marks::maximum,
            technical_marks::points,
            technical_marks::given,
        ))
        .load(conn)?;
    let mut marks = Vec::with_capacity(rows.len());
    for (seat, criterion, maximum, points, given) in rows {
        let parse = |text: &str| {
            text.parse::<Score>().with_context(|| format!("bid {bid}, seat {seat}, {criterion}: {text:?}"))
        };
        let given = given.map(|g| parse(&g)).transpose()?;
        marks.push(TechnicalMark { seat, maximum: parse(&maximum)?, points: parse(&points)?, given, criterion });
    }
    // Both databases sort text by their own collation; the record needs one order everywhere.
    marks.sort();
    Ok(marks)
}

/// A second award of the same commission breaks the primary key and is refused by the database too.
pub fn insert_award(conn: &mut Conn, commission_id: &str, bid: &str, price: Fen, at: Instant) -> Outcome<()> {
    diesel::insert_into(awards::table)
        .values((
            awards::commission_id.eq(commission_id),
            awards::bid_id.eq(bid),
            awards::price_fen.eq(price.0),
            awards::awarded_at.eq(at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn award(conn: &mut Conn, commission_id: &str) -> Outcome<Option<String>> {
    Ok(awards::table.find(commission_id).select(awards::bid_id).first(conn).optional()?)
}
