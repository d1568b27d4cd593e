//! The provably best assignment of experts to evaluations.

mod answer;
mod blocking;
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

pub use answer::{Answer, Assignment, Blocking, Shortage};
pub use fault::InstanceFault;
pub use instance::{Candidate, Evaluation, Expert, Instance, Need};
pub use objective::Objective;
pub use solve::{OutOfTime, Solved, solve};

#[cfg(test)]
mod tests;
