//! Review experts.

mod api;
mod pages;
#[cfg(test)]
mod tests;
mod view;

pub use api::{__path_detail, __path_list, __path_suggest, detail, list, suggest};

use super::listing::ListSpec;
use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// What the list can be asked for, on the page and in the API.
const SPEC: ListSpec = ListSpec {
    filters: &[
        "status",
        "specialty",
        "region",
        "title_level",
        "load_min",
        "load_max",
        "years_min",
        "years_max",
        "for_commission",
        "why_not",
    ],
    sorts: &["number", "relevance", "name", "employer", "title", "region", "status", "load", "years"],
};

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/experts", Access::May(Act::ListExperts), pages::list)
        .get("/experts/{id}", Access::May(Act::ReadExpert), pages::detail)
        .get("/api/v1/experts", Access::May(Act::ListExperts), api::list)
        .get("/api/v1/experts/suggestions", Access::May(Act::ListExperts), api::suggest)
        .get("/api/v1/experts/{id}", Access::May(Act::ReadExpert), api::detail);
}
