//! An expert's standing in the pool, its history, and who looked behind the masks.

mod api;
mod ground;
mod pages;
#[cfg(test)]
mod tests;
mod view;

pub use api::{
    __path_answer, __path_appeal, __path_approve, __path_changes, __path_check, __path_list, __path_looks,
    __path_propose, __path_reveal, answer, appeal, approve, changes, check, list, looks, propose, reveal,
};

pub(super) use ground::Ground;
pub(super) use view::{Answer, Appeal, Ruling};

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/experts/{id}/standing", Access::May(Act::ReadExpert), pages::standing)
        .post("/experts/{id}/standing", Access::May(Act::ProposeStanding), pages::propose)
        .post("/standing/{id}/check", Access::May(Act::CheckStanding), pages::check)
        .post("/standing/{id}/approve", Access::May(Act::ApproveStanding), pages::approve)
        .post("/standing/{id}/appeal", Access::May(Act::AppealStanding), pages::appeal)
        .post("/standing/{id}/answer", Access::May(Act::AnswerAppeal), pages::answer)
        .get("/experts/{id}/reveal", Access::May(Act::RevealPersonalData), pages::purpose)
        .post("/experts/{id}/reveal", Access::May(Act::RevealPersonalData), pages::reveal)
        .get("/api/v1/experts/{id}/standing", Access::May(Act::ReadExpert), api::list)
        .post("/api/v1/experts/{id}/standing", Access::May(Act::ProposeStanding), api::propose)
        .post("/api/v1/standing/{id}/check", Access::May(Act::CheckStanding), api::check)
        .post("/api/v1/standing/{id}/approve", Access::May(Act::ApproveStanding), api::approve)
        .post("/api/v1/standing/{id}/appeal", Access::May(Act::AppealStanding), api::appeal)
        .post("/api/v1/standing/{id}/answer", Access::May(Act::AnswerAppeal), api::answer)
        .get("/api/v1/experts/{id}/changes", Access::May(Act::ReadExpert), api::changes)
        .get("/api/v1/experts/{id}/looks", Access::May(Act::ReadExpert), api::looks)
        .post("/api/v1/experts/{id}/reveal", Access::May(Act::RevealPersonalData), api::reveal);
}
