//! SQL of enrolments.

use super::model::{Application, Channel, Enrolment, EnrolmentStage, Objection};
use crate::platform::db::Conn;
use crate::platform::db::vault_keys::reseal_column;
use crate::platform::failure::Outcome;
use crate::platform::vault::{Reseal, Vault};
use crate::registry::model::Signed;
use crate::terms::Day;
use anyhow::{Context, anyhow};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

diesel::table! {
    enrolments (id) {
        id -> Text,
        division -> Text,
        number -> Text,
        stage -> Text,
        channel -> Text,
        name -> Text,
        employer -> Text,
        title -> Text,
        specialties -> Text,
        person -> Text,
        stated -> Text,
        filed_by -> Text,
        filed_at -> Timestamp,
        checked_by -> Nullable<Text>,
        checked_at -> Nullable<Timestamp>,
        notice_from -> Nullable<Date>,
        notice_until -> Nullable<Date>,
        ended_by -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
        ended_because -> Nullable<Text>,
        expert_number -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::table! {
    enrolment_objections (enrolment_id, position) {
        enrolment_id -> Text,
        position -> Integer,
        said -> Text,
        noted_by -> Text,
        noted_at -> Timestamp,
        answer -> Nullable<Text>,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
    }
}

#[derive(Insertable, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = enrolments, treat_none_as_null = true)]
struct Row {
    id: String,
    division: String,
    number: String,
    stage: String,
    channel: String,
    name: String,
    employer: String,
    title: String,
    specialties: String,
    person: String,
    filed_by: String,
    filed_at: NaiveDateTime,
    checked_by: Option<String>,
    checked_at: Option<NaiveDateTime>,
    notice_from: Option<NaiveDate>,
    notice_until: Option<NaiveDate>,
    ended_by: Option<String>,
    ended_at: Option<NaiveDateTime>,
    ended_because: Option<String>,
    expert_number: Option<String>,
    version: i32,
}

impl From<&Enrolment> for Row {
    fn from(e: &Enrolment) -> Row {
        let (checked_by, checked_at) = Signed::columns(&e.checked);
        let (ended_by, ended_at) = Signed::columns(&e.ended);
        Row {
            id: e.id.clone(),
            division: e.division.clone(),
            number: e.number.clone(),
            stage: e.stage.word().into(),
            channel: e.channel.word().into(),
            name: e.name.clone(),
            employer: e.employer.clone(),
            title: e.title.clone(),
            specialties: e.specialties.clone(),
            person: e.person.clone(),
            filed_by: e.filed.by.clone(),
            filed_at: e.filed.at.naive_utc(),
            checked_by,
            checked_at,
            notice_from: e.notice.map(|(from, _)| from.0),
            notice_until: e.notice.map(|(_, until)| until.0),
            ended_by,
            ended_at,
            ended_because: e.ended_because.clone(),
            expert_number: e.expert_number.clone(),
            version: e.version,
        }
    }
}

impl Row {
    fn into_model(self) -> Outcome<Enrolment> {
        let strange = |what: &str, word: &str| anyhow!("enrolment {}: unknown {what} {word:?}", self.number);
        let stage = EnrolmentStage::parse(&self.stage).ok_or_else(|| strange("stage", &self.stage))?;
        let channel = Channel::parse(&self.channel).ok_or_else(|| strange("channel", &self.channel))?;
        Ok(Enrolment {
            id: self.id,
            division: self.division,
            number: self.number,
            stage,
            channel,
            name: self.name,
            employer: self.employer,
            title: self.title,
            specialties: self.specialties,
            person: self.person,
            filed: Signed::read(self.filed_by, self.filed_at),
            checked: Signed::read_if(self.checked_by, self.checked_at),
            notice: self.notice_from.zip(self.notice_until).map(|(from, until)| (Day(from), Day(until))),
            ended: Signed::read_if(self.ended_by, self.ended_at),
            ended_because: self.ended_because,
            expert_number: self.expert_number,
            version: self.version,
        })
    }
}

fn place(id: &str) -> String {
    format!("enrolments:stated:{id}")
}

reseal_column!(reseal_stated, enrolments.stated, place);

/// Every column of personal data that is sealed.
pub const SEALED: [Reseal; 1] = [reseal_stated];

pub fn insert(conn: &mut Conn, vault: &Vault, enrolment: &Enrolment, stated: &Application) -> Outcome<()> {
    let stated = vault.seal(&place(&enrolment.id), &serde_json::to_string(stated)?)?;
    diesel::insert_into(enrolments::table)
        .values((Row::from(enrolment), enrolments::stated.eq(stated)))
        .execute(conn)?;
    Ok(())
}

/// Writes what a step changed; `false` where somebody was faster.
pub fn update(conn: &mut Conn, enrolment: &Enrolment) -> Outcome<bool> {
    let before = enrolments::table.find(&enrolment.id).filter(enrolments::version.eq(enrolment.version - 1));
    Ok(diesel::update(before).set(Row::from(enrolment)).execute(conn)? == 1)
}

/// By id or number.
pub fn find(conn: &mut Conn, named: &str) -> Outcome<Option<Enrolment>> {
    let row: Option<Row> = enrolments::table
        .filter(enrolments::id.eq(named).or(enrolments::number.eq(named)))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    row.map(Row::into_model).transpose()
}

/// What the applicant stated.
pub fn stated(conn: &mut Conn, vault: &Vault, id: &str) -> Outcome<Application> {
    let sealed: String = enrolments::table.find(id).select(enrolments::stated).first(conn)?;
    let text = vault.open(&place(id), &sealed)?;
    Ok(serde_json::from_str(&text).with_context(|| format!("enrolment {id}"))?)
}

/// Of a division, at one stage or all, the newest first.
pub fn list(conn: &mut Conn, division: &str, stage: Option<EnrolmentStage>) -> Outcome<Vec<Enrolment>> {
    let mut query = enrolments::table.filter(enrolments::division.eq(division)).into_boxed();
    if let Some(stage) = stage {
        query = query.filter(enrolments::stage.eq(stage.word()));
    }
    let order = (enrolments::filed_at.desc(), enrolments::number.desc());
    let rows: Vec<Row> = query.order(order).select(Row::as_select()).load(conn)?;
    rows.into_iter().map(Row::into_model).collect()
}

/// Everybody in public notice on a day.
pub fn noticed(conn: &mut Conn, today: Day) -> Outcome<Vec<Enrolment>> {
    let rows: Vec<Row> = enrolments::table
        .filter(enrolments::stage.eq(EnrolmentStage::Noticed.word()))
        .filter(enrolments::notice_until.ge(today.0))
        .order(enrolments::number.asc())
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::into_model).collect()
}

/// True while another application of this person is under way.
pub fn is_under_way(conn: &mut Conn, person: &str) -> Outcome<bool> {
    let under_way = [EnrolmentStage::Filed.word(), EnrolmentStage::Noticed.word()];
    let of = enrolments::table.filter(enrolments::person.eq(person)).filter(enrolments::stage.eq_any(under_way));
    Ok(of.count().get_result::<i64>(conn)? > 0)
}

/// How many applications a division has had in a year; the next takes the number after.
pub fn count(conn: &mut Conn, prefix: &str) -> Outcome<i64> {
    Ok(enrolments::table.filter(enrolments::number.like(format!("{prefix}%"))).count().get_result(conn)?)
}

pub fn insert_objection(conn: &mut Conn, id: &str, objection: &Objection) -> Outcome<()> {
    diesel::insert_into(enrolment_objections::table)
        .values((
            enrolment_objections::enrolment_id.eq(id),
            enrolment_objections::position.eq(objection.position),
            enrolment_objections::said.eq(&objection.said),
            enrolment_objections::noted_by.eq(&objection.noted.by),
            enrolment_objections::noted_at.eq(objection.noted.at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Writes the answer; `false` where there is no such objection without one.
pub fn answer(conn: &mut Conn, id: &str, position: i32, answer: &str, by: &Signed) -> Outcome<bool> {
    let open = enrolment_objections::table.find((id, position)).filter(enrolment_objections::answer.is_null());
    let changed = diesel::update(open)
        .set((
            enrolment_objections::answer.eq(Some(answer)),
            enrolment_objections::answered_by.eq(Some(&by.by)),
            enrolment_objections::answered_at.eq(Some(by.at.naive_utc())),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

type ObjectionRow = (i32, String, String, NaiveDateTime, Option<String>, Option<String>, Option<NaiveDateTime>);

/// What was said against an application, in order.
pub fn objections(conn: &mut Conn, id: &str) -> Outcome<Vec<Objection>> {
    let rows: Vec<ObjectionRow> = enrolment_objections::table
        .filter(enrolment_objections::enrolment_id.eq(id))
        .order(enrolment_objections::position.asc())
        .select((
            enrolment_objections::position,
            enrolment_objections::said,
            enrolment_objections::noted_by,
            enrolment_objections::noted_at,
            enrolment_objections::answer,
            enrolment_objections::answered_by,
            enrolment_objections::answered_at,
        ))
        .load(conn)?;
    let one = |(position, said, by, at, answer, answered_by, answered_at): ObjectionRow| Objection {
        position,
        said,
        noted: Signed::read(by, at),
        answer,
        answered: Signed::read_if(answered_by, answered_at),
    };
    Ok(rows.into_iter().map(one).collect())
}
