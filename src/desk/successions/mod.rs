//! Who follows a winner that falls away: proposed by one person, decided by another.
//!
//! Not here: any rule. Invariant: what is proposed is the commissioner's own; bidders learn of it by the new result.

pub mod api;
mod pages;
#[cfg(test)]
mod tests;
mod view;
mod work;

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/market/{number}/succession", Access::May(Act::ReadSuccession), pages::succession)
        .post("/market/{number}/succession", Access::May(Act::ProposeSuccession), pages::propose)
        .post("/market/{number}/succession/decision", Access::May(Act::DecideSuccession), pages::decide)
        .get("/api/v1/market/{number}/succession", Access::May(Act::ReadSuccession), api::succession_file)
        .post("/api/v1/market/{number}/succession", Access::May(Act::ProposeSuccession), api::succession_propose)
        .post(
            "/api/v1/market/{number}/succession/decision",
            Access::May(Act::DecideSuccession),
            api::succession_decide,
        );
}
