//! Nouns of rectification.

use crate::terms::{Day, Instant};
use serde::Serialize;
use utoipa::ToSchema;

crate::words! {
    /// How far a rectification has come.
    RectificationStage {
        /// The unit has to say what it will do.
        Demanded = "demanded",
        /// The unit has to do it and show it.
        Measured = "measured",
        /// Somebody has to check.
        Evidenced = "evidenced",
        Closed = "closed",
    }
}

crate::words! {
    /// How a rectification ended.
    RectificationOutcome {
        Done = "DONE",
        Poor = "POOR",
    }
}

crate::words! {
    /// What was done about it, one after the other.
    Step {
        Demanded = "demanded",
        Measured = "measured",
        Evidenced = "evidenced",
        SentBack = "sent_back",
        Closed = "closed",
        Escalated = "escalated",
    }
}

/// One problem on its way to being mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rectification {
    pub id: String,
    pub division: String,
    pub commission_id: String,
    /// Readable number: the commission's, then `ZG` and a count.
    pub number: String,
    pub problem: String,
    pub stage: RectificationStage,
    pub due_on: Day,
    /// The article that sets the term, or why a person set the day.
    pub due_basis: String,
    pub measure: Option<String>,
    pub evidence: Option<String>,
    pub evidenced_on: Option<Day>,
    pub outcome: Option<RectificationOutcome>,
    /// What the checker said.
    pub remark: Option<String>,
    pub demanded_by: String,
    pub demanded_at: Instant,
    pub closed_by: Option<String>,
    pub closed_at: Option<Instant>,
    pub escalated_by: Option<String>,
    pub escalated_at: Option<Instant>,
    /// Grows with every step.
    pub version: i32,
}

/// One step in its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StepTaken {
    pub position: i32,
    pub what: Step,
    pub said: String,
    pub actor: String,
    #[schema(value_type = String, format = DateTime)]
    pub taken_at: Instant,
}
