//! Disclosure of results: what is published, until when, by whom, and what is withheld from the published copy.
//!
//! Not here: the result itself, and where else the place publishes (its own portal). Invariants: one person prepares and
//! another approves; the original is kept untouched beside the published copy, each under its digest; whatever is
//! withheld has a ground of the Regulations on Open Government Information; no personal data is published.

pub mod model;
pub mod replay;
pub mod rules;
pub mod service;
mod store;
