//! Use cases of people: register an endpoint, change its key, stop and start it, send again.

use crate::audit::service as audit;
use crate::feed::model::{Attempt, Backlog, Endpoint, EndpointState, KeyInfo, Lane};
use crate::feed::rules::address::Networks;
use crate::feed::rules::signature::{Scheme, SigningSecret};
use crate::feed::store::attempts::{self, AttemptFilter};
use crate::feed::store::{endpoints as store, lanes};
use crate::linkage::service as linkage;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::{Page, PageAsked};
use crate::platform::problem::Code;
use crate::platform::vault::Vault;
use crate::terms::Instant;
use chrono::Duration;

/// How long an old key is used beside its successor, unless asked otherwise, and at most.
pub const OVERLAP_HOURS: i64 = 24;
pub const LONGEST_OVERLAP_HOURS: i64 = 720;

/// From where on a new endpoint is sent the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// Everything there ever was.
    Beginning,
    /// What is published from now on.
    Now,
}

/// A key about to be made; random parts are drawn here, before any transaction.
#[derive(Clone)]
pub struct FreshKey {
    id: String,
    secret: SigningSecret,
}

impl FreshKey {
    pub fn draw(scheme: Scheme) -> FreshKey {
        let secret = SigningSecret::from_random(scheme, rand::random());
        FreshKey { id: uuid::Uuid::now_v7().to_string(), secret }
    }

    /// What the receiver needs; of a shared secret this is the only time it is seen.
    pub fn for_receiver(&self) -> String {
        self.secret.for_receiver()
    }
}

/// An endpoint about to be registered.
#[derive(Clone)]
pub struct NewEndpoint {
    pub id: String,
    pub division: String,
    pub name: String,
    /// [`BY_FILES`] for one that is served by files alone.
    pub url: String,
    pub start: Start,
    pub key: FreshKey,
}

/// What stands in place of an address where files are exchanged.
pub const BY_FILES: &str = "files:";

