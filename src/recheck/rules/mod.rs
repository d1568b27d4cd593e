//! The verbs of the re-check; pure.

pub mod gaps;
pub mod sampling;
pub mod steps;
