//! The expert library: finding people by what they are called, what they know and where they work, as
//! people type it.
//!
//! Not here: who may see what (desk), who is in conflict with a commission (conflicts); the room is handed
//! plain sequences that a commission leaves out. The index is a copy that can be thrown away: what is shown
//! of a hit comes from the database.
//!
//! Invariants: list, count, facets and those left out come from one walk; every word must be found; Han
//! input is never matched by sound; ID numbers, phones and e-mail addresses never reach an index.

pub mod embedded;
pub mod engine;
pub mod meilisearch;
pub mod model;
pub mod rules;
pub mod service;
pub mod settings;
#[cfg(test)]
mod tests;

pub use model::{Answer, Closeness, Document, Facet, LeftOut, Measure, Order};
pub use service::{Asked, Library, Reply};