/// Registers an endpoint and seals its key.
pub fn register(
    conn: &mut Conn,
    vault: &Vault,
    networks: &Networks,
    new: &NewEndpoint,
    actor: &str,
    at: Instant,
) -> Outcome<Endpoint> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
        return Err(Failure::field("name", "名称须为 1 到 60 个字 (1 to 60 characters)"));
    }
    let by_files = new.url == BY_FILES;
    let url = match by_files {
        true => BY_FILES.to_owned(),
        false => networks.check(new.url.trim()).map_err(|e| Failure::field("url", e.to_string()))?.to_string(),
    };
    let (state, state_reason) = match by_files {
        // Nothing is ever posted to it; its files are made when somebody asks for them.
        true => (EndpointState::Disabled, "以文件交换 (by files)".to_owned()),
        false => (EndpointState::Active, String::new()),
    };
    let endpoint = Endpoint {
        id: new.id.clone(),
        division: new.division.clone(),
        name: name.to_owned(),
        url,
        state,
        state_reason,
        planned_to: match new.start {
            Start::Beginning => 0,
            Start::Now => linkage::last_sequence(conn)?,
        },
        failing_since: None,
        last_delivered_at: None,
        last_error: None,
        created_by: actor.to_owned(),
        created_at: at,
    };
    if !store::insert(conn, &endpoint)? {
        let (zh, en) = ("本区划已有同名的接收端。", "The division has an endpoint of this name already.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    keep_key(conn, vault, &endpoint.id, &new.key, at)?;
    audit::note(conn, at, actor, "feed-endpoint-registered", &endpoint.id, &endpoint.url)?;
    Ok(endpoint)
}

pub(super) use crate::feed::store::endpoints::place;

fn keep_key(conn: &mut Conn, vault: &Vault, endpoint_id: &str, key: &FreshKey, at: Instant) -> Outcome<()> {
    let sealed = vault.seal(&place(&key.id), &key.secret.serialised())?;
    let scheme = key.secret.scheme();
    let public = (scheme == Scheme::V1a).then(|| key.for_receiver());
    let new = store::NewKey {
        id: &key.id,
        endpoint_id,
        scheme,
        sealed: &sealed,
        public_key: public.as_deref(),
        created_at: at,
    };
    store::insert_key(conn, &new)
}

/// A new key from now on; the old ones are used beside it for `overlap_hours`, so that the receiver may
/// change at any moment in between.
pub fn rotate_key(
    conn: &mut Conn,
    vault: &Vault,
    endpoint: &Endpoint,
    key: &FreshKey,
    overlap_hours: i64,
    actor: &str,
    at: Instant,
) -> Outcome<Vec<KeyInfo>> {
    if !(0..=LONGEST_OVERLAP_HOURS).contains(&overlap_hours) {
        return Err(Failure::field("overlap_hours", format!("应为 0 到 {LONGEST_OVERLAP_HOURS} 的整数")));
    }
    store::expire_keys(conn, &endpoint.id, Instant::from_utc(at.0 + Duration::hours(overlap_hours)))?;
    keep_key(conn, vault, &endpoint.id, key, at)?;
    audit::note(conn, at, actor, "feed-key-rotated", &endpoint.id, &format!("overlap {overlap_hours} h"))?;
    keys(conn, endpoint, at)
}

/// The keys in use, newest first.
pub fn keys(conn: &mut Conn, endpoint: &Endpoint, at: Instant) -> Outcome<Vec<KeyInfo>> {
    Ok(store::keys(conn, &endpoint.id, at)?.into_iter().map(|(info, _)| info).collect())
}

/// Stops an endpoint; what is published meanwhile waits.
pub fn disable(conn: &mut Conn, endpoint: &Endpoint, reason: &str, actor: &str, at: Instant) -> Outcome<()> {
    if reason.trim().is_empty() || reason.chars().count() > 500 {
        return Err(Failure::field("reason", "须说明原因，最多 500 字 (a reason of up to 500 characters)"));
    }
    if !store::set_state(conn, &endpoint.id, EndpointState::Disabled, reason.trim())? {
        return Err(Failure::refused(Code::WrongState, "该接收端已经停用。", "This endpoint is disabled already."));
    }
    audit::note(conn, at, actor, "feed-endpoint-disabled", &endpoint.id, reason.trim())
}

/// Starts an endpoint again, maybe at another address; it is sent what it missed.
pub fn enable(
    conn: &mut Conn,
    networks: &Networks,
    endpoint: &Endpoint,
    url: Option<&str>,
    actor: &str,
    at: Instant,
) -> Outcome<()> {
    let url = url.map(str::trim).filter(|u| !u.is_empty());
    if url.is_none() && endpoint.url == BY_FILES {
        return Err(Failure::field("url", "该接收端以文件交换，启用推送须给出地址 (give an address to post to)"));
    }
    if let Some(url) = url {
        let url = networks.check(url).map_err(|e| Failure::field("url", e.to_string()))?;
        store::set_url(conn, &endpoint.id, url.as_str())?;
    }
    if !store::set_state(conn, &endpoint.id, EndpointState::Active, "")? {
        return Err(Failure::refused(Code::WrongState, "该接收端正在使用。", "This endpoint is active already."));
    }
    lanes::wake(conn, &endpoint.id, at)?;
    audit::note(conn, at, actor, "feed-endpoint-enabled", &endpoint.id, url.unwrap_or_default())
}

/// Sends an event and the later ones of its project again, in order.
pub fn resend_from(conn: &mut Conn, endpoint: &Endpoint, event_id: &str, actor: &str, at: Instant) -> Outcome<()> {
    let event = linkage::event(conn, Some(&endpoint.division), event_id)?;
    if !lanes::rewind(conn, &endpoint.id, &event.project_code, event.project_sequence - 1, at)? {
        let (zh, en) = (
            "该事件之前还有未送达的事件，轮到时会自动发送。",
            "Earlier events of its project are still on their way; it will be sent in its turn.",
        );
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    audit::note(conn, at, actor, "feed-resent", &endpoint.id, event_id)
}

/// Sends everything again that was published since a moment; gives the number of projects concerned.
pub fn recover_since(conn: &mut Conn, endpoint: &Endpoint, since: Instant, actor: &str, at: Instant) -> Outcome<usize> {
    let mut rewound = 0;
    for (project, first) in linkage::first_places_since(conn, &endpoint.division, since)? {
        rewound += usize::from(lanes::rewind(conn, &endpoint.id, &project, first - 1, at)?);
    }
    audit::note(conn, at, actor, "feed-recovered", &endpoint.id, &since.to_string())?;
    Ok(rewound)
}

/// The endpoints of a division; `None`: of all.
pub fn list(conn: &mut Conn, division: Option<&str>) -> Outcome<Vec<Endpoint>> {
    store::list(conn, division)
}

/// One endpoint within reach of `division` (`None`: all).
pub fn find(conn: &mut Conn, division: Option<&str>, id: &str) -> Outcome<Endpoint> {
    store::by_id(conn, id)?
        .filter(|e| division.is_none_or(|d| d == e.division))
        .ok_or_else(|| Failure::not_found("接收端", "endpoint"))
}

pub fn backlog(conn: &mut Conn, endpoint: &Endpoint) -> Outcome<Backlog> {
    let unplanned = linkage::places_after(conn, &endpoint.division, endpoint.planned_to, UNPLANNED_COUNTED)?;
    let known = lanes::backlog(conn, &endpoint.id)?;
    Ok(Backlog { events: known.events + i64::try_from(unplanned.len()).unwrap_or(i64::MAX), ..known })
}

/// Beyond so many it does not matter how many more wait for their lanes; the sender plans them in a moment.
const UNPLANNED_COUNTED: i64 = 10_000;

/// The lanes that are not through, those that wait for a person first.
pub fn open_lanes(conn: &mut Conn, endpoint: &Endpoint, most: i64) -> Outcome<Vec<Lane>> {
    lanes::open(conn, &endpoint.id, most)
}

pub fn attempts(conn: &mut Conn, filter: &AttemptFilter, asked: PageAsked) -> Outcome<Page<Attempt>> {
    attempts::list(conn, filter, asked)
}
