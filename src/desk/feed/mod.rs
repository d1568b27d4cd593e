//! The feed to the core budget system: pulled and acknowledged by machines, watched by people.

mod api;
pub mod endpoints;
mod pages;
mod reconciliations;
#[cfg(test)]
mod tests;
mod view;

pub use api::{__path_feed_acknowledge, __path_feed_pull, feed_acknowledge, feed_pull};
pub use reconciliations::*;

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/feed", Access::May(Act::ReadFeed), pages::list)
        .get("/api/v1/feed", Access::May(Act::ReadFeed), feed_pull)
        .post("/api/v1/feed/{event_id}/acknowledgement", Access::May(Act::AcknowledgeFeed), feed_acknowledge)
        .get("/api/v1/feed/statement", Access::May(Act::ReadFeed), feed_statement)
        .get("/api/v1/feed/reconciliations", Access::May(Act::ReadFeed), feed_reconciliations)
        .post("/api/v1/feed/reconciliations", Access::May(Act::AcknowledgeFeed), feed_reconcile);
    endpoints::routes(table);
}
