//! The package of a commission while the institution gathers it: upload, look, check, submit. Pages with
//! a form that needs no script, and a script that pauses, resumes and takes folders.

mod api;
mod pages;
#[cfg(test)]
mod tests;
mod upload_form;
pub mod view;

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;
pub use api::*;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    let may = Access::May(Act::SubmitPackage);
    table
        .get("/commissions/{number}/draft", may, pages::page)
        .post("/commissions/{number}/draft/files", may, upload_form::upload)
        .post("/commissions/{number}/draft/remove", may, pages::remove)
        .post("/commissions/{number}/draft/submit", may, pages::submit)
        .post("/commissions/{number}/draft/carry-over", may, pages::carry_over)
        .get("/api/v1/commissions/{number}/draft", may, draft_show)
        .post("/api/v1/commissions/{number}/draft/carry-over", may, draft_carry_over)
        .delete("/api/v1/commissions/{number}/draft/files/{path:.*}", may, draft_remove)
        .post("/api/v1/commissions/{number}/draft/submit", may, draft_submit);
}

/// The address of a draft's page.
pub fn address(number: &str) -> String {
    format!("/commissions/{number}/draft")
}
