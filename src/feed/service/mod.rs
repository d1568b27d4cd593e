//! Use cases of the feed's delivery, one file for each side of it.

pub mod books;
pub mod delivery;
pub mod endpoints;
pub mod files;

pub use super::store::attempts::AttemptFilter;

use crate::platform::vault::Reseal;

/// The columns of the feed that are sealed.
pub const SEALED: [Reseal; 1] = [super::store::endpoints::reseal];
