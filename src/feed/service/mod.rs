//! Use cases of the feed's delivery, one file for each side of it.

pub mod books;
pub mod delivery;
pub mod endpoints;

pub use super::store::attempts::AttemptFilter;
