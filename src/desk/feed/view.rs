//! Events of the feed as machines pull them and as people see them.

use crate::accounts::permissions::Act;
use crate::accounts::{Actor, Reach};
use crate::commissions::service::Filter;
use crate::desk::listing::{ListQuery, ListSpec};
use crate::linkage::model::{Acknowledgement, AcknowledgementOutcome, FeedEvent, FeedState};
use crate::linkage::rules::{INSTRUCTION_ISSUED, RECTIFICATION_CLOSED, RESULT_PUBLISHED, RESULT_SUPERSEDED};
use crate::linkage::service::{self as linkage, Answer, EventFilter};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::Page;
use crate::terms::Instant;
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use utoipa::ToSchema;

/// What the page's list can be asked for.
pub const SPEC: ListSpec = ListSpec { filters: &["acknowledged", "type"], sorts: &[] };
/// Types of events, by the short name of the filter.
pub const TYPES: [(&str, &str); 4] = [
    ("result-published", RESULT_PUBLISHED),
    ("result-superseded", RESULT_SUPERSEDED),
    ("instruction-issued", INSTRUCTION_ISSUED),
    ("rectification-closed", RECTIFICATION_CLOSED),
];

/// A part of the feed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FeedBody {
    pub events: Vec<EventBody>,
    /// The cursor to ask with next: the last sequence given, or the one asked with where nothing is new.
    #[schema(example = 46)]
    pub next: i64,
}

/// A CloudEvents 1.0 envelope with its places in the feed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EventBody {
    /// `specversion`, `id`, `type`, `source`, `subject`, `time`, `datacontenttype`, `data`.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub envelope: Value,
    /// Grows through the whole feed.
    pub sequence: i64,
    /// Counts the events of the project from 1.
    /// CloudEvents allows no underscore in the name of an attribute.
    #[serde(rename = "projectsequence")]
    pub project_sequence: i32,
    pub acknowledgement: Option<AcknowledgementBody>,
}

/// What the core system answered.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AcknowledgementBody {
    pub outcome: AcknowledgementOutcome,
    pub reference: String,
    pub detail: String,
    pub acknowledged_by: String,
    #[schema(value_type = String, format = DateTime)]
    pub acknowledged_at: Instant,
}

impl From<Acknowledgement> for AcknowledgementBody {
    fn from(a: Acknowledgement) -> AcknowledgementBody {
        AcknowledgementBody {
            outcome: a.outcome,
            reference: a.reference,
            detail: a.detail,
            acknowledged_by: a.acknowledged_by,
            acknowledged_at: a.acknowledged_at,
        }
    }
}

impl From<FeedEvent> for EventBody {
    fn from(e: FeedEvent) -> EventBody {
        EventBody {
            envelope: e.body,
            sequence: e.sequence,
            project_sequence: e.project_sequence,
            acknowledgement: e.acknowledgement.map(AcknowledgementBody::from),
        }
    }
}

/// One line of the page.
#[derive(Clone, Debug, Serialize)]
pub struct EventRow {
    pub sequence: i64,
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub href: Option<String>,
    pub project: String,
    pub project_code: String,
    pub at: Instant,
    pub state: &'static str,
    pub applied: Option<String>,
    pub acknowledged_at: Option<Instant>,
}

/// The page's list with what is said of the whole feed.
pub struct Listed {
    pub page: Page<EventRow>,
    pub state: FeedState,
}

/// Events after `after`, oldest first.
pub fn pull(conn: &mut Conn, actor: &Actor, after: i64, limit: i64) -> Outcome<FeedBody> {
    let division = division(actor, Act::ReadFeed)?;
    let events = linkage::pull(conn, division.as_deref(), after, limit)?;
    let next = events.last().map_or(after, |e| e.sequence);
    Ok(FeedBody { events: events.into_iter().map(EventBody::from).collect(), next })
}

/// The division whose events are within reach; `None`: all.
pub fn division(actor: &Actor, act: Act) -> Outcome<Option<String>> {
    match actor.reach(act)? {
        Reach::All => Ok(None),
        Reach::Division(division) => Ok(Some(division.as_str().to_owned())),
        // Nobody owns an event; an account of an outside party has no reach here.
        Reach::Own(_) => Err(Failure::not_found("事件", "event")),
    }
}

/// The events that a query finds, newest first.
pub fn list(conn: &mut Conn, actor: &Actor, query: &ListQuery) -> Outcome<Listed> {
    let division = division(actor, Act::ReadFeed)?;
    let of_type = |name: &str| TYPES.iter().find(|(short, _)| *short == name).map(|(_, kind)| (*kind).to_owned());
    let filter = EventFilter {
        kind: query.filter_as(
            "type",
            "result-published、result-superseded、instruction-issued、rectification-closed",
            of_type,
        )?,
        answer: query.filter_as("acknowledged", "yes、no、refused", answer)?,
        text: query.q.clone(),
        division: division.clone(),
    };
    let page = linkage::events(conn, &filter, query.to_load())?;
    let projects = projects(conn, &page.items)?;
    Ok(Listed { page: page.map(|e| row(e, &projects)), state: linkage::feed_state(conn, division.as_deref())? })
}

fn answer(word: &str) -> Option<Answer> {
    match word {
        "yes" => Some(Answer::Given(AcknowledgementOutcome::Applied)),
        "refused" => Some(Answer::Given(AcknowledgementOutcome::Refused)),
        "no" => Some(Answer::None),
        _ => None,
    }
}

/// Project names by the number of the commission that an event reports on.
fn projects(conn: &mut Conn, events: &[FeedEvent]) -> Outcome<HashMap<String, String>> {
    let mut names = HashMap::new();
    for event in events {
        let filter = Filter {
            division: Some(event.division.clone()),
            text: Some(event.project_code.clone()),
            ..Filter::default()
        };
        if !names.contains_key(&event.project_code) {
            let found = crate::desk::commissions::list::all(conn, &filter)?;
            let name = found.into_iter().find(|c| c.project_code == event.project_code).map(|c| c.project_name);
            names.insert(event.project_code.clone(), name.unwrap_or_default());
        }
    }
    Ok(names)
}

fn row(e: FeedEvent, projects: &HashMap<String, String>) -> EventRow {
    let short = TYPES.iter().find(|(_, kind)| *kind == e.kind).map_or(e.kind.as_str(), |(short, _)| short);
    let answer = e.acknowledgement.as_ref();
    EventRow {
        kind: short.to_owned(),
        href: e.body["data"]["report_no"].as_str().map(|number| format!("/commissions/{number}")),
        project: projects.get(&e.project_code).cloned().unwrap_or_default(),
        state: match answer.map(|a| a.outcome) {
            None => "pending",
            Some(AcknowledgementOutcome::Applied) => "applied",
            Some(AcknowledgementOutcome::Refused) => "refused",
        },
        applied: answer.map(|a| format!("{} {}", a.reference, a.detail).trim().to_owned()),
        acknowledged_at: answer.map(|a| a.acknowledged_at),
        sequence: e.sequence,
        id: e.id,
        project_code: e.project_code,
        at: e.created_at,
    }
}
