//! Conflicts of interest: dated facts in, a verdict with paths of facts out.
//!
//! Asks of one subject whether it may take part in one evaluation ([`verdict()`]), of one evaluation
//! who may not ([`sweep()`]), and of a commission whether commissioner and evaluated are separate
//! ([`commissioner_separation`]). All of it is pure: the same facts and the same policy give the same
//! answer, so that a stored decision can be replayed by anybody.
//!
//! Reading order: `model` (records as they arrive) → `graph` (checked and compact) → `world` (how one
//! run sees the graph) → `scene` (the parties) → `rules` → `verdict` and `sweep`.
//!
//! Invariants:
//! * A fact with an unknown start never clears anybody; it never blocks by itself either.
//! * `sweep` finds exactly those whose `verdict` is not clear.
//! * A path holds only facts that the hit needs, from the subject to the party.
//! * Circles in hierarchy, holdings, mergers and kinship end.

pub mod fault;
pub mod graph;
pub mod hit;
pub mod input;
pub mod model;
pub mod service;

mod chain;
mod control;
mod effective;
mod enter;
mod inquiry;
mod intern;
mod jobs;
mod kin;
mod lineage;
mod ownership;
mod period;
mod rules;
mod scene;
mod sentences;
pub mod shelf;
mod store;
mod sweep;
mod verdict;
mod world;

pub use fault::{FactFault, Problem};
pub use graph::Graph;
pub use hit::{Handling, Hit, Outcome, Verdict};
pub use model::{Facts, Question};
pub use rules::commissioner_separation::commissioner_separation;
pub use sweep::sweep;
pub use verdict::{Hearing, verdict};

#[cfg(test)]
mod tests;
