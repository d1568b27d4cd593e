//! The provably best assignment of experts to evaluations: a year's commissions against the pool at
//! once, under conflicts, loads, employers, needs and pairs decided beforehand. The formats and the
//! method are in `docs/assign.md`.
//!
//! * [`Instance`] is read and checked by `reading` and `checking`; whoever holds one holds a sound one.
//! * [`solve`] answers with the best assignment and a bound, or with the part that cannot be met.
//!   `flow` is the heart, `search` closes what a flow cannot express, `fair` raises the worst first,
//!   `blocking` explains.
//! * [`verify`] checks an answer and its certificate without trusting the solver; [`why_not`] says
//!   what a pair would cost.
//!
//! Not here: who is in conflict (conflicts), drawing by lot (draw), files and the clock (cli).
//! Invariants: everything is a pure function of its arguments, time enters only as a question whether
//! to go on; an answer is `optimal` only if an exact integer bound equals it; floating point proposes
//! prices and never decides.

mod answer;
mod blocking;
mod certificate;
mod checking;
mod committed;
mod fair;
mod fault;
mod flow;
mod instance;
mod local;
mod objective;
mod reading;
mod search;
mod solve;
mod why_not;

pub use answer::{Answer, Assignment, Blocking, Shortage};
pub use certificate::{Certificate, Objection, Proof, check, verify};
pub use fault::InstanceFault;
pub use instance::{Candidate, Evaluation, Expert, Instance, Need};
pub use objective::Objective;
pub use solve::{OutOfTime, Solved, solve};
pub use why_not::{Loss, WhyNot, why_not};

#[cfg(test)]
mod tests;
