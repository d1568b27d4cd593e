//! The grade board: what waits for its grade, what waits for approval, what is in force, and what superseded it.
//!
//! Not here: how a score becomes a grade (policy) and what follows for the budget (the linkage board).

mod api;
mod pages;
#[cfg(test)]
mod tests;
mod view;
mod work;

pub use api::{
    __path_grade_approve, __path_grade_board, __path_grade_draft, __path_result_history, __path_result_publish,
    __path_result_supersede, __path_result_supersession_approve, grade_approve, grade_board, grade_draft,
    result_history, result_publish, result_supersede, result_supersession_approve,
};

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/results", Access::May(Act::ReadResult), pages::list)
        .post("/results/{number}/grade", Access::May(Act::GradeResult), pages::grade)
        .post("/results/{number}/grade/approval", Access::May(Act::ApproveResult), pages::approve)
        .post("/results/{number}/publication", Access::May(Act::ApproveInstruction), pages::publish)
        .post("/results/{number}/supersession", Access::May(Act::GradeResult), pages::supersede)
        .post("/results/{number}/supersession/approval", Access::May(Act::ApproveResult), pages::approve_supersession)
        .get("/api/v1/results", Access::May(Act::ReadResult), grade_board)
        .get("/api/v1/commissions/{number}/results", Access::May(Act::ReadResult), result_history)
        .post("/api/v1/commissions/{number}/grade", Access::May(Act::GradeResult), grade_draft)
        .post("/api/v1/commissions/{number}/grade/approval", Access::May(Act::ApproveResult), grade_approve)
        .post("/api/v1/commissions/{number}/publication", Access::May(Act::ApproveInstruction), result_publish)
        .post("/api/v1/commissions/{number}/supersession", Access::May(Act::GradeResult), result_supersede)
        .post(
            "/api/v1/commissions/{number}/supersession/approval",
            Access::May(Act::ApproveResult),
            result_supersession_approve,
        );
}
