//! Orders: how a commission comes about. A handler writes what is asked for, a checker and an approver answer
//! for it, and the rules say which order is lawful at all; afterwards it may be held or ended with a reason.
//!
//! ```text
//! draft → proposed → planned → approved → announced (commissions room)
//! proposed, planned → draft (returned)     approved → draft (changed)
//! ```
//!
//! Not here: sealed bids, questions of bidders, the state machine itself. Invariants: the three people are
//! three; an order that a rule blocks is never proposed; what was approved is what is announced.

pub mod model;
pub mod people;
pub mod replay;
pub mod rules;
pub mod service;
mod store;

pub use model::{Order, Requirement};
