//! SQL of contracts and their stages.

use super::model::{Contract, Work};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::policy::codes::RatingGrade;
use crate::registry::model::Signed;
use crate::terms::{Day, Fen, Sha256Hex};
use anyhow::{Context, anyhow};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

diesel::table! {
    contracts (commission_id) {
        commission_id -> Text,
        terms -> Text,
        price_fen -> BigInt,
        revision -> Integer,
        text -> Text,
        sha256 -> Text,
        drafted_by -> Text,
        drafted_at -> Timestamp,
        signed_off_by -> Nullable<Text>,
        signed_off_at -> Nullable<Timestamp>,
        signed_on -> Nullable<Date>,
        published_by -> Nullable<Text>,
        published_at -> Nullable<Timestamp>,
        filed_by -> Nullable<Text>,
        filed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    contract_stages (commission_id, position) {
        commission_id -> Text,
        position -> Integer,
        delivered_on -> Nullable<Date>,
        accepted_on -> Nullable<Date>,
        grade -> Nullable<Text>,
        payable_fen -> Nullable<BigInt>,
        invoiced_on -> Nullable<Date>,
        paid_on -> Nullable<Date>,
    }
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = contracts, treat_none_as_null = true)]
struct Row {
    commission_id: String,
    terms: String,
    price_fen: i64,
    revision: i32,
    text: String,
    sha256: String,
    drafted_by: String,
    drafted_at: NaiveDateTime,
    signed_off_by: Option<String>,
    signed_off_at: Option<NaiveDateTime>,
    signed_on: Option<NaiveDate>,
    published_by: Option<String>,
    published_at: Option<NaiveDateTime>,
    filed_by: Option<String>,
    filed_at: Option<NaiveDateTime>,
}

impl Row {
    fn of(contract: &Contract) -> Outcome<Row> {
        let (signed_off_by, signed_off_at) = Signed::columns(&contract.signed_off);
        let (published_by, published_at) = Signed::columns(&contract.published);
        let (filed_by, filed_at) = Signed::columns(&contract.filed);
        Ok(Row {
            commission_id: contract.commission_id.clone(),
            terms: serde_json::to_string(&contract.terms)?,
            price_fen: contract.price.0,
            revision: contract.revision,
            text: contract.text.clone(),
            sha256: contract.sha256.to_string(),
            drafted_by: contract.drafted.by.clone(),
            drafted_at: contract.drafted.at.naive_utc(),
            signed_off_by,
            signed_off_at,
            signed_on: contract.signed_on.map(|day| day.0),
            published_by,
            published_at,
            filed_by,
            filed_at,
        })
    }

    fn contract(self) -> Outcome<Contract> {
        let place = || format!("contract of commission {}", self.commission_id);
        Ok(Contract {
            terms: serde_json::from_str(&self.terms).with_context(place)?,
            sha256: Sha256Hex::parse(&self.sha256).ok_or_else(|| anyhow!("{}: digest {}", place(), self.sha256))?,
            price: Fen(self.price_fen),
            revision: self.revision,
            drafted: Signed::read(self.drafted_by, self.drafted_at),
            signed_off: Signed::read_if(self.signed_off_by, self.signed_off_at),
            signed_on: self.signed_on.map(Day),
            published: Signed::read_if(self.published_by, self.published_at),
            filed: Signed::read_if(self.filed_by, self.filed_at),
            commission_id: self.commission_id,
            text: self.text,
        })
    }
}

pub fn find(conn: &mut Conn, commission_id: &str) -> Outcome<Option<Contract>> {
    let row: Option<Row> = contracts::table.find(commission_id).first(conn).optional()?;
    row.map(Row::contract).transpose()
}

pub fn insert(conn: &mut Conn, contract: &Contract) -> Outcome<()> {
    diesel::insert_into(contracts::table).values(Row::of(contract)?).execute(conn)?;
    Ok(())
}

pub fn update(conn: &mut Conn, contract: &Contract) -> Outcome<()> {
    diesel::update(contracts::table.find(&contract.commission_id)).set(Row::of(contract)?).execute(conn)?;
    Ok(())
}

type OnDay = Option<NaiveDate>;
type WorkRow = (i32, OnDay, OnDay, Option<String>, Option<i64>, OnDay, OnDay);

/// What was done, by stage.
pub fn works(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Work>> {
    let rows: Vec<WorkRow> = contract_stages::table
        .filter(contract_stages::commission_id.eq(commission_id))
        .order(contract_stages::position.asc())
        .select((
            contract_stages::position,
            contract_stages::delivered_on,
            contract_stages::accepted_on,
            contract_stages::grade,
            contract_stages::payable_fen,
            contract_stages::invoiced_on,
            contract_stages::paid_on,
        ))
        .load(conn)?;
    rows.into_iter().map(work).collect()
}

fn work((position, delivered, accepted, grade, payable, invoiced, paid): WorkRow) -> Outcome<Work> {
    let read = |code: String| RatingGrade::from_code(&code).ok_or_else(|| anyhow!("stage {position}: grade {code}"));
    Ok(Work {
        position,
        delivered_on: delivered.map(Day),
        accepted_on: accepted.map(Day),
        grade: grade.map(read).transpose()?,
        payable: payable.map(Fen),
        invoiced_on: invoiced.map(Day),
        paid_on: paid.map(Day),
    })
}

/// Writes a stage over what was known of it.
pub fn put_work(conn: &mut Conn, commission_id: &str, work: &Work) -> Outcome<()> {
    diesel::delete(contract_stages::table.find((commission_id, work.position))).execute(conn)?;
    diesel::insert_into(contract_stages::table)
        .values((
            contract_stages::commission_id.eq(commission_id),
            contract_stages::position.eq(work.position),
            contract_stages::delivered_on.eq(work.delivered_on.map(|day| day.0)),
            contract_stages::accepted_on.eq(work.accepted_on.map(|day| day.0)),
            contract_stages::grade.eq(work.grade.map(RatingGrade::code)),
            contract_stages::payable_fen.eq(work.payable.map(|amount| amount.0)),
            contract_stages::invoiced_on.eq(work.invoiced_on.map(|day| day.0)),
            contract_stages::paid_on.eq(work.paid_on.map(|day| day.0)),
        ))
        .execute(conn)?;
    Ok(())
}
