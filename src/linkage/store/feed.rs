//! SQL of the feed.

use crate::linkage::model::{Acknowledgement, AcknowledgementOutcome, EventPlace, FeedEvent, FeedState};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::paging::{Page, PageAsked};
use crate::terms::Instant;
use anyhow::{Context, anyhow};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::Value;
use std::collections::HashMap;

diesel::table! {
    feed_events (sequence) {
        sequence -> BigInt,
        id -> Text,
        division -> Text,
        #[sql_name = "type"]
        kind -> Text,
        project_code -> Text,
        project_sequence -> Integer,
        body -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    feed_acknowledgements (event_id) {
        event_id -> Text,
        outcome -> Text,
        reference -> Text,
        detail -> Text,
        acknowledged_by -> Text,
        acknowledged_at -> Timestamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(feed_events, feed_acknowledgements);

/// An event about to be added; the store gives it its place in both sequences.
pub struct NewEvent<'a> {
    pub id: String,
    pub division: &'a str,
    pub kind: &'a str,
    pub project_code: &'a str,
    pub body: &'a Value,
    pub created_at: Instant,
}

/// Adds an event. The place is taken inside a serial transaction, so readers never see a later
/// number before an earlier one: who takes `n + 1` has seen `n` committed. Two that take the same place
/// at once are told apart by the key, and the one that comes second runs again.
pub fn append_event(conn: &mut Conn, event: &NewEvent<'_>) -> Outcome<i64> {
    let last: Option<i64> = feed_events::table.select(diesel::dsl::max(feed_events::sequence)).first(conn)?;
    let last_of_project: Option<i32> = feed_events::table
        .filter(feed_events::division.eq(event.division))
        .filter(feed_events::project_code.eq(event.project_code))
        .select(diesel::dsl::max(feed_events::project_sequence))
        .first(conn)?;
    let sequence = last.unwrap_or(0) + 1;
    diesel::insert_into(feed_events::table)
        .values((
            feed_events::sequence.eq(sequence),
            feed_events::id.eq(&event.id),
            feed_events::division.eq(event.division),
            feed_events::kind.eq(event.kind),
            feed_events::project_code.eq(event.project_code),
            feed_events::project_sequence.eq(last_of_project.unwrap_or(0) + 1),
            feed_events::body.eq(serde_json::to_string(event.body)?),
            feed_events::created_at.eq(event.created_at.naive_utc()),
        ))
        .execute(conn)
        .map_err(crate::platform::db::taken_meanwhile)?;
    Ok(sequence)
}

type EventRow = (i64, String, String, String, String, i32, String, NaiveDateTime);
type AckRow = (String, String, String, String, String, NaiveDateTime);

/// Up to `limit` events after `sequence`, in order; `division` `None` means all.
pub fn events_after(conn: &mut Conn, division: Option<&str>, sequence: i64, limit: i64) -> Outcome<Vec<FeedEvent>> {
    let mut q = feed_events::table
        .left_join(feed_acknowledgements::table.on(feed_acknowledgements::event_id.eq(feed_events::id)))
        .filter(feed_events::sequence.gt(sequence))
        .into_boxed();
    if let Some(division) = division {
        q = q.filter(feed_events::division.eq(division));
    }
    let rows: Vec<(EventRow, Option<AckRow>)> = q
        .order(feed_events::sequence.asc())
        .limit(limit)
        .select((feed_events::all_columns, feed_acknowledgements::all_columns.nullable()))
        .load(conn)?;
    rows.into_iter().map(event).collect()
}

/// Which events a list shows.
#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    pub division: Option<String>,
    pub kind: Option<String>,
    pub answer: Option<Answer>,
    /// Part of project code or event id.
    pub text: Option<String>,
}

/// What the core system has said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    None,
    Given(AcknowledgementOutcome),
}

