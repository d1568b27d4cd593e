//! Bids: received, admitted or rejected, marked, ranked, awarded.
//!
//! Not here: sealing and opening of envelopes, challenges; who is in conflict is decided by the
//! conflicts room. Invariants: a bid is admitted or rejected with a reason, never dropped; an award
//! happens once; ranking is a pure function of prices and marks.

pub mod model;
pub mod replay;
pub mod rules;
pub mod service;
mod store;

pub use model::{Bid, Standing};

use crate::commissions::Commission;
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

/// The points of the price for a commission: as its order says; for one that came in by import, by the pack.
pub fn price_points_of(conn: &mut Conn, commission: &Commission, pack: &Pack) -> Outcome<Score> {
    match orders::of(conn, commission)? {
        Some(order) => Ok(Score(orders::price_points(&order).normalize())),
        None => price_points(pack),
    }
}
