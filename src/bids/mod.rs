//! Bids: received, admitted or rejected, marked, ranked, awarded.
//!
//! Not here: sealing and opening of envelopes, challenges; who is in conflict is decided by the
//! conflicts room. Invariants: a bid is admitted or rejected with a reason, never dropped; an award
//! happens once; ranking is a pure function of prices and marks.

pub mod model;
pub mod prints;
pub mod replay;
pub mod rules;
pub mod service;
mod store;

pub use model::{Bid, Standing};
pub use rules::ranking::TieRule;

use crate::commissions::Commission;
use crate::orders::model::SmePolicy;
use crate::orders::service as orders;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::policy::Pack;
use crate::terms::Score;
use anyhow::anyhow;

/// The points that the price makes by the pack, of 100.
pub fn price_points(pack: &Pack) -> Outcome<Score> {
    let scoring = pack.resolve(|rules| &rules.bidding.scoring);
    let value = scoring.value().ok_or_else(|| anyhow!("policy pack {} says nothing on bid scoring", pack.id))?;
    Ok(Score(value.price_points.normalize()))
}

/// What an order says on ranking beside the price's weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderTerms {
    /// Only small and medium enterprises may bid.
    pub reserved_for_sme: bool,
    /// Per cent off the compared price of small and micro enterprises.
    pub deduction: Option<u32>,
    pub tie: TieRule,
}

/// The terms of a commission; one that came in by import has none of its own.
pub fn terms_of(conn: &mut Conn, commission: &Commission) -> Outcome<OrderTerms> {
    let Some(order) = orders::of(conn, commission)? else { return Ok(OrderTerms::default()) };
    let deduction = match order.requirement.sme {
        SmePolicy::Deduction(percent) => Some(percent),
        SmePolicy::Reserved | SmePolicy::NotSuitable(_) => None,
    };
    let tie = if TENDERS.contains(&commission.route.as_str()) { TieRule::Draw } else { TieRule::TechnicalThenDraw };
    Ok(OrderTerms { reserved_for_sme: order.requirement.sme == SmePolicy::Reserved, deduction, tie })
}

/// Routes of Order 87: after total and price nothing but the documents or a draw decides (arts. 57, 68). In a
/// consultation the technical points come first (财库〔2014〕214号 art. 25).
const TENDERS: [&str; 2] = ["OPEN_TENDER", "INVITED_TENDER"];

/// The points of the price for a commission: as its order says; for one that came in by import, by the pack.
pub fn price_points_of(conn: &mut Conn, commission: &Commission, pack: &Pack) -> Outcome<Score> {
    match orders::of(conn, commission)? {
        Some(order) => Ok(Score(orders::price_points(&order).normalize())),
        None => price_points(pack),
    }
}