/// Events with their answers, newest first.
pub fn list_events(conn: &mut Conn, filter: &EventFilter, asked: PageAsked) -> Outcome<Page<FeedEvent>> {
    let events = || {
        let mut q = feed_events::table
            .left_join(feed_acknowledgements::table.on(feed_acknowledgements::event_id.eq(feed_events::id)))
            .into_boxed();
        if let Some(division) = &filter.division {
            q = q.filter(feed_events::division.eq(division.clone()));
        }
        if let Some(kind) = &filter.kind {
            q = q.filter(feed_events::kind.eq(kind.clone()));
        }
        match filter.answer {
            None => {}
            Some(Answer::None) => q = q.filter(feed_acknowledgements::event_id.is_null()),
            Some(Answer::Given(outcome)) => q = q.filter(feed_acknowledgements::outcome.eq(outcome.word())),
        }
        if let Some(text) = &filter.text {
            let pattern = crate::platform::db::contains(text);
            let project = feed_events::project_code.like(pattern.clone()).escape('\\');
            q = q.filter(project.or(feed_events::id.like(pattern).escape('\\')));
        }
        q
    };
    let total: i64 = events().count().get_result(conn)?;
    let rows: Vec<(EventRow, Option<AckRow>)> = events()
        .order(feed_events::sequence.desc())
        .limit(asked.size)
        .offset(asked.offset())
        .select((feed_events::all_columns, feed_acknowledgements::all_columns.nullable()))
        .load(conn)?;
    let items = rows.into_iter().map(event).collect::<Outcome<Vec<_>>>()?;
    Ok(Page::new(items, total, asked))
}

/// The events of one project, in order.
pub fn events_of_project(conn: &mut Conn, division: &str, project_code: &str) -> Outcome<Vec<FeedEvent>> {
    let rows: Vec<(EventRow, Option<AckRow>)> = feed_events::table
        .left_join(feed_acknowledgements::table.on(feed_acknowledgements::event_id.eq(feed_events::id)))
        .filter(feed_events::division.eq(division))
        .filter(feed_events::project_code.eq(project_code))
        .order(feed_events::sequence.asc())
        .select((feed_events::all_columns, feed_acknowledgements::all_columns.nullable()))
        .load(conn)?;
    rows.into_iter().map(event).collect()
}

/// Up to `limit` events of a project after place `after`, in order.
pub fn events_of_project_after(
    conn: &mut Conn,
    division: &str,
    project_code: &str,
    after: i32,
    limit: i64,
) -> Outcome<Vec<FeedEvent>> {
    let rows: Vec<EventRow> = feed_events::table
        .filter(feed_events::division.eq(division))
        .filter(feed_events::project_code.eq(project_code))
        .filter(feed_events::project_sequence.gt(after))
        .order(feed_events::project_sequence.asc())
        .limit(limit)
        .select(feed_events::all_columns)
        .load(conn)?;
    rows.into_iter().map(|row| event((row, None))).collect()
}

type PlaceRow = (i64, String, i32);

/// Places of up to `limit` events of a division after `sequence`, in order.
pub fn places_after(conn: &mut Conn, division: &str, sequence: i64, limit: i64) -> Outcome<Vec<EventPlace>> {
    let rows: Vec<PlaceRow> = feed_events::table
        .filter(feed_events::division.eq(division))
        .filter(feed_events::sequence.gt(sequence))
        .order(feed_events::sequence.asc())
        .limit(limit)
        .select((feed_events::sequence, feed_events::project_code, feed_events::project_sequence))
        .load(conn)?;
    let place = |(sequence, project_code, project_sequence)| EventPlace { sequence, project_code, project_sequence };
    Ok(rows.into_iter().map(place).collect())
}

/// The first event of each project of a division that was made at `since` or later.
pub fn first_places_since(conn: &mut Conn, division: &str, since: Instant) -> Outcome<Vec<(String, i32)>> {
    let rows: Vec<(String, Option<i32>)> = feed_events::table
        .filter(feed_events::division.eq(division))
        .filter(feed_events::created_at.ge(since.naive_utc()))
        .group_by(feed_events::project_code)
        .order(feed_events::project_code.asc())
        .select((feed_events::project_code, diesel::dsl::min(feed_events::project_sequence)))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(project, first)| Some((project, first?))).collect())
}

pub fn last_sequence(conn: &mut Conn) -> Outcome<i64> {
    let last: Option<i64> = feed_events::table.select(diesel::dsl::max(feed_events::sequence)).first(conn)?;
    Ok(last.unwrap_or(0))
}

