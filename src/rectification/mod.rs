//! Rectification: a problem that an evaluation found, the unit's measure, its evidence, the check by somebody else.
//!
//! Not here: what failed rectification does to the budget; that is the linkage's answer, asked for by people.
//! Invariants: the due date is the pack's where the pack has one, else a person sets it with the demand; who demands
//! does not check; every step is kept in order; what ended is not opened again.
//!
//! ```text
//! demanded → measured → evidenced → closed (DONE or POOR)
//!      ↑________________________|  sent back
//! ```

pub mod model;
pub mod replay;
pub mod rules;
pub mod service;
mod store;
