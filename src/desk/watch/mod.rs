//! Alerts of the standing watch, for people and machines.

mod api;
mod pages;
#[cfg(test)]
mod tests;
mod view;

pub use api::{
    __path_conflict_alert_list, __path_conflict_alert_propose, __path_conflict_alert_settle, conflict_alert_list,
    conflict_alert_propose, conflict_alert_settle,
};

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/conflict-alerts", Access::May(Act::CheckConflicts), pages::list)
        .post("/conflict-alerts/{id}/proposal", Access::May(Act::ProposeConflictMeasure), pages::propose)
        .post("/conflict-alerts/{id}/settlement", Access::May(Act::DecideConflict), pages::settle)
        .get("/api/v1/conflict-alerts", Access::May(Act::CheckConflicts), conflict_alert_list)
        .post("/api/v1/conflict-alerts/{id}/proposal", Access::May(Act::ProposeConflictMeasure), conflict_alert_propose)
        .post("/api/v1/conflict-alerts/{id}/settlement", Access::May(Act::DecideConflict), conflict_alert_settle);
}