pub fn event_by_id(conn: &mut Conn, id: &str) -> Outcome<Option<FeedEvent>> {
    let row: Option<(EventRow, Option<AckRow>)> = feed_events::table
        .left_join(feed_acknowledgements::table.on(feed_acknowledgements::event_id.eq(feed_events::id)))
        .filter(feed_events::id.eq(id))
        .select((feed_events::all_columns, feed_acknowledgements::all_columns.nullable()))
        .first(conn)
        .optional()?;
    row.map(event).transpose()
}

fn event(
    ((sequence, id, division, kind, project_code, project_sequence, body, at), ack): (EventRow, Option<AckRow>),
) -> Outcome<FeedEvent> {
    Ok(FeedEvent {
        body: serde_json::from_str(&body).with_context(|| format!("feed event {sequence}"))?,
        acknowledgement: ack.map(acknowledgement).transpose()?,
        sequence,
        id,
        division,
        kind,
        project_code,
        project_sequence,
        created_at: Instant(at.and_utc()),
    })
}

fn acknowledgement((event_id, outcome, reference, detail, acknowledged_by, at): AckRow) -> Outcome<Acknowledgement> {
    let outcome =
        AcknowledgementOutcome::parse(&outcome).ok_or_else(|| anyhow!("acknowledgement of {event_id}: {outcome}"))?;
    Ok(Acknowledgement { outcome, reference, detail, acknowledged_by, acknowledged_at: Instant(at.and_utc()) })
}

pub fn insert_acknowledgement(conn: &mut Conn, event_id: &str, ack: &Acknowledgement) -> Outcome<()> {
    diesel::insert_into(feed_acknowledgements::table)
        .values((
            feed_acknowledgements::event_id.eq(event_id),
            feed_acknowledgements::outcome.eq(ack.outcome.word()),
            feed_acknowledgements::reference.eq(&ack.reference),
            feed_acknowledgements::detail.eq(&ack.detail),
            feed_acknowledgements::acknowledged_by.eq(&ack.acknowledged_by),
            feed_acknowledgements::acknowledged_at.eq(ack.acknowledged_at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Counts of the feed.
pub fn feed_state(conn: &mut Conn, division: Option<&str>) -> Outcome<FeedState> {
    let events = || {
        let mut q = feed_events::table
            .left_join(feed_acknowledgements::table.on(feed_acknowledgements::event_id.eq(feed_events::id)))
            .into_boxed();
        if let Some(division) = division {
            q = q.filter(feed_events::division.eq(division.to_owned()));
        }
        q
    };
    let answered = |outcome: AcknowledgementOutcome| events().filter(feed_acknowledgements::outcome.eq(outcome.word()));
    let last: Option<i64> = events().select(diesel::dsl::max(feed_events::sequence)).first(conn)?;
    Ok(FeedState {
        events: events().count().get_result(conn)?,
        applied: answered(AcknowledgementOutcome::Applied).count().get_result(conn)?,
        refused: answered(AcknowledgementOutcome::Refused).count().get_result(conn)?,
        last_sequence: last.unwrap_or(0),
    })
}

/// What the core system answered to these events, by event.
pub fn acknowledgements_of(conn: &mut Conn, event_ids: &[String]) -> Outcome<HashMap<String, Acknowledgement>> {
    let rows: Vec<AckRow> = feed_acknowledgements::table
        .filter(feed_acknowledgements::event_id.eq_any(event_ids))
        .select(feed_acknowledgements::all_columns)
        .load(conn)?;
    rows.into_iter().map(|row| Ok((row.0.clone(), acknowledgement(row)?))).collect()
}

/// How many events of a project the core system has not applied.
pub fn unapplied_of_project(conn: &mut Conn, division: &str, project_code: &str) -> Outcome<i64> {
    let all: i64 = feed_events::table
        .filter(feed_events::division.eq(division))
        .filter(feed_events::project_code.eq(project_code))
        .count()
        .get_result(conn)?;
    let applied: i64 = feed_events::table
        .inner_join(feed_acknowledgements::table.on(feed_acknowledgements::event_id.eq(feed_events::id)))
        .filter(feed_events::division.eq(division))
        .filter(feed_events::project_code.eq(project_code))
        .filter(feed_acknowledgements::outcome.eq(AcknowledgementOutcome::Applied.word()))
        .count()
        .get_result(conn)?;
    Ok(all - applied)
}
