//! The market: commissions that take sealed bids, for everybody to see; handing in, fixing the list and opening
//! for those who may.
//!
//! Not here: sealing itself (done by the bidder), marks and award. Invariants: before the list is fixed nobody is
//! told how many bids there are; an institution sees its own receipts alone.

pub mod api;
pub mod inquiries;
pub mod pages;
#[cfg(test)]
mod tests;
pub mod view;
mod work;

pub(super) use work::institution;

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/market", Access::Public, pages::list)
        .get("/market/calendar", Access::Public, pages::calendar)
        .get("/market/{number}", Access::Public, pages::tender)
        .get("/market/{number}/commission.json", Access::Public, api::commission_file)
        .post("/market/{number}/bid", Access::May(Act::SubmitBid), pages::hand_in)
        .post("/market/{number}/withdrawal", Access::May(Act::SubmitBid), pages::withdraw)
        .post("/market/{number}/announcement", Access::May(Act::PlanCommission), pages::announce)
        .post("/market/{number}/question", Access::May(Act::SubmitBid), inquiries::ask_page)
        .post("/market/{number}/clarification", Access::May(Act::PlanCommission), inquiries::clarify_page)
        .post("/market/{number}/list", Access::May(Act::OpenBids), pages::fix)
        .post("/market/{number}/opening", Access::May(Act::OpenBids), pages::open)
        .get("/api/v1/market", Access::Public, api::market_list)
        .get("/api/v1/market/{number}", Access::Public, api::market_tender)
        .post("/api/v1/market/{number}", Access::May(Act::PlanCommission), api::market_announce)
        .post("/api/v1/market/{number}/bids", Access::May(Act::SubmitBid), api::market_hand_in)
        .delete("/api/v1/market/{number}/bids", Access::May(Act::SubmitBid), api::market_withdraw)
        .get("/api/v1/market/{number}/questions", Access::LoggedIn, inquiries::market_questions)
        .post("/api/v1/market/{number}/questions", Access::May(Act::SubmitBid), inquiries::market_ask)
        .post("/api/v1/market/{number}/clarifications", Access::May(Act::PlanCommission), inquiries::market_clarify)
        .get("/api/v1/market/{number}/receipts", Access::May(Act::SubmitBid), api::market_receipts)
        .post("/api/v1/market/{number}/list", Access::May(Act::OpenBids), api::market_fix)
        .put("/api/v1/market/{number}/deadline", Access::May(Act::PlanCommission), api::market_postpone)
        .post("/api/v1/market/{number}/failure", Access::May(Act::OpenBids), api::market_fail)
        .post("/api/v1/market/{number}/opening", Access::May(Act::OpenBids), api::market_open);
}
