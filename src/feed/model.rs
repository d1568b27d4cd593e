//! Nouns of the feed's delivery.

use super::rules::retry::Answer;
use super::rules::signature::{Scheme, SigningSecret};
use crate::linkage::model::AcknowledgementOutcome;
use crate::terms::Instant;
use serde::{Deserialize, Serialize};

crate::words! {
    /// Whether an endpoint is sent to.
    EndpointState {
        Active = "active",
        /// By a person, by the receiver (410), or after days of failure.
        Disabled = "disabled",
    }
}

/// Where the feed of a division is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Endpoint {
    pub id: String,
    pub division: String,
    pub name: String,
    pub url: String,
    pub state: EndpointState,
    /// Why it is disabled; empty otherwise.
    pub state_reason: String,
    /// Last sequence of the feed that stands in its lanes.
    pub planned_to: i64,
    /// Since when nothing was delivered; empty while it is well.
    pub failing_since: Option<Instant>,
    pub last_delivered_at: Option<Instant>,
    pub last_error: Option<String>,
    pub created_by: String,
    pub created_at: Instant,
}

/// A key of an endpoint as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct KeyInfo {
    pub id: String,
    pub scheme: Scheme,
    /// `whpk_…` of an Ed25519 key; a shared secret is never shown again.
    pub public_key: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    /// When it is used no longer; empty: the present key.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Instant>,
}

/// How far one project's events have come at one endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    pub project_code: String,
    /// Place in its project of the last event that is to be sent.
    pub head: i32,
    /// Place of the last event that was delivered.
    pub done: i32,
    /// Failed attempts of the event after `done`.
    pub attempts: i32,
    pub failing_since: Option<Instant>,
    pub due_at: Option<Instant>,
    pub stalled: bool,
}

/// An event on its way out.
#[derive(Clone, Debug)]
pub struct Outgoing {
    pub event_id: String,
    pub sequence: i64,
    pub project_sequence: i32,
    /// Exactly the bytes that are signed and sent.
    pub body: String,
}

/// A lane that this sender alone may work on until its lease ends.
#[derive(Clone, Debug)]
pub struct LaneWork {
    pub project_code: String,
    /// Proves to the books that the lane is still ours.
    pub token: String,
    /// Failed attempts of the first event before now.
    pub attempts: i32,
    pub events: Vec<Outgoing>,
}

/// What an endpoint is sent with.
#[derive(Clone, Debug)]
pub struct Target {
    pub endpoint: Endpoint,
    pub keys: Vec<SigningSecret>,
}

/// One attempt, as it is logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attempt {
    pub id: String,
    pub endpoint_id: String,
    pub event_id: String,
    pub sequence: i64,
    /// Counts the attempts of this event from 1.
    pub attempt: i32,
    pub attempted_at: Instant,
    pub milliseconds: i32,
    pub status: Option<i32>,
    pub delivered: bool,
    pub detail: String,
}

/// What a receiver may say in the body of its 2xx answer: it has applied the event, or refuses it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredBody {
    pub acknowledgement: AnsweredAcknowledgement,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredAcknowledgement {
    pub outcome: AcknowledgementOutcome,
    pub reference: String,
    #[serde(default)]
    pub detail: String,
}

/// What came of a lane that was worked on.
#[derive(Clone, Debug)]
pub struct LaneResult {
    pub project_code: String,
    pub token: String,
    /// Place of the last event delivered now; empty: none.
    pub delivered_to: Option<i32>,
    pub attempts: Vec<Attempt>,
    pub acknowledgements: Vec<(String, AnsweredAcknowledgement)>,
    /// Why it ended before its last event; empty where it did not, or where the lease ran short.
    pub failure: Option<LaneFailure>,
}

#[derive(Clone, Debug)]
pub struct LaneFailure {
    pub answer: Answer,
    /// What the receiver asked for.
    pub retry_after: Option<chrono::Duration>,
    /// Spreads the next attempts.
    pub chance: u8,
}

/// What waits at an endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Backlog {
    /// Events not delivered yet.
    pub events: i64,
    /// Projects that wait for a person.
    pub stalled: i64,
}

/// A comparison of our books with a receiver's, as it was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Reconciliation {
    pub id: String,
    pub division: String,
    /// Whose books they were.
    pub receiver: String,
    pub same: bool,
    /// The comparison with its differences.
    #[schema(value_type = Object)]
    pub outcome: serde_json::Value,
    pub reconciled_by: String,
    #[schema(value_type = String, format = DateTime)]
    pub reconciled_at: Instant,
}
