//! What waits for whom.

use crate::accounts::gate::RouteTable;

/// Declares the routes of this subject.
pub fn routes(_table: &mut RouteTable) {}
