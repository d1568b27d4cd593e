//! The life of a commission, from plan to archive: one state machine, one timeline.
//!
//! ```text
//! draft → proposed → planned → approved → announced → opened → scored → awarded → contracted → plan_accepted
//!   → field_work → views_exchanged → submitted → checked → reviewed → accepted → graded
//!   → grade_approved → published → instructed → acknowledged → rectifying → closed → archived
//! planned and approved go back to draft when the order is returned or changed
//! side exits: failed, terminated; from submitted and reviewed back to views_exchanged (returned)
//! ```
//!
//! Not here: bids, packages, marks and grades; they belong to rooms further down, which ask this
//! room to move a commission. Invariant: every move is in the timeline with actor, reason and time,
//! and no move is made that [`rules::next`] does not allow.

pub mod decisions;
pub mod holds;
pub mod model;
pub mod parties;
pub mod rules;
pub mod separation;
pub mod service;
mod store;

pub use model::{Commission, CommissionId, State};
