//! SQL of the audit room.

use super::model::{Decision, DecisionId, DecisionKind, LogEntry, NewDecision};
use super::rules;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::paging::{Page, PageAsked};
use crate::terms::{Instant, Sha256Hex, canonical};
use anyhow::{Context, anyhow};
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    evidence (digest) { digest -> Text, body -> Text, }
}

diesel::table! {
    decisions (sequence) {
        sequence -> BigInt,
        id -> Text,
        division -> Text,
        kind -> Text,
        subject -> Text,
        policy_id -> Text,
        policy_version -> Text,
        inputs_digest -> Text,
        outcome -> Text,
        decided_at -> Timestamp,
        decided_by -> Text,
        previous_digest -> Text,
        digest -> Text,
    }
}

diesel::table! {
    audit_log (id) {
        id -> Text,
        at -> Timestamp,
        actor -> Text,
        action -> Text,
        subject -> Text,
        detail -> Text,
    }
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = decisions)]
struct DecisionRow {
    sequence: i64,
    id: String,
    division: String,
    kind: String,
    subject: String,
    policy_id: String,
    policy_version: String,
    inputs_digest: String,
    outcome: String,
    decided_at: NaiveDateTime,
    decided_by: String,
    previous_digest: String,
    digest: String,
}

impl DecisionRow {
    fn into_model(self) -> Outcome<Decision> {
        let kind = DecisionKind::parse(&self.kind)
            .ok_or_else(|| anyhow!("decision {}: unknown kind {}", self.sequence, self.kind))?;
        let inputs_digest =
            Sha256Hex::parse(&self.inputs_digest).ok_or_else(|| anyhow!("decision {}: bad digest", self.sequence))?;
        let outcome =
            serde_json::from_str(&self.outcome).with_context(|| format!("decision {}: outcome", self.sequence))?;
        Ok(Decision {
            sequence: self.sequence,
            id: DecisionId(self.id),
            division: self.division,
            kind,
            subject: self.subject,
            policy_id: self.policy_id,
            policy_version: self.policy_version,
            inputs_digest,
            outcome,
            decided_at: Instant(self.decided_at.and_utc()),
            decided_by: self.decided_by,
            previous_digest: self.previous_digest,
            digest: self.digest,
        })
    }
}

/// Stores the inputs under their digest, once.
pub fn keep_evidence(conn: &mut Conn, body: &str) -> Outcome<Sha256Hex> {
    let digest = Sha256Hex::of(body.as_bytes());
    let known: i64 = evidence::table.filter(evidence::digest.eq(digest.as_str())).count().get_result(conn)?;
    if known == 0 {
        diesel::insert_into(evidence::table)
            .values((evidence::digest.eq(digest.as_str()), evidence::body.eq(body)))
            .execute(conn)?;
    }
    Ok(digest)
}

pub fn evidence_body(conn: &mut Conn, digest: &Sha256Hex) -> Outcome<Option<String>> {
    Ok(evidence::table.find(digest.as_str()).select(evidence::body).first(conn).optional()?)
}

/// Appends a decision to the chain. `id` is made by the caller, because the transaction may run twice.
pub fn append(conn: &mut Conn, id: &DecisionId, new: &NewDecision) -> Outcome<()> {
    let inputs_digest = keep_evidence(conn, &canonical::to_string(&new.inputs))?;
    let last: Option<(i64, String)> = decisions::table
        .order(decisions::sequence.desc())
        .select((decisions::sequence, decisions::digest))
        .first(conn)
        .optional()?;
    let (sequence, previous) = last.map_or((1, rules::GENESIS.to_owned()), |(n, digest)| (n + 1, digest));
    let row = DecisionRow {
        sequence,
        id: id.to_string(),
        division: new.division.clone(),
        kind: new.kind.word().to_owned(),
        subject: new.subject.clone(),
        policy_id: new.policy_id.clone(),
        policy_version: new.policy_version.clone(),
        outcome: canonical::to_string(&new.outcome),
        decided_at: new.decided_at.naive_utc(),
        decided_by: new.decided_by.clone(),
        digest: rules::link(sequence, id.as_str(), new, &inputs_digest, &previous),
        inputs_digest: inputs_digest.to_string(),
        previous_digest: previous,
    };
    diesel::insert_into(decisions::table).values(&row).execute(conn)?;
    Ok(())
}

/// Up to `limit` decisions after `sequence`, in the order in which they were taken.
pub fn decisions_after(conn: &mut Conn, sequence: i64, limit: i64) -> Outcome<Vec<Decision>> {
    let rows: Vec<DecisionRow> = decisions::table
        .filter(decisions::sequence.gt(sequence))
        .order(decisions::sequence.asc())
        .limit(limit)
        .select(DecisionRow::as_select())
        .load(conn)?;
    rows.into_iter().map(DecisionRow::into_model).collect()
}

