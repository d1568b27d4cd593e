//! The registry: budget units, projects, third-party institutions with their lead evaluators, and
//! review experts.
//!
//! It keeps what a bureau's lists say and answers questions about it. Not here: reading workbooks
//! (intake), who is in conflict with whom (conflicts), who is chosen (bids, assignments).
//!
//! Invariants: ID numbers, phones and e-mail addresses are sealed at rest and masked wherever they
//! are shown; a person is found by the keyed hash of the ID number; taking in the same data twice
//! changes nothing.

pub mod availability;
mod enter;
pub mod merging;
pub mod model;
pub mod people;
pub mod rules;
pub mod service;
pub mod standing;
mod store;
pub mod synonyms;

pub use model::{BudgetUnit, Expert, Institution, LeadEvaluator, Project};
