//! What follows an award until the contract may be performed in peace: the notice of the result, challenges, answers,
//! complaints and their rulings, with the days by which each must be done (政府采购法 arts. 52–57).
//!
//! Not here: who ranks where (bids), the state machine (commissions), counting of days (policy). Invariants: a
//! challenge that came in time holds the commission until it is answered, one that may change the result until the
//! commission is ended or another winner follows; a day that cannot be counted for want of a holiday notice is said, never guessed, and stops
//! nobody; who answered a challenge does not rule on the complaint. The list of what the file of a commission must hold
//! stands here too, because its last papers come from here.

pub mod archive;
pub mod clocks;
pub mod model;
pub mod replay;
pub mod rules;
pub mod service;
mod store;
pub mod succession;

pub use clocks::{Clock, Terms};
pub use model::{Challenge, Finding, Notice, Subject};
