//! What is published of commissions, as Open Contracting data (OCDS 1.1.5): a release for each published stage
//! and a record for each commission. Anybody may read it.
//!
//! Not here: what is published for people. Invariants: a commission appears with its announcement, never before;
//! of bids nothing is said before they were opened, and of losers only how many there were (P-28, P-69).

pub mod api;
mod release;
#[cfg(test)]
mod tests;
pub mod view;

use crate::accounts::gate::{Access, RouteTable};

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/ocds/releases.json", Access::Open, api::ocds_releases)
        .get("/ocds/records.json", Access::Open, api::ocds_records)
        .get("/ocds/releases/{ocid}", Access::Open, api::ocds_release_of)
        .get("/ocds/records/{ocid}", Access::Open, api::ocds_record_of);
}
