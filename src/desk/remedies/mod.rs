//! After the award: the result, each bidder's own score, the clocks, challenges and complaints.
//!
//! Not here: any rule. Invariants: a bidder sees its own score and rank and nobody else's (Order 87 art. 69); an
//! institution sees its own challenges alone.

pub mod api;
mod pages;
#[cfg(test)]
pub(in crate::desk) mod tests;
mod view;
mod work;

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/market/{number}/remedies", Access::May(Act::ReadChallenges), pages::remedies)
        .post("/market/{number}/result-notice", Access::May(Act::PublishResult), pages::publish)
        .post("/market/{number}/challenges", Access::May(Act::FileChallenge), pages::challenge)
        .post("/market/{number}/pause-end", Access::May(Act::AnswerChallenge), pages::resume)
        .post("/market/{number}/challenges/{id}/answer", Access::May(Act::AnswerChallenge), pages::answer)
        .post("/market/{number}/challenges/{id}/complaint", Access::May(Act::FileChallenge), pages::complain)
        .post("/market/{number}/challenges/{id}/pause", Access::May(Act::RuleComplaint), pages::pause)
        .post("/market/{number}/challenges/{id}/ruling", Access::May(Act::RuleComplaint), pages::rule)
        .get("/api/v1/market/{number}/remedies", Access::May(Act::ReadChallenges), api::remedy_file)
        .post("/api/v1/market/{number}/result-notice", Access::May(Act::PublishResult), api::remedy_publish)
        .post("/api/v1/market/{number}/challenges", Access::May(Act::FileChallenge), api::remedy_challenge)
        .post("/api/v1/market/{number}/pause-end", Access::May(Act::AnswerChallenge), api::remedy_resume)
        .put("/api/v1/market/{number}/challenges/{id}/answer", Access::May(Act::AnswerChallenge), api::remedy_answer)
        .post(
            "/api/v1/market/{number}/challenges/{id}/complaint",
            Access::May(Act::FileChallenge),
            api::remedy_complain,
        )
        .post("/api/v1/market/{number}/challenges/{id}/pause", Access::May(Act::RuleComplaint), api::remedy_pause)
        .post("/api/v1/market/{number}/challenges/{id}/ruling", Access::May(Act::RuleComplaint), api::remedy_rule);
}
