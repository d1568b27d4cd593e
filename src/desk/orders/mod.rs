//! Orders: the list of projects that the year's plan is chosen from, the form of an order, and the steps of its
//! three people.
//!
//! Not here: what makes an order lawful (orders room), bids (market).

pub mod api;
mod form;
mod pages;
#[cfg(test)]
mod tests;
mod view;
mod work;

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/plan", Access::May(Act::PlanCommission), pages::plan)
        .get("/orders/new", Access::May(Act::PlanCommission), pages::new)
        .post("/orders", Access::May(Act::PlanCommission), pages::draft)
        .get("/orders/{number}", Access::May(Act::ReadCommission), pages::order)
        .get("/orders/{number}/change", Access::May(Act::PlanCommission), pages::change_form)
        .post("/orders/{number}/change", Access::May(Act::PlanCommission), pages::change)
        .post("/orders/{number}/proposal", Access::May(Act::PlanCommission), pages::propose)
        .post("/orders/{number}/check", Access::May(Act::CheckCommission), pages::check)
        .post("/orders/{number}/approval", Access::May(Act::ApproveCommission), pages::approve)
        .post("/orders/{number}/hold", Access::May(Act::PlanCommission), pages::hold)
        .post("/orders/{number}/release", Access::May(Act::PlanCommission), pages::release)
        .post("/orders/{number}/termination", Access::May(Act::ApproveCommission), pages::terminate)
        .get("/api/v1/plan", Access::May(Act::PlanCommission), api::order_plan)
        .post("/api/v1/orders", Access::May(Act::PlanCommission), api::order_draft)
        .post("/api/v1/orders/judgement", Access::May(Act::PlanCommission), api::order_judge)
        .get("/api/v1/orders/{number}", Access::May(Act::ReadCommission), api::order_file)
        .put("/api/v1/orders/{number}", Access::May(Act::PlanCommission), api::order_change)
        .post("/api/v1/orders/{number}/proposal", Access::May(Act::PlanCommission), api::order_propose)
        .post("/api/v1/orders/{number}/check", Access::May(Act::CheckCommission), api::order_check)
        .post("/api/v1/orders/{number}/approval", Access::May(Act::ApproveCommission), api::order_approve)
        .post("/api/v1/orders/{number}/hold", Access::May(Act::PlanCommission), api::order_hold)
        .post("/api/v1/orders/{number}/release", Access::May(Act::PlanCommission), api::order_release)
        .post("/api/v1/orders/{number}/termination", Access::May(Act::ApproveCommission), api::order_terminate);
}
