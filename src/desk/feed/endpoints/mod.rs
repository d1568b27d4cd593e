//! Where the feed goes: endpoints with their keys, what waits at each, the log of attempts, and sending
//! again.

mod api;
mod pages;
mod view;

pub use api::*;
pub use pages::row;
pub use view::list_for_monitor as list;

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    let (read, manage, resend) =
        (Access::May(Act::ReadFeedEndpoints), Access::May(Act::ManageFeedEndpoints), Access::May(Act::ResendFeed));
    table
        .get("/feed/endpoints", read, pages::list)
        .post("/feed/endpoints", manage, pages::register)
        .get("/feed/endpoints/{id}", read, pages::one)
        .post("/feed/endpoints/{id}/key", manage, pages::rotate)
        .post("/feed/endpoints/{id}/state", manage, pages::set_state)
        .post("/feed/endpoints/{id}/resend", resend, pages::resend)
        .get("/api/v1/feed/endpoints", read, api::feed_endpoints)
        .post("/api/v1/feed/endpoints", manage, api::feed_endpoint_register)
        .get("/api/v1/feed/endpoints/{id}/attempts", read, api::feed_attempts)
        .post("/api/v1/feed/endpoints/{id}/key", manage, api::feed_key_rotate)
        .post("/api/v1/feed/endpoints/{id}/state", manage, api::feed_endpoint_state)
        .post("/api/v1/feed/endpoints/{id}/resend", resend, api::feed_resend);
}
