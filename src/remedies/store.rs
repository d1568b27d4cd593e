//! SQL of notices and challenges.

use super::model::{Challenge, Complaint, Finding, Notice, Subject, Word};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::registry::model::Signed;
use crate::terms::{Day, Instant};
use anyhow::anyhow;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

diesel::table! {
    award_notices (commission_id) {
        commission_id -> Text,
        published_by -> Text,
        published_at -> Timestamp,
    }
}

diesel::table! {
    challenges (id) {
        id -> Text,
        commission_id -> Text,
        institution_id -> Text,
        institution_name -> Text,
        subject -> Text,
        content -> Text,
        counted_from -> Nullable<Date>,
        filed_at -> Timestamp,
        answer_due -> Nullable<Date>,
        answer -> Nullable<Text>,
        answer_finding -> Nullable<Text>,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
        complaint_due -> Nullable<Date>,
        complaint -> Nullable<Text>,
        complained_at -> Nullable<Timestamp>,
        ruling_due -> Nullable<Date>,
        pause_until -> Nullable<Date>,
        ruling -> Nullable<Text>,
        ruling_finding -> Nullable<Text>,
        ruled_by -> Nullable<Text>,
        ruled_at -> Nullable<Timestamp>,
    }
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = challenges)]
struct Row {
    id: String,
    commission_id: String,
    institution_id: String,
    institution_name: String,
    subject: String,
    content: String,
    counted_from: Option<NaiveDate>,
    filed_at: NaiveDateTime,
    answer_due: Option<NaiveDate>,
    answer: Option<String>,
    answer_finding: Option<String>,
    answered_by: Option<String>,
    answered_at: Option<NaiveDateTime>,
    complaint_due: Option<NaiveDate>,
    complaint: Option<String>,
    complained_at: Option<NaiveDateTime>,
    ruling_due: Option<NaiveDate>,
    pause_until: Option<NaiveDate>,
    ruling: Option<String>,
    ruling_finding: Option<String>,
    ruled_by: Option<String>,
    ruled_at: Option<NaiveDateTime>,
}

fn moment(at: NaiveDateTime) -> Instant {
    Instant::from_utc(at.and_utc())
}

type WordColumns = (Option<String>, Option<String>, Option<String>, Option<NaiveDateTime>);

fn word(id: &str, columns: WordColumns) -> Outcome<Option<Word>> {
    let (Some(text), Some(finding), Some(by), Some(at)) = columns else { return Ok(None) };
    let finding = Finding::parse(&finding).ok_or_else(|| anyhow!("challenge {id}: unknown finding {finding}"))?;
    Ok(Some(Word { finding, text, signed: Signed::read(by, at) }))
}

impl Row {
    fn challenge(self) -> Outcome<Challenge> {
        let subject = Subject::parse(&self.subject);
        let complaint = match (self.complaint, self.complained_at) {
            (Some(content), Some(at)) => Some(Complaint {
                content,
                filed_at: moment(at),
                ruling_due: self.ruling_due.map(Day),
                pause_until: self.pause_until.map(Day),
            }),
            _ => None,
        };
        Ok(Challenge {
            subject: subject.ok_or_else(|| anyhow!("challenge {}: unknown subject {}", self.id, self.subject))?,
            answer: word(&self.id, (self.answer, self.answer_finding, self.answered_by, self.answered_at))?,
            ruling: word(&self.id, (self.ruling, self.ruling_finding, self.ruled_by, self.ruled_at))?,
            complaint,
            id: self.id,
            commission_id: self.commission_id,
            institution_id: self.institution_id,
            institution_name: self.institution_name,
            content: self.content,
            counted_from: self.counted_from.map(Day),
            filed_at: moment(self.filed_at),
            answer_due: self.answer_due.map(Day),
            complaint_due: self.complaint_due.map(Day),
        })
    }
}

