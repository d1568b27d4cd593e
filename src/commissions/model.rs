//! Nouns: commissions, their states and moves.

use crate::terms::{Day, Fen, Instant};
use serde::Serialize;

crate::id_type!(
    /// Names a commission inside the product; people use its number.
    CommissionId
);

crate::words! {
    /// Where a commission stands (product, section 3).
    State {
        /// A handler writes the order.
        Draft = "draft",
        /// The order waits for its checker.
        Proposed = "proposed",
        Planned = "planned",
        Approved = "approved",
        Announced = "announced",
        Opened = "opened",
        Scored = "scored",
        Awarded = "awarded",
        Contracted = "contracted",
        PlanAccepted = "plan_accepted",
        FieldWork = "field_work",
        ViewsExchanged = "views_exchanged",
        Submitted = "submitted",
        Checked = "checked",
        Reviewed = "reviewed",
        Accepted = "accepted",
        Graded = "graded",
        GradeApproved = "grade_approved",
        Published = "published",
        Instructed = "instructed",
        Acknowledged = "acknowledged",
        Rectifying = "rectifying",
        Closed = "closed",
        Archived = "archived",
        /// No bid was admitted (P-43) and no other way was taken.
        Failed = "failed",
        Terminated = "terminated",
    }
}

/// One commissioned evaluation of one project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Commission {
    pub id: CommissionId,
    /// Readable number, unique: division, year, sequence.
    pub number: String,
    pub division: String,
    pub fiscal_year: i32,
    pub project_code: String,
    pub project_name: String,
    pub unit_code: String,
    pub unit_name: String,
    pub department_code: String,
    pub sector: String,
    pub budget: Fen,
    /// `evaluation_kind` of the code table (regulations 11.1), for example `FIN_KEY`.
    pub evaluation_kind: String,
    /// Route of table 5.6a, for example `BELOW_LIMIT`.
    pub route: String,
    pub ceiling: Fen,
    /// The first day of the activity; look-backs count from it.
    pub reference_day: Day,
    pub policy_id: String,
    pub policy_version: String,
    pub state: State,
    pub institution_id: Option<String>,
    pub institution_name: Option<String>,
    /// Grows with every change; `ETag` of the API.
    pub version: i32,
    pub created_at: Instant,
}

/// One move in the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Move {
    pub position: i32,
    pub from: String,
    pub to: String,
    pub actor: String,
    pub reason: String,
    pub moved_at: Instant,
}
