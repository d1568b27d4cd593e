//! Results: score to grade by the place's policy pack, approved by a second person.
//!
//! Not here: how the score came about (packages) and what follows for the budget (linkage).
//! Invariants: a grade is given once per commission and approved by somebody else than gave it; it
//! is the band of the pack, exactly.

pub mod model;
pub mod replay;
pub mod service;
mod store;
