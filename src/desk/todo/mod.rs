//! What waits for somebody, what they have done, and what they started.

mod alarms;
mod api;
mod pages;
#[cfg(test)]
mod tests;
mod view;

pub use api::{__path_list, list};

use super::listing::ListSpec;
use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

const SPEC: ListSpec = ListSpec { filters: &["scope"], sorts: &["arrived", "project"] };

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table.get("/todo", Access::May(Act::ReadTodo), pages::list).get(
        "/api/v1/todo",
        Access::May(Act::ReadTodo),
        api::list,
    );
}
