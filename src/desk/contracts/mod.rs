//! The contract of a commission: draft, sign-off, text with its digest, what was done of its stages.
//!
//! Not here: any rule. Invariants: who drafts does not sign off; an institution sees its own contract alone, and
//! no draft; everybody reads what is published (条例 art. 50).

pub mod api;
mod form;
mod pages;
#[cfg(test)]
mod tests;
pub(crate) mod text;
pub mod view;
mod work;

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/market/{number}/contract", Access::May(Act::ReadContract), pages::contract)
        .post("/market/{number}/contract", Access::May(Act::DraftContract), pages::draft)
        .post("/market/{number}/contract/sign-off", Access::May(Act::SignOffContract), pages::sign_off)
        .post("/market/{number}/contract/publication", Access::May(Act::DraftContract), pages::publish)
        .post("/market/{number}/contract/filing", Access::May(Act::DraftContract), pages::file_away)
        .post("/market/{number}/contract/stages/{position}", Access::May(Act::DraftContract), pages::stage)
        .get("/api/v1/market/{number}/contract", Access::May(Act::ReadContract), api::contract_file)
        .get("/api/v1/market/{number}/contract/text", Access::Public, api::contract_text)
        .put("/api/v1/market/{number}/contract", Access::May(Act::DraftContract), api::contract_draft)
        .post("/api/v1/market/{number}/contract/sign-off", Access::May(Act::SignOffContract), api::contract_sign_off)
        .post("/api/v1/market/{number}/contract/publication", Access::May(Act::DraftContract), api::contract_publish)
        .post("/api/v1/market/{number}/contract/filing", Access::May(Act::DraftContract), api::contract_file_away)
        .post(
            "/api/v1/market/{number}/contract/stages/{position}",
            Access::May(Act::DraftContract),
            api::contract_stage,
        );
}
