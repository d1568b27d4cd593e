//! The panel on the market: its draw, declarations, marks, changes, the end of the marking and the award.
//!
//! Not here: any rule. Invariant: before all members have submitted nobody sees another's marks, finance included.

pub mod api;
#[cfg(test)]
mod collusion_tests;
mod pages;
#[cfg(test)]
mod price_tests;
#[cfg(test)]
pub(in crate::desk) mod tests;
mod view;
mod work;

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/market/{number}/panel", Access::May(Act::ReadBids), pages::panel)
        .post("/market/{number}/panel", Access::May(Act::DrawExperts), pages::draw)
        .post("/market/{number}/panel/declaration", Access::May(Act::ScoreBids), pages::declare)
        .post("/market/{number}/panel/marks", Access::May(Act::ScoreBids), pages::mark)
        .post("/market/{number}/panel/changes", Access::May(Act::ScoreBids), pages::change)
        .post("/market/{number}/panel/completion", Access::May(Act::OpenBids), pages::finish)
        .post("/market/{number}/panel/price-questions", Access::May(Act::ScoreBids), pages::ask_price)
        .post("/market/{number}/panel/price-votes", Access::May(Act::ScoreBids), pages::vote_price)
        .post("/market/{number}/panel/collusion-cases", Access::May(Act::ScoreBids), pages::raise)
        .post("/market/{number}/panel/collusion-votes", Access::May(Act::ScoreBids), pages::vote_collusion)
        .post("/market/{number}/panel/failure", Access::May(Act::OpenBids), pages::fail)
        .post("/market/{number}/price-explanation", Access::May(Act::SubmitBid), pages::explain_price)
        .post("/market/{number}/award", Access::May(Act::AwardCommission), pages::award)
        .get("/api/v1/market/{number}/panel", Access::May(Act::ReadBids), api::panel_file)
        .post("/api/v1/market/{number}/panel", Access::May(Act::DrawExperts), api::panel_draw)
        .post("/api/v1/market/{number}/panel/declaration", Access::May(Act::ScoreBids), api::panel_declare)
        .put("/api/v1/market/{number}/panel/marks", Access::May(Act::ScoreBids), api::panel_mark)
        .post("/api/v1/market/{number}/panel/changes", Access::May(Act::ScoreBids), api::panel_change)
        .post("/api/v1/market/{number}/panel/completion", Access::May(Act::OpenBids), api::panel_finish)
        .post("/api/v1/market/{number}/panel/price-questions", Access::May(Act::ScoreBids), api::panel_ask_price)
        .post("/api/v1/market/{number}/panel/price-votes", Access::May(Act::ScoreBids), api::panel_vote_price)
        .post("/api/v1/market/{number}/panel/collusion-cases", Access::May(Act::ScoreBids), api::panel_raise)
        .post("/api/v1/market/{number}/panel/collusion-votes", Access::May(Act::ScoreBids), api::panel_vote_collusion)
        .post("/api/v1/market/{number}/panel/failure", Access::May(Act::OpenBids), api::panel_fail)
        .put("/api/v1/market/{number}/price-explanation", Access::May(Act::SubmitBid), api::market_explain_price)
        .post("/api/v1/market/{number}/award", Access::May(Act::AwardCommission), api::panel_award);
}
