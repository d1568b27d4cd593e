//! Endpoints within the actor's reach, as page and API both show them, and the changes they ask for.

use crate::accounts::permissions::Act;
use crate::accounts::{Actor, Reach};
use crate::desk::call::Call;
use crate::desk::listing::{ListQuery, ListSpec};
use crate::feed::model::{Attempt, Endpoint, EndpointState, KeyInfo};
use crate::feed::rules::address::Networks;
use crate::feed::rules::signature::Scheme;
use crate::feed::service::AttemptFilter;
use crate::feed::service::endpoints::{self, FreshKey, NewEndpoint, Start};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::Page;
use crate::platform::vault::Vault;
use crate::terms::Instant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the log of attempts can be asked for; `q` is a part of an event's id.
pub const ATTEMPTS: ListSpec = ListSpec { filters: &["delivered"], sorts: &[] };
/// Lanes shown on the page of an endpoint.
const LANES_SHOWN: i64 = 50;

/// An endpoint with what waits for it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EndpointBody {
    pub id: String,
    pub division: String,
    pub name: String,
    #[serde(rename = "url")]
    pub address: String,
    pub state: EndpointState,
    /// Why it is disabled; empty otherwise.
    pub state_reason: String,
    /// Last sequence of the feed that has been taken up for it.
    pub planned_to: i64,
    /// Events not delivered yet.
    pub backlog: i64,
    /// Projects whose events wait for a person.
    pub stalled: i64,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub failing_since: Option<Instant>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_delivered_at: Option<Instant>,
    pub last_error: Option<String>,
    pub keys: Vec<KeyInfo>,
}

/// One attempt of the log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AttemptBody {
    pub event_id: String,
    pub sequence: i64,
    pub attempt: i32,
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    pub milliseconds: i32,
    /// HTTP status; absent where there was no answer.
    pub status: Option<i32>,
    pub delivered: bool,
    pub detail: String,
}

impl From<Attempt> for AttemptBody {
    fn from(a: Attempt) -> AttemptBody {
        AttemptBody {
            event_id: a.event_id,
            sequence: a.sequence,
            attempt: a.attempt,
            at: a.attempted_at,
            milliseconds: a.milliseconds,
            status: a.status,
            delivered: a.delivered,
            detail: a.detail,
        }
    }
}

/// A project that is not through.
#[derive(Clone, Debug, Serialize)]
pub struct LaneRow {
    pub project_code: String,
    pub waiting: i32,
    pub attempts: i32,
    pub due_at: Option<Instant>,
    pub state: &'static str,
}

/// An endpoint to be registered.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEndpointBody {
    #[schema(example = "预算管理一体化", min_length = 1, max_length = 60)]
    pub name: String,
    #[schema(example = "https://core.example.cn/feed")]
    pub url: String,
    pub scheme: Scheme,
    pub start: Start,
}

/// A new key; the old ones are used beside it for a while.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RotationBody {
    pub scheme: Scheme,
    /// 0 to 720.
    pub overlap_hours: i64,
}

/// Stop, with a reason, or start again, maybe at another address.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum StateBody {
    Disabled { reason: String },
    Active { url: Option<String> },
}

/// What is to be sent again: an event with the later ones of its project, or all since a moment.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum ResendBody {
    From {
        event_id: String,
    },
    Since {
        #[schema(value_type = String, format = DateTime)]
        since: Instant,
    },
}

/// The key that the receiver needs; a shared secret is shown this once.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct KeyBody {
    pub endpoint_id: String,
    #[schema(example = "whsec_…")]
    pub key: String,
}

fn division(actor: &Actor, act: Act) -> Outcome<Option<String>> {
    match actor.reach(act)? {
        Reach::All => Ok(None),
        Reach::Division(division) => Ok(Some(division.as_str().to_owned())),
        Reach::Own(_) => Err(Failure::not_found("接收端", "endpoint")),
    }
}

fn find(conn: &mut Conn, actor: &Actor, act: Act, id: &str) -> Outcome<Endpoint> {
    endpoints::find(conn, division(actor, act)?.as_deref(), id)
}

/// The endpoints within reach.
pub fn list(conn: &mut Conn, call: &Call) -> Outcome<Vec<EndpointBody>> {
    let division = division(&call.actor, Act::ReadFeedEndpoints)?;
    let found = endpoints::list(conn, division.as_deref())?;
    found.into_iter().map(|e| body(conn, e, call.now)).collect()
}

/// As [`list`], and nothing for those who may not read endpoints.
pub fn list_for_monitor(conn: &mut Conn, call: &Call) -> Outcome<Vec<EndpointBody>> {
    if call.actor.may(Act::ReadFeedEndpoints) { list(conn, call) } else { Ok(Vec::new()) }
}

