//! Spot re-check of self-evaluations: a list, a stratified sample that anybody can draw again, what was found of each,
//! how far units are from it, and which gaps are circulated by the pack.
//!
//! Not here: reading workbooks (intake), the draw itself (`assignments::draw`), the grade of a key evaluation (results).
//! Invariants: two parties contribute the seeds; what was drawn is drawn by the published method and by nothing else.

pub mod lists;
pub mod model;
pub mod rules;
