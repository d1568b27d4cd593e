//! Use cases of the feed: put events in, pull, acknowledge.

use super::model::{Acknowledgement, AcknowledgementOutcome, EventPlace, FeedEvent, FeedState};
use super::rules;
use super::store::feed::{self as store, NewEvent};
pub use super::store::feed::{Answer, EventFilter};
use crate::commissions::{Commission, State, service as commissions};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, FieldFault, Outcome};
use crate::platform::paging::{Page, PageAsked};
use crate::platform::problem::Code;
use crate::terms::Instant;
use serde_json::Value;
use std::collections::HashMap;

/// Puts an event of a project into the feed, in the caller's transaction; gives its sequence.
pub fn publish(
    conn: &mut Conn,
    division: &str,
    project_code: &str,
    kind: &str,
    data: &Value,
    at: Instant,
) -> Outcome<i64> {
    Ok(publish_named(conn, division, project_code, kind, data, at)?.1)
}

/// As [`publish`]; gives the event's id as well.
pub(super) fn publish_named(
    conn: &mut Conn,
    division: &str,
    project_code: &str,
    kind: &str,
    data: &Value,
    at: Instant,
) -> Outcome<(String, i64)> {
    let id = uuid::Uuid::now_v7().to_string();
    let body = rules::envelope(&id, kind, division, project_code, at, data);
    let new = NewEvent { id: id.clone(), division, kind, project_code, body: &body, created_at: at };
    Ok((id, store::append_event(conn, &new)?))
}

/// What the core system answered to these events, by event.
pub fn acknowledgements_of(conn: &mut Conn, event_ids: &[String]) -> Outcome<HashMap<String, Acknowledgement>> {
    store::acknowledgements_of(conn, event_ids)
}

/// Events after `cursor`, in order. A reader that keeps the last sequence never misses one.
pub fn pull(conn: &mut Conn, division: Option<&str>, cursor: i64, limit: i64) -> Outcome<Vec<FeedEvent>> {
    store::events_after(conn, division, cursor, limit)
}

/// The events of one project with what the core system answered, in order.
pub fn events_of_project(conn: &mut Conn, division: &str, project_code: &str) -> Outcome<Vec<FeedEvent>> {
    store::events_of_project(conn, division, project_code)
}

/// Up to `limit` events of one project after its place `after`, in order, without answers.
pub fn events_of_project_after(
    conn: &mut Conn,
    division: &str,
    project_code: &str,
    after: i32,
    limit: i64,
) -> Outcome<Vec<FeedEvent>> {
    store::events_of_project_after(conn, division, project_code, after, limit)
}

/// Places of events of a division after `sequence`, in order.
pub fn places_after(conn: &mut Conn, division: &str, sequence: i64, limit: i64) -> Outcome<Vec<EventPlace>> {
    store::places_after(conn, division, sequence, limit)
}

/// For each project with events since a moment, the place of the first of them.
pub fn first_places_since(conn: &mut Conn, division: &str, since: Instant) -> Outcome<Vec<(String, i32)>> {
    store::first_places_since(conn, division, since)
}

pub fn last_sequence(conn: &mut Conn) -> Outcome<i64> {
    store::last_sequence(conn)
}

/// One event within reach of `division` (`None`: all).
pub fn event(conn: &mut Conn, division: Option<&str>, id: &str) -> Outcome<FeedEvent> {
    store::event_by_id(conn, id)?
        .filter(|e| division.is_none_or(|d| d == e.division))
        .ok_or_else(|| Failure::not_found("事件", "event"))
}

/// Events with their answers, newest first.
pub fn events(conn: &mut Conn, filter: &EventFilter, asked: PageAsked) -> Outcome<Page<FeedEvent>> {
    store::list_events(conn, filter, asked)
}

pub fn feed_state(conn: &mut Conn, division: Option<&str>) -> Outcome<FeedState> {
    store::feed_state(conn, division)
}

/// An answer of the core system to one event.
pub struct NewAcknowledgement<'a> {
    pub event_id: &'a str,
    pub outcome: AcknowledgementOutcome,
    pub reference: &'a str,
    pub detail: &'a str,
}

impl NewAcknowledgement<'_> {
    /// Its form, whichever way it came.
    fn check(&self) -> Outcome<()> {
        let fault = |field: &str, message: &str| FieldFault { field: field.into(), message: message.into() };
        let mut faults = Vec::new();
        let unusable = |text: &str| text.contains('\0');
        if self.reference.trim().is_empty() || self.reference.chars().count() > 100 || unusable(self.reference) {
            faults.push(fault("reference", "业务编号须为 1 到 100 个字 (1 to 100 characters)"));
        }
        if self.detail.chars().count() > 1000 || unusable(self.detail) {
            faults.push(fault("detail", "最多 1000 个字 (at most 1000 characters)"));
        }
        if self.outcome == AcknowledgementOutcome::Refused && self.detail.trim().is_empty() {
            faults.push(fault("detail", "退回须说明原因 (a refusal needs its reason)"));
        }
        if faults.is_empty() { Ok(()) } else { Err(Failure::Malformed(faults)) }
    }
}

/// Notes what the core system did with an event. The same answer again changes nothing; another one
/// is refused. When all instructions of a commission are applied it moves on.
pub fn acknowledge(
    conn: &mut Conn,
    division: Option<&str>,
    new: &NewAcknowledgement<'_>,
    actor: &str,
    at: Instant,
) -> Outcome<FeedEvent> {
    new.check()?;
    let event = event(conn, division, new.event_id)?;
    if let Some(known) = &event.acknowledgement {
        let same = known.outcome == new.outcome && known.reference == new.reference;
        return if same { Ok(event) } else { Err(answered_otherwise()) };
    }
    let acknowledgement = Acknowledgement {
        outcome: new.outcome,
        reference: new.reference.into(),
        detail: new.detail.into(),
        acknowledged_by: actor.into(),
        acknowledged_at: at,
    };
    store::insert_acknowledgement(conn, new.event_id, &acknowledgement)?;
    let event = FeedEvent { acknowledgement: Some(acknowledgement), ..event };
    move_on(conn, &event, actor, at)?;
    Ok(event)
}

fn answered_otherwise() -> Failure {
    Failure::refused(Code::WrongState, "该事件已有不同的回执。", "This event has been answered differently already.")
}

fn move_on(conn: &mut Conn, event: &FeedEvent, actor: &str, at: Instant) -> Outcome<()> {
    let all = commissions::of_project(conn, &event.division, &event.project_code)?;
    all.iter().try_for_each(|commission| move_on_if_complete(conn, commission, actor, at))
}

/// When the core system has applied every event of the project, an instructed commission is acknowledged.
pub(super) fn move_on_if_complete(conn: &mut Conn, commission: &Commission, actor: &str, at: Instant) -> Outcome<()> {
    let open = store::unapplied_of_project(conn, &commission.division, &commission.project_code)?;
    if open == 0 && commission.state == State::Instructed {
        commissions::advance(conn, &commission.id, State::Acknowledged, actor, "核心系统已全部执行", at)?;
    }
    Ok(())
}
