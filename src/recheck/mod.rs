//! Spot re-check of self-evaluations: a list, a stratified sample that anybody can draw again, what was found of each,
//! how far units are from it, and which gaps are circulated by the pack.
//!
//! Not here: reading workbooks (intake), the draw itself (`assignments::draw`), the grade of a key evaluation (results).
//! Invariants: two people contribute the seeds; what was drawn is drawn by the published method and by nothing else;
//! whoever marks does not conclude.

pub mod lists;
pub mod model;
pub mod replay;
pub mod rules;
pub mod service;
mod store;
