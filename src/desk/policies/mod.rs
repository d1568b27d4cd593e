//! Policy packs: each by itself, and side by side.

mod api;
mod pages;
#[cfg(test)]
mod tests;
mod view;
mod words;

pub use api::{__path_detail, __path_list, detail, list};
pub use view::of_division;

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/policy", Access::May(Act::ReadPolicy), pages::own)
        .get("/policy/{id}", Access::May(Act::ReadPolicy), pages::detail)
        .get("/policies", Access::May(Act::ReadPolicy), pages::compare)
        .get("/api/v1/policies", Access::May(Act::ReadPolicy), api::list)
        .get("/api/v1/policies/{id}", Access::May(Act::ReadPolicy), api::detail);
}
