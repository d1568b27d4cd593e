//! The provably best assignment of experts to evaluations.

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
