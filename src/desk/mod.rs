//! What people and machines see: one subject a folder, each with the same inside.
//!
//! * `view.rs` gathers from the rooms what an actor may see, by [`crate::accounts::Actor::reach`];
//! * `api.rs` shows it as JSON, `pages.rs` as HTML, both from the same view, so that page, API, list,
//!   count and export are governed by one rule.
//!
//! It stands above all rooms, because a commission's file shows what seven of them know. Not here:
//! any decision, and any change but by calling a room's service.

pub mod audit_log;
pub mod availability;
mod blocking;
pub mod board;
mod call;
pub mod commissions;
pub mod contracts;
pub mod credit;
pub mod decisions;
mod details;
pub mod disclosures;
pub mod drafts;
pub mod draws;
pub mod duplicates;
pub mod enrolments;
pub mod experts;
pub mod feed;
mod fields;
#[cfg(test)]
mod fixture;
pub mod imports;
pub mod institutions;
pub mod library;
pub mod linkage;
mod listing;
pub mod market;
pub mod ocds;
pub mod orders;
pub mod packages;
pub mod panels;
pub mod policies;
pub mod quality;
pub mod rechecks;
pub mod rectifications;
pub mod remedies;
pub mod results;
mod retell;
pub mod reviews;
pub mod standing;
mod stream;
pub mod successions;
#[cfg(test)]
mod tests;
pub mod todo;
pub mod units;
pub mod uploads;
pub mod watch;

use crate::accounts::gate::RouteTable;

/// Declares the routes of all subjects.
pub fn routes(table: &mut RouteTable) {
    experts::routes(table);
    standing::routes(table);
    availability::routes(table);
    duplicates::routes(table);
    enrolments::routes(table);
    rechecks::routes(table);
    institutions::routes(table);
    units::routes(table);
    imports::routes(table);
    todo::routes(table);
    policies::routes(table);
    commissions::routes(table);
    packages::routes(table);
    uploads::routes(table);
    drafts::routes(table);
    draws::routes(table);
    watch::routes(table);
    board::routes(table);
    results::routes(table);
    linkage::routes(table);
    rectifications::routes(table);
    disclosures::routes(table);
    reviews::routes(table);
    quality::routes(table);
    credit::routes(table);
    feed::routes(table);
    orders::routes(table);
    market::routes(table);
    panels::routes(table);
    remedies::routes(table);
    successions::routes(table);
    contracts::routes(table);
    ocds::routes(table);
    decisions::routes(table);
    audit_log::routes(table);
}