/// Which decisions a list shows.
#[derive(Clone, Debug, Default)]
pub struct DecisionFilter {
    pub division: Option<String>,
    pub kind: Option<DecisionKind>,
    pub subject: Option<String>,
    /// Any of these.
    pub subjects: Option<Vec<String>>,
    /// How the record's digest or the digest of its inputs begins, lower-case.
    pub digest_prefix: Option<String>,
}

pub fn list(conn: &mut Conn, filter: &DecisionFilter, asked: PageAsked) -> Outcome<Page<Decision>> {
    let query = || {
        let mut q = decisions::table.into_boxed();
        if let Some(division) = &filter.division {
            q = q.filter(decisions::division.eq(division.clone()));
        }
        if let Some(kind) = filter.kind {
            q = q.filter(decisions::kind.eq(kind.word()));
        }
        if let Some(subject) = &filter.subject {
            q = q.filter(decisions::subject.eq(subject.clone()));
        }
        if let Some(subjects) = &filter.subjects {
            q = q.filter(decisions::subject.eq_any(subjects.clone()));
        }
        if let Some(prefix) = &filter.digest_prefix {
            let pattern = format!("{}%", prefix.replace(['%', '_', '\\'], ""));
            q = q.filter(decisions::digest.like(pattern.clone()).or(decisions::inputs_digest.like(pattern)));
        }
        q
    };
    let total: i64 = query().count().get_result(conn)?;
    let rows: Vec<DecisionRow> = query()
        .order(decisions::sequence.desc())
        .limit(asked.size)
        .offset(asked.offset())
        .select(DecisionRow::as_select())
        .load(conn)?;
    let items = rows.into_iter().map(DecisionRow::into_model).collect::<Outcome<Vec<_>>>()?;
    Ok(Page::new(items, total, asked))
}

pub fn find(conn: &mut Conn, id: &str) -> Outcome<Option<Decision>> {
    let row: Option<DecisionRow> =
        decisions::table.filter(decisions::id.eq(id)).select(DecisionRow::as_select()).first(conn).optional()?;
    row.map(DecisionRow::into_model).transpose()
}

pub fn count(conn: &mut Conn) -> Outcome<i64> {
    Ok(decisions::table.count().get_result(conn)?)
}

pub fn note(conn: &mut Conn, entry: &LogEntry) -> Outcome<()> {
    diesel::insert_into(audit_log::table)
        .values((
            audit_log::id.eq(uuid::Uuid::now_v7().to_string()),
            audit_log::at.eq(entry.at.naive_utc()),
            audit_log::actor.eq(&entry.actor),
            audit_log::action.eq(&entry.action),
            audit_log::subject.eq(&entry.subject),
            audit_log::detail.eq(&entry.detail),
        ))
        .execute(conn)?;
    Ok(())
}

/// Which lines of the log a list shows.
#[derive(Clone, Debug, Default)]
pub struct LogFilter {
    /// Lines of these log-ins alone.
    pub actors: Option<Vec<String>>,
    pub action: Option<String>,
    /// Part of actor or subject.
    pub text: Option<String>,
}

fn log_lines(filter: &LogFilter) -> audit_log::BoxedQuery<'_, crate::platform::db::ConnBackend> {
    let mut q = audit_log::table.into_boxed();
    if let Some(actors) = &filter.actors {
        q = q.filter(audit_log::actor.eq_any(actors));
    }
    if let Some(action) = &filter.action {
        q = q.filter(audit_log::action.eq(action));
    }
    if let Some(text) = &filter.text {
        let pattern = crate::platform::db::contains(text);
        let actor = audit_log::actor.like(pattern.clone()).escape('\\');
        q = q.filter(actor.or(audit_log::subject.like(pattern).escape('\\')));
    }
    q
}

/// The actions that occur in the log.
pub fn log_actions(conn: &mut Conn) -> Outcome<Vec<String>> {
    let mut actions: Vec<String> = audit_log::table.select(audit_log::action).distinct().load(conn)?;
    actions.sort();
    Ok(actions)
}

pub fn log_page(conn: &mut Conn, filter: &LogFilter, asked: PageAsked) -> Outcome<Page<LogEntry>> {
    type Row = (NaiveDateTime, String, String, String, String);
    let total: i64 = log_lines(filter).count().get_result(conn)?;
    let rows: Vec<Row> = log_lines(filter)
        .order((audit_log::at.desc(), audit_log::id.desc()))
        .limit(asked.size)
        .offset(asked.offset())
        .select((audit_log::at, audit_log::actor, audit_log::action, audit_log::subject, audit_log::detail))
        .load(conn)?;
    let entry = |(at, actor, action, subject, detail): Row| LogEntry {
        at: Instant(at.and_utc()),
        actor,
        action,
        subject,
        detail,
    };
    Ok(Page::new(rows.into_iter().map(entry).collect(), total, asked))
}
