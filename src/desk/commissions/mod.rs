//! Commissions: the list, and the file of each.

mod api;
mod compare;
pub mod list;
mod pages;
pub mod reach;
#[cfg(test)]
mod tests;
pub mod view;

pub use api::{
    __path_commission_bids, __path_commission_file, __path_commission_instructions, __path_commission_list,
    __path_commission_packages, __path_commission_result, __path_commission_timeline, commission_bids, commission_file,
    commission_instructions, commission_list, commission_packages, commission_result, commission_timeline,
};
pub use compare::{__path_commission_packs, commission_packs};

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/commissions", Access::May(Act::ListCommissions), pages::list)
        .get("/commissions/{number}", Access::May(Act::ReadCommission), pages::file)
        .get("/api/v1/commissions", Access::May(Act::ListCommissions), commission_list)
        .get("/api/v1/commissions/{number}", Access::May(Act::ReadCommission), commission_file)
        .get("/api/v1/commissions/{number}/bids", Access::May(Act::ReadBids), commission_bids)
        .get("/api/v1/commissions/{number}/timeline", Access::May(Act::ReadCommission), commission_timeline)
        .get("/api/v1/commissions/{number}/result", Access::May(Act::ReadResult), commission_result)
        .get("/api/v1/commissions/{number}/instructions", Access::May(Act::ReadInstruction), commission_instructions)
        .get("/commissions/{number}/packs", Access::May(Act::ReadInstruction), compare::page)
        .get("/api/v1/commissions/{number}/packs", Access::May(Act::ReadInstruction), commission_packs)
        .get("/api/v1/commissions/{number}/packages", Access::May(Act::ReadPackage), commission_packages);
}
