//! SQL of instructions, their rounds and what people settled about them.

use crate::linkage::model::{IssuedInstruction, Round, Settlement};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::policy::codes::RectificationState;
use crate::terms::{Fen, Instant, Wording};
use anyhow::anyhow;
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    instructions (id) {
        id -> Text,
        commission_id -> Text,
        position -> Integer,
        action -> Text,
        percent -> Nullable<Text>,
        amount_fen -> Nullable<BigInt>,
        basis -> Text,
        needs_person -> Bool,
        wording_zh -> Text,
        wording_en -> Text,
        issued_at -> Timestamp,
        round -> Integer,
        choose_one -> Nullable<Text>,
        event_id -> Nullable<Text>,
        decide -> Nullable<Text>,
    }
}

diesel::table! {
    instruction_rounds (commission_id, round) {
        commission_id -> Text,
        round -> Integer,
        result_position -> Integer,
        rectification -> Nullable<Text>,
        issued_by -> Text,
        issued_at -> Timestamp,
    }
}

diesel::table! {
    instruction_settlements (instruction_id) {
        instruction_id -> Text,
        applies -> Bool,
        amount_fen -> Nullable<BigInt>,
        extent -> Text,
        reason -> Text,
        proposed_by -> Text,
        proposed_at -> Timestamp,
        settled_by -> Nullable<Text>,
        settled_at -> Nullable<Timestamp>,
    }
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = instructions)]
struct Row {
    id: String,
    commission_id: String,
    position: i32,
    action: String,
    percent: Option<String>,
    amount_fen: Option<i64>,
    basis: String,
    needs_person: bool,
    wording_zh: String,
    wording_en: String,
    issued_at: NaiveDateTime,
    round: i32,
    choose_one: Option<String>,
    event_id: Option<String>,
    decide: Option<String>,
}

impl From<Row> for IssuedInstruction {
    fn from(row: Row) -> IssuedInstruction {
        IssuedInstruction {
            id: row.id,
            commission_id: row.commission_id,
            position: row.position,
            action: row.action,
            percent: row.percent,
            amount: row.amount_fen.map(Fen),
            basis: row.basis,
            needs_person: row.needs_person,
            wording: Wording { zh: row.wording_zh, en: row.wording_en },
            issued_at: Instant(row.issued_at.and_utc()),
            round: row.round,
            choose_one: row.choose_one,
            event_id: row.event_id,
            decide: row.decide,
        }
    }
}

pub fn insert(conn: &mut Conn, i: &IssuedInstruction) -> Outcome<()> {
    let row = Row {
        id: i.id.clone(),
        commission_id: i.commission_id.clone(),
        position: i.position,
        action: i.action.clone(),
        percent: i.percent.clone(),
        amount_fen: i.amount.map(|a| a.0),
        basis: i.basis.clone(),
        needs_person: i.needs_person,
        wording_zh: i.wording.zh.clone(),
        wording_en: i.wording.en.clone(),
        issued_at: i.issued_at.naive_utc(),
        round: i.round,
        choose_one: i.choose_one.clone(),
        event_id: i.event_id.clone(),
        decide: i.decide.clone(),
    };
    diesel::insert_into(instructions::table).values(row).execute(conn)?;
    Ok(())
}

/// The instructions of these commissions, each commission's in their order.
pub fn of_commissions(conn: &mut Conn, ids: &[String]) -> Outcome<Vec<IssuedInstruction>> {
    let rows: Vec<Row> = instructions::table
        .filter(instructions::commission_id.eq_any(ids))
        .order((instructions::commission_id.asc(), instructions::position.asc()))
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(IssuedInstruction::from).collect())
}

pub fn find(conn: &mut Conn, id: &str) -> Outcome<Option<IssuedInstruction>> {
    let row: Option<Row> = instructions::table.find(id).select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(IssuedInstruction::from))
}

