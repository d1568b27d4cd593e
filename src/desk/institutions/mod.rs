//! Third-party institutions.

mod api;
mod pages;
mod record;
#[cfg(test)]
mod tests;
mod view;

pub use api::{__path_detail, __path_list, detail, list};

use super::listing::ListSpec;
use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// What the list can be asked for, on the page and in the API.
const SPEC: ListSpec =
    ListSpec { filters: &["status", "kind", "region"], sorts: &["number", "name", "region", "leads", "status"] };

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/institutions", Access::May(Act::ListInstitutions), pages::list)
        .get("/institutions/{id}", Access::May(Act::ReadInstitution), pages::detail)
        .get("/api/v1/institutions", Access::May(Act::ListInstitutions), api::list)
        .get("/api/v1/institutions/{id}", Access::May(Act::ReadInstitution), api::detail);
}
