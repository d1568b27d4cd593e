//! The reference receiver: what an integrator builds into the core system, in small. It checks the
//! signature, applies each event once by its id and in order of its project, has it on disk before it
//! answers, and acknowledges in its answer.
//!
//! Not here: the rule of what to apply (`rules::receiving`), and anything that the product itself needs:
//! the service never talks to this module.

pub mod files;
mod http;
pub mod journal;

pub use http::{Setup, serve};
