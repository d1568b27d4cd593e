//! Contracts: drafted by one person, signed off by another, carried out in stages, some of them paid by the quality of
//! the accepted work.
//!
//! Not here: who is awarded (bids), challenges (remedies), how quality is graded (quality). Invariants: the price is the
//! awarded one to the fen, and the stages make it up exactly; the text that was signed off is kept with its SHA-256 and
//! never changes; nothing is signed while the commission stands still.

pub mod model;
pub mod replay;
pub mod rules;
pub mod service;
mod store;
pub mod usual;

pub use model::{Contract, ContractTerms, StageTerms, Work};
