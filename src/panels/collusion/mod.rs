//! Collusion as the panel decides it (Order 87 arts. 36, 37; 政府采购法实施条例第十八条): a member raises a case on one
//! of the grounds of the law with its evidence, every sitting member votes with a reason, the majority decides, and the
//! bids of a proved case are void.
//!
//! Not here: the computed signs (`signs`), which decide nothing by themselves. Invariants: the marking does not end
//! while a case is open or a strong sign was not ruled on; a ruling is never taken back; dissent is kept.

pub mod replay;
pub mod rules;
pub mod service;
mod store;

pub use rules::{CollusionGround, CollusionVote};
pub use service::Case;
