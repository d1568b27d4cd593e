//! Nouns of the linkage room.

use crate::policy::codes::RectificationState;
use crate::terms::{Fen, Instant, Wording};
use serde::Serialize;
use serde_json::Value;

/// An instruction to the core budget, as the rules gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IssuedInstruction {
    pub id: String,
    pub commission_id: String,
    pub position: i32,
    /// Action code of regulations section 7, for example `PRIORITISE`.
    pub action: String,
    pub percent: Option<String>,
    pub amount: Option<Fen>,
    pub basis: String,
    /// True where a person has to fill in what the pack leaves open.
    pub needs_person: bool,
    pub wording: Wording,
    pub issued_at: Instant,
    /// 1 with the first result; later ones follow a superseded result or failed rectification.
    pub round: i32,
    /// Of the instructions of a round with the same name here, one applies.
    pub choose_one: Option<String>,
    /// What exactly the rules leave to people, in the pack's words.
    pub decide: Option<String>,
    /// The event that carried it out; absent until it went.
    pub event_id: Option<String>,
}

/// Why a later round of instructions was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    pub commission_id: String,
    pub round: i32,
    /// The result that it follows.
    pub result_position: i32,
    /// How rectification stood, where that is the cause.
    pub rectification: Option<RectificationState>,
    pub issued_by: String,
    pub issued_at: Instant,
}

/// What people decide about an instruction that the rules leave open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settlement {
    pub instruction_id: String,
    /// False: it does not apply.
    pub applies: bool,
    pub amount: Option<Fen>,
    /// What exactly is done, in words; may be empty.
    pub extent: String,
    pub reason: String,
    pub proposed_by: String,
    pub proposed_at: Instant,
    pub settled_by: Option<String>,
    pub settled_at: Option<Instant>,
}

/// An event of the feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeedEvent {
    pub sequence: i64,
    pub id: String,
    pub division: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub project_code: String,
    pub project_sequence: i32,
    pub body: Value,
    pub created_at: Instant,
    pub acknowledgement: Option<Acknowledgement>,
}

impl FeedEvent {
    /// The event as it leaves the house, by push, pull and file alike: its CloudEvents envelope with its
    /// places in the feed and in its project.
    pub fn sent(&self) -> Value {
        let mut envelope = self.body.clone();
        envelope["sequence"] = self.sequence.into();
        envelope["projectsequence"] = self.project_sequence.into();
        envelope
    }
}

/// The place of an event, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPlace {
    pub sequence: i64,
    pub project_code: String,
    pub project_sequence: i32,
}

/// What the core system answered to an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Acknowledgement {
    pub outcome: AcknowledgementOutcome,
    /// The core system's own business number.
    pub reference: String,
    pub detail: String,
    pub acknowledged_by: String,
    pub acknowledged_at: Instant,
}

crate::words! {
    /// Applied, or refused with a reason that a handler sees.
    AcknowledgementOutcome {
        Applied = "applied",
        Refused = "refused",
    }
}

/// How far the core system has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FeedState {
    pub events: i64,
    pub applied: i64,
    pub refused: i64,
    pub last_sequence: i64,
}
