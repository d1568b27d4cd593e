//! The demonstration year: a folder of workbooks taken in and played through by all roles, with the
//! same services that API and pages call.
//!
//! Driven by state: each commission takes the next step that its state allows until none is left, so
//! a run that was interrupted goes on where it stopped and a second run changes nothing.
//! Not here: anything that decides. Invariant: what it prints is read back from the database.

pub mod input;
pub mod report;
pub mod sample;
mod tendering;
pub mod year;

pub use report::YearReport;
