//! Use cases of the sender: plan, take lanes, write down what came of them.

use super::endpoints::place;
use crate::audit::service as audit;
use crate::feed::model::{EndpointState, Lane, LaneResult, LaneWork, Outgoing, Target};
use crate::feed::rules::progress;
use crate::feed::rules::retry::{GIVE_UP_HOURS, Schedule, Verdict};
use crate::feed::rules::signature::SigningSecret;
use crate::feed::store::{attempts, endpoints as store, lanes};
use crate::linkage::service::{self as linkage, NewAcknowledgement};
use crate::platform::db::{Conn, Db};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::vault::Vault;
use crate::terms::Instant;
use anyhow::anyhow;
use chrono::Duration;
use std::collections::BTreeMap;

/// In whose name the sender writes.
const SENDER: &str = "feed-sender";
/// How many new events one plan takes up.
const PLANNED_AT_ONCE: i64 = 2_000;
/// How many events of one project are sent before their success is written down: as many are sent
/// again, at most, after a crash.
pub const EVENTS_AT_ONCE: i64 = 32;
/// A receiver that was away for so long has all its waiting lanes tried when it is back.
const AWAY_SECONDS: i64 = 60;

pub fn active_ids(conn: &mut Conn) -> Outcome<Vec<String>> {
    store::active_ids(conn)
}

/// Lets the lanes of an endpoint reach to what was published since; `true` where there may be more.
pub fn plan(db: &Db, endpoint_id: &str, at: Instant) -> Outcome<bool> {
    let found = db.read(|conn| {
        let Some(endpoint) = store::by_id(conn, endpoint_id)? else { return Ok(None) };
        let places = linkage::places_after(conn, &endpoint.division, endpoint.planned_to, PLANNED_AT_ONCE)?;
        Ok(Some((endpoint, places)))
    })?;
    let Some((endpoint, places)) = found else { return Ok(false) };
    let Some(last) = places.last().map(|p| p.sequence) else { return Ok(false) };
    let mut reach = BTreeMap::<&str, (i32, i32)>::new();
    for place in &places {
        let (first, head) = reach.entry(&place.project_code).or_insert((place.project_sequence, 0));
        *first = (*first).min(place.project_sequence);
        *head = (*head).max(place.project_sequence);
    }
    db.write(|conn| {
        if !store::move_plan(conn, endpoint_id, endpoint.planned_to, last)? {
            return Ok(());
        }
        for (project, (first, head)) in &reach {
            lanes::reach(conn, endpoint_id, project, *head, first - 1, at)?;
        }
        Ok(())
    })?;
    Ok(places.len() as i64 == PLANNED_AT_ONCE)
}

/// True where the sender has something to do for the endpoint now.
pub fn has_work(conn: &mut Conn, endpoint_id: &str, at: Instant) -> Outcome<bool> {
    if lanes::any_due(conn, endpoint_id, at)? {
        return Ok(true);
    }
    let Some(endpoint) = store::by_id(conn, endpoint_id)? else { return Ok(false) };
    Ok(!linkage::places_after(conn, &endpoint.division, endpoint.planned_to, 1)?.is_empty())
}

/// The endpoint with its open keys, where it is active.
pub fn target(conn: &mut Conn, vault: &Vault, endpoint_id: &str, at: Instant) -> Outcome<Option<Target>> {
    let Some(endpoint) = store::by_id(conn, endpoint_id)?.filter(|e| e.state == EndpointState::Active) else {
        return Ok(None);
    };
    let keys = signing_keys(conn, vault, endpoint_id, at)?;
    Ok(Some(Target { endpoint, keys }))
}

/// The open keys of an endpoint, newest first.
pub(super) fn signing_keys(
    conn: &mut Conn,
    vault: &Vault,
    endpoint_id: &str,
    at: Instant,
) -> Outcome<Vec<SigningSecret>> {
    let mut keys = Vec::new();
    for (info, sealed) in store::keys(conn, endpoint_id, at)? {
        let text = vault.open(&place(&info.id), &sealed)?;
        keys.push(SigningSecret::parse(&text).map_err(|e| anyhow!("feed key {}: {e}", info.id))?);
    }
    Ok(keys)
}

/// What a sender asks for.
pub struct Claim<'a> {
    pub token: &'a str,
    pub most: i64,
    pub lease: std::time::Duration,
}

/// Writes down what came of lanes, then takes up to `most` that are due, in one transaction.
pub fn record_and_claim(
    conn: &mut Conn,
    endpoint_id: &str,
    results: &[LaneResult],
    schedule: &Schedule,
    claim: &Claim<'_>,
    at: Instant,
) -> Outcome<Vec<Lane>> {
    if !results.is_empty() {
        record(conn, endpoint_id, results, schedule, at)?;
    }
    let active = store::by_id(conn, endpoint_id)?.is_some_and(|e| e.state == EndpointState::Active);
    if claim.most > 0 && active { lanes::claim(conn, endpoint_id, claim, at) } else { Ok(Vec::new()) }
}

