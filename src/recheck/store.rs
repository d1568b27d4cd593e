//! SQL of rounds, seeds and marks.

use super::model::{Found, Mark, Party, Round, SeedLine, Stage, Strata};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::registry::model::Signed;
use crate::terms::Sha256Hex;
use anyhow::{Context, anyhow};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::HashMap;

diesel::table! {
    recheck_rounds (id) {
        id -> Text,
        division -> Text,
        number -> Text,
        title -> Text,
        strata -> Text,
        size -> Integer,
        listed -> Integer,
        list_digest -> Text,
        policy_version -> Text,
        stage -> Text,
        planned_by -> Text,
        planned_at -> Timestamp,
        record_digest -> Nullable<Text>,
        ended_by -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
        abandoned_because -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::table! {
    recheck_seeds (round_id, party) {
        round_id -> Text,
        party -> Text,
        commitment -> Text,
        committed_by -> Text,
        committed_at -> Timestamp,
        seed -> Nullable<Text>,
    }
}

diesel::table! {
    recheck_marks (round_id, item) {
        round_id -> Text,
        item -> Text,
        score -> Nullable<Text>,
        remark -> Nullable<Text>,
        marked_by -> Text,
        marked_at -> Timestamp,
    }
}

#[derive(Insertable, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = recheck_rounds, treat_none_as_null = true)]
struct Row {
    id: String,
    division: String,
    number: String,
    title: String,
    strata: String,
    size: i32,
    listed: i32,
    list_digest: String,
    policy_version: String,
    stage: String,
    planned_by: String,
    planned_at: NaiveDateTime,
    record_digest: Option<String>,
    ended_by: Option<String>,
    ended_at: Option<NaiveDateTime>,
    abandoned_because: Option<String>,
    version: i32,
}

impl Row {
    fn of(r: &Round) -> Outcome<Row> {
        let (ended_by, ended_at) = Signed::columns(&r.ended);
        Ok(Row {
            id: r.id.clone(),
            division: r.division.clone(),
            number: r.number.clone(),
            title: r.title.clone(),
            strata: r.strata.word().into(),
            size: i32::try_from(r.size).context("size of a round")?,
            listed: i32::try_from(r.listed).context("rows of a list")?,
            list_digest: r.list_digest.to_string(),
            policy_version: r.policy_version.clone(),
            stage: r.stage.word().into(),
            planned_by: r.planned.by.clone(),
            planned_at: r.planned.at.naive_utc(),
            record_digest: r.record_digest.as_ref().map(Sha256Hex::to_string),
            ended_by,
            ended_at,
            abandoned_because: r.abandoned_because.clone(),
            version: r.version,
        })
    }

    fn into_model(self) -> Outcome<Round> {
        let strange = |what: &str| anyhow!("round {}: unknown {what}", self.number);
        let digest = |text: &str| Sha256Hex::parse(text).ok_or_else(|| strange("digest"));
        Ok(Round {
            strata: Strata::parse(&self.strata).ok_or_else(|| strange("strata"))?,
            stage: Stage::parse(&self.stage).ok_or_else(|| strange("stage"))?,
            size: u32::try_from(self.size).context("size of a round")?,
            listed: u32::try_from(self.listed).context("rows of a list")?,
            list_digest: digest(&self.list_digest)?,
            record_digest: self.record_digest.as_deref().map(digest).transpose()?,
            planned: Signed::read(self.planned_by, self.planned_at),
            ended: Signed::read_if(self.ended_by, self.ended_at),
            id: self.id,
            division: self.division,
            number: self.number,
            title: self.title,
            policy_version: self.policy_version,
            abandoned_because: self.abandoned_because,
            version: self.version,
        })
    }
}

pub fn insert(conn: &mut Conn, round: &Round) -> Outcome<()> {
    diesel::insert_into(recheck_rounds::table).values(Row::of(round)?).execute(conn)?;
    Ok(())
}

/// Writes what a step changed; `false` where somebody was faster.
pub fn update(conn: &mut Conn, round: &Round) -> Outcome<bool> {
    let before = recheck_rounds::table.find(&round.id).filter(recheck_rounds::version.eq(round.version - 1));
    Ok(diesel::update(before).set(Row::of(round)?).execute(conn)? == 1)
}

/// Of one division, by number.
pub fn find(conn: &mut Conn, division: &str, number: &str) -> Outcome<Option<Round>> {
    let row: Option<Row> = recheck_rounds::table
        .filter(recheck_rounds::division.eq(division))
        .filter(recheck_rounds::number.eq(number))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    row.map(Row::into_model).transpose()
}

pub fn by_id(conn: &mut Conn, id: &str) -> Outcome<Option<Round>> {
    let row: Option<Row> = recheck_rounds::table.find(id).select(Row::as_select()).first(conn).optional()?;
    row.map(Row::into_model).transpose()
}

/// Number and title of these rounds by their ids.
pub fn named(conn: &mut Conn, ids: &[String]) -> Outcome<HashMap<String, (String, String)>> {
    let rows: Vec<(String, String, String)> = recheck_rounds::table
        .filter(recheck_rounds::id.eq_any(ids))
        .select((recheck_rounds::id, recheck_rounds::number, recheck_rounds::title))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, number, title)| (id, (number, title))).collect())
}

