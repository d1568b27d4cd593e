//! Routes of the rooms.

use crate::accounts::gate::RouteTable;

/// Declares the rooms' routes.
pub fn routes(_table: &mut RouteTable) {}
