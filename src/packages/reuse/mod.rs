//! Passages that a report shares with earlier ones of other commissions: where, how much, side by side. A
//! hint for a person who then reads both; no verdict, and no part of the gate.
//!
//! Reports are compared by shingles: every run of twelve characters, punctuation and blanks left out. Of each
//! twelve neighbouring shingles one is kept (winnowing, Schleimer, Wilkerson and Aiken 2003), so that any
//! shared passage of 23 characters is found and a report of 30,000 characters takes some five thousand rows.

pub mod model;
pub mod passages;
pub mod service;
pub mod shingles;
mod store;
