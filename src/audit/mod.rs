//! Decision records, the chain that holds them together, their replay, and the log of who did what.
//!
//! A decision is stored with its inputs (as evidence, addressed by digest), the policy version and
//! the outcome. Replay asks three things of each: do the recorded inputs still give the recorded
//! outcome; do the tables still say what was recorded; is the chain unbroken.
//!
//! Called by all rooms and calls none: how a kind of decision is recomputed is told to it by a
//! [`Replayer`]. Invariant: rows of `decisions`, `evidence` and `audit_log` are only ever added.

pub mod model;
pub mod replay;
pub mod rules;
pub mod service;
mod store;

pub use model::{Decision, DecisionKind, NewDecision};
pub use replay::{Recorded, Replayer};
