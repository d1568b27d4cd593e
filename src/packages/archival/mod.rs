//! What a submitted version needs to be believed years later: a time stamp of its manifest (RFC 3161), the
//! proof of its decision from the ledger, the check of authenticity, integrity, usability and security
//! (四性检测, after DA/T 70), and the day until which it is kept.
//!
//! Not here: the bag itself, and whether the package was good. Invariants: a stamp is asked for by a row
//! written with the version, and never asked again once it is there; nothing that a version names is ever
//! removed from the store, whatever the retention.

pub mod assess;
pub mod proof;
pub mod retention;
pub mod service;
pub mod stamp;
mod store;
pub mod worker;
