//! Decision records: the list, each record with its inputs, and taking one again.

mod api;
mod pages;
mod subject;
mod summary;
#[cfg(test)]
mod tests;
mod view;

pub use api::{
    __path_decision_list, __path_decision_record, __path_decision_replay, decision_list, decision_record,
    decision_replay,
};

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;
use crate::audit::Decision;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/decisions", Access::May(Act::ReadDecisions), pages::list)
        .get("/decisions/{id}", Access::May(Act::ReadDecisions), pages::record)
        .post("/decisions/{id}/replay", Access::May(Act::ReplayDecisions), pages::replay)
        .get("/api/v1/decisions", Access::May(Act::ReadDecisions), decision_list)
        .get("/api/v1/decisions/{id}", Access::May(Act::ReadDecisions), decision_record)
        .post("/api/v1/decisions/{id}/replay", Access::May(Act::ReplayDecisions), decision_replay);
}

/// The pack of a decision with the beginning of its version, as people compare it.
pub fn policy_named(decision: &Decision) -> String {
    let version: String = decision.policy_version.chars().take(8).collect();
    format!("{} @ {version}", decision.policy_id)
}
