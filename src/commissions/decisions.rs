//! Recording decisions that belong to a commission: its division and the policy version it was
//! planned under go into every record.

use super::model::Commission;
use crate::audit::model::DecisionId;
use crate::audit::{DecisionKind, NewDecision, service as audit};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::Instant;
use serde::Serialize;

/// What is decided, about what, by whom and when.
pub struct Decided<'a> {
    pub kind: DecisionKind,
    /// Id of what it is about: the commission, a package, a draw's number.
    pub subject: &'a str,
    pub by: &'a str,
    pub at: Instant,
}

/// Records a decision in the caller's transaction.
pub fn record(
    conn: &mut Conn,
    commission: &Commission,
    decided: &Decided<'_>,
    inputs: &impl Serialize,
    outcome: &impl Serialize,
) -> Outcome<()> {
    let new = NewDecision {
        division: commission.division.clone(),
        kind: decided.kind,
        subject: decided.subject.to_owned(),
        policy_id: commission.policy_id.clone(),
        policy_version: commission.policy_version.clone(),
        inputs: serde_json::to_value(inputs)?,
        outcome: serde_json::to_value(outcome)?,
        decided_by: decided.by.to_owned(),
        decided_at: decided.at,
    };
    audit::record(conn, &DecisionId::new(), &new)
}
