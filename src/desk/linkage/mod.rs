//! The linkage board: instructions to the core budget by project, how far each has come, and what waits for people.
//!
//! Not here: which instructions follow from a grade (policy), and their delivery (feed).

mod api;
mod pages;
#[cfg(test)]
mod tests;
mod view;

pub use api::{
    __path_instruction_board, __path_instruction_propose, __path_instruction_settle, instruction_board,
    instruction_propose, instruction_settle,
};

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/instructions", Access::May(Act::ReadInstruction), pages::list)
        .post("/instructions/{id}/proposal", Access::May(Act::ProposeInstruction), pages::propose)
        .post("/instructions/{id}/settlement", Access::May(Act::ApproveInstruction), pages::settle)
        .get("/api/v1/instructions", Access::May(Act::ReadInstruction), instruction_board)
        .post("/api/v1/instructions/{id}/proposal", Access::May(Act::ProposeInstruction), instruction_propose)
        .post("/api/v1/instructions/{id}/settlement", Access::May(Act::ApproveInstruction), instruction_settle);
}
