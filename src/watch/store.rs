//! SQL of the alerts.

use super::model::{Alert, AlertStanding, Measure, Part, Proposal};
use crate::conflicts::Verdict;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::Instant;
use anyhow::{Context, anyhow};
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    conflict_alerts (id) {
        id -> Text,
        division -> Text,
        commission_id -> Text,
        part -> Text,
        subject -> Text,
        subject_name -> Text,
        verdict -> Text,
        digest -> Text,
        raised_at -> Timestamp,
        standing -> Text,
        measure -> Nullable<Text>,
        reason -> Nullable<Text>,
        proposed_by -> Nullable<Text>,
        proposed_at -> Nullable<Timestamp>,
        settled_by -> Nullable<Text>,
        settled_at -> Nullable<Timestamp>,
    }
}

#[derive(Queryable)]
struct Row {
    id: String,
    division: String,
    commission_id: String,
    part: String,
    subject: String,
    subject_name: String,
    verdict: String,
    _digest: String,
    raised_at: NaiveDateTime,
    standing: String,
    measure: Option<String>,
    reason: Option<String>,
    proposed_by: Option<String>,
    proposed_at: Option<NaiveDateTime>,
    settled_by: Option<String>,
    settled_at: Option<NaiveDateTime>,
}

impl Row {
    fn alert(self) -> Outcome<Alert> {
        let strange = |what: &str, word: &str| anyhow!("alert {}: unknown {what} {word:?}", self.id);
        let part = Part::parse(&self.part).ok_or_else(|| strange("part", &self.part))?;
        let standing = AlertStanding::parse(&self.standing).ok_or_else(|| strange("standing", &self.standing))?;
        let verdict: Verdict = serde_json::from_str(&self.verdict).with_context(|| format!("alert {}", self.id))?;
        let measure = self.measure.as_deref().and_then(Measure::parse);
        let proposal = match (measure, self.reason, self.proposed_by, self.proposed_at) {
            (Some(measure), Some(reason), Some(by), Some(at)) => {
                Some(Proposal { measure, reason, by, at: Instant::from_utc(at.and_utc()) })
            }
            _ => None,
        };
        Ok(Alert {
            id: self.id,
            division: self.division,
            commission_id: self.commission_id,
            part,
            subject: self.subject,
            subject_name: self.subject_name,
            verdict,
            raised_at: Instant::from_utc(self.raised_at.and_utc()),
            standing,
            proposal,
            settled_by: self.settled_by,
            settled_at: self.settled_at.map(|at| Instant::from_utc(at.and_utc())),
        })
    }
}

/// Writes an alert unless the same finding was raised before; `true` if it is new.
pub fn raise(conn: &mut Conn, alert: &Alert, digest: &str) -> Outcome<bool> {
    let known: i64 = conflict_alerts::table
        .filter(conflict_alerts::commission_id.eq(&alert.commission_id))
        .filter(conflict_alerts::subject.eq(&alert.subject))
        .filter(conflict_alerts::digest.eq(digest))
        .count()
        .get_result(conn)?;
    if known > 0 {
        return Ok(false);
    }
    diesel::insert_into(conflict_alerts::table)
        .values((
            conflict_alerts::id.eq(&alert.id),
            conflict_alerts::division.eq(&alert.division),
            conflict_alerts::commission_id.eq(&alert.commission_id),
            conflict_alerts::part.eq(alert.part.word()),
            conflict_alerts::subject.eq(&alert.subject),
            conflict_alerts::subject_name.eq(&alert.subject_name),
            conflict_alerts::verdict.eq(serde_json::to_string(&alert.verdict)?),
            conflict_alerts::digest.eq(digest),
            conflict_alerts::raised_at.eq(alert.raised_at.naive_utc()),
            conflict_alerts::standing.eq(alert.standing.word()),
        ))
        .execute(conn)?;
    Ok(true)
}

/// The alerts of a division, newest first; of all divisions for `None`.
pub fn list(conn: &mut Conn, division: Option<&str>, standing: Option<AlertStanding>) -> Outcome<Vec<Alert>> {
    let mut query = conflict_alerts::table.into_boxed();
    if let Some(division) = division {
        query = query.filter(conflict_alerts::division.eq(division.to_owned()));
    }
    if let Some(standing) = standing {
        query = query.filter(conflict_alerts::standing.eq(standing.word()));
    }
    let rows: Vec<Row> = query.order((conflict_alerts::raised_at.desc(), conflict_alerts::id.desc())).load(conn)?;
    rows.into_iter().map(Row::alert).collect()
}

pub fn find(conn: &mut Conn, id: &str) -> Outcome<Option<Alert>> {
    let row: Option<Row> = conflict_alerts::table.find(id).first(conn).optional()?;
    row.map(Row::alert).transpose()
}

/// How many alerts of a division wait for somebody.
pub fn waiting(conn: &mut Conn, division: &str) -> Outcome<i64> {
    let of = conflict_alerts::table.filter(conflict_alerts::division.eq(division));
    Ok(of.filter(conflict_alerts::standing.ne(AlertStanding::Settled.word())).count().get_result(conn)?)
}

pub fn propose(conn: &mut Conn, id: &str, proposal: &Proposal) -> Outcome<()> {
    diesel::update(conflict_alerts::table.find(id))
        .set((
            conflict_alerts::standing.eq(AlertStanding::Proposed.word()),
            conflict_alerts::measure.eq(proposal.measure.word()),
            conflict_alerts::reason.eq(&proposal.reason),
            conflict_alerts::proposed_by.eq(&proposal.by),
            conflict_alerts::proposed_at.eq(proposal.at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn settle(conn: &mut Conn, id: &str, by: &str, at: Instant) -> Outcome<()> {
    diesel::update(conflict_alerts::table.find(id))
        .set((
            conflict_alerts::standing.eq(AlertStanding::Settled.word()),
            conflict_alerts::settled_by.eq(by),
            conflict_alerts::settled_at.eq(at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}
