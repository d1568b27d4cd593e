//! Evaluation packages: what an institution hands in, stored with checksums, passed through the
//! completeness gate.
//!
//! Not here: marks on the quality of the work (quality) and grades (results). Invariants: a
//! submitted version never changes, a correction is a new version; a file's row is written only
//! after its content is safely stored; the score is the exact sum of the indicator table.

pub mod archival;
pub mod archive;
pub mod bag;
pub mod differences;
pub mod docx;
pub mod draft;
pub mod examine;
pub mod facts;
pub mod indicator_table;
pub mod inspect;
pub mod model;
pub mod names;
pub mod personal;
pub mod replay;
pub mod report;
pub mod reuse;
pub mod rules;
pub mod scrub;
pub mod service;
mod store;
pub mod uploads;
