//! Quality of evaluation packages from the marks of several review experts.
//!
//! The mean shown here is the raw one, as it was given; it never enters a project's score or grade.
//! Invariant: a mark is written once and never updated; raw marks stay visible.

pub mod fit;
pub mod model;
pub mod replay;
pub mod rules;
pub mod service;
mod store;