pub fn one(conn: &mut Conn, call: &Call, id: &str) -> Outcome<EndpointBody> {
    let endpoint = find(conn, &call.actor, Act::ReadFeedEndpoints, id)?;
    body(conn, endpoint, call.now)
}

fn body(conn: &mut Conn, e: Endpoint, at: Instant) -> Outcome<EndpointBody> {
    let backlog = endpoints::backlog(conn, &e)?;
    let keys = endpoints::keys(conn, &e, at)?;
    Ok(EndpointBody {
        id: e.id,
        division: e.division,
        name: e.name,
        address: e.url,
        state: e.state,
        state_reason: e.state_reason,
        planned_to: e.planned_to,
        backlog: backlog.events,
        stalled: backlog.stalled,
        failing_since: e.failing_since,
        last_delivered_at: e.last_delivered_at,
        last_error: e.last_error,
        keys,
    })
}

/// The projects that wait at an endpoint, those that need a person first.
pub fn lanes(conn: &mut Conn, actor: &Actor, id: &str) -> Outcome<Vec<LaneRow>> {
    let endpoint = find(conn, actor, Act::ReadFeedEndpoints, id)?;
    let open = endpoints::open_lanes(conn, &endpoint, LANES_SHOWN)?;
    let row = |l: crate::feed::model::Lane| LaneRow {
        project_code: l.project_code,
        waiting: l.head - l.done,
        attempts: l.attempts,
        due_at: l.due_at,
        state: match (l.stalled, l.attempts) {
            (true, _) => "stalled",
            (false, 0) => "waiting",
            (false, _) => "retrying",
        },
    };
    Ok(open.into_iter().map(row).collect())
}

/// The log of attempts of an endpoint, newest first.
pub fn attempts(conn: &mut Conn, actor: &Actor, id: &str, query: &ListQuery) -> Outcome<Page<AttemptBody>> {
    let endpoint = find(conn, actor, Act::ReadFeedEndpoints, id)?;
    let yes_or_no = |word: &str| match word {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let filter = AttemptFilter {
        endpoint_id: endpoint.id,
        delivered: query.filter_as("delivered", "yes、no", yes_or_no)?,
        text: query.q.clone(),
    };
    Ok(endpoints::attempts(conn, &filter, query.to_load())?.map(AttemptBody::from))
}

/// A registration with what is drawn for it before the transaction.
pub fn prepared(actor: &Actor, body: NewEndpointBody) -> NewEndpoint {
    NewEndpoint {
        id: uuid::Uuid::now_v7().to_string(),
        division: actor.division.as_str().to_owned(),
        name: body.name,
        url: body.url,
        start: body.start,
        key: FreshKey::draw(body.scheme),
    }
}

pub fn register(
    conn: &mut Conn,
    call: &Call,
    (vault, networks): (&Vault, &Networks),
    new: &NewEndpoint,
) -> Outcome<KeyBody> {
    let endpoint = endpoints::register(conn, vault, networks, new, &call.actor.login, call.now)?;
    Ok(KeyBody { endpoint_id: endpoint.id, key: new.key.for_receiver() })
}

pub fn rotate(
    conn: &mut Conn,
    call: &Call,
    vault: &Vault,
    id: &str,
    (key, overlap_hours): (&FreshKey, i64),
) -> Outcome<KeyBody> {
    let endpoint = find(conn, &call.actor, Act::ManageFeedEndpoints, id)?;
    endpoints::rotate_key(conn, vault, &endpoint, key, overlap_hours, &call.actor.login, call.now)?;
    Ok(KeyBody { endpoint_id: endpoint.id, key: key.for_receiver() })
}

pub fn set_state(
    conn: &mut Conn,
    call: &Call,
    networks: &Networks,
    id: &str,
    asked: &StateBody,
) -> Outcome<EndpointBody> {
    let endpoint = find(conn, &call.actor, Act::ManageFeedEndpoints, id)?;
    let by = &call.actor.login;
    match asked {
        StateBody::Disabled { reason } => endpoints::disable(conn, &endpoint, reason, by, call.now)?,
        StateBody::Active { url } => {
            endpoints::enable(conn, networks, &endpoint, url.as_deref(), by, call.now)?;
        }
    }
    one(conn, call, id)
}

pub fn resend(conn: &mut Conn, call: &Call, id: &str, asked: &ResendBody) -> Outcome<EndpointBody> {
    let endpoint = find(conn, &call.actor, Act::ResendFeed, id)?;
    match asked {
        ResendBody::From { event_id } => {
            endpoints::resend_from(conn, &endpoint, event_id, &call.actor.login, call.now)?;
        }
        ResendBody::Since { since } => {
            endpoints::recover_since(conn, &endpoint, *since, &call.actor.login, call.now)?;
        }
    }
    let endpoint = find(conn, &call.actor, Act::ResendFeed, id)?;
    body(conn, endpoint, call.now)
}