/// Notes the event that carried an instruction out; `false` where one did already.
pub fn sent(conn: &mut Conn, id: &str, event_id: &str) -> Outcome<bool> {
    let unsent = instructions::table.find(id).filter(instructions::event_id.is_null());
    Ok(diesel::update(unsent).set(instructions::event_id.eq(event_id)).execute(conn)? == 1)
}

type RoundRow = (String, i32, i32, Option<String>, String, NaiveDateTime);

pub fn insert_round(conn: &mut Conn, round: &Round) -> Outcome<()> {
    diesel::insert_into(instruction_rounds::table)
        .values((
            instruction_rounds::commission_id.eq(&round.commission_id),
            instruction_rounds::round.eq(round.round),
            instruction_rounds::result_position.eq(round.result_position),
            instruction_rounds::rectification.eq(round.rectification.map(|state| state.code())),
            instruction_rounds::issued_by.eq(&round.issued_by),
            instruction_rounds::issued_at.eq(round.issued_at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// The later rounds of these commissions, each commission's in their order.
pub fn rounds_of(conn: &mut Conn, ids: &[String]) -> Outcome<Vec<Round>> {
    let rows: Vec<RoundRow> = instruction_rounds::table
        .filter(instruction_rounds::commission_id.eq_any(ids))
        .order((instruction_rounds::commission_id.asc(), instruction_rounds::round.asc()))
        .load(conn)?;
    let one = |(commission_id, round, result_position, rectification, issued_by, at): RoundRow| {
        let read = |code: String| {
            let strange = || anyhow!("round {round} of {commission_id}: unknown state {code}");
            RectificationState::from_code(&code).ok_or_else(strange)
        };
        let rectification = rectification.map(read).transpose()?;
        Ok(Round { rectification, commission_id, round, result_position, issued_by, issued_at: Instant(at.and_utc()) })
    };
    rows.into_iter().map(one).collect()
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = instruction_settlements)]
struct SettlementRow {
    instruction_id: String,
    applies: bool,
    amount_fen: Option<i64>,
    extent: String,
    reason: String,
    proposed_by: String,
    proposed_at: NaiveDateTime,
    settled_by: Option<String>,
    settled_at: Option<NaiveDateTime>,
}

impl From<SettlementRow> for Settlement {
    fn from(row: SettlementRow) -> Settlement {
        Settlement {
            instruction_id: row.instruction_id,
            applies: row.applies,
            amount: row.amount_fen.map(Fen),
            extent: row.extent,
            reason: row.reason,
            proposed_by: row.proposed_by,
            proposed_at: Instant(row.proposed_at.and_utc()),
            settled_by: row.settled_by,
            settled_at: row.settled_at.map(|at| Instant(at.and_utc())),
        }
    }
}

/// Writes a settlement in the place of a proposal that nobody settled.
pub fn settle(conn: &mut Conn, s: &Settlement) -> Outcome<()> {
    let proposed =
        instruction_settlements::table.find(&s.instruction_id).filter(instruction_settlements::settled_by.is_null());
    diesel::delete(proposed).execute(conn)?;
    let row = SettlementRow {
        instruction_id: s.instruction_id.clone(),
        applies: s.applies,
        amount_fen: s.amount.map(|a| a.0),
        extent: s.extent.clone(),
        reason: s.reason.clone(),
        proposed_by: s.proposed_by.clone(),
        proposed_at: s.proposed_at.naive_utc(),
        settled_by: s.settled_by.clone(),
        settled_at: s.settled_at.map(|at| at.naive_utc()),
    };
    diesel::insert_into(instruction_settlements::table).values(row).execute(conn)?;
    Ok(())
}

/// What is proposed or settled about these instructions.
pub fn settlements_of(conn: &mut Conn, ids: &[String]) -> Outcome<Vec<Settlement>> {
    let rows: Vec<SettlementRow> = instruction_settlements::table
        .filter(instruction_settlements::instruction_id.eq_any(ids))
        .select(SettlementRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Settlement::from).collect())
}
