//! Results: score to grade by the place's policy pack, approved by a second person.
//!
//! Not here: how the score came about (packages) and what follows for the budget (linkage).
//! Invariants: a grade is the band of the pack, exactly; it is approved by somebody else than gave it and never
//! changed afterwards. A later result supersedes it, with a reason and by two people again; the old one is kept.

pub mod model;
pub mod replay;
pub mod rules;
pub mod service;
mod store;
