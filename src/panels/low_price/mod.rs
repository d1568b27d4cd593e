//! Abnormally low prices (Order 87 art. 60): what stands out, the question to the bidder with its term, the answer,
//! and the majority that decides whether the bid stays.
//!
//! Not here: making the bid void (bids). Invariants: a bid leaves the ranking only after it was asked and every
//! sitting member has said why; half of the votes are no majority; silence of the bidder decides nothing by itself.

pub mod replay;
pub mod rules;
pub mod service;
mod store;

pub use rules::{LowPriceSign, Vote};
pub use service::Inquiry;
