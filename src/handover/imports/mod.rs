//! Workbooks that a person uploads: checked without writing anything, shown with every finding, taken in on
//! confirmation, mended and sent again.
//!
//! ```text
//! checking ─→ checked ─→ taking ─→ done        cancelled: from checking and checked
//!     └→ failed   └←──────┘ stopped or refused
//! ```
//!
//! Invariants: the rows of one upload go in together or not at all; uploaded files lie sealed and are gone
//! after thirty days; a run that was given up cannot end what another has begun. An upload brings in lists and
//! facts alone: commissions, bids and marks come about through the acts of several people, never by a file.
//!
//! Not here: reading workbooks (intake) and what becomes of a row (the rooms).

pub mod model;
pub mod reasons;
mod rules;
mod runs;
pub mod service;
mod store;
mod work;

pub use model::{Import, ImportState, Progress};
pub use service::{Imports, Uploaded};
