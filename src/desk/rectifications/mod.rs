//! The rectification board: problems with their measure, due date, evidence and check.

mod api;
mod pages;
#[cfg(test)]
mod tests;
mod view;
mod work;

pub use api::{
    __path_rectification_board, __path_rectification_check, __path_rectification_demand, __path_rectification_escalate,
    __path_rectification_evidence, __path_rectification_measure, __path_rectification_show, rectification_board,
    rectification_check, rectification_demand, rectification_escalate, rectification_evidence, rectification_measure,
    rectification_show,
};

pub(super) use view::overdue;

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/rectifications", Access::May(Act::ReadRectification), pages::list)
        .post("/rectifications", Access::May(Act::DemandRectification), pages::demand)
        .post("/rectifications/{number}/measure", Access::May(Act::FileRectification), pages::measure)
        .post("/rectifications/{number}/evidence", Access::May(Act::FileRectification), pages::evidence)
        .post("/rectifications/{number}/check", Access::May(Act::CheckRectification), pages::check)
        .post("/rectifications/{number}/escalation", Access::May(Act::ApproveInstruction), pages::escalate)
        .get("/api/v1/rectifications", Access::May(Act::ReadRectification), rectification_board)
        .post("/api/v1/rectifications", Access::May(Act::DemandRectification), rectification_demand)
        .get("/api/v1/rectifications/{number}", Access::May(Act::ReadRectification), rectification_show)
        .put("/api/v1/rectifications/{number}/measure", Access::May(Act::FileRectification), rectification_measure)
        .put("/api/v1/rectifications/{number}/evidence", Access::May(Act::FileRectification), rectification_evidence)
        .post("/api/v1/rectifications/{number}/check", Access::May(Act::CheckRectification), rectification_check)
        .post(
            "/api/v1/rectifications/{number}/escalation",
            Access::May(Act::ApproveInstruction),
            rectification_escalate,
        );
}
