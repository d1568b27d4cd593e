//! Policy packs: a jurisdiction is data. Bands, linkage, terms, recipients, panels and words of a
//! place, each with the article it rests on, and the calendar that terms are counted in.
//!
//! Invariants: every topic of a pack is answered, with a value and its basis or with "no rule here";
//! where a place has no rule the national one stands in, and the answer says so; a pack is a value
//! with a version, so that a decision can be replayed. Adding a place needs a pack and no code.
//!
//! Deliberately not here: what services do with an answer (approve, send, publish), and any clock.

pub mod basis;
pub mod calendar;
pub mod codes;
pub mod conflict_policy;
pub mod grading;
pub mod kept;
pub mod labels;
pub mod linkage;
pub mod loader;
pub mod overview;
pub mod pack;
pub mod packages;
pub mod packs;
pub mod rating;
pub mod reading;
pub mod routes;
pub mod rules;
pub mod scale;
pub mod settings;

pub use basis::{Basis, BasisStatus, LocalRule, Origin, Resolved};
pub use calendar::{Calendar, CalendarGap};
pub use conflict_policy::ConflictPolicy;
pub use grading::{GradeDecision, GradeError};
pub use linkage::{Instruction, LinkageQuestion};
pub use loader::load_conflict_policy;
pub use overview::TopicView;
pub use pack::Pack;
pub use packs::{PackError, Packs};
pub use routes::{Entry as RouteEntry, LeastBidders, Route, Routes, Timetable};

#[cfg(test)]
mod tests;