fn record(conn: &mut Conn, endpoint_id: &str, results: &[LaneResult], schedule: &Schedule, at: Instant) -> Outcome<()> {
    for result in results {
        attempts::insert(conn, &result.attempts)?;
        let Some(lane) = lanes::held(conn, endpoint_id, &result.project_code, &result.token)? else { continue };
        let after = progress::after_work(lane, result.delivered_to, result.failure.as_ref(), schedule, at);
        if after.stalled {
            audit::note(conn, at, SENDER, "feed-lane-stalled", endpoint_id, &result.project_code)?;
            tracing::error!(endpoint = endpoint_id, project = %result.project_code, "feed: waits for a person");
        }
        lanes::release(conn, endpoint_id, &after, at)?;
    }
    note_acknowledgements(conn, endpoint_id, results, at)?;
    note_health(conn, endpoint_id, results, at)
}

/// What a receiver answered in its 2xx. An answer that cannot be kept does not undo the delivery; it is
/// noted for whoever looks.
fn note_acknowledgements(conn: &mut Conn, endpoint_id: &str, results: &[LaneResult], at: Instant) -> Outcome<()> {
    let Some(endpoint) = store::by_id(conn, endpoint_id)? else { return Ok(()) };
    let actor = format!("feed:{}", endpoint.name);
    for (event_id, answered) in results.iter().flat_map(|r| &r.acknowledgements) {
        let new = NewAcknowledgement {
            event_id,
            outcome: answered.outcome,
            reference: answered.reference.trim(),
            detail: answered.detail.trim(),
        };
        match linkage::acknowledge(conn, Some(&endpoint.division), &new, &actor, at) {
            Ok(_) => {}
            Err(kept_out @ (Failure::Refused { .. } | Failure::Malformed(_))) => {
                audit::note(conn, at, &actor, "feed-acknowledgement-unusable", event_id, &kept_out.to_string())?;
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}

fn note_health(conn: &mut Conn, endpoint_id: &str, results: &[LaneResult], at: Instant) -> Outcome<()> {
    let Some(endpoint) = store::by_id(conn, endpoint_id)? else { return Ok(()) };
    let failures = || results.iter().filter_map(|r| r.failure.as_ref());
    let last_error = results.iter().flat_map(|r| &r.attempts).rfind(|a| !a.delivered).map(|a| a.detail.as_str());
    if failures().any(|f| f.answer.verdict() == Verdict::Gone) {
        return switch_off(conn, endpoint_id, "接收端答复 410，不再接收 (410 Gone)", at);
    }
    let delivered = results.iter().any(|r| r.delivered_to.is_some());
    match progress::is_well(delivered, failures().map(|f| f.answer.verdict())) {
        Some(true) => {
            store::delivered(conn, endpoint_id, at)?;
            let away = endpoint.failing_since.is_some_and(|since| at.0 - since.0 >= Duration::seconds(AWAY_SECONDS));
            if away { lanes::wake(conn, endpoint_id, at) } else { Ok(()) }
        }
        Some(false) => {
            let since = endpoint.failing_since.map_or(at, |since| since.min(at));
            store::failed(conn, endpoint_id, Some(since), last_error.unwrap_or_default())?;
            if at.0 - since.0 < Duration::hours(GIVE_UP_HOURS) {
                return Ok(());
            }
            switch_off(conn, endpoint_id, "连续五天送达失败 (failing for five days)", at)
        }
        None => match last_error {
            Some(error) => store::failed(conn, endpoint_id, endpoint.failing_since, error),
            None => Ok(()),
        },
    }
}

/// Disables an endpoint and says so aloud.
fn switch_off(conn: &mut Conn, endpoint_id: &str, reason: &str, at: Instant) -> Outcome<()> {
    if store::set_state(conn, endpoint_id, EndpointState::Disabled, reason)? {
        audit::note(conn, at, SENDER, "feed-endpoint-disabled", endpoint_id, reason)?;
        tracing::error!(endpoint = endpoint_id, reason, "feed: endpoint disabled");
    }
    Ok(())
}

/// The events of taken lanes, as they are sent. Events never change, so any snapshot serves.
pub fn load(conn: &mut Conn, division: &str, token: &str, taken: Vec<Lane>) -> Outcome<Vec<LaneWork>> {
    let mut work = Vec::new();
    for lane in taken {
        let events = linkage::events_of_project_after(conn, division, &lane.project_code, lane.done, EVENTS_AT_ONCE)?;
        let events = events.iter().map(|event| {
            let body = serde_json::to_string(&event.sent())?;
            let (event_id, sequence, project_sequence) = (event.id.clone(), event.sequence, event.project_sequence);
            Ok(Outgoing { event_id, sequence, project_sequence, body })
        });
        let events = events.collect::<Outcome<Vec<_>>>()?;
        work.push(LaneWork {
            project_code: lane.project_code,
            token: token.to_owned(),
            attempts: lane.attempts,
            events,
        });
    }
    Ok(work)
}
