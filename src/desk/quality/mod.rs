//! Quality of packages and institutions, raw and corrected side by side, and the severity of reviewers.
//!
//! Not here: any decision. The estimates are shown beside the raw means; no grade and no payment rests on them.

mod api;
mod pages;
#[cfg(test)]
mod tests;
mod view;

pub use api::{__path_quality_dashboard, quality_dashboard};

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table.get("/quality", Access::May(Act::ReadQuality), pages::show).get(
        "/api/v1/quality",
        Access::May(Act::ReadQuality),
        quality_dashboard,
    );
}
