//! Bids: received, admitted or rejected, marked, ranked, awarded.
//!
//! Not here: sealing and opening of envelopes, challenges; who is in conflict is decided by the
//! conflicts room. Invariants: a bid is admitted or rejected with a reason, never dropped; an award
//! happens once; ranking is a pure function of prices and marks.

pub mod model;
pub mod rules;
mod store;

pub use model::{Bid, Standing};
