//! Decision records and their replay.

use crate::accounts::gate::RouteTable;

/// Declares the routes of this subject.
pub fn routes(_table: &mut RouteTable) {}