pub fn delete_notice(conn: &mut Conn, commission_id: &str) -> Outcome<()> {
    diesel::delete(award_notices::table.find(commission_id)).execute(conn)?;
    Ok(())
}

pub fn notice(conn: &mut Conn, commission_id: &str) -> Outcome<Option<Notice>> {
    let found: Option<(String, NaiveDateTime)> = award_notices::table
        .find(commission_id)
        .select((award_notices::published_by, award_notices::published_at))
        .first(conn)
        .optional()?;
    Ok(found.map(|(by, at)| Notice { published: Signed::read(by, at) }))
}

/// A second notice of the same commission breaks the primary key.
pub fn insert_notice(conn: &mut Conn, commission_id: &str, notice: &Notice) -> Outcome<()> {
    diesel::insert_into(award_notices::table)
        .values((
            award_notices::commission_id.eq(commission_id),
            award_notices::published_by.eq(&notice.published.by),
            award_notices::published_at.eq(notice.published.at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// The challenges of a commission, the oldest first.
pub fn of(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Challenge>> {
    let rows: Vec<Row> =
        challenges::table.filter(challenges::commission_id.eq(commission_id)).order(challenges::id.asc()).load(conn)?;
    rows.into_iter().map(Row::challenge).collect()
}

pub fn insert(conn: &mut Conn, new: &Challenge) -> Outcome<()> {
    let row = Row {
        id: new.id.clone(),
        commission_id: new.commission_id.clone(),
        institution_id: new.institution_id.clone(),
        institution_name: new.institution_name.clone(),
        subject: new.subject.word().into(),
        content: new.content.clone(),
        counted_from: new.counted_from.map(|day| day.0),
        filed_at: new.filed_at.naive_utc(),
        answer_due: new.answer_due.map(|day| day.0),
        answer: None,
        answer_finding: None,
        answered_by: None,
        answered_at: None,
        complaint_due: new.complaint_due.map(|day| day.0),
        complaint: None,
        complained_at: None,
        ruling_due: None,
        pause_until: None,
        ruling: None,
        ruling_finding: None,
        ruled_by: None,
        ruled_at: None,
    };
    diesel::insert_into(challenges::table).values(row).execute(conn)?;
    Ok(())
}

/// Writes the answer; `false` where there is one.
pub fn answer(conn: &mut Conn, id: &str, word: &Word) -> Outcome<bool> {
    let open = challenges::table.find(id).filter(challenges::answered_at.is_null());
    let changed = diesel::update(open)
        .set((
            challenges::answer.eq(&word.text),
            challenges::answer_finding.eq(word.finding.word()),
            challenges::answered_by.eq(&word.signed.by),
            challenges::answered_at.eq(word.signed.at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Writes the complaint; `false` where there is one.
pub fn complain(conn: &mut Conn, id: &str, complaint: &Complaint) -> Outcome<bool> {
    let open = challenges::table.find(id).filter(challenges::complained_at.is_null());
    let changed = diesel::update(open)
        .set((
            challenges::complaint.eq(&complaint.content),
            challenges::complained_at.eq(complaint.filed_at.naive_utc()),
            challenges::ruling_due.eq(complaint.ruling_due.map(|day| day.0)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

pub fn pause(conn: &mut Conn, id: &str, until: Day) -> Outcome<()> {
    diesel::update(challenges::table.find(id)).set(challenges::pause_until.eq(until.0)).execute(conn)?;
    Ok(())
}

/// Writes the ruling; `false` where there is one.
pub fn rule(conn: &mut Conn, id: &str, word: &Word) -> Outcome<bool> {
    let open = challenges::table.find(id).filter(challenges::ruled_at.is_null());
    let changed = diesel::update(open)
        .set((
            challenges::ruling.eq(&word.text),
            challenges::ruling_finding.eq(word.finding.word()),
            challenges::ruled_by.eq(&word.signed.by),
            challenges::ruled_at.eq(word.signed.at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}
