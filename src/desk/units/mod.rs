//! Budget units and their projects, for machines.

mod api;
#[cfg(test)]
mod tests;
mod view;

pub use api::{__path_projects, __path_units, projects, units};

use super::listing::ListSpec;
use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

const UNITS: ListSpec = ListSpec { filters: &["department"], sorts: &[] };
const PROJECTS: ListSpec = ListSpec { filters: &["year", "sector", "unit", "department"], sorts: &[] };

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table.get("/api/v1/units", Access::May(Act::ListUnits), api::units).get(
        "/api/v1/projects",
        Access::May(Act::ListProjects),
        api::projects,
    );
}
