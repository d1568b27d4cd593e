//! Taking in what a bureau hands over for a year: registry, facts, commissions, bids and the marks
//! that wait for their stage, all in one transaction.
//!
//! Not here: reading workbooks (intake) and running the year. Invariants: the sound rows go in
//! together or not at all; the same folder a second time changes nothing and says so. What people upload
//! instead goes through [`imports`], and a single person who applies through [`enrolment`].

pub mod enrolment;
pub mod imports;
pub mod service;
mod store;

pub use service::{TakeIn, TakenIn};
