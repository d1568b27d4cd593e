//! Disclosure of results: the board with its last days, what is published and withheld, the public portal, and the report
//! to the people's congress.
//!
//! Not here: any rule. Invariant: the public sees published copies and nothing else, not even names that were withheld.

mod api;
mod pages;
#[cfg(test)]
mod tests;
mod view;
mod work;

pub use api::{
    __path_congress_report, __path_disclosure_approve, __path_disclosure_list, __path_disclosure_prepare,
    __path_disclosure_show, __path_public_result, __path_public_results, congress_report, disclosure_approve,
    disclosure_list, disclosure_prepare, disclosure_show, public_result, public_results,
};

pub(super) use view::overdue;

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/disclosures", Access::May(Act::ReadDisclosure), pages::list)
        .get("/disclosures/{number}", Access::May(Act::ReadDisclosure), pages::show)
        .post("/disclosures/{number}/draft", Access::May(Act::PrepareDisclosure), pages::prepare)
        .post("/disclosures/{number}/approval", Access::May(Act::ApproveDisclosure), pages::approve)
        .get("/congress-report", Access::May(Act::ReadDisclosure), pages::report)
        .get("/public-results", Access::Public, pages::public_list)
        .get("/public-results/{number}", Access::Public, pages::public_show)
        .get("/api/v1/disclosures", Access::May(Act::ReadDisclosure), disclosure_list)
        .get("/api/v1/disclosures/{number}", Access::May(Act::ReadDisclosure), disclosure_show)
        .put("/api/v1/disclosures/{number}/draft", Access::May(Act::PrepareDisclosure), disclosure_prepare)
        .post("/api/v1/disclosures/{number}/approval", Access::May(Act::ApproveDisclosure), disclosure_approve)
        .get("/api/v1/congress-report", Access::May(Act::ReadDisclosure), congress_report)
        .get("/api/v1/public-results", Access::Public, public_results)
        .get("/api/v1/public-results/{number}", Access::Public, public_result);
}
