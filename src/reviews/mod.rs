//! Review of an evaluation package by reviewers who do not know of each other: rubrics in versions, frozen for a
//! commission before it is announced, marks each with a reason and a page, a third reviewer on a wide gap, the draft,
//! the institution's answer, the level-up review, the end.
//!
//! Not here: the draw and who is in conflict (assignments), what marks say of the work (quality). Invariants: a rubric's
//! version never changes; nobody sees another's marks before all have handed in; a reviewer's mark stays as it was
//! given, a correction stands beside it; whoever closes against an objection is not whoever drew the reviewers.
//!
//! ```text
//! drawing → marking → drafted → answered → final
//!              ↑ third_wanted │       └ no objection, or no answer in time: final at once
//! ```

pub mod model;
pub mod replay;
pub mod rules;
pub mod service;
mod store;
