//! The standing watch: when facts come in or are corrected, everybody who already has a part in a
//! commission that is under way is asked about again, and whoever is no longer clear becomes an alert
//! for people to settle.
//!
//! Not here: who is in conflict (conflicts), and any change of an award or a seat; an alert never
//! changes a decision by itself. Invariants: the same finding is raised once; one person proposes what
//! to do, with a reason, and another settles it.

pub mod model;
pub mod rules;
pub mod service;
mod store;

pub use model::Alert;
