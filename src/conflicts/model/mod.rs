//! The nouns of conflicts of interest: dated facts and questions as formats.md section 1 writes them.
//!
//! These are records as they arrive, references still text. The checked, compact form that rules
//! walk is `conflicts::graph::Graph`. Deliberately not here: any judgement.

mod facts;
mod kinds;
mod relation;
mod title;

pub use facts::*;
pub use kinds::*;
pub use relation::{Degree, degree_of};
pub use title::is_head_title;
