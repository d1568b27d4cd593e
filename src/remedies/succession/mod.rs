//! Who follows a winner that falls away: one that does not sign (政府采购法实施条例第四十九条), or one whose award does
//! not stand after a challenge or a complaint (财政部令第94号第十六条、第三十二条). One person proposes the next by rank or
//! a new procurement, another decides.
//!
//! Not here: the ranking, which stays as it was recorded. Invariants: nobody who was passed over comes back; the law's
//! own choice after an upheld challenge is nobody's to make; a new winner is published anew, and its terms count anew.

pub mod replay;
pub mod rules;
pub mod service;
mod store;

pub use rules::{Cause, Choice};
pub use service::Succession;