/// All rounds of a division, the newest first.
pub fn of_division(conn: &mut Conn, division: &str) -> Outcome<Vec<Round>> {
    let rows: Vec<Row> = recheck_rounds::table
        .filter(recheck_rounds::division.eq(division))
        .order((recheck_rounds::planned_at.desc(), recheck_rounds::number.desc()))
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::into_model).collect()
}

/// How many numbers begin like this.
pub fn count_of(conn: &mut Conn, prefix: &str) -> Outcome<i64> {
    let like = recheck_rounds::number.like(format!("{prefix}%"));
    Ok(recheck_rounds::table.filter(like).count().get_result(conn)?)
}

pub fn insert_seed(conn: &mut Conn, round_id: &str, line: &SeedLine) -> Outcome<()> {
    diesel::insert_into(recheck_seeds::table)
        .values((
            recheck_seeds::round_id.eq(round_id),
            recheck_seeds::party.eq(line.party.word()),
            recheck_seeds::commitment.eq(&line.commitment),
            recheck_seeds::committed_by.eq(&line.committed.by),
            recheck_seeds::committed_at.eq(line.committed.at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn set_seed(conn: &mut Conn, round_id: &str, party: Party, seed: &str) -> Outcome<()> {
    diesel::update(recheck_seeds::table.find((round_id, party.word())))
        .set(recheck_seeds::seed.eq(seed))
        .execute(conn)?;
    Ok(())
}

/// What the parties contributed, in the order of their names.
pub fn seeds(conn: &mut Conn, round_id: &str) -> Outcome<Vec<SeedLine>> {
    type Line = (String, String, String, NaiveDateTime, Option<String>);
    let rows: Vec<Line> = recheck_seeds::table
        .filter(recheck_seeds::round_id.eq(round_id))
        .order(recheck_seeds::party.asc())
        .select((
            recheck_seeds::party,
            recheck_seeds::commitment,
            recheck_seeds::committed_by,
            recheck_seeds::committed_at,
            recheck_seeds::seed,
        ))
        .load(conn)?;
    let one = |(party, commitment, by, at, seed): Line| {
        let party = Party::parse(&party).ok_or_else(|| anyhow!("seed of {round_id}: unknown party {party:?}"))?;
        Ok(SeedLine { party, commitment, committed: Signed::read(by, at), seed })
    };
    rows.into_iter().map(one).collect()
}

/// Writes a mark in the place of an earlier one.
pub fn put_mark(conn: &mut Conn, round_id: &str, mark: &Mark) -> Outcome<()> {
    diesel::delete(recheck_marks::table.find((round_id, &mark.item))).execute(conn)?;
    diesel::insert_into(recheck_marks::table)
        .values((
            recheck_marks::round_id.eq(round_id),
            recheck_marks::item.eq(&mark.item),
            recheck_marks::score.eq(mark.found.score.map(|score| score.to_string())),
            recheck_marks::remark.eq(&mark.found.remark),
            recheck_marks::marked_by.eq(&mark.marked.by),
            recheck_marks::marked_at.eq(mark.marked.at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// The marks of a round in the order of the list.
pub fn marks(conn: &mut Conn, round_id: &str) -> Outcome<Vec<Mark>> {
    type Line = (String, Option<String>, Option<String>, String, NaiveDateTime);
    let rows: Vec<Line> = recheck_marks::table
        .filter(recheck_marks::round_id.eq(round_id))
        .order(recheck_marks::item.asc())
        .select((
            recheck_marks::item,
            recheck_marks::score,
            recheck_marks::remark,
            recheck_marks::marked_by,
            recheck_marks::marked_at,
        ))
        .load(conn)?;
    let one = |(item, score, remark, by, at): Line| {
        let score = score.map(|text| text.parse()).transpose().map_err(|e| anyhow!("mark of {item}: {e}"))?;
        Ok(Mark { item, found: Found { score, remark }, marked: Signed::read(by, at) })
    };
    rows.into_iter().map(one).collect()
}
