//! The credit of institutions: an index out of the facts on record, the level it means, and what follows.
//!
//! Facts are finished assignments (marks of the reviewers, price, returns, days late) and violations that two people
//! found. A level with its consequences is proposed by one person, decided by another, and may be appealed; the appeal
//! is answered by a third. Not here: who may bid (F-02: a pool never gates procurement), the severity of reviewers
//! (`quality::fit`), and the standing of experts (`registry`).
//!
//! Invariants: the lines of an index add up to it exactly; no float takes part; a level is decided on the facts of its
//! proposal or not at all.

pub mod facts;
pub mod model;
pub mod replay;
pub mod rules;
pub mod service;
mod store;
