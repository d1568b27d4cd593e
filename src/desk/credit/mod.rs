//! The credit of institutions: the board with a preview of other rules, and the file of one with every step on it.

mod api;
mod pages;
mod preview;
#[cfg(test)]
mod tests;
mod view;
mod work;

pub use api::{
    __path_credit_answer, __path_credit_appeal, __path_credit_board, __path_credit_decide, __path_credit_file,
    __path_credit_preview, __path_credit_propose, __path_credit_violation, credit_answer, credit_appeal, credit_board,
    credit_decide, credit_file, credit_preview, credit_propose, credit_violation,
};

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/credit", Access::May(Act::ReadCredit), pages::list)
        .get("/institutions/{id}/credit", Access::May(Act::ReadCredit), pages::file)
        .post("/institutions/{id}/credit/violations", Access::May(Act::ProposeCredit), pages::violation)
        .post("/institutions/{id}/credit/levels", Access::May(Act::ProposeCredit), pages::propose)
        .post("/credit-matters/{id}/decision", Access::May(Act::DecideCredit), pages::decide)
        .post("/credit-matters/{id}/appeal", Access::May(Act::AppealCredit), pages::appeal)
        .post("/credit-matters/{id}/answer", Access::May(Act::AnswerAppeal), pages::answer)
        .get("/api/v1/credit", Access::May(Act::ReadCredit), credit_board)
        .get("/api/v1/credit/preview", Access::May(Act::ReadCredit), credit_preview)
        .get("/api/v1/institutions/{id}/credit", Access::May(Act::ReadCredit), credit_file)
        .post("/api/v1/institutions/{id}/credit/violations", Access::May(Act::ProposeCredit), credit_violation)
        .post("/api/v1/institutions/{id}/credit/levels", Access::May(Act::ProposeCredit), credit_propose)
        .post("/api/v1/credit-matters/{id}/decision", Access::May(Act::DecideCredit), credit_decide)
        .post("/api/v1/credit-matters/{id}/appeal", Access::May(Act::AppealCredit), credit_appeal)
        .post("/api/v1/credit-matters/{id}/answer", Access::May(Act::AnswerAppeal), credit_answer);
}
