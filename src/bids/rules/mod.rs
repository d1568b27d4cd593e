//! What decides in bidding; pure.

pub mod admission;
pub mod opening;
pub mod ranking;
