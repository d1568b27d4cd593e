//! The publicly verifiable draw of review experts (method VRD-1): who was drawn can be recomputed by
//! anybody from what was published, and nobody in the room could have steered it.
//!
//! Experts must be drawn at random from the library (专家管理办法 art. 2 and 12), people in conflict
//! are taken out before the draw, and a province may step the probabilities by performance (art. 21).
//! The method descends from RFC 3797: the list and the rules are frozen and published, every party
//! commits to a sealed seed, the seeds are opened, and each seat follows from one hash.
//!
//! What is deliberately not here: where seeds come from, who may call a draw, deadlines, storage. All
//! of this is pure, and gives the same bytes on every machine.
//!
//! ```text
//! Announced ──every party committed──▶ Committed ──every party revealed──▶ Revealed ──▶ Drawn
//!     ▲                                    │
//!     └── new draw id, incident kept ◀─ forfeit: somebody did not reveal
//! ```
//!
//! Invariants: the order of the input never matters; ids are compared by the bytes of their NFC form;
//! equal weights and a single group give exactly the plain method; a record holds if and only if
//! running its specification gives its result.

mod caveat;
mod ceremony;
mod discrepancy;
mod fault;
mod frozen;
mod hash;
mod pool;
mod record;
mod rules;
mod run;
mod seeds;
mod selection;
mod spec;
mod strict;
mod text;
mod urn;
mod verify;

#[cfg(test)]
mod rfc3797;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub use caveat::{Caveat, caveats};
pub use ceremony::{Announced, CeremonyFault, Committed, Drawn, Incident, Restart, Revealed};
pub use discrepancy::{Discrepancy, Item};
pub use fault::DrawFault;
pub use hash::{Alg, Digest};
pub use record::{DrawRecord, DrawResult, Outcome, Step};
pub use rules::{Group, RuleSet, Rules};
pub use run::{Announcement, announce, run};
pub use seeds::{Seed, check_reveal, commitment, context, shared_seed};
pub use spec::{Candidate, Decline, DrawSpec};
pub use verify::verify;
