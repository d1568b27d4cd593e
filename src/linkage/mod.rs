//! The link to the core budget: instructions from graded results, and the feed that carries them.
//!
//! Not here: how a grade is given (results), webhooks. Invariants: an instruction names the article
//! it rests on; what the rules leave open goes out only after one person proposed and another settled it; feed
//! events are added in the transaction that makes them true, their sequence has no gap and no late arrival, and
//! they are never changed; an event is acknowledged once.

pub mod instructions;
pub mod model;
pub mod replay;
pub mod rules;
pub mod service;
mod store;
