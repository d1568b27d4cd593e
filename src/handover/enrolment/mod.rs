//! How a person enters the pool: a handler files the application, a second person checks it, it stands in
//! public notice, objections are answered, a third person approves (财库〔2016〕198号 art. 5 to 11).
//!
//! ```text
//! filed → noticed → enrolled        filed, noticed → refused
//! ```
//!
//! Not here: lists of people who are in already (imports), suspension and delisting (registry). Invariants: the
//! three people are three; nobody enters before the notice has ended or while an objection is unanswered; what a
//! rule of art. 6 forbids is never enrolled, and its relaxation carries a reason; the entry, the self-declared
//! recusals and the record of the decision come about in one transaction.

pub mod model;
mod reading;
pub mod replay;
pub mod rules;
pub mod service;
mod store;

pub use store::SEALED;
