//! Who reviews what: verifiable draws of experts, and batch matching.
//!
//! * [`draw`]: the pure draw VRD-1 that anybody can recompute.
//! * [`matching`]: the provably best batch assignment.
//! * `service`: draws the review experts of a commission, without those in conflict.
//!
//! Not here: who is in conflict (conflicts), what the drawn then say (quality). Invariants: a draw's
//! pool and exclusions are frozen before any seed exists; a draw is never repeated under one number.

pub mod draw;
pub mod matching;
pub mod model;
pub mod panel;
pub mod replay;
pub mod service;
mod store;
