//! Use cases of the audit room: record a decision, note an act, look them up.

use super::model::{Decision, DecisionId, LogEntry, NewDecision};
use super::store;
pub use super::store::{DecisionFilter, LogFilter};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::paging::{Page, PageAsked};
use crate::terms::{Instant, Sha256Hex, canonical};
use anyhow::Context;
use serde_json::Value;

/// Records a decision in the caller's transaction.
pub fn record(conn: &mut Conn, id: &DecisionId, new: &NewDecision) -> Outcome<()> {
    store::append(conn, id, new)
}

/// Keeps a large input that several decisions share; they then hold only its digest.
pub fn keep(conn: &mut Conn, body: &Value) -> Outcome<Sha256Hex> {
    store::keep_evidence(conn, &canonical::to_string(body))
}

/// The evidence under a digest; `None` where it is gone or no longer matches.
pub fn evidence(conn: &mut Conn, digest: &Sha256Hex) -> Outcome<Option<Value>> {
    let Some(body) = store::evidence_body(conn, digest)? else { return Ok(None) };
    if Sha256Hex::of(body.as_bytes()) != *digest {
        return Ok(None);
    }
    Ok(Some(serde_json::from_str(&body).with_context(|| format!("evidence {digest}"))?))
}

/// Notes who did what, in the caller's transaction.
pub fn note(conn: &mut Conn, at: Instant, actor: &str, action: &str, subject: &str, detail: &str) -> Outcome<()> {
    let entry =
        LogEntry { at, actor: actor.into(), action: action.into(), subject: subject.into(), detail: detail.into() };
    store::note(conn, &entry)
}

pub fn decisions(conn: &mut Conn, filter: &DecisionFilter, asked: PageAsked) -> Outcome<Page<Decision>> {
    store::list(conn, filter, asked)
}

pub fn decision(conn: &mut Conn, id: &str) -> Outcome<Option<Decision>> {
    store::find(conn, id)
}

pub fn decision_count(conn: &mut Conn) -> Outcome<i64> {
    store::count(conn)
}

pub fn log(conn: &mut Conn, filter: &LogFilter, asked: PageAsked) -> Outcome<Page<LogEntry>> {
    store::log_page(conn, filter, asked)
}

/// The actions that occur in the log, for the filter.
pub fn log_actions(conn: &mut Conn) -> Outcome<Vec<String>> {
    store::log_actions(conn)
}
