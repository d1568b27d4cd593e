//! Rounds of the spot re-check of self-evaluations: list, sample by two people, marks, gaps and what is circulated.

mod api;
mod pages;
#[cfg(test)]
mod tests;
mod view;
mod work;

pub use api::{
    __path_recheck_abandon, __path_recheck_commit, __path_recheck_conclude, __path_recheck_drawn, __path_recheck_list,
    __path_recheck_mark, __path_recheck_plan, __path_recheck_record, __path_recheck_reveal, __path_recheck_show,
    recheck_abandon, recheck_commit, recheck_conclude, recheck_drawn, recheck_list, recheck_mark, recheck_plan,
    recheck_record, recheck_reveal, recheck_show,
};

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    let (read, plan) = (Access::May(Act::ReadRecheck), Access::May(Act::PlanRecheck));
    let (seed, mark) = (Access::May(Act::SeedRecheck), Access::May(Act::MarkRecheck));
    let conclude = Access::May(Act::ConcludeRecheck);
    table
        .get("/rechecks", read, pages::list)
        .post("/rechecks", plan, pages::plan)
        .get("/rechecks/{number}", read, pages::show)
        .post("/rechecks/{number}/commitment", seed, pages::commit)
        .post("/rechecks/{number}/seed", seed, pages::reveal)
        .post("/rechecks/{number}/marks", mark, pages::mark)
        .post("/rechecks/{number}/conclusion", conclude, pages::conclude)
        .post("/rechecks/{number}/abandonment", plan, pages::abandon)
        .get("/rechecks/{number}/drawn", read, recheck_drawn)
        .get("/rechecks/{number}/record.json", read, recheck_record)
        .get("/api/v1/rechecks", read, recheck_list)
        .post("/api/v1/rechecks", plan, recheck_plan)
        .get("/api/v1/rechecks/{number}", read, recheck_show)
        .get("/api/v1/rechecks/{number}/drawn", read, recheck_drawn)
        .get("/api/v1/rechecks/{number}/record.json", read, recheck_record)
        .put("/api/v1/rechecks/{number}/commitment", seed, recheck_commit)
        .put("/api/v1/rechecks/{number}/seed", seed, recheck_reveal)
        .put("/api/v1/rechecks/{number}/marks", mark, recheck_mark)
        .post("/api/v1/rechecks/{number}/conclusion", conclude, recheck_conclude)
        .post("/api/v1/rechecks/{number}/abandonment", plan, recheck_abandon);
}
