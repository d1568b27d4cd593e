//! Inquiries: what interested institutions ask before the deadline, and what is clarified for everybody.
//!
//! Not here: the envelopes (sealing). Invariants: nobody learns who asked, because who bids and how many do is
//! secret until the opening (Order 87 art. 28); a clarification that affects bids leaves the least time that
//! the route gives, or the deadline moves.

pub mod model;
pub mod replay;
pub mod rules;
pub mod service;
mod store;

pub use model::{Clarification, Question};
