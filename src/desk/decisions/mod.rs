//! Decision records.

use crate::accounts::gate::RouteTable;
use crate::audit::Decision;

/// Declares the routes of this subject.
pub fn routes(_table: &mut RouteTable) {}

/// The pack of a decision with the beginning of its version, as people compare it.
pub fn policy_named(decision: &Decision) -> String {
    let version: String = decision.policy_version.chars().take(8).collect();
    format!("{} @ {version}", decision.policy_id)
}
